// SPDX-License-Identifier: Apache-2.0

/// The lines of a text whose code page nobody knows.
///
/// A text in UTF-16, as later tools save it, is brought to one byte a character first; what does
/// not fit a byte becomes `?`. Everything that is looked for in these texts is ASCII.
struct TextLines: Sequence, IteratorProtocol {
    /// Bytes of a text that are looked at.
    ///
    /// Logs of SMS 1.x are of some 100 KB, reports smaller.
    static let limit = 64 << 20
    /// Bytes of a line that are kept.
    static let lineLimit = 4_096

    fileprivate let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) {
            self.bytes = Self.narrowed(bytes.prefix(Self.limit), lowFirst: true)
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self.bytes = Self.narrowed(bytes.prefix(Self.limit), lowFirst: false)
        } else {
            self.bytes = bytes
        }
    }

    /// The next line without its end, which is LF, CRLF or CR.
    mutating func next() -> ArraySlice<UInt8>? {
        let end = Swift.min(bytes.count, Self.limit)
        guard position < end else { return nil }
        let start = position
        while position < end, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
        let line = bytes[start..<Swift.min(position, start + Self.lineLimit)]
        if position < end {
            let isPair =
                bytes[position] == 0x0D && position + 1 < end && bytes[position + 1] == 0x0A
            position += isPair ? 2 : 1
        }
        return line
    }

    private static func narrowed(_ bytes: ArraySlice<UInt8>, lowFirst: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 2)
        var first: UInt8?
        for byte in bytes.dropFirst(2) {
            guard let other = first else {
                first = byte
                continue
            }
            let (low, high) = lowFirst ? (other, byte) : (byte, other)
            result.append(high == 0 ? low : UInt8(ascii: "?"))
            first = nil
        }
        return result
    }
}

/// The lines of a text one by one, for a reader that has to look back and ahead.
///
/// A line costs eight bytes besides its own: a text can be nothing but line ends.
struct TextLineList {
    private let bytes: [UInt8]
    /// The first byte of each line and the one behind its last; texts are of at most 64 MiB.
    private let bounds: [(start: UInt32, end: UInt32)]

    init(_ lines: TextLines) {
        bytes = lines.bytes
        var count = 0
        for _ in lines { count += 1 }
        var bounds: [(start: UInt32, end: UInt32)] = []
        bounds.reserveCapacity(count)
        for line in lines { bounds.append((UInt32(line.startIndex), UInt32(line.endIndex))) }
        self.bounds = bounds
    }

    var count: Int { bounds.count }

    subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[Int(bounds[index].start)..<Int(bounds[index].end)]
    }

    /// A few lines in a row.
    func lines(_ range: Range<Int>) -> [ArraySlice<UInt8>] { range.map { self[$0] } }
}

/// Reading words and numbers of a line.
enum LineText {
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// A letter A to Z in any case, a digit or an underscore.
    static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == 0x5F
    }

    /// The byte with A to Z in lower case.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
    }

    /// The line without blanks at its ends.
    static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line.drop(while: isBlank)
        while let last = line.last, isBlank(last) { line.removeLast() }
        return line
    }

    /// What follows the first occurrence of an ASCII phrase, in any case; `nil` without one.
    static func rest(of line: ArraySlice<UInt8>, after phrase: String) -> ArraySlice<UInt8>? {
        let phrase = phrase.utf8.map(lowercased)
        guard let first = phrase.first else { return line }
        var start = line.startIndex
        while line.endIndex - start >= phrase.count {
            if lowercased(line[start]) == first,
                zip(line[start...], phrase).allSatisfy({ lowercased($0) == $1 })
            {
                return line[(start + phrase.count)...]
            }
            start += 1
        }
        return nil
    }

    /// Whether the line holds an ASCII phrase, in any case.
    static func contains(_ line: ArraySlice<UInt8>, _ phrase: String) -> Bool {
        rest(of: line, after: phrase) != nil
    }

    /// The decimal number at the start of the line, blanks before it ignored.
    ///
    /// `nil` without digits, and when the number has more than 18 of them.
    static func leadingNumber(_ line: ArraySlice<UInt8>) -> Int? {
        let digits = line.drop(while: isBlank).prefix(while: isDigit)
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// The runs of word bytes.
    static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split { !isWordByte($0) }
    }
}
