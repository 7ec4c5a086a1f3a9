// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Where an archive is written: a file that gets its name at the end, or a stream.
struct CaptureOutput {
    /// The file or stream to write to.
    let file: OpenFile
    /// The first name of every path in the tar.
    let bag: String
    private let published: PublishedFile?
    private let codec: Compression.Codec

    /// Opens the output; nothing has a name yet.
    ///
    /// - `name`: the name that the user chose for the bag.
    /// - `madeName`: the name that the program would choose.
    /// - `site`: the directory that the output must not be in, or it would capture itself.
    init(
        _ destination: CaptureDestination, name: String?, madeName: String,
        codec: Compression.Codec,
        outside site: [UInt8]
    ) throws {
        self.codec = codec
        let path: [UInt8]
        switch destination {
        case .standardOutput:
            bag = try Self.bagName(name ?? madeName)
            published = nil
            file = try OpenFile.duplicate(of: 1, path: [UInt8]("standard output".utf8))
            return
        case .directory(let directory):
            guard !directory.isEmpty else {
                throw SnapshotError(.usage, "the path of the archive's directory is empty")
            }
            bag = try Self.bagName(name ?? madeName)
            path = directory + [UInt8]("/\(bag)\(codec.fileExtension)".utf8)
        case .file(let file):
            bag = try Self.bagName(name ?? Self.bagName(ofFile: file, codec) ?? madeName)
            path = file
        }
        let published = try Self.create(path, outside: site)
        self.published = published
        file = published.file
    }

    /// Whether the output is a file: it can be taken back, read back, and gets a name.
    var isFile: Bool { published != nil }

    /// The path that the archive has once it is published.
    var path: [UInt8]? { published?.path }

    /// The size of the seek table behind so many units.
    func tableSize(units: Int) -> UInt64 {
        codec == .zstd ? SeekTable.size(unitCount: UInt64(units)) : 0
    }

    /// Writes the archive to the disk, reads it back from there, proves every byte, and gives it
    /// its name.
    func publish(workers: Int) throws {
        guard let published else { return }
        do {
            try published.synchronize()
            published.file.dropCache()
            let findings = try ArchiveProof(workers: workers).findings(in: published.file)
            guard findings.isEmpty else {
                throw SnapshotError(
                    .damaged,
                    "what was read back from the disk is not what was written: \(findings[0]); nothing was left behind",
                    hint: "do not trust this disk; capture to another one")
            }
            try published.publish()
        } catch let error as SystemCallError {
            let archive = ScreenText.quoted(published.path)
            guard published.isPublished else {
                throw SnapshotError(
                    .system, "cannot publish archive \(archive); nothing was left behind",
                    cause: error)
            }
            throw SnapshotError(
                .system,
                "archive \(archive) is whole, but its name may not survive a power failure, and could not be taken back",
                hint: "verify it, and copy it to another disk", cause: error)
        }
    }

    private static func create(_ path: [UInt8], outside site: [UInt8]) throws -> PublishedFile {
        do {
            guard
                let name = path.split(
                    separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
                ).last,
                EntryPath.isName(name)
            else {
                throw SnapshotError(.usage, "\(ScreenText.quoted(path)) is not the path of a file")
            }
            let slash = path.count - name.count
            let parent = slash == 0 ? [UInt8(ascii: ".")] : [UInt8](path[..<slash])
            let directory = try DirectoryHandle.open(try DirectoryHandle.resolve(parent))
            let siteIdentity = try DirectoryHandle.open(site).status().identity
            guard try !directory.isAtOrBelow(siteIdentity) else {
                throw SnapshotError(
                    .refused,
                    "the archive \(ScreenText.quoted(path)) would lie inside the site \(ScreenText.quoted(site))",
                    hint: "choose a directory outside the site")
            }
            return try PublishedFile(in: directory, named: [UInt8](name))
        } catch let error as SystemCallError where error.errno == .fileExists {
            throw SnapshotError(
                .refused,
                "archive \(ScreenText.quoted(path)) exists already and is never overwritten",
                hint: "choose another name, or move the existing archive away")
        } catch let error as SystemCallError {
            throw SnapshotError(
                .system, "cannot create archive \(ScreenText.quoted(path))", cause: error)
        }
    }

    private static func bagName(ofFile path: [UInt8], _ codec: Compression.Codec) -> String? {
        guard let last = path.split(separator: UInt8(ascii: "/")).last,
            var name = String(validating: last, as: UTF8.self)
        else { return nil }
        if name.hasSuffix(codec.fileExtension) { name.removeLast(codec.fileExtension.count) }
        return name
    }

    /// The bag's name is part of every path and of commands that people type.
    private static func bagName(_ name: String) throws -> String {
        guard EntryPath.isName(name.utf8), BagName.isClean(name.utf8), !name.hasPrefix("-"),
            name.utf8.count <= 200
        else {
            throw SnapshotError(
                .usage, "\(ScreenText.quoted(name)) cannot be the name of a snapshot",
                hint: "use up to 200 letters, digits, dots, dashes and underscores")
        }
        return name
    }
}
