// SPDX-License-Identifier: Apache-2.0

/// One data set of a tape format file: one backup.
///
/// A file holds several when they were appended.
public struct TapeFormatSet: Sendable, Hashable {
    /// A stream of pages or log, and where it lies.
    public struct Stream: Sendable, Hashable {
        /// Where its header begins, counted from the start of the file.
        public let offset: Int
        /// Bytes of data after the header.
        public let length: Int
    }

    /// Streams of each kind that are listed one by one.
    static let streamLimit = 256

    /// Where the set begins, counted from the start of the file.
    public let offset: Int
    /// The number of the set on its medium, from 1.
    public let number: Int
    /// The name that was given to the backup.
    public let name: String?
    /// Who made the backup, for example `ALPINE\sqlagent`.
    public let user: String?
    /// When the backup began, in the server's local time.
    public let date: LocalTime?
    /// Quarters of an hour that the server's clock was ahead of UTC; `nil` when it did not say.
    public let zoneQuarterHours: Int?
    /// The major version of SQL Server: 7, 8, 9 and so on.
    public let majorVersion: UInt8
    /// The minor version of SQL Server.
    public let minorVersion: UInt8
    /// The attributes of the set: 4 for whole and log backups, 8 for differential ones.
    public let attributes: UInt32
    /// Whether a restore will ask for a password.
    public let hasPassword: Bool

    /// The machine that was backed up.
    public internal(set) var machine: String?
    /// What SQL Server says about the backup; `nil` when it could not be read.
    public internal(set) var description: BackupDescription?
    /// Whether ``description`` is the final one, which alone knows the end and the size.
    public internal(set) var hasFinalDescription = false
    /// The streams of pages, at most 256 of them.
    public internal(set) var pageStreams: [Stream] = []
    /// The streams of log, at most 256 of them.
    public internal(set) var logStreams: [Stream] = []
    /// Pages of 8,192 bytes in this file.
    public internal(set) var pageCount = 0
    /// Blocks that hold pages or log.
    public internal(set) var dataBlockCount = 0
    /// How often the set was ended: SQL Server does it twice, for the data and for the catalogue.
    public internal(set) var endCount = 0
    /// Objects that the writer of the backup itself found damaged.
    public internal(set) var damagedObjectCount = 0
    /// Where the set ends, counted from the start of the file; `nil` when it does not.
    public internal(set) var end: Int?

    /// What kind of backup it is: as SQL Server says, or else by its attributes.
    public var kind: BackupDescription.Kind? {
        if let kind = description?.kind { return kind }
        if attributes & 8 != 0 { return .differential }
        // A log backup has no pages. That pages are absent is known only at the end of the set.
        return end != nil && pageCount == 0 && !logStreams.isEmpty ? .log : nil
    }

    /// Reads the block that starts a set; `nil` when it is too short for its fields.
    init?(block: [UInt8], header: TapeFormatBlockHeader, offset: Int) {
        let fields = ByteFields(block)
        guard let attributes = fields.long(at: 52), let number = fields.word(at: 62),
            let password = fields.address(at: 72), let majorVersion = fields.byte(at: 93),
            let minorVersion = fields.byte(at: 94), let zone = fields.byte(at: 95)
        else { return nil }
        self.offset = offset
        self.number = Int(number)
        self.attributes = attributes
        self.majorVersion = majorVersion
        self.minorVersion = minorVersion
        name = fields.text(addressedAt: 64, isUTF16: header.usesUTF16)
        user = fields.text(addressedAt: 76, isUTF16: header.usesUTF16)
        date = fields.tapeTime(at: 88)
        hasPassword = password.size > 0
        // 127 is LOCAL_TZ, "not coordinated with UTC" (MTF 1.00a, SSET).
        let quarters = Int(Int8(bitPattern: zone))
        zoneQuarterHours = (-56...56).contains(quarters) ? quarters : nil
    }

    /// Notes a stream of pages: two bytes and then pages of 8,192 bytes, or nothing at all.
    ///
    /// - Returns: Whether the length is one that whole pages can have.
    mutating func addPages(_ stream: Stream) -> Bool {
        guard stream.length > 0 else { return true }
        if pageStreams.count < Self.streamLimit { pageStreams.append(stream) }
        guard stream.length >= 2 else { return false }
        pageCount += (stream.length - 2) / 8_192
        return (stream.length - 2).isMultiple(of: 8_192)
    }

    /// Notes a stream of log.
    mutating func addLog(_ stream: Stream) {
        if stream.length > 0, logStreams.count < Self.streamLimit { logStreams.append(stream) }
    }
}
