// SPDX-License-Identifier: Apache-2.0

/// Writes a JSON object member by member, in the spelling of ``JSONValue/encoded``.
///
/// A manifest has a million of them: a tree of values would cost more than what is in it.
struct JSONObjectText {
    private var text: [UInt8] = [UInt8(ascii: "{")]

    /// `size`: about how many bytes it will have.
    init(reserving size: Int) {
        text.reserveCapacity(size)
    }

    /// The bytes of the whole object.
    consuming func finish() -> [UInt8] {
        text.append(UInt8(ascii: "}"))
        return text
    }

    /// A number; sizes in an archive are below 2^63.
    mutating func append(_ key: String, number: some BinaryInteger) {
        begin(key)
        text += String(Int64(clamping: number)).utf8
    }

    /// Text that needs no escapes.
    mutating func append(_ key: String, plain value: String) {
        begin(key)
        text.append(UInt8(ascii: "\""))
        text += value.utf8
        text.append(UInt8(ascii: "\""))
    }

    /// Bytes: as text when they are UTF-8, in hexadecimal under the key with `_hex` if not.
    mutating func append(_ key: String, bytes: [UInt8]) {
        if bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil {
            begin(key)
            JSONValue.encode(bytes[...], into: &text)
        } else {
            append(key + "_hex", hexadecimal: bytes)
        }
    }

    /// Bytes in hexadecimal.
    mutating func append(_ key: String, hexadecimal bytes: [UInt8]) {
        begin(key)
        text.append(UInt8(ascii: "\""))
        for byte in bytes { Hexadecimal.append(byte, to: &text) }
        text.append(UInt8(ascii: "\""))
    }

    /// A digest in hexadecimal.
    mutating func append(_ key: String, digest: Digest) {
        begin(key)
        text.append(UInt8(ascii: "\""))
        digest.appendHex(to: &text)
        text.append(UInt8(ascii: "\""))
    }

    /// A time as ``Timestamp/description`` spells it.
    mutating func append(_ key: String, time: Timestamp) {
        begin(key)
        text.append(UInt8(ascii: "\""))
        time.appendDescription(to: &text)
        text.append(UInt8(ascii: "\""))
    }

    /// What few objects have.
    mutating func append(_ key: String, _ value: JSONValue) {
        begin(key)
        value.encode(into: &text)
    }

    private mutating func begin(_ key: String) {
        if text.count > 1 { text.append(UInt8(ascii: ",")) }
        text.append(UInt8(ascii: "\""))
        text += key.utf8
        text.append(UInt8(ascii: "\""))
        text.append(UInt8(ascii: ":"))
    }
}
