// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Everything that a file system holds of a tree, to compare two of them with `==`.
///
/// Read with the system's own calls and none of the product's: a tree that the product captures
/// wrongly must not be compared by the same mistake.
public struct TreeState: Sendable, Equatable {
    /// One file, directory or link.
    public struct Node: Sendable, Equatable {
        public var mode: UInt32
        public var owner: UInt32
        public var group: UInt32
        public var seconds: Int
        public var nanoseconds: Int
        /// The size of a file; 0 for a directory, whose size is the file system's own business.
        public var size: Int
        public var links: Int
        /// The bytes of a file, or the target of a link.
        public var content: [UInt8]
    }

    /// The nodes by their path below the tree, `.` for the tree itself; bytes in Latin-1, so that
    /// no two names become one.
    public var nodes: [String: Node] = [:]

    /// Reads a tree.
    public init(_ path: String) throws {
        try add([UInt8](path.utf8), as: ".")
    }

    /// The paths in which two trees differ.
    public func differences(from other: TreeState) -> [String] {
        Set(nodes.keys).union(other.nodes.keys).filter { nodes[$0] != other.nodes[$0] }.sorted()
    }

    private mutating func add(_ path: [UInt8], as key: String) throws {
        let cPath = path.map { CChar(bitPattern: $0) } + [0]
        var status = stat()
        guard lstat(cPath, &status) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        let kind = status.st_mode & S_IFMT
        var node = Node(
            mode: status.st_mode, owner: status.st_uid, group: status.st_gid,
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
            size: kind == S_IFREG ? Int(status.st_size) : 0,
            links: kind == S_IFDIR ? 0 : Int(status.st_nlink), content: [])
        if kind == S_IFREG { node.content = try Self.content(cPath) }
        if kind == S_IFLNK { node.content = Self.linkTarget(cPath) }
        nodes[key] = node
        guard kind == S_IFDIR, let directory = opendir(cPath) else { return }
        defer { closedir(directory) }
        while let record = readdir(directory) {
            let name = withUnsafeBytes(of: &record.pointee.d_name) {
                [UInt8]($0.prefix { $0 != 0 })
            }
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            let latin = String(String.UnicodeScalarView(name.map { Unicode.Scalar($0) }))
            try add(path + [0x2F] + name, as: key == "." ? latin : "\(key)/\(latin)")
        }
    }

    private static func content(_ path: [CChar]) throws -> [UInt8] {
        guard let stream = fopen(path, "rb") else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static func linkTarget(_ path: [CChar]) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 8_192)
        let count = readlink(path, &buffer, buffer.count)
        return buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    }
}
