// SPDX-License-Identifier: Apache-2.0

/// What SQL Server itself wrote into a backup about it: the `MQCI` stream.
///
/// The layout is not published; it is what backups of SQL Server 2005 to 2019 have in common, and
/// may differ in 7.0 and 2000. Every field is therefore optional: an absent one was not read, and
/// never means damage.
public struct BackupDescription: Sendable, Hashable {
    /// What kind of backup it is: the letters of `msdb.dbo.backupset.type`.
    public enum Kind: Sendable, Hashable {
        /// `D`: the whole database. The only kind that restores alone.
        case database
        /// `I`: what changed since the last whole backup.
        case differential
        /// `L`: the transaction log.
        case log
        /// `F`, `G`, `P`, `Q`: some files or filegroups, whole, differential or partial.
        case part(UInt8)

        init?(letter: UInt8) {
            switch letter {
            case UInt8(ascii: "D"): self = .database
            case UInt8(ascii: "I"): self = .differential
            case UInt8(ascii: "L"): self = .log
            case UInt8(ascii: "F"), UInt8(ascii: "G"), UInt8(ascii: "P"), UInt8(ascii: "Q"):
                self = .part(letter)
            default: return nil
            }
        }

        /// The letter that stands for the kind.
        public var letter: UInt8 {
            switch self {
            case .database: UInt8(ascii: "D")
            case .differential: UInt8(ascii: "I")
            case .log: UInt8(ascii: "L")
            case .part(let letter): letter
            }
        }
    }

    /// A place in the transaction log.
    public struct LogSequenceNumber: Sendable, Hashable, CustomStringConvertible {
        /// The number of the virtual log file.
        public let file: UInt32
        /// The block in it.
        public let block: UInt32
        /// The record in the block.
        public let slot: UInt16

        /// For example `26:57:64`.
        public var description: String { "\(file):\(block):\(slot)" }
    }

    /// The version of the server, for example 7.0.623.
    public struct Version: Sendable, Hashable, CustomStringConvertible {
        /// 7, 8, 9 and so on.
        public let major: UInt8
        /// 50 in 10.50, which is 2008 R2.
        public let minor: UInt8
        /// The number of the build.
        public let build: UInt16

        public var description: String { "\(major).\(minor).\(build)" }
    }

    /// One file of the database.
    public struct File: Sendable, Hashable {
        /// The number of the file in the database, from 1.
        public let number: UInt32
        /// Pages of 8,192 bytes of this file in the whole backup, all stripes together.
        public let pageCount: UInt32
        /// Whether the file holds the transaction log (filegroup 0).
        public let isLog: Bool
        /// The size of the file on the server, in bytes: what a restore needs.
        public let size: UInt64
        /// The name in the database.
        public let logicalName: String?
        /// The path on the server.
        public let physicalName: String?
    }

    /// What kind of backup it is.
    public internal(set) var kind: Kind?
    /// The name of the database.
    public internal(set) var database: String?
    /// The name of the server, with its instance.
    public internal(set) var server: String?
    /// The version of the server.
    public internal(set) var version: Version?
    /// The internal version of the database's format: 515 is 7.0, 611 is 2005, 904 is 2019.
    public internal(set) var databaseVersion: UInt16?
    /// 70, 80, 90 and so on.
    public internal(set) var compatibilityLevel: UInt8?
    /// The number that `sp_helpsort` shows; a load demands the same.
    public internal(set) var sortOrder: UInt8?
    /// The Windows locale of the server.
    public internal(set) var locale: UInt32?
    /// When the database was created, in the server's local time.
    public internal(set) var databaseCreated: LocalTime?
    /// When the backup began, in the server's local time.
    public internal(set) var started: LocalTime?
    /// Only known to the description at the end of a set.
    public internal(set) var finished: LocalTime?
    /// The first place of the log that the backup holds.
    public internal(set) var firstLogNumber: LogSequenceNumber?
    /// The place behind the last that the backup holds.
    public internal(set) var lastLogNumber: LogSequenceNumber?
    /// The checkpoint that the backup began with.
    public internal(set) var checkpoint: LogSequenceNumber?
    /// The checkpoint of the whole backup that a differential one needs; `0:0:0` when none is.
    public internal(set) var baseCheckpoint: LogSequenceNumber?
    /// Bytes of the backup, all stripes together; exact only at the end of a set.
    public internal(set) var backupSize: UInt64?
    /// The files of the database, at most 256.
    public internal(set) var files: [File] = []
    /// Whether ``files`` has all of them: false when the list was longer than what is kept.
    public internal(set) var hasAllFiles = true

    /// Pages of data files in the whole backup, all stripes together.
    public var pageCount: Int {
        files.reduce(0) { $0 + ($1.isLog ? 0 : Int($1.pageCount)) }
    }
}

// MARK: - Reading

extension BackupDescription {
    /// Bytes of the stream that are looked at: some ninety files, where a site database has two.
    static let longestStream = 65_536
    /// Files that are kept.
    static let fileLimit = 256

    /// Reads the records of an `MQCI` stream; `nil` when the first is not one.
    ///
    /// A record is four letters, a 32-bit length that counts itself and the letters, then fields;
    /// texts lie inside the record. `isWhole` tells whether `stream` is all of the stream.
    init?(stream: [UInt8], isWhole: Bool) {
        var offset = 0
        let all = ByteFields(stream)
        while let length = all.long(at: offset + 4).map(Int.init), length >= 8,
            let record = all.slice(at: offset, count: length)
        {
            switch [UInt8](record.prefix(4)) {
            case [UInt8]("SCIN".utf8): read(general: ByteFields(record))
            case [UInt8]("SFIN".utf8) where files.count < Self.fileLimit:
                read(file: ByteFields(record))
            case [UInt8]("SFIN".utf8): hasAllFiles = false
            default: break
            }
            offset += length
        }
        guard offset > 0 else { return nil }
        if !isWhole { hasAllFiles = false }
    }

    private mutating func read(general record: ByteFields) {
        kind = record.byte(at: 87).flatMap(Kind.init(letter:))
        database = record.text(addressedAt: 104, isUTF16: true)
        server = record.text(addressedAt: 108, isUTF16: true)
        if let build = record.word(at: 24), let minor = record.byte(at: 26),
            let major = record.byte(at: 27)
        {
            version = Version(major: major, minor: minor, build: build)
        }
        firstLogNumber = Self.logNumber(record, at: 32)
        lastLogNumber = Self.logNumber(record, at: 42)
        checkpoint = Self.logNumber(record, at: 52)
        baseCheckpoint = Self.logNumber(record, at: 62)
        databaseCreated = record.tapeTime(at: 72)
        started = record.tapeTime(at: 77)
        finished = record.tapeTime(at: 82)
        sortOrder = record.byte(at: 88)
        compatibilityLevel = record.byte(at: 91)
        databaseVersion = record.word(at: 94)
        backupSize = record.quad(at: 96)
        locale = record.long(at: 116)
    }

    private mutating func read(file record: ByteFields) {
        guard let number = record.long(at: 20), let pages = record.long(at: 24),
            let group = record.long(at: 36), let size = record.quad(at: 40)
        else { return }
        files.append(
            File(
                number: number, pageCount: pages, isLog: group == 0, size: size,
                logicalName: record.text(addressedAt: 48, isUTF16: true),
                physicalName: record.text(addressedAt: 52, isUTF16: true)))
    }

    private static func logNumber(_ record: ByteFields, at offset: Int) -> LogSequenceNumber? {
        guard let file = record.long(at: offset), let block = record.long(at: offset + 4),
            let slot = record.word(at: offset + 8)
        else { return nil }
        return LogSequenceNumber(file: file, block: block, slot: slot)
    }
}
