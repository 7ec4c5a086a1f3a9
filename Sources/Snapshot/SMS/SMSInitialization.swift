// SPDX-License-Identifier: Apache-2.0

/// The file SMS.INI of a client, in the root of the first hard drive.
///
/// On a site server it is more than evidence: after SMS was removed it is the only place that still
/// knows which range of IDs comes next (Q127052). It is hidden, system and read-only (Q122399).
public struct SMSInitialization: Sendable, Equatable {
    /// A line `key=value`.
    public struct Entry: Sendable, Hashable {
        /// What stands before the first `=`, without blanks at its ends.
        public let key: SMSText
        /// What stands after it, without blanks at its ends.
        public let value: SMSText
        /// The line, counted from 1.
        public let line: Int
    }

    /// A section, `[name]`.
    public struct Section: Sendable, Hashable {
        /// What stands between the brackets.
        public let name: SMSText
        /// Its entries in the order of the file.
        public internal(set) var entries: [Entry]
        /// The line, counted from 1.
        public let line: Int
    }

    /// The sections in the order of the file; one name may occur twice.
    public internal(set) var sections: [Section] = []

    /// The first value of that key in the sections of that name, both in any case, as Windows reads
    /// it.
    public func value(of key: SMSText, in section: SMSText) -> SMSText? {
        for candidate in sections where candidate.name.isSame(as: section) {
            if let entry = candidate.entries.first(where: { $0.key.isSame(as: key) }) {
                return entry.value
            }
        }
        return nil
    }

    /// The site of the client.
    public var siteCode: SiteCode? { value(of: "SiteCode", in: "SMS").flatMap { SiteCode($0) } }

    /// The ID of the client itself.
    public var uniqueID: UniqueID? {
        value(of: "SMS Unique ID", in: "SMS").flatMap { UniqueID($0) }
    }

    /// The build of the client's programs, as written.
    public var build: SMSText? { value(of: "BuildNo", in: "SMS") }

    /// The version of the copy list that the client was last brought up to (Q166771).
    public var copyListVersion: UInt32? { value(of: "CopyListVersion", in: "SMS")?.number }
}

extension SMSInitialization {
    /// Most bytes that are read; Windows 3.x reads 64 KiB of such a file.
    public static let largestSize = 1 << 20
    /// Most sections and keys that are kept; an SMS.INI has some dozens.
    static let largestCount = 2_048

    /// Reads an SMS.INI; time is linear in its size, and memory is bounded.
    public static func parse(_ bytes: [UInt8]) -> SMSParsed<SMSInitialization> {
        var file = SMSInitialization()
        var log = SMSProblemLog()
        var number = 0
        var room = largestCount
        for line in SMSLines(bytes.prefix(largestSize)) {
            number += 1
            if room == 0 {
                log.note(
                    .malformed, line: number, expected: "at most \(largestCount) sections and keys",
                    found: "more of them")
                break
            }
            if file.read(SMSText(line).trimmed, line: number, &log) { room -= 1 }
        }
        if bytes.count > largestSize { log.noteOversize(largestSize, line: number) }
        return SMSParsed(value: file, problems: log.finished())
    }

    /// Returns whether something was kept.
    private mutating func read(
        _ line: SMSText, line number: Int, _ log: inout SMSProblemLog
    ) -> Bool {
        guard let first = line.bytes.first, first != UInt8(ascii: ";") else { return false }
        if first == UInt8(ascii: "[") {
            let end = line.bytes.firstIndex(of: UInt8(ascii: "]"))
            if end == nil {
                log.note(
                    .malformed, line: number, expected: "\"]\" after the name of a section",
                    found: SMSProblemLog.excerpt(line))
            }
            let name = SMSText(line.bytes[1..<(end ?? line.bytes.count)]).trimmed
            sections.append(Section(name: name, entries: [], line: number))
            return true
        }
        guard let equals = line.bytes.firstIndex(of: UInt8(ascii: "=")), !sections.isEmpty else {
            log.note(
                .malformed, line: number,
                expected: sections.isEmpty ? "[section] first" : "key=value",
                found: SMSProblemLog.excerpt(line))
            return false
        }
        let entry = Entry(
            key: SMSText(line.bytes[..<equals]).trimmed,
            value: SMSText(line.bytes[(equals + 1)...]).trimmed, line: number)
        sections[sections.count - 1].entries.append(entry)
        return true
    }
}
