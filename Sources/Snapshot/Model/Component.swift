// SPDX-License-Identifier: Apache-2.0

/// One component as a snapshot holds it, or the statement that it does not.
public struct Component: Sendable, Hashable {
    /// How far the component is there.
    public enum Status: String, Sendable, Hashable {
        /// Everything that was found or given was captured.
        case captured
        /// It is required, is not there, and whoever took the snapshot declared that.
        case declaredMissing = "declared-missing"
        /// It is wished, not required, and was neither found nor given.
        case absent
    }

    /// Which component.
    public let kind: ComponentKind
    /// Its directory in the bag, for example `data/A01/registry`.
    public let root: EntryPath
    /// Whether it is there.
    public let status: Status
    /// Where it was read from, as the user wrote it or as it was found; bytes, for a person.
    public let sources: [[UInt8]]
    /// The number of files in it.
    public var files: Int
    /// The bytes of those files.
    public var bytes: UInt64

    /// Makes a component.
    public init(
        kind: ComponentKind, root: EntryPath, status: Status, sources: [[UInt8]] = [],
        files: Int = 0,
        bytes: UInt64 = 0
    ) {
        self.kind = kind
        self.root = root
        self.status = status
        self.sources = sources
        self.files = files
        self.bytes = bytes
    }
}
