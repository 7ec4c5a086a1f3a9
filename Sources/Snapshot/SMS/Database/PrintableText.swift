// SPDX-License-Identifier: Apache-2.0

/// Bytes of an unknown code page as text for a person.
enum PrintableText {
    /// ASCII as it is; everything else, a tab included, as `\xHH`.
    ///
    /// Which code page a server used no file says, and a wrong guess would print a wrong name.
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if (0x20...0x7E).contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "\\x" + hex(byte)
            }
        }
        return text
    }

    /// Bytes from the file as the `found` of a problem: quoted and shortened.
    static func excerpt(_ bytes: some Sequence<UInt8>, limit: Int = 60) -> String {
        let kept = [UInt8](bytes.prefix(limit + 1))
        return "\"" + of(kept.prefix(limit)) + (kept.count > limit ? "…" : "") + "\""
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + digits : digits
    }
}
