// SPDX-License-Identifier: Apache-2.0

/// How the frames of an archive are compressed.
public struct Compression: Sendable, Hashable {
    /// The two formats, both of which stock tools open.
    public enum Codec: String, Sendable, Hashable, CaseIterable {
        /// Zstandard (RFC 8878); the default.
        case zstd
        /// gzip (RFC 1952), for machines without zstd.
        case gzip

        /// The ending of a file's name, with `.tar` in front.
        public var fileExtension: String { self == .zstd ? ".tar.zst" : ".tar.gz" }

        /// The levels that may be asked for.
        public var levels: ClosedRange<Int> { self == .zstd ? 1...19 : 1...9 }

        /// What is taken when nobody asks.
        ///
        /// For zstd not the 3 of its own command: the services of a site stand still while it is
        /// captured, and 2 takes less time for 2 to 4% more bytes (docs/PERFORMANCE.md).
        public var defaultLevel: Int { self == .zstd ? 2 : 6 }
    }

    /// Which format.
    public let codec: Codec
    /// How hard to try, within the codec's ``Codec/levels``.
    public let level: Int

    /// Makes a choice; `nil` when the codec has no such level.
    public init?(_ codec: Codec, level: Int? = nil) {
        let level = level ?? codec.defaultLevel
        guard codec.levels.contains(level) else { return nil }
        self.codec = codec
        self.level = level
    }
}
