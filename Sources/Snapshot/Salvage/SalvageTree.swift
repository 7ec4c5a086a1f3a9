// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Where a salvage writes: proved things, unproved ones and nameless ones in trees of their own.
///
/// The destination was empty, nothing in it is ever replaced, and everything is created through
/// descriptors below it.
final class SalvageTree {
    /// The three trees.
    enum Area: String {
        case proved, unproved, nameless
    }

    private let tree: DestinationTree
    private let attributes = AttributeRestoring()
    private var known: Set<EntryPath> = []
    private var directories: [(place: EntryPath, attributes: FileAttributes)] = []
    private var maps: [(place: EntryPath, modified: Timestamp)] = []
    /// Attributes that the destination could not take.
    private(set) var tally = AttributeTally()
    /// What is not right at the end although it was written.
    private(set) var findings: [Finding] = []

    init(_ tree: DestinationTree) {
        self.tree = tree
    }

    /// The place of an entry; `nil` when it has none, or its path is too long below another.
    static func place(_ area: Area, _ archive: String, _ path: EntryPath?) -> EntryPath? {
        guard let root = EntryPath("\(area.rawValue)/\(archive)"), let path else { return nil }
        return root.appending(path)
    }

    /// Runs `body`; what it cannot do for this one entry is told, what it could not do for any other
    /// either ends the run.
    ///
    /// - Returns: why it could not be done, or `nil`.
    func attempt(_ body: () throws(SystemCallError) -> Void) throws(SystemCallError) -> String? {
        do throws(SystemCallError) {
            try body()
            return nil
        } catch {
            let hopeless: [Errno] = [
                .noSpace, .diskQuotaExceeded, .ioError, .readOnlyFileSystem, .fileTooLarge,
            ]
            if hopeless.contains(error.errno) { throw error }
            return error.errno == .fileExists
                ? "something else was written to its place before" : "\(error)"
        }
    }

    /// Creates the file of an entry, empty, with mode 0600.
    func create(_ entry: Entry, at place: EntryPath) throws(SystemCallError) -> DestinationFile {
        try makeParents(of: place)
        let directory = try tree.directory(at: place.parent)
        return try DestinationFile(entry, at: place, in: directory, replacing: false)
    }

    /// Gives a file that is written its attributes; `SYSTEM.MAP` is looked at again at the end.
    func finish(_ file: DestinationFile) throws(SystemCallError) {
        tally.add(try file.finish(attributes))
        let name = DirectoryHandle.lowercased([UInt8](file.path.lastName))
        if name.elementsEqual("system.map".utf8) {
            maps.append((file.path, file.entry.attributes.modified))
        }
    }

    /// Writes bytes of a file in one go.
    func write(
        _ entry: Entry, at place: EntryPath, _ bytes: ByteBuffer, in range: Range<Int>
    ) throws(SystemCallError) {
        let file = try create(entry, at: place)
        do throws(SystemCallError) {
            try file.write(bytes, in: range, at: 0)
            if range.count < Int(clamping: entry.storedSize) {
                try file.file.setLength(entry.storedSize)
            }
            try finish(file)
        } catch {
            file.discard()
            throw error
        }
    }

    /// Makes a directory; its attributes come at the end.
    func makeDirectory(_ entry: Entry, at place: EntryPath) throws(SystemCallError) {
        if known.insert(place).inserted { try tree.makeDirectories(place) }
        directories.append((place, entry.attributes))
    }

    func makeSymbolicLink(
        _ entry: Entry, to target: [UInt8], at place: EntryPath
    ) throws(SystemCallError) {
        try makeParents(of: place)
        let directory = try tree.directory(at: place.parent)
        let name = [UInt8](place.lastName)
        try directory.makeSymbolicLink(named: name, target: target)
        if let link = try directory.symbolicLink(named: name) {
            if ProcessPrivileges.mayChangeOwners {
                let wanted = entry.attributes
                try link.setOwnerOfLink(wanted.ownerID, group: wanted.groupID)
            }
            try link.setModifiedOfLink(entry.attributes.modified)
        }
    }

    /// Makes one more name of a file that this run wrote.
    func makeHardLink(at place: EntryPath, to existing: EntryPath) throws(SystemCallError) {
        try makeParents(of: place)
        let directory = try tree.directory(at: place.parent)
        let target = try tree.directory(at: existing.parent)
        try directory.makeHardLink(
            named: [UInt8](place.lastName), to: [UInt8](existing.lastName), in: target)
    }

    /// Sets the attributes of directories, the deepest first, and looks after every `SYSTEM.MAP`.
    func finish() throws(SystemCallError) {
        for (place, wanted) in directories.sorted(by: {
            $0.place.bytes.count > $1.place.bytes.count
        }) {
            do throws(SystemCallError) {
                tally.add(try attributes.finish(place, wanted, in: tree))
            } catch {
                tally.add([
                    Warning(.attribute, place.bytes, "its attributes could not be set: \(error)")
                ])
            }
        }
        for (place, modified) in maps { findings += try check(place, modified) }
        try tree.synchronize()
    }

    /// Another time would make every client reinstall itself (Q166771), so it is read back when
    /// nothing more is written.
    private func check(
        _ place: EntryPath, _ modified: Timestamp
    ) throws(SystemCallError) -> [Finding] {
        let found = try tree.status(at: place)?.modified
        if found == modified { return [] }
        return [
            Finding(
                .restored, path: place,
                "its modification time is \(found?.description ?? "unknown"), the archive says \(modified): every client would reinstall (Q166771)"
            )
        ]
    }

    private func makeParents(of place: EntryPath) throws(SystemCallError) {
        guard let parent = place.parent, known.insert(parent).inserted else { return }
        try tree.makeDirectories(parent)
    }
}
