// SPDX-License-Identifier: Apache-2.0

/// Reads numbers and texts at offsets of a structure whose bytes came from outside.
///
/// Everything is little-endian. A field that reaches past the end is `nil`, never a trap.
struct ByteFields: Sendable {
    /// The structure, from its first byte.
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    /// How many bytes the structure has.
    var count: Int { bytes.count }

    /// The bytes from `offset`, or `nil` when not all of them are there.
    func slice(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset
        else { return nil }
        let start = bytes.startIndex + offset
        return bytes[start..<start + count]
    }

    /// An unsigned number of 8 bits.
    func byte(at offset: Int) -> UInt8? { slice(at: offset, count: 1)?.first }

    /// An unsigned number of 16 bits.
    func word(at offset: Int) -> UInt16? {
        slice(at: offset, count: 2)?.reversed().reduce(0) { $0 << 8 | UInt16($1) }
    }

    /// An unsigned number of 32 bits.
    func long(at offset: Int) -> UInt32? {
        slice(at: offset, count: 4)?.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// An unsigned number of 64 bits.
    func quad(at offset: Int) -> UInt64? {
        slice(at: offset, count: 8)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A date of Microsoft Tape Format, five bytes; `nil` also when it is not set.
    func tapeTime(at offset: Int) -> LocalTime? {
        slice(at: offset, count: 5).flatMap { LocalTime(tapeBytes: $0) }
    }

    /// The exclusive or of `words` 16-bit words from the start, which is what a tape block and a
    /// tape stream store behind those words.
    func exclusiveOr(words: Int) -> UInt16? {
        guard let covered = slice(at: 0, count: words * 2) else { return nil }
        var sum: UInt16 = 0
        var isHigh = false
        for byte in covered {
            sum ^= isHigh ? UInt16(byte) << 8 : UInt16(byte)
            isHigh.toggle()
        }
        return sum
    }
}

// MARK: - Texts

extension ByteFields {
    /// Bytes of a text that are kept: no name in a backup is longer, and a hostile one may be.
    static let longestText = 1_024

    /// Where a text of Microsoft Tape Format lies: a 16-bit size in bytes and a 16-bit offset from
    /// the start of the structure ("tape address").
    struct TapeAddress {
        let size: Int
        let offset: Int
    }

    /// The tape address stored at `offset`.
    func address(at offset: Int) -> TapeAddress? {
        guard let size = word(at: offset), let place = word(at: offset + 2) else { return nil }
        return TapeAddress(size: Int(size), offset: Int(place))
    }

    /// The text whose tape address is stored at `offset`; `nil` when it is empty or not a text.
    func text(addressedAt offset: Int, isUTF16: Bool) -> String? {
        guard let address = address(at: offset), address.size > 0,
            let bytes = slice(at: address.offset, count: address.size)
        else { return nil }
        let kept = bytes.prefix(Self.longestText)
        return isUTF16 ? Self.utf16Text(kept) : PrintableText.of(kept.prefix { $0 != 0 })
    }

    /// UTF-16 without zeros at its end; `nil` when it is empty or not well-formed.
    static func utf16Text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var low: UInt8?
        for byte in bytes {
            if let first = low {
                units.append(UInt16(first) | UInt16(byte) << 8)
                low = nil
            } else {
                low = byte
            }
        }
        while units.last == 0 { units.removeLast() }
        guard !units.isEmpty, let text = String(validating: units, as: UTF16.self) else {
            return nil
        }
        return text
    }
}
