// SPDX-License-Identifier: Apache-2.0

/// A copy list: what a client of one kind is to have (`CL_NT.TXT`, `CL_DOS.TXT`, `CL_OS2.TXT`,
/// `CL_WIN95.TXT`, `CL_WIN.TXT`, in `MAINCFG.BOX\CLIENT.SRC` and in `LOGON.SRV`).
///
/// Maintenance Manager makes the lists anew when the time of System.map changes, with a new
/// version; a client whose SMS.INI has another one verifies and reinstalls itself (Q166771). So the
/// lists, the map and the map's time belong to one generation and are only restored together.
///
/// The grammar of the lists is not documented. All that is read is the version, which three
/// articles name, and the line that holds it.
public struct CopyList: Sendable, Equatable {
    /// The value of `CopyListVersion`, or `nil` when the list has none.
    ///
    /// Known values look like the seconds since 1970 at which the list was made.
    public internal(set) var version: UInt32?
    /// The line of the version, counted from 1.
    public internal(set) var versionLine: Int?
    /// Lines that are not blank, the version's included.
    public internal(set) var lineCount = 0
}

extension CopyList {
    /// Most bytes that are read; a list names a few hundred files.
    public static let largestSize = 1 << 20

    /// Reads a copy list; time is linear in its size, memory small.
    public static func parse(_ bytes: [UInt8]) -> SMSParsed<CopyList> {
        var list = CopyList()
        var log = SMSProblemLog()
        var number = 0
        for line in SMSLines(bytes.prefix(largestSize)) {
            number += 1
            guard line.contains(where: { !SMSText.isBlank($0) }) else { continue }
            list.lineCount += 1
            if let text = versionText(in: line) { list.found(text, line: number, &log) }
        }
        if list.versionLine == nil {
            log.note(
                .malformed, line: max(1, number), expected: "a line with CopyListVersion",
                found: "none in \(list.lineCount) lines")
        }
        if bytes.count > largestSize { log.noteOversize(largestSize, line: number) }
        return SMSParsed(value: list, problems: log.finished())
    }

    private mutating func found(_ text: SMSText, line: Int, _ log: inout SMSProblemLog) {
        guard let value = text.number else {
            log.note(
                .malformed, line: line, expected: "a number as CopyListVersion",
                found: SMSProblemLog.excerpt(text))
            versionLine = versionLine ?? line
            return
        }
        if let version, version != value {
            log.note(
                .malformed, line: line, expected: "one CopyListVersion, \(version)",
                found: "\(value)")
            return
        }
        version = value
        versionLine = line
    }

    /// What follows the word `CopyListVersion` and a separator, if the line begins with that word,
    /// or with marks of a comment before it.
    private static func versionText(in line: ArraySlice<UInt8>) -> SMSText? {
        let name: SMSText = "CopyListVersion"
        let start = line.drop { SMSText.digit($0) == nil }
        guard start.count >= name.bytes.count,
            SMSText(start.prefix(name.bytes.count)).isSame(as: name)
        else { return nil }
        let rest = start.dropFirst(name.bytes.count)
        let marks = [UInt8](" \t=:".utf8)
        guard let next = rest.first else { return SMSText([]) }
        return marks.contains(next) ? SMSText(rest.drop { marks.contains($0) }).trimmed : nil
    }
}
