// SPDX-License-Identifier: Apache-2.0

/// Walks a file in Microsoft Tape Format while its bytes pass by.
///
/// Feed every byte of the file in order, cut as you like, then call ``finish()``. Data that
/// streams hold is skipped without being looked at, so the walk costs next to nothing beside
/// reading the file. Memory is bounded: at most 64 KiB of bytes, and the lists of
/// ``TapeFormatBackup`` are capped.
public struct TapeFormatReader: Sendable {
    /// What the bytes that are being collected are.
    private enum Step: Sendable {
        case blockHeader
        case blockBody(TapeFormatBlockHeader)
        case streamHeader
        case streamData(name: String, rest: Int)
        /// Behind the end marker: only whether everything is zero matters.
        case trailing(from: Int, isZero: Bool)
        /// Nothing that follows can be understood, or needs to be.
        case stopped
    }

    /// Blocks begin at multiples of this, whatever block size the medium announces.
    private static let blockAlignment = 512
    /// Stream headers begin at multiples of this.
    private static let streamAlignment = 4

    private var assembly = TapeFormatAssembly()
    private var step = Step.blockHeader
    private var collector = StructureCollector(count: TapeFormatBlockHeader.size)
    private var blockStart = 0
    /// What the bytes at `position` belong to, for a message, and the offset it must reach.
    private var structure = "block header"
    private var structureEnd = TapeFormatBlockHeader.size

    /// The offset of the next byte.
    private var position: Int { collector.position }

    /// Whether the file is in this format; `nil` until its first 52 bytes have passed.
    ///
    /// Four letters alone are not enough: a text may begin with them. A file whose first block
    /// has a wrong checksum still counts, unless the block is text from end to end.
    public private(set) var isTapeFormat: Bool?

    /// Makes a reader that stands before the first byte of a file.
    public init() {}

    /// Takes the next bytes of the file.
    ///
    /// - Complexity: Proportional to the headers in `chunk`, not to its length.
    public mutating func consume(_ chunk: Span<UInt8>) {
        var index = 0
        while index < chunk.count {
            switch step {
            case .stopped:
                collector.pass(chunk.count - index)
                return
            case .trailing(let start, let isZero):
                collector.pass(chunk.count - index)
                guard isZero else { return }
                while index < chunk.count, chunk[index] == 0 { index += 1 }
                step = .trailing(from: start, isZero: index == chunk.count)
                return
            case .blockHeader, .blockBody, .streamHeader, .streamData:
                index += collector.take(chunk, from: index)
                if collector.isComplete { advance() }
            }
        }
    }

    /// Takes the next bytes of the file.
    public mutating func consume(_ chunk: ArraySlice<UInt8>) {
        consume(chunk.span)
    }

    /// How many of the next bytes it does not look at; ``skip(_:)`` may stand for them.
    ///
    /// Whoever can seek need not read the data of a backup, which is nearly all of it.
    public var dispensableByteCount: Int {
        if collector.skipping > 0 { return collector.skipping }
        switch step {
        case .stopped, .trailing(_, isZero: false): return .max
        case .trailing, .blockHeader, .blockBody, .streamHeader, .streamData: return 0
        }
    }

    /// Takes bytes that the file has and that nobody read.
    ///
    /// - Parameter count: From 0 to ``dispensableByteCount``, and never beyond the end of the file.
    public mutating func skip(_ count: Int) {
        collector.pass(max(0, min(count, dispensableByteCount)))
    }

    /// What the file is, now that all of it has passed.
    public consuming func finish() -> TapeFormatBackup {
        recogniseShortFile()
        switch step {
        case .stopped: break
        case .trailing(let start, let isZero): noteTrailing(from: start, isZero: isZero)
        case .blockHeader where position >= structureEnd && collector.bytes.isEmpty:
            assembly.end(at: position)
        case .blockHeader where assembly.mayEnd && !collector.bytes.isEmpty:
            noteTrailing(
                from: position - collector.bytes.count,
                isZero: collector.bytes.allSatisfy { $0 == 0 })
        case .blockHeader, .blockBody, .streamHeader, .streamData: noteTruncation()
        }
        return assembly.finished(size: position)
    }
}

// MARK: - Steps

extension TapeFormatReader {
    private mutating func advance() {
        switch step {
        case .blockHeader: takeBlockHeader()
        case .blockBody(let header): takeBlock(header)
        case .streamHeader: takeStreamHeader()
        case .streamData(let name, let rest):
            assembly.read(stream: name, data: collector.bytes, isWhole: rest == 0)
            expectStreamHeader(afterSkipping: rest)
        case .trailing, .stopped: break
        }
    }

    private mutating func takeBlockHeader() {
        blockStart = position - TapeFormatBlockHeader.size
        let header = TapeFormatBlockHeader(collector.bytes[...])
        if blockStart == 0 { recognise(header) }
        guard let header, header.firstStream >= TapeFormatBlockHeader.size,
            (header.kind == .tape) == (blockStart == 0)
        else {
            rejectBlock()
            return
        }
        if header.kind == .filemark {
            // A filemark has no streams: what is the offset of the first elsewhere is its length.
            let end = Self.aligned(blockStart + header.firstStream, to: Self.blockAlignment)
            assembly.begin(header, at: blockStart, end: end)
            structure = "block SFMB"
            structureEnd = blockStart + header.firstStream
            expectBlock(afterSkipping: end - position)
            return
        }
        assembly.begin(header, at: blockStart, end: nil)
        structure = "block \(header.kind)"
        structureEnd = blockStart + header.firstStream
        collector.extend(to: header.firstStream)
        step = .blockBody(header)
        if collector.isComplete { takeBlock(header) }
    }

    private mutating func takeBlock(_ header: TapeFormatBlockHeader) {
        guard assembly.read(block: collector.bytes, header: header, at: blockStart) else {
            step = .stopped
            return
        }
        structureEnd = position
        expectStreamHeader(afterSkipping: 0)
    }

    private mutating func takeStreamHeader() {
        let start = position - TapeFormatStreamHeader.size
        guard let header = TapeFormatStreamHeader(collector.bytes[...]) else {
            assembly.stop(at: start, expected: "a stream header with a good checksum")
            step = .stopped
            return
        }
        // A length of 2^61 is as impossible as one of 2^64, and leaves room to add to offsets.
        guard let length = Int(exactly: header.length), length < 1 << 61, position < 1 << 61 else {
            assembly.stop(
                at: start, expected: "a stream length", found: "\(header.length) bytes")
            step = .stopped
            return
        }
        structure = "stream \(header.name)"
        structureEnd = position + length
        assembly.begin(stream: header.name, at: start, length: length)
        let kept = min(length, assembly.wantedBytes(of: header.name))
        if header.name == "SPAD" {
            expectBlock(
                afterSkipping: Self.aligned(structureEnd, to: Self.blockAlignment) - position)
        } else if kept > 0 {
            collector.expect(kept, afterSkipping: 0)
            step = .streamData(name: header.name, rest: length - kept)
        } else {
            expectStreamHeader(afterSkipping: length)
        }
    }

    private mutating func expectBlock(afterSkipping count: Int) {
        collector.expect(TapeFormatBlockHeader.size, afterSkipping: count)
        step = .blockHeader
    }

    private mutating func expectStreamHeader(afterSkipping count: Int) {
        let gap = Self.aligned(position + count, to: Self.streamAlignment) - position
        collector.expect(TapeFormatStreamHeader.size, afterSkipping: gap)
        step = .streamHeader
    }

    private static func aligned(_ offset: Int, to unit: Int) -> Int {
        (offset + unit - 1) / unit * unit
    }
}

// MARK: - What is not as it should be

extension TapeFormatReader {
    private mutating func recognise(_ header: TapeFormatBlockHeader?) {
        let isText = collector.bytes.allSatisfy {
            (0x20...0x7E).contains($0) || (9...13).contains($0)
        }
        isTapeFormat = collector.bytes.starts(with: "TAPE".utf8) && (header != nil || !isText)
    }

    /// A file of less than 52 bytes is in the format if it is nothing but the format's beginning.
    mutating func recogniseShortFile() {
        guard isTapeFormat == nil else { return }
        isTapeFormat = collector.bytes.starts(with: "TAPE".utf8) && collector.bytes.contains(0)
    }

    private mutating func rejectBlock() {
        let isZero = collector.bytes.allSatisfy { $0 == 0 }
        // Letters that start a set, with a wrong checksum: a further set with a damaged beginning.
        if assembly.mayEnd, !collector.bytes.starts(with: "SSET".utf8) {
            step = .trailing(from: blockStart, isZero: isZero)
        } else {
            assembly.stop(
                at: blockStart, expected: "a block header with a good checksum",
                found: PrintableText.excerpt(collector.bytes.prefix(4)))
            step = .stopped
        }
    }

    private mutating func noteTrailing(from start: Int, isZero: Bool) {
        assembly.end(at: start)
        assembly.noteTrailing(at: start, count: position - start, isZero: isZero)
    }

    private mutating func noteTruncation() {
        if position >= structureEnd {
            // The structure before is whole; what is cut is the header that must follow it.
            let isBlock = if case .blockHeader = step { true } else { false }
            structure = isBlock ? "block header" : "stream header"
            structureEnd = position + max(1, collector.missingCount)
        }
        assembly.truncate(at: position, needed: structureEnd, structure: structure)
    }
}
