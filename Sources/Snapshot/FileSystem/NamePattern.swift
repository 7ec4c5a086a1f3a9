// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A shell pattern for paths in an archive, matched without regard to case, as NT matches names.
///
/// A pattern without a slash is matched against the last name: `*.DLL` finds them in every
/// directory. A pattern with a slash is matched against the whole path as `list` shows it, where
/// `*` does not cross a slash. A directory that matches stands for everything below it.
public struct NamePattern: Sendable {
    /// The pattern, without slashes at its ends.
    let source: [UInt8]
    private let pattern: CPath
    private let hasSlash: Bool
    /// Whether it has no special characters.
    private let isLiteral: Bool
    /// What every path that matches begins with, as far as that is known without a locale.
    private let start: [UInt8]

    /// Makes a pattern (glob(7)); slashes at its ends do not count.
    public init(_ text: String) {
        var bytes = [UInt8](text.utf8)[...]
        while bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        source = [UInt8](bytes)
        pattern = CPath(bytes)
        hasSlash = bytes.contains(UInt8(ascii: "/"))
        let special = { (byte: UInt8) in "*?[\\".utf8.contains(byte) }
        isLiteral = !bytes.contains(where: special)
        start = hasSlash ? [UInt8](bytes.prefix { !special($0) && $0 < 0x80 }) : []
    }

    /// Whether the path, or a directory above it, matches.
    public func matches(_ path: EntryPath) -> Bool { matches(path.bytes[...]) }

    /// The same for the bytes of a path.
    func matches(_ path: ArraySlice<UInt8>) -> Bool {
        // Most paths are another's from the start.
        if hasSlash, !agrees(path.prefix(start.count)) { return false }
        var start = path.startIndex
        while true {
            let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
            let candidate = path[(hasSlash ? path.startIndex : start)..<end]
            if isLiteral ? isSame(candidate) : isMatch(candidate) { return true }
            if end == path.endIndex { return false }
            start = end + 1
        }
    }

    /// Whether something below a directory can match; `false` is certain.
    func canMatch(below directory: ArraySlice<UInt8>) -> Bool {
        guard agrees(directory.prefix(start.count)) else { return false }
        guard directory.count < start.count, directory.allSatisfy({ $0 < 0x80 }) else {
            return true
        }
        return start[directory.count] == UInt8(ascii: "/")
    }

    /// Whether bytes are those that every match begins with, as many of them as there are.
    private func agrees(_ bytes: ArraySlice<UInt8>) -> Bool {
        for (byte, own) in zip(bytes, start) {
            // What the locale takes for the same letter, and how long it is, is its business.
            if byte >= 0x80 { return true }
            if DirectoryHandle.lowercased(byte) != DirectoryHandle.lowercased(own) { return false }
        }
        return true
    }

    /// Whether a name is this one, which has no special characters.
    private func isSame(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == source.count else { return false }
        // From the end, where the names of a directory differ.
        for (byte, own) in zip(bytes.reversed(), source.reversed()) {
            // What the locale takes for the same letter is its business.
            guard byte < 0x80, own < 0x80 else { return isMatch(bytes) }
            guard DirectoryHandle.lowercased(byte) == DirectoryHandle.lowercased(own) else {
                return false
            }
        }
        return true
    }

    private func isMatch(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = CPath(bytes)
        return pattern.withPointer { pattern in
            text.withPointer {
                unsafe smsb_fnmatch_ignoring_case(pattern, $0, hasSlash ? 1 : 0) == 0
            }
        }
    }
}
