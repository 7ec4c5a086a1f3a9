// SPDX-License-Identifier: Apache-2.0

/// Words of a command that a person copies into a shell.
enum ShellText {
    /// A word that the shell takes for these very bytes (bash(1), "QUOTING"); safe on a screen.
    static func quoted(_ bytes: [UInt8]) -> String {
        let quote = UInt8(ascii: "'")
        let plain = "/._-+=:,@%".utf8
        let isPlain: (UInt8) -> Bool = {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || plain.contains($0)
        }
        if !bytes.isEmpty, bytes.allSatisfy(isPlain) {
            return String(decoding: bytes, as: UTF8.self)
        }
        if bytes.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != quote }) {
            return "'" + String(decoding: bytes, as: UTF8.self) + "'"
        }
        return "$'"
            + bytes.map { byte in
                if (0x20..<0x7F).contains(byte), byte != quote, byte != UInt8(ascii: "\\") {
                    return String(UnicodeScalar(byte))
                }
                let digits = String(byte, radix: 16)
                return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            }.joined() + "'"
    }
}
