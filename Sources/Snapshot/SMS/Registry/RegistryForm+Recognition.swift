// SPDX-License-Identifier: Apache-2.0

extension RegistryForm {
    /// How many bytes from the start of a file are enough to tell what it is.
    public static let prefixByteCount = 4096

    /// Tells what a file is by its first bytes.
    ///
    /// - Parameters:
    ///   - prefix: the first ``prefixByteCount`` bytes, or the whole file when it is shorter.
    ///   - isWhole: whether the prefix is the whole file; only then can a first line be cut.
    public init(prefix: [UInt8], isWhole: Bool) {
        if prefix.allSatisfy({ $0 == 0 }) {
            self = .empty
        } else if let form = Self.binaryForm(of: prefix) {
            self = form
        } else {
            self = Self.textForm(of: prefix, isWhole: isWhole)
        }
    }

    private static func binaryForm(of prefix: [UInt8]) -> RegistryForm? {
        if prefix.starts(with: "regf".utf8) { return hiveForm(of: prefix) }
        if prefix.starts(with: "CREG".utf8) || prefix.starts(with: "RGDB".utf8) {
            return .windows9x
        }
        if prefix.starts(with: "hbin".utf8) { return .other("a part of a hive without its head") }
        return compressions.first { prefix.starts(with: $0.magic) }.map { .compressed($0.name) }
            ?? strangers.first { prefix.starts(with: $0.magic) }.map { .other($0.name) }
    }

    /// A log begins with the same four bytes as a hive; its type is at offset 28.
    private static func hiveForm(of prefix: [UInt8]) -> RegistryForm {
        guard prefix.count >= 32 else { return .hive }
        let type = (28..<32).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(prefix[$1]) }
        return type == 0 ? .hive : .transactionLog(type)
    }

    /// SZDD and KWAJ are what `rdisk` and COMPRESS.EXE write (`SOFTWARE._`).
    private static let compressions: [(magic: [UInt8], name: String)] = [
        ([0x53, 0x5A, 0x44, 0x44, 0x88, 0xF0, 0x27, 0x33], "SZDD, as in SOFTWARE._"),
        ([0x4B, 0x57, 0x41, 0x4A, 0x88, 0xF0, 0x27, 0xD1], "KWAJ"),
        (Array("MSCF".utf8), "a cabinet"),
        (Array("PK\u{3}\u{4}".utf8), "zip"),
        ([0x1F, 0x8B], "gzip"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
        (Array("BZh".utf8), "bzip2"),
    ]

    private static let strangers: [(magic: [UInt8], name: String)] = [
        (Array("MZ".utf8), "a program"),
        (Array("TAPE".utf8), "a backup in Microsoft Tape Format"),
        (Array("SITE CONTROL FILE [".utf8), "a site control file"),
        (Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file"),
        (Array("<".utf8), "a web page or an XML document"),
        (Array("%PDF".utf8), "a PDF document"),
        ([0x30, 0, 0, 0, 0x4C, 0x66, 0x4C, 0x65], "an NT event log"),
    ]

    private static func textForm(of prefix: [UInt8], isWhole: Bool) -> RegistryForm {
        if prefix.starts(with: [0xFE, 0xFF]) {
            return .other("a big-endian UTF-16 text; no importer reads it")
        }
        let encoding = encoding(of: prefix)
        let units = units(of: prefix.dropFirst(encoding.markByteCount), isWide: encoding.isWide)
        let line = units.prefix { $0 != RegistryCharacter.lineFeed && $0 != 0x0D }
        let isCut = isWhole && line.count == units.count
        return form(ofFirstLine: Array(line), encoding, isCut: isCut, all: units)
    }

    private static func form(
        ofFirstLine line: [UInt16], _ encoding: RegistryEncoding, isCut: Bool, all: [UInt16]
    ) -> RegistryForm {
        let start = RegistryCharacter.skippingBlanks(line, from: 0, to: line.count)
        let text = RegistryText(units: Array(line[start...]), encoding: .utf16)
        for version in RegistryExportVersion.allCases where text.equals(version.rawValue) {
            return .export(version, encoding)
        }
        if text.equals("REGEDIT"), !isCut { return .windows31Export }
        if isCut, !text.units.isEmpty, isBeginningOfHeader(text) { return .cutHeader }
        if text.begins(with: "REGEDIT") || text.begins(with: "Windows Registry Editor") {
            return .unsupportedExport(String(text.description.prefix(40)))
        }
        if text.begins(with: "WINE REGISTRY") { return .wineStore }
        if isListing(all) { return .listing }
        let first = String(text.description.prefix(40))
        return .other("not a registry file (it begins with \"\(first)\")")
    }

    private static func isBeginningOfHeader(_ text: RegistryText) -> Bool {
        RegistryExportVersion.allCases.contains { version in
            text.units.elementsEqual(version.rawValue.utf8.prefix(text.units.count)) {
                $0 == UInt16($1)
            }
        }
    }

    /// The listing begins with `Key Name:` and blanks; an empty line may come first.
    private static func isListing(_ units: [UInt16]) -> Bool {
        let text = units.drop { $0 <= RegistryCharacter.space }
        return RegistryText(units: Array(text.prefix(16)), encoding: .utf16).begins(
            with: "Key Name:")
    }

    private static func encoding(of prefix: [UInt8]) -> RegistryEncoding {
        if prefix.starts(with: [0xFF, 0xFE]) { return .utf16 }
        if prefix.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8WithByteOrderMark }
        // An ASCII character and a zero: no 8-bit text has a zero in its first line.
        if prefix.count >= 2, prefix[0] != 0, prefix[0] < 0x80, prefix[1] == 0 {
            return .utf16WithoutByteOrderMark
        }
        if prefix.allSatisfy({ $0 < 0x80 }) { return .ascii }
        var scan = UTF8Scan()
        for byte in prefix { scan.add(byte) }
        return scan.isValid ? .utf8 : .codePage
    }

    private static func units(of bytes: ArraySlice<UInt8>, isWide: Bool) -> [UInt16] {
        guard isWide else { return bytes.map { UInt16($0) } }
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
        }
    }
}

extension RegistryText {
    /// Tells whether the text is an ASCII word, letter case included.
    fileprivate func equals(_ word: String) -> Bool {
        units.count == word.utf8.count && begins(with: word)
    }

    /// Tells whether the text begins with an ASCII word, letter case included.
    fileprivate func begins(with word: String) -> Bool {
        RegistryCharacter.hasWord(word, in: units, at: 0, to: units.count)
    }
}
