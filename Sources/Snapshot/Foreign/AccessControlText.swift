// SPDX-License-Identifier: Apache-2.0

/// An access control list as text, as star, GNU tar and libarchive write it into `SCHILY.acl.access`
/// and `SCHILY.acl.default` (acl(5), with a number behind a name in a fourth field).
enum AccessControlText {
    /// The list.
    ///
    /// - Parameters:
    ///   - text: lines, or what stands between commas.
    ///   - user: the number of a user's name, where the text has none.
    ///   - group: the number of a group's name.
    /// - Returns: `nil` when it is no list, or speaks of somebody who is not known.
    static func list(
        _ text: [UInt8], user: ([UInt8]) -> UInt32?, group: ([UInt8]) -> UInt32?
    ) -> AccessControlList? {
        var lines: [AccessControlList.Line] = []
        for item in text.split(whereSeparator: { $0 == 0x2C || $0 == 0x0A }) {
            let words = item.prefix { $0 != UInt8(ascii: "#") }.filter { $0 != 0x20 && $0 != 0x09 }
            if words.isEmpty { continue }
            var fields = words.split(
                separator: UInt8(ascii: ":"), omittingEmptySubsequences: false
            ).map { [UInt8]($0) }
            // "other:r-x" is short for "other::r-x".
            if fields.count == 2 { fields.insert([], at: 1) }
            guard fields.count >= 3, let permissions = permissions(fields[2]),
                let tag = tag(fields[0], isNamed: !fields[1].isEmpty)
            else { return nil }
            var id: UInt32 = .max
            if tag == .user || tag == .group {
                let number = fields.count > 3 ? fields[3] : fields[1]
                guard
                    let found = PaxRecords.number(number).flatMap({ UInt32(exactly: $0) })
                        ?? (tag == .user ? user(fields[1]) : group(fields[1]))
                else { return nil }
                id = found
            }
            lines.append(AccessControlList.Line(tag: tag, id: id, permissions: permissions))
        }
        return lines.isEmpty ? nil : AccessControlList(lines: lines)
    }

    private static func tag(_ word: [UInt8], isNamed: Bool) -> AccessControlList.Tag? {
        switch String(decoding: word, as: UTF8.self) {
        case "user", "u": isNamed ? .user : .owner
        case "group", "g": isNamed ? .group : .owningGroup
        case "mask", "m": isNamed ? nil : .mask
        case "other", "o": isNamed ? nil : .other
        default: nil
        }
    }

    private static func permissions(_ text: [UInt8]) -> UInt16? {
        guard text.count == 3 else { return nil }
        var bits: UInt16 = 0
        for (letter, bit) in zip("rwx".utf8, [4, 2, 1] as [UInt16]) {
            let found = text[bit == 4 ? 0 : bit == 2 ? 1 : 2]
            guard found == letter || found == UInt8(ascii: "-") else { return nil }
            if found == letter { bits |= bit }
        }
        return bits
    }
}
