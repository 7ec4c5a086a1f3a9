// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Testing

@Suite("Random access with stock tools")
struct RandomAccessTests {
    private static let seed = 19_990_313

    @Test(.enabled(if: StockTool.isThere("python3") && StockTool.isThere("zstd")))
    func `pyzstd reads at any offset by our seek table`() throws {
        let archive = try ArchivedSite.odd.get().archive(.zstd)
        let directory = try TemporaryDirectory()
        let plain = directory.file("plain.tar")
        #expect(try StockTool.run("zstd", ["-q", "-d", archive, "-o", plain]).status == 0)
        let script = """
            import os, random, sys
            from pyzstd import SeekableZstdFile
            numbers = random.Random(\(Self.seed))
            size = os.path.getsize(sys.argv[2])
            wrong = 0
            with SeekableZstdFile(sys.argv[1]) as ours, open(sys.argv[2], "rb") as plain:
                frames, compressed, tar = ours.seek_table_info
                assert tar == size, (tar, size)
                for _ in range(200):
                    offset = numbers.randrange(size)
                    count = numbers.choice([1, 511, 512, 70_000, 3_000_000])
                    ours.seek(offset)
                    plain.seek(offset)
                    wrong += ours.read(count) != plain.read(count)
            print(wrong)
            """
        let python = try StockTool.run("python3", ["-c", script, archive, plain])
        #expect(python.status == 0, "\(python.errors)")
        #expect(python.text == "0\n", "seed \(Self.seed)")
    }

    @Test(
        .enabled(if: StockTool.isThere("ratarmount")),
        .enabled(if: Privileges.mayMount, "there is no /dev/fuse here"),
        arguments: Compression.Codec.allCases)
    func `ratarmount mounts it and the mounted bag is valid`(codec: Compression.Codec) throws {
        let archived = try ArchivedSite.plain.get()
        let directory = try TemporaryDirectory()
        let mount = try directory.makeDirectory("mount")
        // The index must not lie beside the archive: that directory belongs to all tests.
        // Nor may the daemon inherit what tells us that the shell has ended.
        let mounted = try StockTool.shell(
            #"""
            for number in $(ls /proc/self/fd); do
                if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi
            done
            ratarmount --index-file "$1" "$2" "$3" > "$4" 2>&1 || { cat "$4"; exit 1; }
            """#,
            [directory.file("index.sqlite"), archived.archive(codec), mount, directory.file("log")])
        #expect(mounted.status == 0, "\(mounted.errors)")
        defer { _ = try? StockTool.run("ratarmount", ["-u", mount]) }
        let bag = "\(mount)/\(ArchivedSite.name)"
        let sums = try StockTool.run(
            "sha256sum", ["--quiet", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"], in: bag
        )
        #expect(sums.status == 0, "\(sums.errors)")
        let valid = try StockTool.run("bagit.py", ["--quiet", "--validate", bag])
        #expect(valid.status == 0, "\(valid.errors)")
        let map = try StockTool.run(
            "stat", ["-c", "%s %Y", bag + "/data/A01/tree/SYSTEM.MAP"])
        let original = try StockTool.run(
            "stat", ["-c", "%s %Y", archived.site.path("A01/SMS/SYSTEM.MAP")])
        #expect(map.text == original.text)
    }
}

@Suite("Files over 8 GiB")
struct LargeFileTests {
    private static let isCampaign =
        ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"
    private static let size: UInt64 = 9_663_676_416

    /// The size of a tar header ends at 8 GiB; what is larger needs a pax record, which every tool must
    /// understand.
    @Test(.enabled(if: isCampaign, "it takes minutes; SMSBACKUP_CAMPAIGN=full runs it"))
    func `a dump of 9 GiB has its size in every tool`() throws {
        let site = try SampleSite()
        let dump = site.path("backup/SMSDUMP.DAT")
        #expect(truncate(dump, off_t(Self.size)) == 0)
        let archive = site.directory.file("large.tar.zst")
        _ = try Capture(site.inputs, options: SampleSite.options(.zstd, name: "large"))
            .run(to: .file([UInt8](archive.utf8)))
        let lines = [
            #"tar tvf "$1" 2>/dev/null"#, #"bsdtar tvf "$1""#,
            #"zstd -dc "$1" | 7zz l -si -ttar"#,
            #"""
            zstd -dc "$1" | python3 -c 'import sys, tarfile
            for member in tarfile.open(fileobj=sys.stdin.buffer, mode="r|"):
                print(member.size, member.name)'
            """#,
        ]
        for line in lines {
            let result = try StockTool.shell(line, [archive])
            #expect(result.status == 0, "\(line): \(result.errors)")
            let entry = result.text.split(separator: "\n").first { $0.hasSuffix("SMSDUMP.DAT") }
            #expect(entry?.contains(String(Self.size)) == true, "\(line): \(entry ?? "")")
        }
        let verified = try Verification(level: .full, workers: 2).run([UInt8](archive.utf8))
        #expect(verified.findings == [])
    }
}
