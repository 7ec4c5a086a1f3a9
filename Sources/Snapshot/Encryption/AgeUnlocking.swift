// SPDX-License-Identifier: Apache-2.0

/// The way from an age file's header to its key, and what to say when there is none.
enum AgeUnlocking {
    private static let decryptFirst = "decrypt it first: age -d -o ARCHIVE FILE"

    /// Whether a file begins like one of age, armored or not.
    static func isEncrypted(_ file: OpenFile) throws(SystemCallError) -> Bool {
        let start = try file.bytes(at: 0, count: AgeHeader.armor.count)
        return start.starts(with: AgeHeader.magic) || start == AgeHeader.armor
    }

    /// Reads the header.
    static func header(of file: OpenFile) throws -> AgeHeader {
        let bytes = try file.bytes(at: 0, count: AgeHeader.largest)
        guard !bytes.starts(with: AgeHeader.armor) else {
            throw SnapshotError(
                .malformed, "\(ScreenText.quoted(file.path)) is encrypted and armored",
                hint: decryptFirst)
        }
        do throws(AgeHeaderError) {
            return try AgeHeader(bytes)
        } catch {
            throw malformed(file, error)
        }
    }

    /// The file's key, from the first stanza that one of the identities opens.
    static func fileKey(
        in header: AgeHeader, of file: OpenFile, _ identities: AgeIdentities
    ) throws(SnapshotError) -> [UInt8] {
        do throws(AgeHeaderError) {
            var stanzas: [AgeIdentity.Stanza] = []
            for stanza in header.stanzas {
                if let stanza = try AgeIdentity.Stanza(stanza) { stanzas.append(stanza) }
            }
            guard
                header.stanzas.count == 1
                    || !header.stanzas.contains(where: { $0.type.elementsEqual("scrypt".utf8) })
            else { throw AgeHeaderError(problem: "a passphrase stands beside other recipients") }
            for stanza in stanzas {
                for identity in identities.identities {
                    guard let key = try identity.fileKey(in: stanza) else { continue }
                    guard AgeCipher.isAuthentic(header, fileKey: key) else {
                        throw AgeHeaderError(problem: "its code is wrong: the header is damaged")
                    }
                    return key
                }
            }
        } catch {
            throw malformed(file, error)
        }
        throw locked(file, header, identities.identities.count)
    }

    private static func malformed(_ file: OpenFile, _ error: AgeHeaderError) -> SnapshotError {
        SnapshotError(
            .malformed, "\(ScreenText.quoted(file.path)) cannot be decrypted", cause: error)
    }

    private static func locked(
        _ file: OpenFile, _ header: AgeHeader, _ count: Int
    ) -> SnapshotError {
        let name = ScreenText.quoted(file.path)
        let types = Set(header.stanzas.map(\.type))
        func has(_ start: String) -> Bool { types.contains { $0.starts(with: start.utf8) } }
        if has("X25519") {
            guard count > 0 else {
                return SnapshotError(
                    .missing, "\(name) is encrypted, and no identity was given",
                    hint: "--identity FILE names the file that age-keygen wrote")
            }
            return SnapshotError(
                .missing,
                "\(name) cannot be decrypted with \(count == 1 ? "this identity" : "any of these \(count) identities")",
                hint:
                    "it is encrypted for somebody else, or the start of the file is damaged")
        }
        let reason =
            has("scrypt")
            ? "with a passphrase"
            : has("ssh-") ? "for an SSH key" : "for recipients that are not known here"
        return SnapshotError(
            .missing, "\(name) is encrypted \(reason), and only X25519 identities are read",
            hint: decryptFirst)
    }
}
