// SPDX-License-Identifier: Apache-2.0

/// Finds the records of an event log.
///
/// ```
/// header   48  size 0x30, LfLe, 1, 1, start, end, next number, oldest number, maximum size,
///              flags (1 dirty, 2 wrapped, 4 full, 8 archive), retention, size again
/// records      in a ring that goes on at 48 behind the end of the file
/// end      40  size 0x28, 11111111, 22222222, 33333333, 44444444, start, end, next, oldest, size
/// ```
struct EventLogReader {
    private static let headerSize = 48
    private static let endSize = 40
    private static let smallestRecord = 56
    /// `LfLe`.
    private static let signature: UInt32 = 0x654C_664C

    private let bytes: [UInt8]
    private let fields: ByteFields

    /// Makes a reader; `nil` when the bytes do not begin with a header.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        fields = ByteFields(bytes)
        guard fields.long(at: 0) == 48, fields.long(at: 4) == Self.signature,
            fields.count >= Self.headerSize
        else { return nil }
    }

    /// The log.
    func read() -> EventLog {
        var log = EventLog()
        var problems = DumpProblemLog()
        readHeader(&log, &problems)
        log.signatureCount = signatureCount
        if let end = findEnd() {
            walk(from: end.begin, to: end.offset, into: &log, &problems)
            let expected = end.next.subtractingReportingOverflow(end.oldest)
            if expected.overflow || Int(expected.partialValue) != log.recordCount {
                problems.note(
                    .doubt, at: end.offset,
                    expected: "records \(end.oldest) up to, not including, \(end.next)",
                    found: "\(log.recordCount) records")
            }
        } else {
            problems.note(.damage, expected: "a record that marks the end", found: "none")
            walk(from: Int(fields.long(at: 16) ?? 48), to: nil, into: &log, &problems)
        }
        log.events = log.events.suffix(EventLog.eventLimit)
        log.problems = problems.problems
        return log
    }

    private func readHeader(_ log: inout EventLog, _ problems: inout DumpProblemLog) {
        let flags = fields.long(at: 36) ?? 0
        log.isDirty = flags & 1 != 0
        log.isWrapped = flags & 2 != 0
        log.isFull = flags & 4 != 0
        let next = fields.long(at: 24) ?? 0
        let oldest = fields.long(at: 28) ?? 0
        log.headerRecordCount = oldest > 0 && next > oldest ? Int(next - oldest) : 0
        if fields.long(at: 44) != 48 {
            problems.note(.damage, at: 44, expected: "the header's size again", found: "not 48")
        }
        if log.isDirty {
            problems.note(
                .notice, at: 36, expected: "a closed log",
                found: "one that was copied from a running system")
        }
    }

    private var signatureCount: Int {
        // Records begin at multiples of 4, and their signature 4 bytes behind; the header has one.
        stride(from: 52, to: bytes.count - 3, by: 4).reduce(0) { count, offset in
            count + (bytes[offset] == 0x4C && fields.long(at: offset) == Self.signature ? 1 : 0)
        }
    }
}

// MARK: - The ring

extension EventLogReader {
    private struct End {
        let offset: Int
        let begin: Int
        let next: UInt32
        let oldest: UInt32
    }

    /// The record that marks the end: where the header says, or else the newest there is.
    private func findEnd() -> End? {
        if let place = fields.long(at: 20).map(Int.init), let end = end(at: place) { return end }
        return stride(from: Self.headerSize, to: bytes.count, by: 4).lazy
            .filter { bytes[$0] == 0x28 }.compactMap { end(at: $0) }.max { $0.next < $1.next }
    }

    private func end(at offset: Int) -> End? {
        guard let record = ring(at: offset, count: Self.endSize), record.long(at: 0) == 40,
            record.long(at: 4) == 0x1111_1111, record.long(at: 8) == 0x2222_2222,
            record.long(at: 12) == 0x3333_3333, record.long(at: 16) == 0x4444_4444,
            let begin = record.long(at: 20), let next = record.long(at: 28),
            let oldest = record.long(at: 32)
        else { return nil }
        return End(offset: offset, begin: Int(begin), next: next, oldest: oldest)
    }

    /// Bytes of the ring: behind the end of the file it goes on behind the header.
    private func ring(at offset: Int, count: Int) -> ByteFields? {
        guard offset >= Self.headerSize, offset < bytes.count,
            count <= bytes.count - Self.headerSize
        else { return nil }
        if let whole = fields.slice(at: offset, count: count) { return ByteFields(whole) }
        let first = bytes[offset...]
        let rest = bytes[Self.headerSize..<Self.headerSize + count - first.count]
        return ByteFields([UInt8](first + rest))
    }

    private func wrapped(_ offset: Int) -> Int {
        offset < bytes.count ? offset : offset - bytes.count + Self.headerSize
    }

    /// Walks the chain of records.
    ///
    /// Every step passes bytes that no step before has passed, so the
    /// walk ends after one turn of the ring whatever the lengths say.
    private func walk(
        from start: Int, to end: Int?, into log: inout EventLog,
        _ problems: inout DumpProblemLog
    ) {
        var offset = start
        var left = bytes.count - Self.headerSize
        while offset != end, left >= Self.smallestRecord {
            guard let head = ring(at: offset, count: 8), let length = head.long(at: 0)
            else { break }
            if head.long(at: 4) != Self.signature {
                // The rest of the file is filled up when it is too short for the head of a record.
                let rest = bytes.count - offset
                guard rest < Self.smallestRecord, offset != Self.headerSize else { break }
                left -= rest
                offset = Self.headerSize
                continue
            }
            guard length >= Self.smallestRecord, length <= left,
                let record = ring(at: offset, count: Int(length)),
                record.long(at: Int(length) - 4) == length
            else { break }
            take(record, at: offset, into: &log)
            left -= Int(length)
            offset = wrapped(offset + Int(length))
        }
        if let end, offset != end {
            problems.note(
                .doubt, at: offset, expected: "a record, or the end at \(end)",
                found: "something else")
        }
    }
}

// MARK: - Records

extension EventLogReader {
    private func take(_ record: ByteFields, at offset: Int, into log: inout EventLog) {
        guard let number = record.long(at: 8), let seconds = record.long(at: 12) else { return }
        log.recordCount += 1
        log.firstNumber = log.firstNumber ?? number
        log.firstSeconds = log.firstSeconds ?? seconds
        log.lastNumber = number
        log.lastSeconds = seconds
        guard isSMS(record), let code = record.word(at: 20), let type = record.word(at: 24)
        else { return }
        log.eventCount += 1
        if log.events.count >= EventLog.eventLimit * 2 {
            log.events.removeFirst(EventLog.eventLimit)
        }
        let (source, _) = text(of: record, at: 56)
        log.events.append(
            EventLog.Event(
                offset: offset, number: number, seconds: seconds, code: code, type: type,
                source: source, texts: texts(of: record)))
    }

    /// Whether the source begins with `SMS`, without making a text of every record's source.
    private func isSMS(_ record: ByteFields) -> Bool {
        record.slice(at: 56, count: 6).map { bytes in
            zip(bytes, [0x53, 0, 0x4D, 0, 0x53, 0]).allSatisfy { $0 & 0xDF == $1 }
        } ?? false
    }

    /// A text that ends with a zero, and where the next begins.
    private func text(of record: ByteFields, at offset: Int) -> (text: String, next: Int) {
        var end = offset
        while end - offset < ByteFields.longestText, let unit = record.word(at: end), unit != 0 {
            end += 2
        }
        let bytes = record.slice(at: offset, count: end - offset) ?? []
        return (ByteFields.utf16Text(bytes) ?? "", end + 2)
    }

    private func texts(of record: ByteFields) -> [String] {
        guard let count = record.word(at: 26), let start = record.long(at: 36) else { return [] }
        var offset = Int(start)
        var texts: [String] = []
        for _ in 0..<min(count, 16) where offset >= Self.smallestRecord && offset < record.count {
            let (text, next) = text(of: record, at: offset)
            texts.append(text)
            offset = next
        }
        return texts
    }
}
