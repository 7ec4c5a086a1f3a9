// SPDX-License-Identifier: Apache-2.0

/// A file in Microsoft Tape Format, walked from its first block to its last.
///
/// SQL Server 7.0 and later write
/// ```
/// TAPE SFMB  SSET VOLB MSCI { MSDA }* { MSTL }* MSLS SFMB ESET ESET SFMB  <end, or the next SSET>
/// ```
/// The walk checks every header and that every stream ends inside the file. It does not look
/// into pages: pages of unallocated extents are rubbish even in a good backup, so damage that
/// hits nothing but page data does not show here, and a digest is what proves it.
public struct TapeFormatBackup: Sendable, Hashable {
    /// How the file ends.
    public enum Ending: Sendable, Hashable {
        /// With the filemark that closes the last set; `at` is the offset behind it.
        case endMarker(at: Int)
        /// Behind the end of the last set, but the closing filemark is missing.
        case withoutEndMarker
        /// Too early: at `at`, inside `structure`, which reaches to `needed` at least.
        case truncated(at: Int, needed: Int, structure: String)
        /// Unknown: what stands at this offset is not the header it should be.
        case unreadable(at: Int)
        /// Unknown: the file is not SQL Server's and was not walked.
        case notWalked
    }

    /// Why the backup cannot be restored from this file alone, whole as the file may be.
    public enum Shortcoming: Sendable, Hashable {
        /// It is one of several files that must all be there.
        case stripe(number: Int, of: Int)
        /// It holds changes since a whole backup, which has this checkpoint.
        case differential(base: BackupDescription.LogSequenceNumber?)
        /// It holds transaction log only.
        case log
        /// It holds some files of the database only.
        case part
        /// It holds no data set.
        case empty
    }

    /// Blocks and sets that are listed one by one; more are counted.
    static let blockLimit = 4_096
    static let setLimit = 256

    /// Bytes of the file.
    public internal(set) var size = 0
    /// The medium; `nil` when its block could not be read.
    public internal(set) var media: TapeFormatMedia?
    /// The data sets in the order of the file; of more than 256 the first 255 and the last.
    public internal(set) var sets: [TapeFormatSet] = []
    /// How many data sets the file has.
    public internal(set) var setCount = 0
    /// The set that a restore begins with: the last whole backup of a database, or else the last.
    public internal(set) var principalSet: TapeFormatSet?
    /// The blocks in the order of the file, at most 4,096 of them.
    public internal(set) var blocks: [TapeFormatBlock] = []
    /// How many blocks the file has.
    public internal(set) var blockCount = 0
    /// How the file ends.
    public internal(set) var ending = Ending.withoutEndMarker
    /// Bytes behind the end marker that belong to nothing.
    public internal(set) var trailingByteCount = 0
    /// What is wrong, in the order of the file; at most about a hundred.
    public internal(set) var problems: [DumpProblem] = []

    /// Whether SQL Server wrote the file; a file backup is in the same format.
    public var isSQLServer: Bool {
        media?.isSQLServer ?? sets.contains { $0.description != nil }
    }

    /// Whether the walk met a proper end.
    ///
    /// A complete file can still be one stripe of several.
    public var isComplete: Bool {
        if case .endMarker = ending { true } else { false }
    }

    /// Why the file alone does not bring a database back; empty when nothing is known against it.
    public var shortcomings: [Shortcoming] {
        guard let set = principalSet else { return [.empty] }
        var list: [Shortcoming] = []
        if let membership = media?.membership, membership.fileCount > 1 {
            list.append(.stripe(number: membership.number, of: membership.fileCount))
        }
        switch set.kind {
        case .differential: list.append(.differential(base: set.description?.baseCheckpoint))
        case .log: list.append(.log)
        case .part: list.append(.part)
        case .database, nil: break
        }
        return list
    }

    /// What the structure proves.
    ///
    /// ``shortcomings`` are a question of their own.
    public var verdict: DumpVerdict {
        guard media == nil || isSQLServer else { return .refused }
        return DumpVerdict(problems: problems, best: .valid)
    }
}

extension TapeFormatBackup.Shortcoming: CustomStringConvertible {
    /// For example `file 1 of a media set of 2`.
    public var description: String {
        switch self {
        case .stripe(let number, let count): "file \(number) of a media set of \(count)"
        case .differential(.some(let base)):
            "differential backup; needs the whole backup with checkpoint \(base)"
        case .differential(nil): "differential backup"
        case .log: "log backup"
        case .part: "backup of some files of the database"
        case .empty: "no data set"
        }
    }
}
