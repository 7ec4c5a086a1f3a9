// SPDX-License-Identifier: Apache-2.0

/// A file offered as the dump of a site's database, recognised by its content and judged.
public struct DatabaseDump: Sendable, Hashable {
    /// What the file is.
    public enum Content: Sendable, Hashable {
        /// SQL Server 7.0 or later, or any other program that writes Microsoft Tape Format.
        case tapeFormat(TapeFormatBackup)
        /// SQL Server 4.21 or 6.x, or something that is no dump.
        case opaque(OpaqueDump)
    }

    /// What the file is.
    public let content: Content

    /// Makes a dump of what a reader found.
    public init(_ content: Content) {
        self.content = content
    }

    /// Bytes of the file.
    public var size: Int {
        switch content {
        case .tapeFormat(let backup): backup.size
        case .opaque(let dump): dump.size
        }
    }

    /// What the bytes prove.
    public var verdict: DumpVerdict {
        switch content {
        case .tapeFormat(let backup): backup.verdict
        case .opaque(let dump): dump.verdict
        }
    }

    /// What is wrong with the file.
    public var problems: [DumpProblem] {
        switch content {
        case .tapeFormat(let backup): backup.problems
        case .opaque(let dump): dump.problems
        }
    }

    /// Why the file alone does not bring a database back, whole as it may be; of a dump that
    /// cannot be walked nothing is known, and the list is empty.
    public var shortcomings: [TapeFormatBackup.Shortcoming] {
        switch content {
        case .tapeFormat(let backup): backup.isSQLServer ? backup.shortcomings : []
        case .opaque: []
        }
    }

    /// What SQL Server says about the backup that a restore begins with.
    public var description: BackupDescription? {
        switch content {
        case .tapeFormat(let backup): backup.principalSet?.description
        case .opaque: nil
        }
    }

    /// What to call the file in a message, for example `a backup of SQL Server 7.0`.
    public var name: String {
        switch content {
        case .tapeFormat(let backup):
            guard backup.isSQLServer else { return "a backup of files" }
            guard let set = backup.principalSet else { return "a backup of SQL Server" }
            return "a backup of SQL Server \(set.majorVersion).\(set.minorVersion)"
        case .opaque(let dump):
            return dump.fileKind == .unknown
                ? "a dump of SQL Server 6.x or earlier, or an unknown file" : dump.fileKind.name
        }
    }
}
