// SPDX-License-Identifier: Apache-2.0

/// An entry in which two sides differ.
public struct EntryDifference: Sendable, Hashable {
    /// In what.
    public enum Aspect: String, Sendable, Hashable, CaseIterable {
        /// Only the new side has it.
        case added
        /// Only the old side has it.
        case removed
        /// It is something else: a directory instead of a file.
        case kind
        /// Its size, and so its content.
        case size
        /// Its content, of the same size.
        case content
        /// Its permissions.
        case permissions
        /// Its numeric owner or group.
        case owner
        /// Its modification time; never of a directory.
        case modified
        /// Its extended attributes or access control lists.
        case extended

        /// Whether only what the file system holds about the entry differs.
        public var isAttribute: Bool {
            switch self {
            case .permissions, .owner, .modified, .extended: true
            case .added, .removed, .kind, .size, .content: false
            }
        }
    }

    /// The component that it belongs to.
    public let component: ComponentKind
    /// Its path below the folder of the site; the first name is the component's folder.
    public let path: EntryPath
    /// In what it differs, in the order of the cases; never empty.
    public let aspects: [Aspect]
    /// What was there and what is there, for each of the aspects, for a person.
    public let details: [String]

    /// All the details; without a full stop.
    public var detail: String { details.joined(separator: ", ") }

    /// Whether the content or the entry itself differs, and not only its attributes.
    public var isOfContent: Bool { aspects.contains { !$0.isAttribute } }
}

extension EntryDifference {
    /// The words for an aspect of two entries.
    static func words(_ aspect: Aspect, _ old: EntryRecord, _ new: EntryRecord) -> String {
        switch aspect {
        case .added, .removed: ""
        case .kind: "\(old.kind.title) -> \(new.kind.title)"
        case .size: "size \(old.size) -> \(new.size)"
        case .content: "SHA-256 \(old.digest) -> \(new.digest)"
        case .permissions:
            "mode \(String(old.permissions, radix: 8)) -> \(String(new.permissions, radix: 8))"
        case .owner:
            "owner \(old.ownerID):\(old.groupID) -> \(new.ownerID):\(new.groupID)"
        case .modified: "time \(old.modified) -> \(new.modified)"
        case .extended: "extended attributes or access lists"
        }
    }

    /// The words for an entry that only one side has.
    static func words(_ entry: EntryRecord) -> String {
        entry.kind == .file ? "\(entry.size) bytes" : entry.kind.title
    }
}
