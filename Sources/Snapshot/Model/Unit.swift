// SPDX-License-Identifier: Apache-2.0

/// Where one unit lies: a piece of the tar, compressed into one frame that decompresses alone.
struct Unit: Sendable, Hashable {
    /// The most bytes of tar that a unit may hold; a reader refuses more before it allocates.
    static let largest = 64 << 20
    /// What a unit holds at most unless twins are packed into it; memory for more is not kept.
    static let usual = (2 << 20) + (256 << 10)
    /// What a unit of twins holds at most: a buffer for units need not be larger, unless an archive
    /// was made otherwise.
    static let largestOfTwins = twins + (256 << 10)
    /// Up to how many bytes of tar twins are packed into one unit.
    static let twins = 16 << 20
    /// The most compressed bytes that a unit may have: what cannot be compressed grows by less.
    static let largestCompressed = 66 << 20

    /// Its number, from 0.
    var sequence: UInt64
    /// Where its compressed bytes begin in the archive.
    var fileOffset: UInt64
    /// How many compressed bytes there are, up to its seal.
    var compressedCount: UInt32
    /// Where its first byte lies in the tar.
    var tarOffset: UInt64
    /// How many bytes of tar it holds.
    var count: UInt32
    /// The digest of its compressed bytes.
    var digest: Digest
    /// Whether it belongs to the part with the manifest.
    var isMeta: Bool
    /// Whether it is the last one.
    var isLast: Bool

    /// The bytes of tar that it holds.
    var tarRange: Range<UInt64> { tarOffset..<(tarOffset + UInt64(count)) }

    /// Where it lies in the archive, without its seal.
    var fileRange: Range<UInt64> { fileOffset..<sealOffset }

    /// The memory that it needs beyond what most units need.
    var additionalMemory: Int { Int(count) > Self.usual ? Int(count) : 0 }

    /// Where a finding about its bytes was seen.
    var place: Finding.Place { Finding.Place(bytes: fileRange, units: sequence...sequence) }

    /// Where a finding about what it holds was seen.
    var contentPlace: Finding.Place { Finding.Place(units: sequence...sequence) }

    /// Where its seal's container begins.
    var sealOffset: UInt64 { fileOffset + UInt64(compressedCount) }
}

extension Unit {
    /// A unit of the payload as a manifest lists it: it follows `previous` without a gap in the tar.
    init(
        after previous: Unit?, fileOffset: UInt64, compressedCount: UInt32, count: UInt32,
        digest: Digest
    ) {
        self.init(
            sequence: previous.map { $0.sequence + 1 } ?? 0, fileOffset: fileOffset,
            compressedCount: compressedCount, tarOffset: previous?.tarRange.upperBound ?? 0,
            count: count, digest: digest, isMeta: false, isLast: false)
    }
}

/// Sixteen bytes that tie the parts of one archive together: the start of the digest of its unit 0.
struct ArchiveID: Sendable, Hashable {
    static let size = 16
    let bytes: [UInt8]

    init(unitZero digest: Digest) {
        bytes = [UInt8](digest.bytes.prefix(Self.size))
    }

    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = [UInt8](bytes)
    }

    /// 32 lower-case hexadecimal digits.
    var hex: String { Hexadecimal.encode(bytes) }
}
