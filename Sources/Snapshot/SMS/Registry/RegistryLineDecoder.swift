// SPDX-License-Identifier: Apache-2.0

/// Cuts the bytes of an export, as they arrive, into lines of units.
///
/// An export has one unit to a byte or UTF-16 units of two; a chunk may end anywhere, also
/// inside a unit and between CR and LF. Memory is bounded by ``maximumLineLength``.
struct RegistryLineDecoder: Sendable {
    /// What ended a line.
    enum LineEnd: Sendable, Hashable {
        case crlf, lf, cr
        /// The file ended first.
        case missing
    }

    /// The longest line that is read: 1 MiB of data in hex on one line takes 3 Mi units, and
    /// no hive before Windows 2000 holds a larger value.
    static let maximumLineLength = 4 << 20

    let isWide: Bool
    /// The units of the line that is being read or was just completed.
    private(set) var units: [UInt16] = []
    private(set) var lineEnd = LineEnd.missing
    /// The number of the line last completed, from 1.
    private(set) var number = 0
    /// Whether the line is longer than ``maximumLineLength``; what is beyond is not kept.
    private(set) var isOverlong = false
    /// Whether a zero was met in the line.
    private(set) var hasZero = false
    /// Everything that was set in some unit of the file, to tell ASCII apart.
    private(set) var allBits: UInt16 = 0
    private(set) var utf8 = UTF8Scan()
    /// Whether half a unit is left over.
    var hasHalfUnit: Bool { lowByte != nil }

    private var lowByte: UInt8?
    private var isAfterReturn = false

    init(isWide: Bool) {
        self.isWide = isWide
    }

    /// Reads on until a line is complete.
    ///
    /// - Parameters:
    ///   - chunk: bytes of the file.
    ///   - position: where to go on in the chunk; moved to behind what was read.
    /// - Returns: whether a line is complete; otherwise the chunk is used up.
    mutating func completeLine(from chunk: Span<UInt8>, at position: inout Int) -> Bool {
        while position < chunk.count {
            if !isWide, !isAfterReturn, utf8.isComplete {
                appendPlain(from: chunk, at: &position)
                guard position < chunk.count else { break }
            }
            let unit: UInt16
            let byte = chunk[position]
            if !isWide {
                unit = UInt16(byte)
            } else if let low = lowByte {
                unit = UInt16(low) | UInt16(byte) << 8
            } else {
                lowByte = byte
                position += 1
                continue
            }
            if isAfterReturn {
                isAfterReturn = false
                guard unit == RegistryCharacter.lineFeed else { return complete(.cr) }
                lowByte = nil
                position += 1
                return complete(.crlf)
            }
            lowByte = nil
            position += 1
            if unit == RegistryCharacter.lineFeed { return complete(.lf) }
            if unit == RegistryCharacter.carriageReturn {
                isAfterReturn = true
            } else {
                append(unit)
            }
        }
        return false
    }

    /// Completes the last line of the file, if one was begun.
    mutating func completeLastLine() -> Bool {
        if isAfterReturn {
            isAfterReturn = false
            return complete(.cr)
        }
        return units.isEmpty ? false : complete(.missing)
    }

    /// Hands out the units of the completed line; ``reuse(_:)`` gives their memory back.
    mutating func takeUnits() -> [UInt16] {
        var result: [UInt16] = []
        swap(&result, &units)
        return result
    }

    /// Starts the next line in memory that is no longer needed.
    mutating func reuse(_ buffer: consuming [UInt16]) {
        buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 16)
        units = buffer
        isOverlong = false
        hasZero = false
    }

    private mutating func complete(_ end: LineEnd) -> Bool {
        lineEnd = end
        number += 1
        return true
    }

    /// Appends the bytes up to the next one that has to be looked at: nearly all of a file.
    private mutating func appendPlain(from chunk: Span<UInt8>, at position: inout Int) {
        let limit = min(chunk.count, position + Self.maximumLineLength - units.count)
        let start = position
        var bits: UInt8 = 0
        // 0E to 7F: no line end, no zero, and nothing that two encodings write differently.
        while position < limit, chunk[position] &- 0x0E < 0x72 {
            bits |= chunk[position]
            position += 1
        }
        allBits |= UInt16(bits)
        let end = position
        units.append(addingCapacity: end - start) { output in
            for index in start..<end { output.append(UInt16(chunk[index])) }
        }
    }

    private mutating func append(_ unit: UInt16) {
        allBits |= unit
        if unit == 0 { hasZero = true }
        if !isWide, unit >= 0x80 || !utf8.isComplete { utf8.add(UInt8(truncatingIfNeeded: unit)) }
        guard units.count < Self.maximumLineLength else {
            isOverlong = true
            return
        }
        units.append(unit)
    }
}
