// SPDX-License-Identifier: Apache-2.0

/// Blocks of a tar header, byte for byte as a test wants them (POSIX.1-1988 ustar, pax, GNU).
struct RawHeader {
    var name: [UInt8]
    var type: Unicode.Scalar = "0"
    var link: [UInt8] = []
    /// The twelve bytes of the size.
    var size: [UInt8]
    var mode: [UInt8] = [UInt8]("000644 \0".utf8)
    /// 835,643,765 s.
    var modified: [UInt8] = [UInt8]("06163571565 ".utf8)
    var magic: [UInt8] = [UInt8]("ustar\u{0}00".utf8)
    var device: [UInt8] = [UInt8]("0000001\0".utf8)
    /// What is added to the right checksum.
    var checksumError = 0

    init(_ name: String, type: Unicode.Scalar = "0", size: Int = 4, link: String = "") {
        self.name = [UInt8](name.utf8)
        self.type = type
        self.size = Self.octal(size)
        self.link = [UInt8](link.utf8)
    }

    static func octal(_ number: Int) -> [UInt8] {
        let digits = String(number, radix: 8)
        return [UInt8]((String(repeating: "0", count: 11 - digits.count) + digits + " ").utf8)
    }

    /// The block.
    var bytes: [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], at offset: Int, _ width: Int) {
            for (index, byte) in bytes.prefix(width).enumerated() { block[offset + index] = byte }
        }
        put(name, at: 0, 100)
        put(mode, at: 100, 8)
        put([UInt8]("0000000\0".utf8), at: 108, 8)
        put([UInt8]("0000000\0".utf8), at: 116, 8)
        put(size, at: 124, 12)
        put(modified, at: 136, 12)
        block[156] = UInt8(type.value)
        put(link, at: 157, 100)
        put(magic, at: 257, 8)
        put(device, at: 329, 8)
        put(device, at: 337, 8)
        for index in 148..<156 { block[index] = 0x20 }
        let sum = block.reduce(0) { $0 + Int($1) } + checksumError
        let digits = String(sum, radix: 8)
        put(
            [UInt8]((String(repeating: "0", count: 6 - digits.count) + digits + "\0 ").utf8),
            at: 148, 8)
        return block
    }

    /// A member whose content says something about the next: a pax header, a long name.
    static func extra(_ type: Unicode.Scalar, _ content: [UInt8]) -> [UInt8] {
        let padding = (512 - content.count % 512) % 512
        return RawHeader("./@extra", type: type, size: content.count).bytes + content
            + [UInt8](repeating: 0, count: padding)
    }

    /// A record of a pax header with its right length in front.
    static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let body = [UInt8](" \(key)=".utf8) + value + [0x0A]
        var length = body.count + 1
        while String(length).utf8.count + body.count != length {
            length = String(length).utf8.count + body.count
        }
        return [UInt8](String(length).utf8) + body
    }

    /// A pax header with one record.
    static func pax(_ key: String, _ value: String, type: Unicode.Scalar = "x") -> [UInt8] {
        extra(type, record(key, [UInt8](value.utf8)))
    }
}
