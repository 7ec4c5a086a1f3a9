// SPDX-License-Identifier: Apache-2.0

/// The files of a site's directory, with what a judgement needs to know of each.
///
/// A site can have a million files, so the paths lie in one block of bytes: about 40 bytes for a
/// file and its path, instead of several hundred.
public struct TreeFiles: Sendable {
    /// One file.
    public struct File: Sendable {
        /// The path below the SMS root, with slashes, as the file system spells it.
        public let path: ArraySlice<UInt8>
        /// Bytes of the file.
        public let size: Int64
        /// When it was modified.
        public let modified: Timestamp

        /// The path without the case of A to Z, with slashes: what NT takes for the same name.
        public var key: [UInt8] { path.map(SMSText.uppercased) }
    }

    private struct Record: Sendable {
        let pathEnd: Int
        let size: Int64
        let modified: Timestamp
    }

    private var paths: [UInt8] = []
    private var records: [Record] = []

    /// Makes a list without files.
    public init() {}

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - path: The path below the SMS root; slashes or backslashes separate the names.
    ///   - size: Bytes of the file.
    ///   - modified: When it was modified.
    public mutating func append(
        path: some Sequence<UInt8>, size: Int64, modified: Timestamp
    ) {
        let slash = UInt8(ascii: "/")
        paths += path.lazy.map { $0 == UInt8(ascii: "\\") ? slash : $0 }
        records.append(Record(pathEnd: paths.count, size: size, modified: modified))
    }
}

extension TreeFiles: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { records.count }

    public subscript(index: Int) -> File {
        let start = index > 0 ? records[index - 1].pathEnd : 0
        let record = records[index]
        return File(
            path: paths[start..<record.pathEnd], size: record.size, modified: record.modified)
    }
}

extension TreeFiles.File {
    /// The last name of the path.
    var name: ArraySlice<UInt8> {
        path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path
    }

    /// Whether the file lies below the directory, whose path is ASCII, in upper case and ends in a
    /// slash.
    func isBelow(_ directory: String) -> Bool {
        let directory = directory.utf8
        return path.count > directory.count
            && zip(path, directory).allSatisfy { SMSText.uppercased($0) == $1 }
    }
}
