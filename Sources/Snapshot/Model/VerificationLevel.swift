// SPDX-License-Identifier: Apache-2.0

/// How thoroughly an archive is verified; a report always says which it was.
public enum VerificationLevel: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Every byte of the file against a digest; nothing of the payload is decompressed.
    case quick
    /// Also every file's content, and that tar, manifest and bag agree entry by entry.
    case full
    /// Also what the site's documents say: judged again from the archive's bytes and compared with
    /// what was judged at the capture.
    case deep

    /// Whether the left one looks at less than the right one.
    public static func < (left: VerificationLevel, right: VerificationLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .quick: 0
        case .full: 1
        case .deep: 2
        }
    }
}
