// SPDX-License-Identifier: Apache-2.0

/// How much of a foreign archive was read, and what could be compared with anything.
public struct ForeignSummary: Sendable, Hashable {
    /// What it is, for a person: `a tar in gzip`.
    let title: String
    /// How it is compressed; `nil` for a plain tar.
    public let compression: Compression.Codec?
    /// Members that were read.
    public let entries: UInt64
    /// Bytes of tar that were read.
    public let tarBytes: UInt64
    /// Compressed frames, or gzip members, that were begun.
    public let frames: Int
    /// Of these, those without a checksum of what they hold.
    public let framesWithoutChecksum: Int
    /// Whether it was read to its end, and the end is as it should be.
    public let isReadToEnd: Bool

    /// The finding that there is nothing to prove it with.
    var finding: Finding {
        Finding(
            .archiveForeign,
            "it is \(title) that smsbackup did not write: \(entries) entries, \(tarBytes) bytes of tar, read \(isReadToEnd ? "to the end, \(checksums)" : "as far as it goes"); no digest proves their content, that none is missing, or their attributes"
        )
    }

    /// What its own checksums say.
    private var checksums: String {
        switch compression {
        case nil: "only its headers have checksums"
        case .gzip where frames == 1: "its gzip member has its checksum"
        case .gzip: "its \(frames) gzip members have their checksums"
        case .zstd where framesWithoutChecksum > 0:
            "\(framesWithoutChecksum) of its \(frames) frames without a checksum"
        case .zstd where frames == 1: "its frame has its checksum"
        case .zstd: "its \(frames) frames have their checksums"
        }
    }

    /// What a person must know before using anything out of it.
    var warning: Warning {
        Warning(
            .unproved, [],
            "it is \(title) that smsbackup did not write: no digest proves the content of its entries, that none is missing, or their attributes"
        )
    }
}
