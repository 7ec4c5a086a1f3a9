// SPDX-License-Identifier: Apache-2.0

/// Looks at a dump of unknown format while its bytes pass by.
///
/// Feed every byte of the file in order, cut as you like, then call ``finish()``. Memory is
/// bounded: the first 256 KiB are kept.
public struct OpaqueDumpReader: Sendable {
    /// Bytes from the start that are kept: enough to find system tables, which come first.
    static let headSize = 262_144

    private let fileName: String
    private var head: [UInt8] = []
    private var size = 0
    private var isConstant = true
    /// How many bytes, from the start, lie before the last byte that is not zero, and itself.
    private var nonZeroEnd = 0
    private var zeroPages = 0
    private var numberedPages = 0
    private var pageNumber: UInt32 = 0
    private var isZeroPage = true

    /// Makes a reader that stands before the first byte of a file.
    ///
    /// - Parameter fileName: The file's own name without directories, in any case; only for hints.
    public init(fileName: [UInt8] = []) {
        self.fileName = PrintableText.of(fileName.prefix(255)).uppercased()
    }

    /// Takes the next bytes of the file.
    ///
    /// - Complexity: Proportional to the pages in `chunk` and to its zeros; the other bytes of a
    ///   page are not looked at.
    public mutating func consume(_ chunk: Span<UInt8>) {
        keepHead(chunk)
        var index = 0
        while index < chunk.count {
            let place = size % OpaqueDump.pageSize
            let end = index + min(OpaqueDump.pageSize - place, chunk.count - index)
            if isConstant { checkConstant(chunk, from: index, to: end) }
            scan(chunk, from: index, to: end, place: place)
            size += end - index
            index = end
            if size.isMultiple(of: OpaqueDump.pageSize) { finishPage() }
        }
    }

    /// Takes the next bytes of the file.
    public mutating func consume(_ chunk: ArraySlice<UInt8>) {
        consume(chunk.span)
    }

    private mutating func keepHead(_ chunk: Span<UInt8>) {
        let count = min(Self.headSize - head.count, chunk.count)
        for index in 0..<max(0, count) { head.append(chunk[index]) }
    }

    private mutating func checkConstant(_ chunk: Span<UInt8>, from start: Int, to end: Int) {
        // Whether all is zero, the count of zeros at the end tells already.
        guard let first = head.first, first != 0 else { return }
        isConstant = Self.differences(chunk.extracting(start..<end), from: first) == 0
    }

    /// Looks at the part of one page, which begins at `place` of the page.
    private mutating func scan(
        _ chunk: Span<UInt8>, from start: Int, to end: Int, place: Int
    ) {
        if place < 4 {
            for index in start..<min(end, start + 4 - place) {
                pageNumber |= UInt32(chunk[index]) << UInt32(8 * (place + index - start))
            }
        }
        // Most pages have something near their end; only of the others all bytes are looked at,
        // and those at once.
        var last = end - 1
        let near = max(start, end - 64)
        while last >= near, chunk[last] == 0 { last -= 1 }
        if last < near {
            guard Self.differences(chunk.extracting(start..<near), from: 0) != 0 else { return }
            while chunk[last] == 0 { last -= 1 }
        }
        isZeroPage = false
        nonZeroEnd = size + last - start + 1
    }

    /// The bits in which any of the bytes differs from `byte`.
    ///
    /// There is no way out of the loop, so that the compiler takes many bytes in one step.
    private static func differences(_ bytes: Span<UInt8>, from byte: UInt8) -> UInt8 {
        var bits: UInt8 = 0
        for index in bytes.indices { bits |= bytes[index] ^ byte }
        return bits
    }

    private mutating func finishPage() {
        let number = size / OpaqueDump.pageSize - 1
        if isZeroPage {
            zeroPages += 1
        } else if Int(pageNumber) == number {
            numberedPages += 1
        }
        pageNumber = 0
        isZeroPage = true
    }
}

// MARK: - Judging

extension OpaqueDumpReader {
    /// A zero tail of less is what any dump may have.
    private static let suspiciousZeroTail = 65_536
    /// Names of the devices that Setup and the SMS documentation create.
    private static let deviceNames: Set<String> = [
        "MASTER.DAT", "MODEL.DAT", "MSDB.DAT", "MSDBLOG.DAT", "SMSDATA.DAT", "SMSLOG.DAT",
        "TEMPDB.DAT", "TEMPLOG.DAT",
    ]
    /// Where file systems and copying programs stop: 2 and 4 GiB, and one byte less.
    private static let sizeLimits: Set<Int> = [
        2_147_483_647, 2_147_483_648, 4_294_967_295, 4_294_967_296,
    ]

    /// What can be said about the file, now that all of it has passed.
    public consuming func finish() -> OpaqueDump {
        var dump = OpaqueDump()
        dump.size = size
        dump.fileKind = DumpFileKind(head: head)
        let isOneByte = head.first == 0 ? nonZeroEnd == 0 : isConstant
        dump.constantByte = isOneByte ? head.first : nil
        dump.trailingZeroCount = size - nonZeroEnd
        dump.pageCount = size / OpaqueDump.pageSize
        dump.zeroPageCount = zeroPages
        if dump.fileKind == .unknown {
            dump.systemTables = ["sysobjects", "sysindexes", "syscolumns"].filter { name in
                Self.contains(head, [UInt8](name.utf8))
            }
            dump.deviceHints = deviceHints()
        }
        dump.problems = problems(of: dump)
        return dump
    }

    /// Whether everything has passed that tells what the file is.
    var hasHead: Bool { head.count >= Self.headSize }

    /// What the beginning of a file says; nothing is said about the rest.
    ///
    /// `wholeSize` is that of the whole file, in bytes.
    consuming func finish(headOfFileOfSize wholeSize: Int) -> OpaqueDump {
        guard wholeSize > size else { return finish() }
        var dump = OpaqueDump()
        dump.size = wholeSize
        dump.fileKind = DumpFileKind(head: head)
        dump.pageCount = wholeSize / OpaqueDump.pageSize
        if dump.fileKind != .unknown { dump.problems = problems(of: dump) }
        return dump
    }

    private func deviceHints() -> [OpaqueDump.DeviceHint] {
        var hints: [OpaqueDump.DeviceHint] = []
        if Self.deviceNames.contains(fileName) { hints.append(.name(fileName)) }
        let used = size / OpaqueDump.pageSize - zeroPages
        // 256 pages are one allocation unit; fewer could agree by accident.
        if used >= 256, numberedPages >= used - used / 20 {
            hints.append(.pageNumbers(matching: numberedPages, of: used))
        }
        return hints
    }

    private func problems(of dump: OpaqueDump) -> [DumpProblem] {
        var log = DumpProblemLog()
        switch dump.fileKind {
        case .unknown: noteDoubts(of: dump, in: &log)
        case .empty:
            log.note(.damage, expected: "a database dump", found: "an empty file")
        case .tapeFormatRemains:
            log.note(.damage, at: 0, expected: "block TAPE", found: dump.fileKind.name)
        case .compressedBackup:
            log.note(
                .notice, at: 0, expected: "a backup that can be walked",
                found: "\(dump.fileKind.name), whose contents are not checked")
        default:
            let remedy = dump.fileKind.isPacked ? "; expand it first" : ""
            log.note(
                .damage, at: 0, expected: "a database dump", found: dump.fileKind.name + remedy)
        }
        return log.problems
    }

    private func noteDoubts(of dump: OpaqueDump, in log: inout DumpProblemLog) {
        if let byte = dump.constantByte {
            let value = byte == 0 ? "zero bytes" : "bytes 0x\(String(byte, radix: 16))"
            log.note(.damage, expected: "a database dump", found: "\(size) \(value) only")
            return
        }
        if size >= 4_096, head.prefix(4_096).allSatisfy({ $0 == 0 }) {
            log.note(.doubt, at: 0, expected: "data in the first 4096 bytes", found: "zeros")
        }
        if dump.trailingZeroCount >= Self.suspiciousZeroTail, dump.trailingZeroCount > size / 4 {
            log.note(
                .doubt, at: nonZeroEnd, expected: "data up to the end",
                found: "\(dump.trailingZeroCount) zero bytes, as an interrupted copy leaves them")
        }
        if !dump.isWholePages {
            log.note(
                .doubt, at: size, expected: "whole pages of \(OpaqueDump.pageSize) bytes",
                found: "\(size % OpaqueDump.pageSize) bytes more")
        }
        if Self.sizeLimits.contains(size) {
            log.note(
                .doubt, at: size, expected: "a size of its own",
                found: "exactly the largest size of many file systems and programs")
        }
        for hint in dump.deviceHints {
            log.note(
                .doubt, expected: "a dump", found: "what may be a database device: \(hint)")
        }
    }

    private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        guard let first = word.first else { return true }
        return bytes.indices.contains { index in
            bytes[index] == first && bytes[index...].starts(with: word)
        }
    }
}
