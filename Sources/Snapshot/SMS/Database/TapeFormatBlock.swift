// SPDX-License-Identifier: Apache-2.0

/// One descriptor block of Microsoft Tape Format, as it was met.
public struct TapeFormatBlock: Sendable, Hashable {
    /// The four letters that name a kind of block, for example `SSET`.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// The four letters, printable ASCII.
        public let description: String

        private init(_ name: String) { description = name }

        /// The kind that four bytes name; `nil` when they are not printable ASCII.
        ///
        /// SQL Server has kinds of its own and may have more than are known here, so an unknown
        /// name with a good checksum is a block like any other.
        init?(_ bytes: some Collection<UInt8>) {
            guard bytes.count == 4, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                return nil
            }
            description = String(decoding: bytes, as: UTF8.self)
        }

        /// The medium; the first block of every file.
        public static let tape = Kind("TAPE")
        /// The start of a data set: one backup.
        public static let startOfSet = Kind("SSET")
        /// The machine and volume that were backed up.
        public static let volume = Kind("VOLB")
        /// SQL Server: what the backup is about to hold.
        public static let configuration = Kind("MSCI")
        /// SQL Server: pages of one data file.
        public static let pages = Kind("MSDA")
        /// SQL Server: parts of the transaction log.
        public static let log = Kind("MSTL")
        /// SQL Server: what the backup turned out to hold.
        public static let finalConfiguration = Kind("MSLS")
        /// The end of a data set.
        public static let endOfSet = Kind("ESET")
        /// The end of the medium; the data set goes on elsewhere.
        public static let endOfMedium = Kind("EOTM")
        /// A soft filemark: a tape's filemark, spelled out in a file.
        public static let filemark = Kind("SFMB")
    }

    /// What kind of block it is.
    public let kind: Kind
    /// Where it begins, counted from the start of the file.
    public let offset: Int
}

/// The header that all descriptor blocks begin with.
///
/// ```
///  0  4  kind                    20  8  number of the block in its set, in logical blocks
///  4  4  attributes              48  1  text: 1 ANSI, 2 UTF-16
///  8  2  offset of first stream  50  2  exclusive or of the 25 words before
/// ```
/// Unknown attribute bits occur (bit 31 in filemarks of 2008 and later) and mean nothing here.
struct TapeFormatBlockHeader: Sendable {
    static let size = 52

    let kind: TapeFormatBlock.Kind
    /// Where the first stream begins, counted from the start of the block; for a filemark, which
    /// has no streams, its length.
    let firstStream: Int
    /// Where the block says that it stands in its data set; 0 in blocks that do not count.
    let logicalAddress: UInt64
    let usesUTF16: Bool

    /// The header in 52 bytes; `nil` when they are not a kind's name or the checksum is wrong.
    init?(_ bytes: ArraySlice<UInt8>) {
        let fields = ByteFields(bytes)
        guard let kind = fields.slice(at: 0, count: 4).flatMap({ TapeFormatBlock.Kind($0) }),
            let checksum = fields.word(at: 50), checksum == fields.exclusiveOr(words: 25),
            let firstStream = fields.word(at: 8), let logicalAddress = fields.quad(at: 20),
            let textType = fields.byte(at: 48)
        else { return nil }
        self.kind = kind
        self.firstStream = Int(firstStream)
        self.logicalAddress = logicalAddress
        usesUTF16 = textType == 2
    }
}

/// The header of one stream of data inside a descriptor block.
///
/// ```
///  0  4  name                    16  2  encryption
///  4  2  file system attributes  18  2  compression
///  6  2  media attributes        20  2  exclusive or of the ten words before
///  8  8  length of the data
/// ```
struct TapeFormatStreamHeader: Sendable {
    static let size = 22

    /// Four letters: `SPAD` ends the streams of a block, `MQDA` holds pages, `MQTL` log.
    let name: String
    /// Bytes of data after the header.
    let length: UInt64

    /// The header in 22 bytes; `nil` when they are not a name or the checksum is wrong.
    init?(_ bytes: ArraySlice<UInt8>) {
        let fields = ByteFields(bytes)
        guard let name = fields.slice(at: 0, count: 4).flatMap({ TapeFormatBlock.Kind($0) }),
            let length = fields.quad(at: 8), let checksum = fields.word(at: 20),
            checksum == fields.exclusiveOr(words: 10)
        else { return nil }
        self.name = name.description
        self.length = length
    }
}
