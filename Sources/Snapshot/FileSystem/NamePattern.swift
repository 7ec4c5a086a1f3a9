// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A shell pattern for paths in an archive, matched without regard to case, as NT matches names.
///
/// A pattern without a slash is matched against the last name: `*.DLL` finds them in every
/// directory. A pattern with a slash is matched against the whole path as `list` shows it, where
/// `*` does not cross a slash. A directory that matches stands for everything below it.
public struct NamePattern: Sendable {
    private let pattern: CPath
    private let hasSlash: Bool

    /// Makes a pattern (glob(7)); slashes at its ends do not count.
    public init(_ text: String) {
        var bytes = [UInt8](text.utf8)[...]
        while bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        pattern = CPath(bytes)
        hasSlash = bytes.contains(UInt8(ascii: "/"))
    }

    /// Whether the path, or a directory above it, matches.
    public func matches(_ path: EntryPath) -> Bool {
        var current: EntryPath? = path
        while let candidate = current {
            let text = CPath(hasSlash ? candidate.bytes : [UInt8](candidate.lastName))
            let isMatch = pattern.withPointer { pattern in
                text.withPointer {
                    unsafe smsb_fnmatch_ignoring_case(pattern, $0, hasSlash ? 1 : 0) == 0
                }
            }
            if isMatch { return true }
            current = candidate.parent
        }
        return false
    }
}
