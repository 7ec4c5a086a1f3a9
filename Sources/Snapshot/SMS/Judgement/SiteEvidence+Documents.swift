// SPDX-License-Identifier: Apache-2.0

extension SiteEvidence {
    /// A text file of the site: what it says, what is wrong with it, and when it was changed.
    public struct Document<Value: Sendable>: Sendable {
        /// What it says.
        public var value: Value
        /// What is wrong with it.
        public var problems: [SMSParseProblem]
        /// When the file was modified; `nil` when nobody knows any more.
        public var modified: Timestamp?
        /// Bytes of the file.
        public var byteCount: Int

        /// Makes a document of what a parser returned.
        public init(_ parsed: SMSParsed<Value>, modified: Timestamp?, byteCount: Int) {
            value = parsed.value
            problems = parsed.problems
            self.modified = modified
            self.byteCount = byteCount
        }

        /// The problems that are more than a notice.
        var damage: [SMSParseProblem] { problems.filter { $0.kind != .notice } }
    }

    /// A registry export or hive.
    public struct RegistryDocument: Sendable {
        /// What to call it in a message: the name of the file.
        public var name: String
        /// What it is, by its content.
        public var form: RegistryForm
        /// What its structure proves.
        public var verdict: RegistryVerdict
        /// The state of a hive; `nil` of an export.
        public var condition: RegistryHive.Condition?
        /// What it says about the site.
        public var facts: RegistryFacts
        /// What is wrong with it.
        public var problems: RegistryProblemList
        /// When the file was modified.
        public var modified: Timestamp?

        /// Makes a document of an export.
        public init(name: String, export: RegistryExport, modified: Timestamp?) {
            self.name = name
            form = export.form
            verdict = export.verdict
            facts = export.facts
            problems = export.problems
            self.modified = modified
        }

        /// Makes a document of a hive.
        public init(name: String, hive: RegistryHive, modified: Timestamp?) {
            self.name = name
            form = hive.form
            verdict = hive.verdict
            condition = hive.condition
            facts = hive.facts
            problems = hive.problems
            self.modified = modified
        }
    }

    /// A file offered as the dump of a database.
    public struct DumpDocument: Sendable {
        /// The name of the file.
        public var name: String
        /// What the file is.
        public var dump: DatabaseDump
        /// When the file was modified.
        public var modified: Timestamp?
        /// Bytes of the file.
        public var size: Int

        /// Makes a document.
        public init(name: String, dump: DatabaseDump, modified: Timestamp?, size: Int) {
            self.name = name
            self.dump = dump
            self.modified = modified
            self.size = size
        }
    }

    /// An answer of SQL Server that was saved as text.
    public struct SidecarDocument: Sendable {
        /// The name of the file.
        public var name: String
        /// What it says.
        public var sidecar: DatabaseSidecar
        /// When the file was modified.
        public var modified: Timestamp?

        /// Makes a document.
        public init(name: String, sidecar: DatabaseSidecar, modified: Timestamp?) {
            self.name = name
            self.sidecar = sidecar
            self.modified = modified
        }
    }

    /// What was given of a child site.
    public struct ChildEvidence: Sendable {
        /// The code under which it was given.
        public var code: SiteCode
        /// Its own site control file, if its directory was given.
        public var control: Document<SiteControlFile>?
        /// Its `SYSTEM.MAP`.
        public var map: Document<SystemMap>?

        /// Makes evidence of a child.
        public init(
            code: SiteCode, control: Document<SiteControlFile>? = nil,
            map: Document<SystemMap>? = nil
        ) {
            self.code = code
            self.control = control
            self.map = map
        }
    }

    /// A copy list.
    public struct CopyListDocument: Sendable {
        /// Its path below the SMS root, for example `LOGON.SRV/CL_NT.TXT`.
        public var name: String
        /// What it says.
        public var list: CopyList
        /// When it was modified.
        public var modified: Timestamp?

        /// Makes a document.
        public init(name: String, list: CopyList, modified: Timestamp?) {
            self.name = name
            self.list = list
            self.modified = modified
        }
    }

    /// A `.UID` file; its name is all it says (Q127052).
    public struct UniqueIDFile: Sendable, Hashable {
        /// The logon server that it was found on; empty for the site server's own.
        public var server: String
        /// Its name, for example `SKZ01000.UID`.
        public var name: [UInt8]

        /// Makes a file.
        public init(server: String = "", name: [UInt8]) {
            self.server = server
            self.name = name
        }
    }

    /// A file that should have been looked at, and was not.
    public struct UnexaminedFile: Sendable, Hashable {
        /// Its path in the snapshot, below the folder of the site.
        public var name: String
        /// Why.
        public var reason: String

        /// Makes a file.
        public init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    /// A log with its name.
    public struct LogDocument<Log: Sendable>: Sendable {
        /// The name of the file.
        public var name: String
        /// What it says.
        public var log: Log

        /// Makes a document.
        public init(name: String, log: Log) {
            self.name = name
            self.log = log
        }
    }
}

/// What lies outside the site's directory and is forgotten by a copy of it (Q138347).
public enum NotableExtra: String, Sendable, Hashable, CaseIterable {
    /// The only place that keeps the range of IDs after SMS was removed (Q127052).
    case initialization = "SMS.INI"
    /// The tree of the server's own client.
    case clientTree = "MS"
    /// The trees of packages, a share on each drive that has one.
    case packageTree = "SMS_PKGx"
    /// The log of Setup, in the root of the boot drive (Q139627).
    case setupLog = "SMSSETUP.LOG"
    /// The log of Site Config Manager, in the root of the SMS drive (Q125452).
    case configManagerLog = "SCMAN.LOG"
}
