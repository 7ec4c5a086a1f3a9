// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Writes the entries of an archive whose manifest is lost: the tar headers in its whole units name
/// them, and the digests in the seals prove both.
///
/// What was in units that are not there, nobody knows.
struct HeaderSalvage {
    private let archive: UnitInventory.Archive
    private let id: String
    private let pieces: UnitPieces
    private let tree: SalvageTree
    private let isInterrupted: @Sendable () -> Bool

    init(
        _ archive: UnitInventory.Archive, _ pieces: UnitPieces, _ tree: SalvageTree,
        _ isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.archive = archive
        id = archive.id.hex
        self.pieces = pieces
        self.tree = tree
        self.isInterrupted = isInterrupted
    }

    /// A large file of which more units may come.
    private struct OpenFile {
        let file: ManifestEntry
        var units: [UnitPieces.Located]

        /// Where its padding ends in the tar.
        var end: UInt64 {
            let block = UInt64(TarHeaderEncoder.blockSize)
            return file.dataRange.upperBound + (block - file.dataRange.upperBound % block) % block
        }
    }

    /// Goes through the units in the order of their numbers and tells what became of every entry.
    func run(_ body: (SalvagedEntry) -> Void) throws {
        var open: OpenFile?
        var bag: [UInt8]?
        var files: [EntryPath: EntryPath] = [:]
        var next: UInt64 = 0
        func close() throws {
            guard let file = open else { return }
            open = nil
            let result = try LargeFileSalvage(archive: id, tree: tree, pieces: pieces)
                .run(file.file, file.units, proof: .seals)
            if result.state == .proved, let path = result.path { files[path] = result.place }
            body(result)
        }
        for found in archive.units where found.isWhole && !found.unit.isMeta {
            if isInterrupted() {
                throw SnapshotError(
                    .interrupted, "interrupted; what was salvaged before is still there")
            }
            let unit = found.unit
            let isNext = unit.sequence == next
            next = unit.sequence + 1
            if let file = open, unit.tarOffset < file.end {
                open?.units.append(
                    UnitPieces.Located(unit: unit, isThere: true, isWhole: true))
                if unit.tarRange.upperBound >= file.end { try close() }
                continue
            }
            try close()
            guard try pieces.read(unit) else { continue }
            if unit.sequence < UInt64(ArchiveReader.headUnitCount) {
                if unit.sequence == 0 { bag = Self.bag(of: pieces.raw) }
                continue
            }
            let members = TarUnitReader.intactMembers(in: pieces.raw)
            // Behind a gap a unit may begin in the middle of a file that is a tar itself.
            guard let first = members.first, first.headerOffset == 0,
                isNext || bag == nil || Self.bag(of: pieces.raw) == bag
            else {
                body(try nameless(unit))
                continue
            }
            if bag == nil { bag = Self.bag(of: pieces.raw) }
            for member in members {
                guard let entry = member.entry(bag: bag ?? []) else { continue }
                let place = ManifestEntry(
                    entry: entry, headerOffset: unit.tarOffset + UInt64(member.headerOffset),
                    dataOffset: unit.tarOffset + UInt64(member.dataOffset))
                if place.dataRange.upperBound > unit.tarRange.upperBound {
                    open = OpenFile(
                        file: place,
                        units: [UnitPieces.Located(unit: unit, isThere: true, isWhole: true)])
                    continue
                }
                let result = try salvage(entry, member, files)
                if result.state == .proved, let path = result.path { files[path] = result.place }
                body(result)
            }
        }
        try close()
    }

    /// The first name of the first member: the archive's own.
    private static func bag(of raw: ByteBuffer) -> [UInt8]? {
        guard let path = TarUnitReader.intactMembers(in: raw, limit: 1).first?.path,
            let slash = path.firstIndex(of: UInt8(ascii: "/"))
        else { return nil }
        return [UInt8](path[..<slash])
    }

    private func salvage(
        _ entry: Entry, _ member: TarMember, _ files: [EntryPath: EntryPath]
    ) throws -> SalvagedEntry {
        let builder = SalvagedEntryBuilder(id, entry, proof: .seals)
        guard entry.restoredPath != nil else { return builder.proved(at: nil) }
        let place = SalvageTree.place(.proved, id, entry.restoredPath)
        switch entry.kind {
        case .directory:
            return try builder.write(tree, at: place) { place throws(SystemCallError) in
                try tree.makeDirectory(entry, at: place)
            }
        case .symbolicLink(let target):
            return try builder.write(tree, at: place) { place throws(SystemCallError) in
                try tree.makeSymbolicLink(entry, to: target, at: place)
            }
        case .hardLink(let target, _, _):
            guard let existing = files[target] else {
                return builder.lost("it is another name of a file that is not proved")
            }
            return try builder.write(tree, at: place) { place throws(SystemCallError) in
                try tree.makeHardLink(at: place, to: existing)
            }
        case .file(let size, _):
            let range = member.dataOffset..<member.dataOffset + Int(size)
            return try builder.write(tree, at: place, proved: 0..<size) {
                place throws(SystemCallError) in
                try tree.write(entry, at: place, pieces.raw, in: range)
            }
        }
    }

    /// Keeps the bytes of a unit that is in the middle of a file whose name is lost.
    private func nameless(_ unit: Unit) throws -> SalvagedEntry {
        let size = UInt64(unit.count)
        let entry = Entry(
            path: Self.namelessPath(unit), kind: .file(size: size, digest: Hashing().finish()),
            attributes: FileAttributes(permissions: 0o600, modified: Timestamp(wholeSeconds: 0)))
        let place = SalvageTree.place(.nameless, id, entry.path)
        return try SalvagedEntryBuilder(id, size: size).write(
            tree, at: place, proved: [0..<size], unproved: [],
            reason: "the name of the file that these bytes belong to is lost"
        ) { place throws(SystemCallError) in
            try tree.write(entry, at: place, pieces.raw, in: 0..<pieces.raw.count)
        }
    }

    /// The offset in the tar: pieces of one file sort by it, and differ by their places in the file.
    private static func namelessPath(_ unit: Unit) -> EntryPath {
        let digits = String(unit.tarOffset)
        let padded = String(repeating: "0", count: max(0, 20 - digits.count)) + digits
        guard let path = EntryPath("tar-\(padded)") else {
            preconditionFailure("digits are a name")
        }
        return path
    }
}
