// SPDX-License-Identifier: Apache-2.0

/// Watches whether a text is laid out as an exporter lays it out.
///
/// ```
/// REGEDIT4
///
/// [HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS]
///
/// [HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS\Identification]
/// "Site Code"="ABC"
///                              <- one empty line more: the end
/// ```
///
/// The format has no length, no count and no trailer, so the final empty line is the only
/// proof of the end, and it proves something only where everything before it was written by a
/// program: people leave it out.
struct RegistryLayout: Sendable {
    private enum Previous { case header, blank, key, value }

    private var previous = Previous.header
    private var blankLines = 0
    private(set) var crlfLines = 0
    private(set) var otherLines = 0
    /// The first line that no exporter writes, and what is wrong with it.
    private(set) var departure: (line: Int, what: String)?

    /// Whether every line ends in CR LF, as exporters of Windows write.
    var hasWindowsLineEnds: Bool { otherLines == 0 }
    /// Whether the last line was an empty one behind a key or a value.
    var endsAsExported: Bool { previous == .blank && blankLines == 1 }

    /// Takes note of something that no exporter writes.
    mutating func depart(at line: Int, _ what: @autoclosure () -> String) {
        if departure == nil { departure = (line, what()) }
    }

    mutating func addLineEnd(_ end: RegistryLineDecoder.LineEnd, at line: Int) {
        switch end {
        case .crlf:
            if otherLines > 0 { depart(at: line, "line ends of two kinds") }
            crlfLines += 1
        case .lf:
            if crlfLines > 0 { depart(at: line, "line ends of two kinds") }
            otherLines += 1
        case .cr:
            depart(at: line, "a line that ends in CR alone")
            otherLines += 1
        case .missing:
            break
        }
    }

    mutating func addBlank(at line: Int) {
        if previous == .blank { depart(at: line, "two empty lines in a row") }
        previous = .blank
        blankLines = 1
    }

    mutating func addKey(at line: Int, isExact: Bool) {
        if previous != .blank { depart(at: line, "a key without an empty line before it") }
        if !isExact { depart(at: line, "something around the brackets of a key") }
        previous = .key
    }

    mutating func addValue(at line: Int, isMachineForm: Bool) {
        if previous == .blank || previous == .header {
            depart(at: line, "an empty line before a value")
        }
        if !isMachineForm { depart(at: line, "a value as no exporter writes it") }
        previous = .value
    }

    /// A further line of hexadecimal data begins with two blanks and holds no others.
    mutating func addContinuation(at line: Int, indentation: Int, isMachineForm: Bool) {
        if indentation != 2 || !isMachineForm {
            depart(at: line, "hexadecimal data as no exporter writes it")
        }
    }
}
