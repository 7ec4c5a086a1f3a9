// SPDX-License-Identifier: Apache-2.0

/// The medium of a tape format file: what its first block says.
public struct TapeFormatMedia: Sendable, Hashable {
    /// Which file of how many: SQL Server stripes a backup over up to 64 files.
    public struct Membership: Sendable, Hashable {
        /// The media set that the file belongs to, 16 bytes; all its files have the same.
        ///
        /// The media *family* differs between stripes and must not be used to match them.
        public let mediaSet: MediaSetID
        /// How many files the media set has, at least 1.
        public let fileCount: Int
        /// Which of them this is, from 1.
        public let number: Int
    }

    /// The number of the media family, one for each file of a media set.
    public let familyID: UInt32
    /// The program that wrote the file, for example `Microsoft SQL Server`.
    public let software: String?
    /// The number of its vendor; 0x1200 is SQL Server.
    public let vendorID: UInt16
    /// The name that was given to the medium.
    public let name: String?
    /// When the medium was begun, in the server's local time.
    public let date: LocalTime?
    /// Bytes in a logical block, 1,024 for SQL Server.
    public let logicalBlockSize: Int
    /// Length of a filemark in units of 512 bytes, 1 or 8.
    public let filemarkUnits: Int
    /// Whether a restore will ask for a password.
    public let hasPassword: Bool
    /// Which stripe this is; `nil` when the file does not say.
    public internal(set) var membership: Membership?

    /// Whether SQL Server wrote the file.
    ///
    /// Anything else in this format saved files, not a database.
    public var isSQLServer: Bool { vendorID == 0x1200 || software == "Microsoft SQL Server" }

    /// Reads the medium's block; `nil` when it is too short for its fields.
    init?(block: [UInt8], header: TapeFormatBlockHeader) {
        let fields = ByteFields(block)
        guard let familyID = fields.long(at: 52), let units = fields.word(at: 64),
            let password = fields.address(at: 76), let blockSize = fields.word(at: 84),
            let vendorID = fields.word(at: 86)
        else { return nil }
        self.familyID = familyID
        self.vendorID = vendorID
        software = fields.text(addressedAt: 80, isUTF16: header.usesUTF16)
        name = fields.text(addressedAt: 68, isUTF16: header.usesUTF16)
        date = fields.tapeTime(at: 88)
        logicalBlockSize = Int(blockSize)
        filemarkUnits = Int(units)
        hasPassword = password.size > 0
    }
}

/// What all files of one media set have in common: 16 bytes.
public struct MediaSetID: Sendable, Hashable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The bytes as they are in the file.
    public var bytes: [UInt8] {
        [high, low].flatMap { half in
            (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) }
        }
    }

    /// As a GUID is spelled, for example `193dae12-986e-464b-9cc4-40bb7a492d65`: the first three
    /// groups are little-endian numbers.
    public var description: String {
        let bytes = bytes
        let order = [[3, 2, 1, 0], [5, 4], [7, 6], [8, 9], [10, 11, 12, 13, 14, 15]]
        return order.map { group in
            group.map { index in
                let digits = String(bytes[index], radix: 16)
                return bytes[index] < 16 ? "0" + digits : digits
            }.joined()
        }.joined(separator: "-")
    }
}

extension TapeFormatMedia.Membership {
    /// Reads SQL Server's `RAID` stream; `nil` when it is not one.
    init?(stream: [UInt8]) {
        let fields = ByteFields(stream)
        guard let mediaSet = fields.slice(at: 0, count: 16).flatMap({ MediaSetID($0) }),
            let count = fields.word(at: 20), let number = fields.word(at: 24),
            number >= 1, number <= count
        else { return nil }
        self.mediaSet = mediaSet
        fileCount = Int(count)
        self.number = Int(number)
    }
}
