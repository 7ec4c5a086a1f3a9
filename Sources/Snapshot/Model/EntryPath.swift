// SPDX-License-Identifier: Apache-2.0

/// The path of an entry inside a snapshot: relative, normalised, and bytes.
///
/// A name on a Unix file system is a string of bytes without `/` and NUL. Swift's `String` would
/// join different spellings (`é` composed and decomposed) and mend invalid UTF-8, and two files
/// would become one; so an entry path is compared, ordered and stored by its bytes, and is a
/// `String` only where a person reads it.
public struct EntryPath: Sendable, Hashable {
    /// The components joined by `/`, without a leading or trailing one.
    public let bytes: [UInt8]

    /// Longest path that is read from an archive, in bytes.
    ///
    /// Linux limits one system call to 4,096, not a tree.
    public static let longest = 65_536

    /// Longest single name, in bytes (`NAME_MAX` of every Linux file system that matters here).
    public static let longestName = 255

    /// Checks bytes from outside and makes a path of them.
    ///
    /// - Returns: `nil` unless the bytes are one or more names of 1 to 255 bytes, none of them `.`
    ///   or `..`, without NUL, joined by single slashes, and at most ``longest`` bytes together.
    public init?(bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= Self.longest else { return nil }
        let text = bytes.span
        var start = 0
        while start <= text.count {
            let end = text.firstIndex(of: UInt8(ascii: "/"), from: start) ?? text.count
            guard Self.isName(text.extracting(start..<end)) else { return nil }
            start = end + 1
        }
        self.bytes = bytes
    }

    /// Makes a path from text that the program itself chose or that was checked to be a path.
    public init?(_ text: String) {
        self.init(bytes: [UInt8](text.utf8))
    }

    private init(checked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether the bytes can be one component of a path.
    public static func isName(_ name: some Collection<UInt8>) -> Bool {
        isName([UInt8](name).span)
    }

    /// The same of bytes where they are.
    private static func isName(_ name: Span<UInt8>) -> Bool {
        guard (1...longestName).contains(name.count) else { return false }
        for index in name.indices where name[index] == 0 || name[index] == UInt8(ascii: "/") {
            return false
        }
        return !name.isEqual(to: ".") && !name.isEqual(to: "..")
    }

    /// The path of the entry called `name` directly below this one, or `nil` when that is not a
    /// name.
    public func appending(name: some Collection<UInt8>) -> EntryPath? {
        guard Self.isName(name), bytes.count + 1 + name.count <= Self.longest else { return nil }
        return EntryPath(checked: bytes + [UInt8(ascii: "/")] + name)
    }

    /// The path `suffix` below this one, or `nil` when it would be too long.
    public func appending(_ suffix: EntryPath) -> EntryPath? {
        guard bytes.count + 1 + suffix.bytes.count <= Self.longest else { return nil }
        return EntryPath(checked: bytes + [UInt8(ascii: "/")] + suffix.bytes)
    }

    /// The names from the top down.
    public var names: [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "/"))
    }

    /// The name at a position from the top, 0 for the first; `nil` when there are not so many.
    ///
    /// The same as in ``names``, without making all of them.
    func name(at position: Int) -> ArraySlice<UInt8>? {
        var start = 0
        for _ in 0..<position {
            guard let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")) else { return nil }
            start = slash + 1
        }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        return bytes[start..<end]
    }

    /// The last name.
    public var lastName: ArraySlice<UInt8> {
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return bytes[start...]
    }

    /// The path of the directory that holds this entry, or `nil` for an entry at the top.
    public var parent: EntryPath? {
        bytes.lastIndex(of: UInt8(ascii: "/")).map { EntryPath(checked: [UInt8](bytes[..<$0])) }
    }

    /// The path of the directory above whose last name ends before byte `end`, where a slash or the
    /// end must be.
    func prefix(endingAt end: Int) -> EntryPath {
        EntryPath(checked: [UInt8](bytes[..<end]))
    }

    /// The path without its first `count` names, or `nil` when nothing would be left.
    public func droppingFirst(_ count: Int) -> EntryPath? {
        var start = 0
        for _ in 0..<count {
            guard let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")) else { return nil }
            start = slash + 1
        }
        return EntryPath(checked: [UInt8](bytes[start...]))
    }

    /// Whether this is a path of something captured: at or below `data` or `overlay`.
    ///
    /// An archive's other files are its own, and never restored.
    public var isPayload: Bool {
        guard let first = name(at: 0) else { return false }
        return first.elementsEqual("data".utf8) || first.elementsEqual("overlay".utf8)
    }

    /// Whether this path is `ancestor` itself or lies below it.
    public func isAtOrBelow(_ ancestor: EntryPath) -> Bool {
        guard bytes.starts(with: ancestor.bytes) else { return false }
        return bytes.count == ancestor.bytes.count
            || bytes[ancestor.bytes.count] == UInt8(ascii: "/")
    }
}

extension EntryPath: Comparable {
    /// Orders by bytes, so that the order is the same in every locale.
    public static func < (left: EntryPath, right: EntryPath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension EntryPath: CustomStringConvertible {
    /// The path for a person, with everything that is not printable escaped.
    public var description: String { ScreenText.escaped(bytes) }
}
