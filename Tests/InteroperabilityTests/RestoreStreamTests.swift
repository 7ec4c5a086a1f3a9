// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

/// `restore ARCHIVE -`: what stock tools make of the tar that comes out.
@Suite("A restore to a stream, read by stock tools")
struct RestoreStreamTests {
    @Test(
        arguments: Compression.Codec.allCases,
        ["tar -xpf - --xattrs --xattrs-include='*' --acls", "bsdtar -xpf -"])
    func `is a tar of the restored tree`(codec: Compression.Codec, unpack: String) throws {
        let archived = try ArchivedSite.odd.get()
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("ours")
        try directory.makeDirectory("theirs")
        let direct = try BuiltCommand.run([
            "restore", archived.archive(codec), directory.file("ours"), "--queues", "restore",
        ])
        #expect([0, 3].contains(direct.status), "\(direct.errors)")
        let piped = try StockTool.shell(
            "\"$1\" restore \"$2\" - | \(unpack)", [BuiltCommand.path, archived.archive(codec)],
            in: directory.file("theirs"))
        #expect([0, 3].contains(piped.status), "\(piped.errors)")
        var (ours, theirs) = try (
            TreeState(directory.file("ours")), TreeState(directory.file("theirs"))
        )
        // The destination itself is in no tar; bsdtar rounds times of links before 1970.
        ours.nodes["."] = nil
        theirs.nodes["."] = nil
        if !Privileges.isRoot {
            for key in ours.nodes.keys { ours.nodes[key]?.mode &= ~0o6000 }
        }
        let differences = theirs.differences(from: ours).filter { name in
            guard let before = ours.nodes[name], let after = theirs.nodes[name] else { return true }
            var rounded = after
            if before.seconds < 0 {
                (rounded.seconds, rounded.nanoseconds) = (before.seconds, before.nanoseconds)
            }
            return rounded != before
        }
        #expect(differences == [])
    }

    @Test func `a selection is a whole tar`() throws {
        let archived = try ArchivedSite.plain.get()
        let directory = try TemporaryDirectory()
        let result = try StockTool.shell(
            "\"$1\" restore \"$2\" - SYSTEM.MAP | tee whole.tar | tar -tf -; wc -c < whole.tar",
            [BuiltCommand.path, archived.zstdArchive], in: directory.path)
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("A01/tree/SYSTEM.MAP"))
        #expect((Int(lines.last ?? "") ?? 1).isMultiple(of: 10_240))
    }

    @Test func `a stream from which something is missing has no end and is status 2`() throws {
        let site = try BareSite()
        for name in ["A", "B", "C"] { try site.write(noise(1_500_000), to: "\(name).BIN") }
        try site.write(noise(9_000_000), to: "LARGE.BIN")
        try site.capture(to: "a")
        var bad = try bytes(of: site.directory.file("a"))
        for place in [bad.count / 10, bad.count / 2] {
            let byte = bad[place]
            bad[place] ^= 1
            try site.directory.write(bad, to: "bad")
            bad[place] = byte
            let result = try BuiltCommand.run(
                ["restore", site.directory.file("bad"), "-"],
                output: site.directory.file("cut.tar"))
            #expect(result.status == 2)
            #expect(result.errors.contains("the stream has no end mark"))
            let tar = try bytes(of: site.directory.file("cut.tar"))
            #expect(!tar.suffix(1_024).allSatisfy { $0 == 0 })
        }
    }

    @Test func `a stream takes no options of a directory`() throws {
        let options = [
            ["--json"], ["--dry-run"], ["--overwrite", "always"], ["--in-place"], ["--root", "x"],
            ["--queues", "restore"], ["--accept-duplicate-ids"],
        ]
        for option in options {
            for destination in ["-", "--to-stdout"] {
                let result = try BuiltCommand.run(["restore", "a", destination] + option)
                #expect(result.status == 64, "\(destination) \(option)")
            }
        }
    }

    @Test func `with the option for it there is no destination, only patterns`() throws {
        let archive = try ArchivedSite.plain.get().archive(.zstd)
        for patterns in [["SITE*"], ["SITE*", "*.MAP"], []] {
            let byName = try BuiltCommand.run(["restore", archive, "-"] + patterns)
            let byOption = try BuiltCommand.run(["restore", archive, "--to-stdout"] + patterns)
            #expect([0, 3].contains(byOption.status), "\(byOption.errors)")
            #expect(byOption.output.count > 10_240)
            #expect(byOption.output == byName.output)
        }
    }
}
