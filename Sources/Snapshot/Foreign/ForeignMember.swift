// SPDX-License-Identifier: Apache-2.0

/// One member of a tar that somebody else wrote.
struct ForeignMember {
    /// What it is.
    enum Kind: Equatable {
        case file
        case directory
        case symbolicLink([UInt8])
        case hardLink([UInt8])
        /// Something that an archive of ours does not have, and its name for a person.
        case other(String)
    }

    /// The name as it stands in the tar.
    let name: [UInt8]
    let kind: Kind
    /// The size of the file, holes included; 0 for anything else.
    let size: UInt64
    /// The parts of a sparse file that the tar holds.
    let sparse: SparseMap?
    let attributes: FileAttributes
    /// What the header has and could not be understood.
    let losses: [(kind: AttributeKind, message: String)]
    /// Why it must not be restored whatever its name is; `nil` for nothing.
    let problem: String?

    /// The parts of the file that follow in the tar, in order.
    var parts: [Range<UInt64>] {
        if let sparse { return sparse.parts }
        return size > 0 ? [0..<size] : []
    }
}

extension ForeignMember {
    /// Where a name of a tar leads.
    enum Place {
        /// Below the directory that it is unpacked into.
        case below(EntryPath)
        /// That directory itself.
        case top
        /// Elsewhere, or nowhere; why it is refused.
        case refused(String)
    }

    /// Where a name leads: `.` and doubled slashes mean nothing, `..` and a slash at the start are
    /// refused.
    ///
    /// The path is as an archive of ours would have it: with `data` as its first name.
    static func place(of name: [UInt8]) -> Place {
        if name.isEmpty { return .refused("it has no name") }
        if name.contains(0) { return .refused("its name holds a NUL") }
        if name.first == UInt8(ascii: "/") { return .refused("its name is absolute") }
        guard name.count <= 2 * EntryPath.longest else {
            return .refused("its path is longer than \(EntryPath.longest) bytes")
        }
        let dot = [UInt8(ascii: ".")]
        let names = name.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(dot) }
        if names.contains(where: { $0.elementsEqual("..".utf8) }) {
            return .refused("its name leads upwards, with \"..\"")
        }
        if names.isEmpty { return .top }
        guard names.allSatisfy({ EntryPath.isName($0) }) else {
            return .refused("a name in its path has more than \(EntryPath.longestName) bytes")
        }
        let bytes = [UInt8](names.joined(separator: [UInt8(ascii: "/")]))
        guard let path = EntryPath(bytes: [UInt8]("data/".utf8) + bytes) else {
            return .refused("its path is longer than \(EntryPath.longest) bytes")
        }
        return .below(path)
    }

    /// The member as an entry, where it has a place and can be one.
    enum Reading {
        case entry(Entry)
        /// The directory that everything is unpacked into.
        case top
        /// Something that cannot be restored at all; what it is.
        case leftOut(String)
        /// Why it is refused.
        case refused(String)
    }

    /// The member as an entry; the digest of a file is not known, and holds nothing.
    var reading: Reading {
        if let problem { return .refused(problem) }
        if case .other(let title) = kind { return .leftOut(title) }
        let path: EntryPath
        switch Self.place(of: name) {
        case .refused(let reason): return .refused(reason)
        case .top: return kind == .directory ? .top : .refused("it is no directory")
        case .below(let found): path = found
        }
        let none = Hashing().finish()
        switch kind {
        case .file:
            return .entry(
                Entry(
                    path: path, kind: .file(size: size, digest: none), attributes: attributes,
                    // No part is known to be data: where there are zeros, there may be a hole.
                    dataRanges: sparse == nil ? nil : []))
        case .directory:
            return .entry(Entry(path: path, kind: .directory, attributes: attributes))
        case .symbolicLink(let target):
            guard !target.isEmpty, !target.contains(0) else {
                return .refused("it is a symbolic link to nothing")
            }
            return .entry(
                Entry(path: path, kind: .symbolicLink(target: target), attributes: attributes))
        case .hardLink(let target):
            guard case .below(let file) = Self.place(of: target) else {
                return .refused(
                    "it is a hard link to \(ScreenText.quoted(target)), which leads out")
            }
            return .entry(
                Entry(
                    path: path, kind: .hardLink(to: file, size: 0, digest: none),
                    attributes: attributes))
        case .other(let title): return .leftOut(title)
        }
    }
}
