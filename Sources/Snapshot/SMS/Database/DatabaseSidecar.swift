// SPDX-License-Identifier: Apache-2.0

/// What an administrator saves beside a dump: the printed answers of SQL Server about itself.
///
/// A dump loads only onto devices with the same order of fragments and a server with the same
/// sort order, and nothing in a dump of 6.x can be read. These answers are all there is to check
/// such a dump against; Q193929 saves `sp_helpdb` beside it.
public struct DatabaseSidecar: Sendable, Hashable {
    /// A question that the text answers.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Which databases there are, of what size and parts.
        case databases = "sp_helpdb"
        /// The sort order and the character set; a load demands the same.
        case sortOrder = "sp_helpsort"
        /// The version of the server.
        case version = "@@version"
        /// The settings of the server.
        case settings = "sp_configure"
        /// How full a database is.
        case spaceUsed = "sp_spaceused"
        /// How full the logs are.
        case logSpace = "DBCC SQLPERF(LOGSPACE)"
        /// Which devices there are.
        case devices = "sp_helpdevice"
        /// Which fragments of devices belong to which database.
        case usages = "sysusages"
        /// What a dump says about itself; only SQL Server 6.x can read it.
        case dumpHeader = "LOAD HEADERONLY"
    }

    /// One database, as `sp_helpdb` lists it.
    public struct Database: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its size in kilobytes, data and log together.
        public let kilobytes: Int?
        /// Its options, for example `trunc. log on chkpt.`.
        public let status: String
        /// Its parts in the order in which a load needs them; empty when the answer is about
        /// several databases.
        public internal(set) var fragments: [Fragment] = []
    }

    /// One part of a database on a device.
    public struct Fragment: Sendable, Hashable {
        /// The device that it lies on.
        public let device: String
        /// Its size in kilobytes.
        public let kilobytes: Int?
        /// `data only`, `log only` or `data and log`.
        public let usage: String
    }

    /// How full a database is, as `sp_spaceused` says.
    public struct Space: Sendable, Hashable {
        /// The name of the database.
        public let database: String
        /// Its size in kilobytes, data and log together.
        public let kilobytes: Int
        /// Kilobytes that no object has.
        public let unallocatedKilobytes: Int
    }

    /// How full a log is, as `DBCC SQLPERF(LOGSPACE)` says.
    public struct LogSpace: Sendable, Hashable {
        /// The name of the database.
        public let database: String
        /// Its size in kilobytes.
        public let kilobytes: Int
        /// Percent in use, cut to a whole number.
        public let usedPercent: Int
    }

    /// One row of `sp_configure`.
    public struct Setting: Sendable, Hashable {
        /// Its name, for example `open objects`.
        public let name: String
        /// The value that will be in force after a start.
        public let configured: Int?
        /// The value that is in force.
        public let running: Int?
    }

    /// One dump, as `LOAD HEADERONLY` lists it.
    public struct DumpHeader: Sendable, Hashable {
        /// 1 a database, 2 a transaction log.
        public let dumpType: Int?
        /// The name of the database.
        public let database: String?
        /// Whether it is one of several stripes.
        public let isStriped: Bool?
        /// Its size in pages of 2,048 bytes.
        public let pageCount: Int?
        /// As it was printed, in the server's language.
        public let created: String?
    }

    /// Rows of each kind that are kept.
    static let rowLimit = 1_024

    /// The questions that the text answers, in its order, each once.
    public internal(set) var kinds: [Kind] = []
    /// The databases, as `sp_helpdb` lists them.
    public internal(set) var databases: [Database] = []
    /// How full databases are.
    public internal(set) var spaces: [Space] = []
    /// How full logs are.
    public internal(set) var logSpaces: [LogSpace] = []
    /// The settings.
    public internal(set) var settings: [Setting] = []
    /// The dumps in a file, the oldest first.
    public internal(set) var dumpHeaders: [DumpHeader] = []
    /// The version, for example `6.50.201`.
    public internal(set) var version: String?
    /// The number of the sort order, for example 52.
    public internal(set) var sortOrder: Int?
    /// The number of the character set, for example 1.
    public internal(set) var characterSet: Int?

    /// The value of a setting that is in force; the name is compared in lower case.
    public func runningValue(_ name: String) -> Int? {
        settings.last { $0.name.lowercased() == name }?.running
    }
}
