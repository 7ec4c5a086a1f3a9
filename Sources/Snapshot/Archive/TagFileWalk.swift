// SPDX-License-Identifier: Apache-2.0

/// Walks over the members that the archive itself added, before or after the payload.
struct TagFileWalk {
    /// How many bytes are read to find a header; those of the archive's own members are far
    /// shorter.
    private static let window: UInt64 = 64 << 10

    private let reading: TarRangeReading
    private let buffer = ByteBuffer(capacity: Int(window))
    private var position: UInt64
    private let end: UInt64

    /// `range`: the part of the tar to walk over.
    init(_ reading: TarRangeReading, over range: Range<UInt64>) {
        self.reading = reading
        position = range.lowerBound
        end = range.upperBound
    }

    /// What the walk comes to.
    enum Step {
        /// A member, and where its bytes lie in the tar.
        case member(TarMember, data: Range<UInt64>)
        /// Nothing but zeros up to the end.
        case zeros
        case end
    }

    /// The next member.
    ///
    /// - Throws: ``ArchiveFile/Failure`` for a damaged unit, ``LibarchiveError`` for a damaged
    ///   header.
    mutating func next() throws -> Step {
        guard position < end else { return .end }
        buffer.removeAll()
        while UInt64(buffer.count) < min(Self.window, end - position) {
            let offset = position + UInt64(buffer.count)
            buffer.append(try reading.bytes(from: offset, upTo: min(Self.window, end - offset)))
        }
        if buffer.isZero(in: 0..<min(buffer.count, TarHeaderEncoder.blockSize)) {
            return try zeros()
        }
        guard let member = try TarUnitReader.members(in: buffer, limit: 1).first else {
            return .end
        }
        let start = position + UInt64(member.dataOffset)
        let block = UInt64(TarHeaderEncoder.blockSize)
        guard member.size <= end - start else {
            throw ManifestError(
                place: "tar header at byte \(position)",
                problem: "the member is longer than the part of the tar it is in")
        }
        let padded = (member.size + block - 1) / block * block
        if padded > member.size, start + padded <= end {
            try expectZeros(start + member.size..<start + padded)
        }
        position = min(end, start + padded)
        return .member(member, data: start..<(start + member.size))
    }

    /// Calls `body` with the bytes of a range, piece by piece.
    func read(_ range: Range<UInt64>, _ body: ([UInt8]) throws -> Void) throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let piece = try reading.bytes(from: offset, upTo: range.upperBound - offset)
            try body(piece)
            offset += UInt64(piece.count)
        }
    }

    private mutating func zeros() throws -> Step {
        try expectZeros(position..<end)
        position = end
        return .zeros
    }

    private func expectZeros(_ range: Range<UInt64>) throws {
        try read(range) { piece in
            guard piece.allSatisfy({ $0 == 0 }) else {
                throw ManifestError(
                    place: "tar, bytes \(range.lowerBound) to \(range.upperBound)",
                    problem: "padding that is not zero")
            }
        }
    }
}

extension ArchiveReader {
    /// The units with the archive's own files behind the payload.
    var metaUnits: ArraySlice<Unit> { units[payloadUnitCount...] }

    /// Hands out one of the archive's own files, piece by piece.
    ///
    /// - Returns: whether there is one of that path.
    /// - Throws: what ``TagFileWalk`` throws, and what `body` throws.
    func readTagFile(
        _ path: String, in units: ArraySlice<Unit>, _ body: ([UInt8]) throws -> Void
    ) throws -> Bool {
        let wanted = [UInt8]("\(description.bag)/\(path)".utf8)
        var walk = TagFileWalk(
            try TarRangeReading(archive, units: [Unit](units)),
            over: (units.first?.tarOffset ?? 0)..<(units.last?.tarRange.upperBound ?? 0))
        while case .member(let member, let range) = try walk.next() {
            if member.path == wanted {
                try walk.read(range, body)
                return true
            }
        }
        return false
    }
}
