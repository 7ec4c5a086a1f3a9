// SPDX-License-Identifier: Apache-2.0

/// A dump of SQL Server 4.21 or 6.x, or whatever else is not in a format that can be walked.
///
/// The format was never published, has no known magic number, trailer or checksum, and is not
/// Microsoft Tape Format. What can honestly be checked is that the file is not something else,
/// not empty, not one byte repeated, and does not end in a hole. The verdict is therefore never
/// ``DumpVerdict/valid``; loading the dump into a scratch server is what proves it.
public struct OpaqueDump: Sendable, Hashable {
    /// Why the file may be a database device that was copied while the server had it open.
    ///
    /// Devices and dumps are both `.DAT`; a device copied so cannot be loaded.
    public enum DeviceHint: Sendable, Hashable {
        /// The name is one that devices commonly have.
        case name(String)
        /// Pages carry the number of the place where they stand, as they do in a device that holds
        /// one database from its start. In a dump something stands before them, and pages that
        /// are not in use are left out. Experimental: the layout is known, not documented.
        case pageNumbers(matching: Int, of: Int)
    }

    /// Bytes of a page of SQL Server 4.21 and 6.x.
    public static let pageSize = 2_048

    /// Bytes of the file.
    public internal(set) var size = 0
    /// What the first bytes say.
    public internal(set) var fileKind = DumpFileKind.empty
    /// The byte that the file consists of, when it consists of one only.
    public internal(set) var constantByte: UInt8?
    /// Zero bytes at the end.
    public internal(set) var trailingZeroCount = 0
    /// Whole pages of 2,048 bytes, counted from the start of the file.
    public internal(set) var pageCount = 0
    /// Pages with nothing but zeros.
    public internal(set) var zeroPageCount = 0
    /// Names of system tables found in the first 256 KiB: weak evidence for a dump, and their
    /// absence none against it.
    public internal(set) var systemTables: [String] = []
    /// Why the file may be a device.
    public internal(set) var deviceHints: [DeviceHint] = []
    /// What is wrong; the offsets are those of the file.
    public internal(set) var problems: [DumpProblem] = []

    /// Whether the size is a whole number of pages, as a dump of 6.x should have.
    public var isWholePages: Bool { size.isMultiple(of: Self.pageSize) }

    /// What the bytes prove.
    public var verdict: DumpVerdict {
        switch fileKind {
        case .empty, .unknown, .compressedBackup, .tapeFormatRemains:
            DumpVerdict(problems: problems, best: .unproven)
        default: .refused
        }
    }
}

extension OpaqueDump.DeviceHint: CustomStringConvertible {
    /// For example `it is called MASTER.DAT`.
    public var description: String {
        switch self {
        case .name(let name): "it is called \(name)"
        case .pageNumbers(let matching, let count):
            "\(matching) of \(count) pages carry the number of their place"
        }
    }
}
