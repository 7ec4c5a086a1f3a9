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
    public func matches(_ path: EntryPath) -> Bool { matches(path.bytes.span) }

    /// The same for the bytes of a path.
    func matches(_ path: Span<UInt8>) -> Bool {
        if isLiteral, hasSlash {
            // Of the path and the directories above it only one is as long as the pattern.
            let length = source.count
            guard path.count == length || path.count > length && path[length] == Self.slash else {
                return false
            }
            return isSame(path.extracting(first: length))
        }
        // Most paths are another's from the start.
        if hasSlash, !agrees(path) { return false }
        var start = 0
        while true {
            let end = path.firstIndex(of: Self.slash, from: start) ?? path.count
            let candidate = path.extracting((hasSlash ? 0 : start)..<end)
            if isLiteral ? isSame(candidate) : isMatch(candidate) { return true }
            if end == path.count { return false }
            start = end + 1
        }
    }

    /// Whether something below a directory can match; `false` is certain.
    func canMatch(below directory: Span<UInt8>) -> Bool {
        guard agrees(directory) else { return false }
        guard directory.count < start.count else { return true }
        for index in directory.indices where directory[index] >= 0x80 { return true }
        return start[directory.count] == Self.slash
    }

    private static let slash = UInt8(ascii: "/")

    /// Whether bytes begin as every match does, as far as both go.
    private func agrees(_ bytes: Span<UInt8>) -> Bool {
        for index in 0..<min(bytes.count, start.count) {
            // What the locale takes for the same letter, and how long it is, is its business.
            if bytes[index] >= 0x80 { return true }
            guard Self.isSameLetter(bytes[index], start[index]) else { return false }
        }
        return true
    }

    /// Whether a name is this one, which has no special characters.
    private func isSame(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == source.count else { return false }
        // From the end, where the names of a directory differ.
        for index in source.indices.reversed() {
            // What the locale takes for the same letter is its business.
            guard bytes[index] < 0x80, source[index] < 0x80 else { return isMatch(bytes) }
            guard Self.isSameLetter(bytes[index], source[index]) else { return false }
        }
        return true
    }

    private static func isSameLetter(_ one: UInt8, _ other: UInt8) -> Bool {
        one == other
            || DirectoryHandle.lowercased(one) == DirectoryHandle.lowercased(other)
    }

    private func isMatch(_ bytes: Span<UInt8>) -> Bool {
        let text = CPath(bytes)
        return pattern.withPointer { pattern in
            text.withPointer {
                unsafe smsb_fnmatch_ignoring_case(pattern, $0, hasSlash ? 1 : 0) == 0
            }
        }
    }
}
