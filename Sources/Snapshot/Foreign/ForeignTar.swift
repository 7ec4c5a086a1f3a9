// SPDX-License-Identifier: Apache-2.0

/// Reads a tar that somebody else wrote, from its start to its end, member by member.
///
/// Known are the formats of Unix V7, ustar, pax, GNU tar and star. Nothing is guessed: behind a
/// header that is not right nothing more is read, for where the next one begins nobody knows then.
final class ForeignTar {
    /// The most bytes of headers that may stand before one member, or be for all of them.
    static let mostHeaderBytes: UInt64 = 2 << 20
    private static let block = UInt64(ForeignBytes.blockSize)

    let bytes: ForeignBytes
    private let mostMembers: UInt64
    private let builder = ForeignMemberBuilder()
    private var global = PaxRecords()
    private var globalBytes: UInt64 = 0
    /// Bytes of the member that came last which were not read yet.
    private(set) var rest: UInt64 = 0
    private var padding: UInt64 = 0
    private var member: ForeignMember?

    /// Members that were read.
    private(set) var memberCount: UInt64 = 0
    /// What is wrong with the tar or with the data around it; it was read up to there.
    private(set) var findings: [Finding] = []
    /// Whether the mark of its end was reached.
    private(set) var isComplete = false

    /// `fileSize`: the bytes of the file, by which the number of members is bounded.
    init(_ bytes: ForeignBytes, fileSize: UInt64) {
        self.bytes = bytes
        mostMembers = 1_024 + fileSize / ManifestLimits.bytesOfAnEntry
    }

    /// The next member, or `nil` at the end, wherever that is.
    func next() throws -> ForeignMember? {
        guard findings.isEmpty, !isComplete else { return nil }
        if let last = member, try !bytes.skip(rest) || !bytes.skip(padding) {
            return cut("inside \(ScreenText.quoted(last.name))")
        }
        (member, rest, padding) = (nil, 0, 0)
        var header = ForeignHeader()
        while true {
            let place = bytes.offset
            guard let bytes = try bytes.block() else {
                return cut(
                    header.isEmpty ? "without the mark of its end" : "before a member's header")
            }
            let block = TarBlock(bytes)
            if block.isZero {
                guard header.isEmpty else {
                    return fail(place, "it ends behind an extended header")
                }
                try finish(place)
                return nil
            }
            guard block.hasRightChecksum else {
                return fail(place, "the header does not have its checksum")
            }
            guard let size = block.number(124..<136).flatMap({ UInt64(exactly: $0) }),
                size <= UInt64(Int64.max) / 2
            else { return fail(place, "the header says no size") }
            if ForeignHeader.isExtension(block.type) {
                if let problem = try take(block, size, into: &header) {
                    return fail(place, problem)
                }
                continue
            }
            return try begin(block, size, header, at: place)
        }
    }

    /// Hands out the bytes of the member that came last, piece by piece, each with its place in the
    /// file.
    ///
    /// - Returns: whether all of them were there.
    func readContent(
        _ body: (_ buffer: ByteBuffer, _ range: Range<Int>, _ offset: UInt64) throws -> Void
    ) throws -> Bool {
        guard let member else { return true }
        for part in member.parts {
            var position = part.lowerBound
            while position < part.upperBound {
                let range = try bytes.data(upTo: part.upperBound - position)
                if range.isEmpty { return false }
                rest -= UInt64(range.count)
                try body(bytes.buffer, range, position)
                position += UInt64(range.count)
            }
        }
        return true
    }

    /// Reads an extended header.
    ///
    /// - Returns: what is wrong with it.
    private func take(
        _ block: TarBlock, _ size: UInt64, into header: inout ForeignHeader
    ) throws -> String? {
        let isGlobal = block.type == UInt8(ascii: "g")
        let known = isGlobal ? globalBytes : header.byteCount
        guard size <= Self.mostHeaderBytes, known + size + Self.block <= Self.mostHeaderBytes else {
            return "its extended headers have more than \(Self.mostHeaderBytes) bytes"
        }
        var text: [UInt8] = []
        text.reserveCapacity(Int(size))
        while text.count < Int(size) {
            let range = try bytes.data(upTo: size - UInt64(text.count))
            if range.isEmpty { return "it is cut off in an extended header" }
            text += bytes.buffer.bytes(in: range)
        }
        guard try bytes.skip(Self.padding(of: size)) else {
            return "it is cut off in an extended header"
        }
        guard isGlobal else { return header.add(text, of: block.type) }
        globalBytes += size + Self.block
        guard global.add(text[...]) else { return "its pax header is malformed" }
        return global.namesMember
            ? "its global header gives all members one name or size" : nil
    }

    private func begin(
        _ block: TarBlock, _ headerSize: UInt64, _ header: ForeignHeader, at place: UInt64
    ) throws -> ForeignMember? {
        memberCount += 1
        guard memberCount <= mostMembers else {
            return fail(place, "it has more members than a file of this size can hold")
        }
        let pax = header.pax.filled(from: global)
        var size = headerSize
        if pax["size"] != nil {
            guard let found = pax.number("size"), found <= UInt64(Int64.max) / 2 else {
                return fail(place, "its pax header says no size")
            }
            size = found
        }
        let stored = try storedSize(block, size, hasPax: !header.pax.isEmpty)
        (rest, padding) = (stored, Self.padding(of: stored))
        let sparse = try ForeignSparse.read(block, pax, bytes, &rest)
        if case .cut = sparse { return cut("in the map of a sparse file") }
        let found = builder.member(block, header, pax, size: stored, sparse, rest: rest)
        member = found
        return found
    }

    /// How many bytes follow a header.
    ///
    /// Links and directories have none, and some programs write a size all the same, which pax
    /// gives a meaning: then what follows decides.
    private func storedSize(_ block: TarBlock, _ size: UInt64, hasPax: Bool) throws -> UInt64 {
        switch block.type {
        case UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): return 0
        case UInt8(ascii: "1") where !hasPax && size > 0, UInt8(ascii: "5") where size > 0:
            guard let next = try bytes.peekBlock() else { return 0 }
            let block = TarBlock(next)
            return block.isZero || block.hasRightChecksum ? 0 : size
        default: return size
        }
    }

    /// Looks at what follows the first block of zeros.
    private func finish(_ place: UInt64) throws {
        isComplete = true
        guard let next = try bytes.block() else {
            return add(
                bytes.problem ?? Self.ending("with one block of zeros instead of two", place))
        }
        guard TarBlock(next).isZero else {
            return add(Self.trailing(bytes.offset - Self.block))
        }
        var isTold = false
        while true {
            let start = bytes.offset
            let range = try bytes.data(upTo: .max)
            if range.isEmpty { break }
            guard !isTold, !bytes.buffer.isZero(in: range) else { continue }
            isTold = true
            add(Self.trailing(start))
        }
        if let problem = bytes.problem { add(problem) }
    }

    private static func trailing(_ place: UInt64) -> Finding {
        Finding(
            .length,
            "behind the mark of its end, from byte \(place) of the tar on, there is something that no reader looks at"
        )
    }

    private static func ending(_ how: String, _ place: UInt64) -> Finding {
        Finding(.length, "the tar ends \(how), after \(place) bytes: it may be cut off")
    }

    private static func padding(of size: UInt64) -> UInt64 { (block - size % block) % block }

    private func cut(_ how: String) -> ForeignMember? {
        add(bytes.problem ?? Self.ending(how, bytes.offset))
        return nil
    }

    private func fail(_ place: UInt64, _ problem: String) -> ForeignMember? {
        add(
            bytes.problem
                ?? Finding(
                    .header,
                    "tar header at byte \(place): \(problem); what is behind it is not read"))
        return nil
    }

    private func add(_ finding: Finding) { findings.append(finding) }
}
