// SPDX-License-Identifier: Apache-2.0

/// The private keys with which encrypted archives may be opened.
///
/// Nothing of a key ever leaves it: errors name files and lines.
public struct AgeIdentities: Sendable {
    /// No key: encrypted archives cannot be opened.
    public static let none = AgeIdentities([])

    /// The most bytes of a file with identities; those of `age-keygen` have less than 200.
    private static let largestFile = 1 << 20

    let identities: [AgeIdentity]

    init(_ identities: [AgeIdentity]) {
        self.identities = identities
    }

    /// Reads files with identities, as `age-keygen` writes them: one `AGE-SECRET-KEY-1…` a line,
    /// empty lines, and comments that begin with `#`.
    ///
    /// - Throws: ``SnapshotError`` when a file cannot be read, has no identity, or has a line that
    ///   is none.
    public init(files paths: [[UInt8]]) throws(SnapshotError) {
        var identities: [AgeIdentity] = []
        for path in paths {
            let bytes = try Self.content(of: path)
            identities += try Self.parse(bytes, of: path)
        }
        self.init(identities)
    }

    private static func content(of path: [UInt8]) throws(SnapshotError) -> [UInt8] {
        let name = ScreenText.quoted(path)
        do {
            let file = try OpenFile.open(path)
            let status = try file.status()
            // Anything else may never end, or never begin.
            guard status.kind == .file else {
                throw SnapshotError(
                    .missing, "\(name) is not a file", hint: "--identity takes a regular file")
            }
            guard status.size <= largestFile else {
                throw SnapshotError(
                    .malformed,
                    "\(name) has \(status.size) bytes, more than a file with identities has")
            }
            return try file.bytes(at: 0, count: largestFile)
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError(.system, "cannot read the identities in \(name)", cause: error)
        }
    }

    /// The identities in the text of a file.
    static func parse(_ text: [UInt8], of path: [UInt8]) throws(SnapshotError) -> [AgeIdentity] {
        let name = ScreenText.quoted(path)
        var identities: [AgeIdentity] = []
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = [UInt8](line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            guard let identity = AgeIdentity(line) else {
                let kind = Self.kind(of: line)
                throw SnapshotError(
                    .malformed, "line \(index + 1) of \(name) is \(kind.what)", hint: kind.hint)
            }
            identities.append(identity)
        }
        guard !identities.isEmpty else {
            throw SnapshotError(
                .malformed, "there is no identity in \(name)",
                hint: "--identity takes the file that age-keygen writes")
        }
        return identities
    }

    /// What a line is that is no identity of ours, without a word of it.
    private static func kind(of line: [UInt8]) -> (what: String, hint: String) {
        let decryptFirst = "decrypt the archive with age -d first"
        func begins(_ start: String) -> Bool { line.starts(with: start.utf8) }
        if begins("age1") {
            return (
                "a recipient, the public key", "--identity takes the file that age-keygen writes"
            )
        }
        if begins("AGE-PLUGIN-") { return ("an identity of a plugin", decryptFirst) }
        if begins("AGE-SECRET-KEY-PQ-") { return ("a post-quantum identity", decryptFirst) }
        if begins("-----BEGIN OPENSSH") || begins("-----BEGIN RSA") {
            return ("the start of an SSH key", decryptFirst)
        }
        if begins("age-encryption.org/") || begins("-----BEGIN AGE") {
            return ("the start of an encrypted file", "decrypt the identities with age -d first")
        }
        return (
            "no identity, or a mistyped one",
            "an identity is a line that begins with AGE-SECRET-KEY-1"
        )
    }
}
