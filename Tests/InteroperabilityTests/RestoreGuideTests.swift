// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

/// The page that tells a stranger how to get the files back is followed to the letter.
@Suite("RESTORE.txt")
struct RestoreGuideTests {
    @Test(arguments: Compression.Codec.allCases)
    func `its steps unpack, check and complete the tree`(codec: Compression.Codec) throws {
        let archived = try ArchivedSite.odd.get()
        let guide = try Guide(archived, codec)
        #expect(guide.steps.count >= 4)
        let directory = try guide.directoryWithArchive()
        let script = "set -e\n" + guide.steps.joined(separator: "\n")
        let result = try StockTool.shell(script, in: directory.path)
        #expect(result.status == 0, "\(result.errors)")
        var promise = Promise.all
        if !Privileges.isRoot { promise.subtract([.owners, .setIDs]) }
        let payload = directory.file("\(ArchivedSite.name)/data/A01")
        try TreeState(payload).expectEqual(archived.payload(), promise: promise)
        let found = try Attributes.listed(below: payload + "/tree")
        #expect(try found.difference(from: Attributes.listed(below: archived.site.root)).isEmpty)
    }

    @Test(.enabled(if: StockTool.isThere("bagit.py")), arguments: Compression.Codec.allCases)
    func `its other ways to unpack and to check work too`(codec: Compression.Codec) throws {
        let archived = try ArchivedSite.odd.get()
        let guide = try Guide(archived, codec)
        #expect(guide.alternatives.count == 2)
        let directory = try guide.directoryWithArchive()
        let script = "set -e\n" + guide.alternatives.joined(separator: "\n")
        let result = try StockTool.shell(script, in: directory.path)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(arguments: Compression.Codec.allCases)
    func `its recipe brings back what lies after a damaged unit`(codec: Compression.Codec) throws {
        let archived = try ArchivedSite.odd.get()
        let guide = try Guide(archived, codec)
        let directory = try guide.directoryWithArchive()
        let archive = directory.file(guide.fileName)
        let seals = try seals(guide, in: directory)
        #expect(seals.count > 6)
        // A byte in the middle of the first unit of the site's tree: the fourth holds nothing else.
        let victim = (seals[2] + seals[3]) / 2
        let damaged = Damage.flippedBit(victim * 8 + 3).applied(to: try bytes(of: archive))
        try directory.write(damaged, to: guide.fileName)

        let broken = try StockTool.shell(guide.steps[0], in: directory.path)
        #expect(broken.status != 0)
        let bag = directory.file(ArchivedSite.name)
        #expect(!FileManager.default.fileExists(atPath: bag + "/manifest-sha256.txt"))

        let next = try #require(seals.first { $0 > victim })
        let recipe = try guide.recipe(offsetAfterSealAt: next)
        _ = try StockTool.shell(recipe, in: directory.path)
        #expect(FileManager.default.fileExists(atPath: bag + "/data/A01/database/SMSDUMP.DAT"))

        let (listed, lost) = try lostFiles(of: bag)
        // At most that one unit is lost, and sha256sum names what was in it.
        #expect(lost.count < listed / 2)
        #expect(lost.allSatisfy { $0.hasPrefix("data/A01/tree/") })
    }

    @Test(arguments: Compression.Codec.allCases)
    func `its lines find every damaged unit, and the recipe brings back all others`(
        codec: Compression.Codec
    ) throws {
        let archived = try ArchivedSite.odd.get()
        let guide = try Guide(archived, codec)
        let directory = try guide.directoryWithArchive()
        let archive = directory.file(guide.fileName)
        let seals = try seals(guide, in: directory)
        var damaged = try bytes(of: archive)
        // Two units, and the container of the seal behind the second.
        for place in [(seals[2] + seals[3]) / 2, (seals[1] + seals[2]) / 2, seals[3] - 8] {
            damaged = Damage.flippedBit(place * 8 + 1).applied(to: damaged)
        }
        try directory.write(damaged, to: guide.fileName)
        let loop = try guide.loop
        let found = try StockTool.run("sh", ["-c", loop], in: directory.path)
        #expect(found.status == 0, "\(found.errors)")
        let offsets = found.text.split(separator: "\n").compactMap { line in
            line.split(separator: "=").last.flatMap { Int($0) }
        }
        let behind = codec == .zstd ? 128 : 138
        #expect(Set(offsets).isSuperset(of: [seals[2] + behind, seals[3] + behind]))
        // The container is damaged at the end of its own unit or at the start of the next.
        #expect((2...4).contains(offsets.count))
        #expect(offsets == offsets.sorted())

        _ = try StockTool.shell(guide.steps[0], in: directory.path)
        for offset in offsets {
            let recipe = try guide.recipe(offset: offset)
            _ = try StockTool.shell(recipe, in: directory.path)
        }
        let bag = directory.file(ArchivedSite.name)
        let (listed, lost) = try lostFiles(of: bag)
        // Stock tools may lose more of a damaged unit than verify names, and nothing of others.
        let inDamaged = try paths(in: [2, 3], of: archived.archive(codec))
        #expect(inDamaged.count < listed, "some files lie in whole units")
        #expect(lost.isSubset(of: inDamaged), "\(lost.subtracting(inDamaged).sorted().prefix(5))")
    }

    /// How many files a bag's list names, and those that `sha256sum -c` does not find whole.
    private func lostFiles(of bag: String) throws -> (listed: Int, lost: Set<String>) {
        let sums = try StockTool.run("sha256sum", ["-c", "manifest-sha256.txt"], in: bag)
        let lines = sums.text.split(separator: "\n")
        let lost = Set(
            lines.filter { $0.contains(": FAILED") }.map { String($0.prefix { $0 != ":" }) })
        #expect(lines.count > 600)
        #expect(!lost.isEmpty)
        return (lines.count, lost)
    }

    /// The paths of the entries in some units, by the archive's own manifest.
    private func paths(in numbers: Set<Int>, of archive: String) throws -> Set<String> {
        let shown = try BuiltCommand.run(["show", "--manifest", archive])
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(shown.output)) as? [String: Any])
        let units = try #require(document["units"] as? [[Any]])
        let entries = try #require(document["entries"] as? [[String: Any]])
        var paths: Set<String> = []
        var start = 0
        for (number, unit) in units.enumerated() {
            let end = start + (unit[2] as? Int ?? 0)
            if numbers.contains(number) {
                paths.formUnion(
                    entries.filter { (start..<end).contains($0["h"] as? Int ?? -1) }
                        .compactMap { $0["p"] as? String })
            }
            start = end
        }
        return paths
    }

    @Test(arguments: Compression.Codec.allCases)
    func `its lines find a cut, a missing unit does not stop the recipe`(
        codec: Compression.Codec
    ) throws {
        let archived = try ArchivedSite.odd.get()
        let guide = try Guide(archived, codec)
        let directory = try guide.directoryWithArchive()
        let good = try bytes(of: directory.file(guide.fileName))
        let seals = try seals(guide, in: directory)
        let behind = codec == .zstd ? 128 : 138
        // Without the third unit, and from a place inside the first to one inside the last.
        let cut =
            good[100..<(seals[1] + behind)]
            + good[(seals[2] + behind)..<(seals[seals.count - 1] - 100)]
        try directory.write([UInt8](cut), to: guide.fileName)
        let found = try StockTool.run("sh", ["-c", guide.loop], in: directory.path)
        let offset = try #require(
            found.text.split(separator: "\n").first?.split(separator: "=").last.flatMap { Int($0) })
        #expect(offset == seals[0] - 100 + behind)
        _ = try StockTool.shell(guide.recipe(offset: offset), in: directory.path)
        let bag = directory.file(ArchivedSite.name)
        let dump = try bytes(of: bag + "/data/A01/database/SMSDUMP.DAT")
        let original = try bytes(of: archived.site.path("backup/SMSDUMP.DAT"))
        #expect(isSame(dump, original))
    }

    /// The offsets that the guide's own command prints.
    private func seals(_ guide: Guide, in directory: TemporaryDirectory) throws -> [Int] {
        let line = try #require(guide.lines.first { $0.contains("grep -abo SMSBSEAL") })
        let result = try StockTool.shell(line, in: directory.path)
        #expect(result.status == 0, "\(result.errors)")
        return result.text.split(separator: "\n").compactMap { Int($0.prefix { $0 != ":" }) }
    }
}

/// The commands in an archive's own page, as `smsbackup show --restore-guide` prints it.
private struct Guide {
    let lines: [String]
    let fileName: String
    private let archive: String

    init(_ archived: ArchivedSite, _ codec: Compression.Codec) throws {
        archive = archived.archive(codec)
        fileName = ArchivedSite.name + codec.fileExtension
        let shown = try BuiltCommand.run(["show", "--restore-guide", archive])
        try #require(shown.status == 0, "\(shown.errors)")
        lines = shown.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// The commands of steps 1 to 3: what stands seven columns in, before the fourth step.
    var steps: [String] {
        lines.prefix { !$0.hasPrefix("  4.") }.filter { line in
            line.hasPrefix("       ") && line.dropFirst(7).first != " "
        }
    }

    /// The commands after "or".
    var alternatives: [String] {
        lines.compactMap { line in
            for start in ["     or: ", "     or "] where line.hasPrefix(start) {
                return String(line.dropFirst(start.count))
            }
            return nil
        }
    }

    /// The lines that try every unit.
    var loop: String {
        get throws {
            let start = try #require(lines.firstIndex { $0.contains("OFFSET=0; for N in") })
            let end = try #require(lines[start...].firstIndex { $0.hasSuffix("   done") })
            return lines[start...end].joined(separator: "\n")
        }
    }

    /// The command that unpacks what begins at an offset.
    func recipe(offset: Int) throws -> String {
        let command = try #require(
            lines.first { $0.contains("tail -c +$((OFFSET+1))") && $0.contains("tar -xpf -") })
        return "OFFSET=\(offset)\n\(command)"
    }

    /// The command that unpacks what follows a seal, with `OFFSET` as the guide explains it.
    func recipe(offsetAfterSealAt seal: Int) throws -> String {
        let command = try #require(lines.first { $0.contains("tail -c +$((OFFSET+1))") })
        let sentence = try #require(lines.first { $0.contains("printed plus") })
        let number = sentence.split(separator: " ").last?.filter(\.isNumber) ?? ""
        return "OFFSET=$((\(seal)+\(number)))\n\(command)"
    }

    /// A new directory that holds a copy of the archive under its own name, and nothing else.
    func directoryWithArchive() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        let copy = try StockTool.run("cp", [archive, directory.file(fileName)])
        try #require(copy.status == 0, "\(copy.errors)")
        return directory
    }
}
