// SPDX-License-Identifier: Apache-2.0

/// What is remembered and what is shown of a registry value.
enum RegistryValueText {
    /// A longer text is told by its length only.
    static let longestShown = 64

    /// Words in the name of a value or a key whose data is never shown: accounts, passwords, keys.
    private static let secretWords = [
        "password", "passwd", "pwd", "account", "login", "logon", "user", "key", "secret",
        "credential", "token",
    ].map { [UInt8]($0.utf8) }

    /// The digest of a value's type and data; of a text, of its characters, whatever they are
    /// written in.
    static func digest(_ value: RegistryValue) -> Digest {
        var hashing = Hashing()
        hashing.update(bytes(value.kind.rawValue))
        if isText(value.kind), value.data.count >= value.byteCount {
            hashing.update(
                units(value).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
        } else {
            hashing.update(bytes(UInt32(clamping: value.byteCount)))
            hashing.update(value.data)
        }
        return hashing.finish()
    }

    /// What may be shown of a value; never a secret, never a part of a longer text.
    ///
    /// `isSecretKey`: whether the key's last name, too, forbids it.
    static func shown(_ value: RegistryValue, named name: String, isSecretKey: Bool) -> String {
        if isSecretKey || isSecret([UInt8](name.utf8)[...]) { return "\(value.kind), not shown" }
        if value.kind == .dword || value.kind == .dwordBigEndian || value.kind == .qword,
            let number = value.number
        {
            return "\(number)"
        }
        let whole = value.data.count >= value.byteCount
        if whole, isText(value.kind) {
            let units = units(value)
            if units.count <= longestShown {
                let parts = units.split(separator: 0, omittingEmptySubsequences: false).map {
                    "\"\(RegistryText(units: [UInt16]($0), encoding: value.encoding))\""
                }
                return parts.joined(separator: ", ")
            }
        }
        return "\(value.kind) of \(value.byteCount) bytes"
    }

    /// Whether a name tells of accounts, passwords or keys, in letters of any case.
    ///
    /// A registry has millions of names, so bytes are compared and no texts searched.
    static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
        let folded = name.map(SMSText.lowercased)
        return secretWords.contains { word in
            guard word.count <= folded.count else { return false }
            return (0...(folded.count - word.count)).contains { start in
                folded[start] == word[0] && folded[start...].starts(with: word)
            }
        }
    }

    private static func isText(_ kind: RegistryValueKind) -> Bool {
        kind == .string || kind == .expandableString || kind == .link || kind == .strings
    }

    /// The characters of a text without the zeros at its end.
    private static func units(_ value: RegistryValue) -> [UInt16] {
        var units: [UInt16] = []
        if value.encoding == .utf16 {
            for index in stride(from: 0, to: value.data.count - 1, by: 2) {
                units.append(UInt16(value.data[index]) | UInt16(value.data[index + 1]) << 8)
            }
        } else {
            units = value.data.map { UInt16($0) }
        }
        while units.last == 0 { units.removeLast() }
        return units
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}

extension SMSText {
    /// The letters A to Z in lower case.
    fileprivate static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 0x20 : byte
    }
}
