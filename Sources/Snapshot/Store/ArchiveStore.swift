// SPDX-License-Identifier: Apache-2.0

/// The archives that files and directories hold.
///
/// A file that was named is taken as an archive, whatever it is. In a directory an archive is a file
/// that is called like one (`.tar.zst`, `.tar.gz`, either with `.age` behind it), so that one that is
/// damaged is not overlooked, or a file of another name that ends like one. Hidden names and links
/// are passed over.
public struct ArchiveStore: Sendable {
    /// How deep directories are followed.
    static let deepest = 64

    /// The archives, in the order of what was named and in the order of the names in a directory;
    /// each path once.
    public private(set) var paths: [[UInt8]] = []
    /// Files in the directories that are no archives.
    public private(set) var strangers = 0
    /// What could not be looked at.
    public private(set) var failures: [SnapshotError] = []
    private var known: Set<[UInt8]> = []
    private let isRecursive: Bool

    /// Looks for archives.
    ///
    /// - Parameters:
    ///   - names: files and directories; a name that does not exist is taken for an archive, and
    ///     opening it will fail.
    ///   - isRecursive: whether directories in directories are looked through.
    public init(_ names: [[UInt8]], isRecursive: Bool = false) {
        self.isRecursive = isRecursive
        for name in names {
            do {
                if try FileStatus.following(name)?.kind == .directory {
                    var path = name
                    while path.count > 1, path.last == UInt8(ascii: "/") { path.removeLast() }
                    try search(DirectoryHandle.open(path), depth: 0)
                } else {
                    add(name)
                }
            } catch {
                fail(name, error)
            }
        }
    }

    private mutating func add(_ path: [UInt8]) {
        if known.insert(path).inserted { paths.append(path) }
    }

    private mutating func fail(_ path: [UInt8], _ cause: any Error) {
        failures.append(
            SnapshotError(
                .system, "cannot look for archives in \(ScreenText.quoted(path))", cause: cause))
    }

    private mutating func search(_ directory: DirectoryHandle, depth: Int) throws {
        for name in try directory.names() where name.first != UInt8(ascii: ".") {
            let path = directory.fullPath(name)
            do {
                switch try directory.status(of: name)?.kind {
                case .file:
                    if try Self.hasArchiveName(name) || Self.endsLikeArchive(name, in: directory) {
                        add(path)
                    } else {
                        strangers += 1
                    }
                case .directory where isRecursive:
                    guard depth < Self.deepest else {
                        throw SnapshotError(
                            .refused, "it lies deeper than \(Self.deepest) directories")
                    }
                    try search(directory.directory(at: name), depth: depth + 1)
                default: break
                }
            } catch {
                fail(path, error)
            }
        }
    }

    /// Whether a file is called like an archive.
    static func hasArchiveName(_ name: [UInt8]) -> Bool {
        var name = DirectoryHandle.lowercased(name)[...]
        func hasSuffix(_ suffix: String) -> Bool {
            name.count > suffix.utf8.count
                && name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        }
        if hasSuffix(".age") { name.removeLast(4) }
        return Compression.Codec.allCases.contains { hasSuffix($0.fileExtension) }
    }

    private static func endsLikeArchive(_ name: [UInt8], in directory: DirectoryHandle) throws
        -> Bool
    {
        let file = try directory.file(at: name)
        return try ArchiveFile.footerAtEnd(of: .plain(file), size: file.status().size) != nil
    }
}
