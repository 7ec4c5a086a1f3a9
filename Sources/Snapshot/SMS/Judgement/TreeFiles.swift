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
        let (path, directory) = (path.span, directory.utf8.span)
        guard path.count > directory.count else { return false }
        for index in directory.indices
        where SMSText.uppercased(path[index]) != directory[index] {
            return false
        }
        return true
    }

    /// Whether the file lies in or below a directory of this name, which is ASCII and in upper
    /// case; not counted is one at the start of the path.
    func isBelow(anyNamed name: String) -> Bool {
        let (path, name) = (path.span, name.utf8.span)
        let slash = UInt8(ascii: "/")
        var start = path.firstIndex(of: slash, from: 0)
        while let before = start, before + 2 + name.count < path.count {
            var isSame = path[before + 1 + name.count] == slash
            for index in name.indices where isSame {
                isSame = SMSText.uppercased(path[before + 1 + index]) == name[index]
            }
            if isSame { return true }
            start = path.firstIndex(of: slash, from: before + 1)
        }
        return false
    }
}
