// SPDX-License-Identifier: Apache-2.0

/// Builds files in Microsoft Tape Format, good ones and ones that are wrong in one place.
struct TapeImage {
    private(set) var bytes: [UInt8] = []
    private var setStart = 0

    /// What a whole backup is made of.
    struct Options {
        var pageCount = 4
        var describedPageCount: Int?
        var kind = UInt8(ascii: "D")
        var stripe = 1
        var stripeCount = 1
        var mediaSet: UInt8 = 0xA5
        var vendor = 0x1200
        var software = "Microsoft SQL Server"
        var setNumber = 1
        var damagedObjects = 0
        var isFinished = true
        var endCount = 2
        var hasFinalMark = true
        var hasFinalDescription = true
    }

    /// A whole backup of one set.
    static func backup(_ options: Options = Options()) -> [UInt8] {
        var image = TapeImage()
        image.addMedium(options)
        image.addSet(options)
        return image.bytes
    }

    mutating func addMedium(_ options: Options) {
        var fields = little(0xFA4E_0000 + options.stripe, 4) + little(5, 4) + little(1, 2)
        fields += little(0, 2) + little(1, 2) + little(3, 2) + [UInt8](repeating: 0, count: 12)
        fields += address(options.software, behind: 44) + little(1_024, 2)
        fields += little(options.vendor, 2) + Self.date + [1, 0, 0]
        fields += utf16(options.software)
        var raid = [UInt8](repeating: options.mediaSet, count: 16) + little(0xF000_00AD, 4)
        raid += little(options.stripeCount, 2) + little(1, 2) + little(options.stripe, 2)
        raid += [UInt8](repeating: 0, count: 6)
        addBlock("TAPE", fields, streams: [("RAID", raid)])
        addFilemark()
    }

    mutating func addSet(_ options: Options) {
        setStart = bytes.count
        let user = "ALPINE\\sqlagent"
        var fields = little(options.kind == UInt8(ascii: "I") ? 8 : 4, 4) + little(0, 4)
        fields += little(0x1200, 2) + little(options.setNumber, 2)
        fields += [UInt8](repeating: 0, count: 12) + address(user, behind: 48) + little(0, 8)
        fields += Self.date + [7, 0, 0, 0, 2, 0, 0] + utf16(user)
        addBlock("SSET", fields)
        addBlock(
            "VOLB",
            little(0, 12) + address("ALPINE", behind: 24) + Self.date
                + [0, 0, 0] + utf16("ALPINE"), isNumbered: true)
        let first = description(options, isFinal: false)
        addBlock("MSCI", little(0, 4), streams: [("MQCI", first)], isNumbered: true)
        if options.pageCount > 0 {
            let pages = [UInt8](repeating: 0x5A, count: 2 + 8_192 * options.pageCount)
            addBlock(
                "MSDA", little(0, 8), streams: [("MQDA", pages), ("MQDA", [])], isNumbered: true)
        }
        let log = [UInt8](repeating: 0x4C, count: 2 + 512 * 3)
        addBlock("MSTL", little(0, 8), streams: [("MQTL", log)], isNumbered: true)
        if options.hasFinalDescription {
            let final = description(options, isFinal: true)
            addBlock("MSLS", little(0, 4), streams: [("MQCI", final)], isNumbered: true)
        }
        addFilemark()
        for _ in 0..<options.endCount {
            addBlock(
                "ESET",
                little(4, 4) + little(options.damagedObjects, 4) + little(0, 16)
                    + little(0, 2) + little(options.setNumber, 2) + Self.date + [0, 0, 0])
        }
        if options.hasFinalMark { addFilemark() }
    }

    /// Adds a block and a padding stream up to the next multiple of 1,024.
    mutating func addBlock(
        _ kind: String, _ fields: [UInt8], streams: [(String, [UInt8])] = [],
        isNumbered: Bool = false
    ) {
        let start = bytes.count
        // Streams begin at multiples of 4.
        let fields = fields + [UInt8](repeating: 0, count: (4 - fields.count % 4) % 4)
        var block = header(kind, firstStream: 52 + fields.count, isUTF16: true)
        let place = isNumbered ? (start - setStart) / 1_024 : 0
        block.replaceSubrange(20..<28, with: little(place, 8))
        seal(&block, words: 25)
        bytes += block + fields
        for (name, data) in streams { addStream(name, data) }
        align()
        let padding = (1_024 - (bytes.count + 22 - setStart) % 1_024) % 1_024
        addStream("SPAD", [UInt8](repeating: 0, count: padding))
    }

    mutating func addStream(_ name: String, _ data: [UInt8], length: Int? = nil) {
        align()
        var header = [UInt8](name.utf8) + little(0, 4) + little(length ?? data.count, 8)
        header += little(0, 6)  // encryption, compression, and room for the checksum
        seal(&header, words: 10)
        bytes += header + data
    }

    private mutating func align() {
        while !bytes.count.isMultiple(of: 4) { bytes.append(0) }
    }

    mutating func addFilemark() {
        var block = header("SFMB", firstStream: 512, isUTF16: false)
        seal(&block, words: 25)
        bytes += block + [UInt8](repeating: 0, count: 512 - 52)
    }

    mutating func add(_ more: [UInt8]) { bytes += more }

    private func header(_ kind: String, firstStream: Int, isUTF16: Bool) -> [UInt8] {
        var block = [UInt8](kind.utf8) + little(0, 4) + little(firstStream, 2) + [14, 1]
        block += [UInt8](repeating: 0, count: 36) + [isUTF16 ? 2 : 0, 0] + little(0, 2)
        return block
    }

    private func description(_ options: Options, isFinal: Bool) -> [UInt8] {
        let names = [utf16("SMS"), utf16("ALPINE")]
        var general = [UInt8]("SCIN".utf8) + little(128 + names[0].count + names[1].count, 4)
        general += [UInt8](repeating: 0, count: 120)
        general.replaceSubrange(24..<28, with: little(623, 2) + [0, 7])
        general.replaceSubrange(77..<82, with: Self.date)
        if isFinal, options.isFinished { general.replaceSubrange(82..<87, with: Self.date) }
        general[87] = options.kind
        general.replaceSubrange(104..<108, with: little(names[0].count, 2) + little(128, 2))
        let place = 128 + names[0].count
        general.replaceSubrange(108..<112, with: little(names[1].count, 2) + little(place, 2))
        let pages = options.describedPageCount ?? options.pageCount * options.stripeCount
        return general + names[0] + names[1] + file(1, pages, group: 1) + file(2, 1, group: 0)
    }

    private func file(_ number: Int, _ pages: Int, group: Int) -> [UInt8] {
        var record = [UInt8]("SFIN".utf8) + little(56, 4) + little(0, 8) + little(8_192, 4)
        record += little(number, 4) + little(pages, 4) + little(0, 4) + little(512, 4)
        record += little(group, 4) + little(pages * 8_192, 8) + little(0, 8)
        return record
    }

    // 1999-03-13T21:48:10
    private static let date = bigEndianDate(1999, 3, 13, 21, 48, 10)

    static func bigEndianDate(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
    ) -> [UInt8] {
        let date = (year << 4 | month) << 5 | day
        let bits = ((date << 5 | hour) << 6 | minute) << 6 | second
        return (0..<5).map { UInt8(truncatingIfNeeded: bits >> (32 - 8 * $0)) }
    }

    private func address(_ text: String, behind fields: Int) -> [UInt8] {
        little(text.utf16.count * 2, 2) + little(52 + fields, 2)
    }
}

func little(_ number: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { little(Int($0), 2) } }

/// Stores the exclusive or of the words in front behind them.
func seal(_ header: inout [UInt8], words: Int) {
    var sum = (UInt8(0), UInt8(0))
    for index in 0..<words { sum = (sum.0 ^ header[2 * index], sum.1 ^ header[2 * index + 1]) }
    header[2 * words] = sum.0
    header[2 * words + 1] = sum.1
}
