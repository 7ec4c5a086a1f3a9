// SPDX-License-Identifier: Apache-2.0

/// The text files that make the extracted archive a BagIt 1.0 bag (RFC 8493).
enum BagText {
    /// `bagit.txt` (RFC 8493, 2.1.1).
    static let declaration = [UInt8](
        """
        BagIt-Version: 1.0
        Tag-File-Character-Encoding: UTF-8

        """.utf8)

    /// `bag-info.txt` (RFC 8493, 2.2.2).
    static func information(
        _ description: ArchiveDescription, files: Int, bytes: UInt64
    ) -> [UInt8] {
        let date = description.created.wholeSecondDescription.prefix(10)
        return [UInt8](
            """
            Bag-Software-Agent: \(description.tool)
            Bagging-Date: \(date)
            External-Identifier: \(description.site.code)
            Internal-Sender-Identifier: \(description.bag)
            Payload-Oxum: \(bytes).\(files)

            """.utf8)
    }

    /// A line of `manifest-sha256.txt` or `tagmanifest-sha256.txt`: literal, because only paths
    /// that need no escape are in `data/` (see ``BagName``).
    static func line(_ digest: Digest, _ path: [UInt8]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(2 * Digest.size + path.count + 3)
        digest.appendHex(to: &line)
        line.append(UInt8(ascii: " "))
        line.append(UInt8(ascii: " "))
        line += path
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// A line of `smsbackup/overlay.sha256`, escaped as GNU `sha256sum` does: a backslash before
    /// the digest says that the name holds escapes.
    static func escapedLine(_ digest: Digest, _ path: [UInt8]) -> [UInt8] {
        let escaped = path.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\\"): [UInt8]("\\\\".utf8)
            case UInt8(ascii: "\n"): [UInt8]("\\n".utf8)
            case UInt8(ascii: "\r"): [UInt8]("\\r".utf8)
            default: [byte]
            }
        }
        return (escaped == path ? [] : [UInt8(ascii: "\\")]) + line(digest, escaped)
    }
}

/// Which names a bag can hold as they are.
enum BagName {
    /// Whether every validator reads the name the same way: UTF-8, no control characters, no `%`
    /// (which RFC 8493 decodes and bagit.py does not), no blank at its end (which bagit.py cuts
    /// off).
    static func isClean(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        guard let last = name.last, last != UInt8(ascii: " ") else { return false }
        guard !name.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "%") }) else {
            return false
        }
        if name.allSatisfy({ $0 < 0x80 }) { return true }
        guard let text = String(validating: name, as: UTF8.self) else { return false }
        // Python's rstrip takes every Unicode blank from the end of a line.
        return text.unicodeScalars.last.map { !$0.properties.isWhitespace } ?? false
    }

    /// The names that are the same text in different spellings (composed and decomposed); a
    /// validator on another system may take them for one.
    static func spellingCollisions(_ names: [[UInt8]]) -> Set<[UInt8]> {
        var seen: [String: [UInt8]] = [:]
        var collisions: Set<[UInt8]> = []
        for name in names where name.contains(where: { $0 >= 0x80 }) {
            guard let text = String(validating: name, as: UTF8.self) else { continue }
            // String's == and hash follow canonical equivalence: here that is what is wanted.
            if let other = seen.updateValue(name, forKey: text) {
                collisions.formUnion([other, name])
            }
        }
        return collisions
    }
}
