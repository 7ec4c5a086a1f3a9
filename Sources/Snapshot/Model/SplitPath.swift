// SPDX-License-Identifier: Apache-2.0

/// A path that a user gave, cut into the directory and the name in it.
public struct SplitPath: Sendable, Hashable {
    /// The directory: `.` for a path without a slash, `/` for a name in the root.
    public let directory: [UInt8]
    /// What stands behind the last slash; empty for a path that ends in one.
    public let name: [UInt8]

    /// Cuts a path at its last slash; nothing is looked up.
    public init(_ path: [UInt8]) {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else {
            directory = [UInt8(ascii: ".")]
            name = path
            return
        }
        directory = slash == 0 ? [UInt8(ascii: "/")] : [UInt8](path[..<slash])
        name = [UInt8](path[(slash + 1)...])
    }

    /// Cuts the path of a directory, which may have slashes behind it.
    public init(ofDirectory path: [UInt8]) {
        var path = path
        while path.count > 1, path.last == UInt8(ascii: "/") { path.removeLast() }
        self.init(path)
    }
}
