// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

@Suite("Archives that other programs wrote")
struct ForeignArchiveTests {
    /// How a tree becomes an archive, and what of the attributes the format or the program keeps.
    struct Writer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let programs: [String]
        /// `$1` is the tree, `$2` the archive.
        let line: String
        let kept: Kept
        /// Whether it can only be given names without oddities.
        let isPlain: Bool

        init(_ programs: String, _ line: String, _ kept: Kept = .all, isPlain: Bool = false) {
            testDescription = line
            self.programs = programs.split(separator: " ").map(String.init)
            self.line = line
            self.kept = kept
            self.isPlain = isPlain
        }
    }

    struct Kept: OptionSet, Sendable {
        let rawValue: Int
        static let nanoseconds = Kept(rawValue: 1)
        static let owners = Kept(rawValue: 2)
        static let attributes = Kept(rawValue: 4)
        static let hardLinks = Kept(rawValue: 8)
        static let timesBefore1970 = Kept(rawValue: 16)
        static let all: Kept = [.nanoseconds, .owners, .attributes, .hardLinks, .timesBefore1970]
        /// Of a format without extended headers.
        static let basic: Kept = [.owners, .hardLinks]
    }

    private static let python = """
        python3 -c 'import sys, tarfile
        with tarfile.open(sys.argv[2], sys.argv[3], format=getattr(tarfile, sys.argv[4])) as tar:
            tar.add(sys.argv[1], arcname="top")' "$1" "$2"
        """

    private static let pax = #"tar -C "$1" --format=pax --xattrs --acls"#

    static let writers: [Writer] = [
        Writer("tar", pax + #" -cf "$2" ."#),
        Writer("tar", pax + #" -S -cf "$2" ."#),
        Writer("tar", pax + #" -S --sparse-version=0.1 -cf "$2" ."#),
        Writer("tar", pax + #" -S --sparse-version=0.0 -cf "$2" ."#),
        Writer("tar", #"tar -C "$1" --format=gnu -cf "$2" ."#, [.basic, .timesBefore1970]),
        Writer("tar", #"tar -C "$1" --format=gnu -S -czf "$2" ."#, [.basic, .timesBefore1970]),
        Writer("tar", #"tar -C "$1" --format=oldgnu -S -cf "$2" ."#, [.basic, .timesBefore1970]),
        Writer("tar", #"tar -C "$1" --format=ustar -cf "$2" ."#, .basic, isPlain: true),
        Writer("tar", #"tar -C "$1" --format=v7 -cf "$2" ."#, .basic, isPlain: true),
        // libarchive writes -2.75 for -1.25.
        Writer(
            "bsdtar", #"bsdtar -C "$1" --format=pax --zstd -cf "$2" ."#,
            .all.subtracting(.timesBefore1970)),
        Writer(
            "bsdtar", #"bsdtar -C "$1" --format=pax -czf "$2" ."#,
            .all.subtracting(.timesBefore1970)),
        Writer("bsdtar", #"bsdtar -C "$1" --format=ustar -cf "$2" ."#, .basic, isPlain: true),
        Writer("bsdtar", #"bsdtar -C "$1" --format=gnutar -cf "$2" ."#, .basic, isPlain: true),
        Writer("python3", python + " w PAX_FORMAT", [.owners, .hardLinks]),
        Writer("python3", python + " w:gz GNU_FORMAT", .basic),
        Writer("python3", python + " w USTAR_FORMAT", .basic, isPlain: true),
        Writer(
            "7zz", #"cd "$1" && 7zz a -bd -ttar -snl -snh "$2.t" . && mv "$2.t" "$2""#, [],
            isPlain: true),
        Writer("busybox", #"busybox tar -C "$1" -cf "$2" ."#, .basic, isPlain: true),
        Writer("busybox", #"busybox tar -C "$1" -czf "$2" ."#, .basic, isPlain: true),
        Writer("pigz tar", pax + #" -cf - . | pigz -b 128 > "$2""#),
        Writer("tar", pax + #" -cf - . | split -b 100000 --filter='gzip -c' > "$2""#),
        Writer("zstd tar", pax + #" -cf - . | zstd -q -T0 > "$2""#),
        Writer("zstd tar", pax + #" -cf - . | zstd -q --no-check --long=27 > "$2""#),
        Writer("zstd tar", pax + #" -cf - . | split -b 100000 --filter='zstd -qc' > "$2""#),
        Writer("pzstd tar", pax + #" -cf - . | pzstd -q -p 2 > "$2""#),
    ]

    /// Makes the tree that the archives are of.
    private static func makeTree(isPlain: Bool, in directory: TemporaryDirectory) throws -> String {
        let script = #"""
            set -e
            mkdir -p tree/SITE.SRV/SITECFG.BOX tree/EMPTY && cd tree
            printf 'map\r\n' > SYSTEM.MAP
            head -c 300000 /dev/urandom > NOISE.DAT
            : > NOTHING
            printf '%0512d' 7 > BLOCK.DAT
            echo x > SITE.SRV/SITECFG.BOX/SITECTRL.CT0
            ln SITE.SRV/SITECFG.BOX/SITECTRL.CT0 TWIN.CT0
            ln -s SITE.SRV/SITECFG.BOX RELATIVE.LNK
            ln -s /nowhere/at/all ABSOLUTE.LNK
            chmod 640 NOISE.DAT; chmod 1777 EMPTY; chmod 400 NOTHING; chmod 750 SITE.SRV
            if [ "$(id -u)" = 0 ]; then chown 1234:5678 NOISE.DAT; fi
            if [ "$1" = odd ]; then
                long=$(printf 'L%.0s' {1..120})
                mkdir -p "$long/$long/$long"
                echo deep > "$long/$long/$long/$(printf 'F%.0s' {1..200})"
                ln -s "$(printf 't/%.0s' {1..200})" LONG.LNK
                for name in 'grün.txt' $'e\xcc\x81.txt' $'\xff\xfe.bin' ' leading' $'tab\tname' '*'; do
                    printf '%s' "$name" > "$name"
                done
                truncate -s 3000000 HOLES.DAT
                for place in 0 500000 1000001 2999999; do
                    printf data | dd of=HOLES.DAT bs=1 seek=$place conv=notrunc status=none
                done
                truncate -s 1000000 ALLHOLE.DAT
                setfattr -n user.DOSATTRIB -v 0x00ff0a3d SYSTEM.MAP
                setfattr -n 'user.equal=sign%percent' -v 1 SYSTEM.MAP
                setfacl -m u:1234:r,g:2345:rw NOISE.DAT
                setfacl -d -m u:1234:r EMPTY
            fi
            find . -depth -exec touch -h -d '1996-06-24T19:16:05.123456700Z' {} +
            if [ "$1" = odd ]; then touch -d '1969-12-31 23:59:57.25Z' NOTHING; fi
            """#
        let result = try StockTool.shell(script, [isPlain ? "plain" : "odd"], in: directory.path)
        try #require(result.status == 0, "\(result.errors)")
        return directory.file("tree")
    }

    @Test(arguments: writers.filter { $0.programs.allSatisfy(StockTool.isThere) })
    func `come back as the tree that they were made of`(writer: Writer) throws {
        let directory = try TemporaryDirectory()
        let tree = try Self.makeTree(isPlain: writer.isPlain, in: directory)
        let archive = directory.file("archive")
        let made = try StockTool.shell(writer.line, [tree, archive])
        // bsdtar warns of a name that is not UTF-8, and stores it.
        try #require([0, 1].contains(made.status), "\(made.errors)")
        let verified = try BuiltCommand.run(["verify", "--allow-foreign", archive])
        #expect(verified.status == 3, "\(verified.text)\(verified.errors)")
        let place = directory.file("out")
        let restored = try BuiltCommand.run(["restore", "--owners", "numeric", archive, place])
        #expect(restored.status == 3, "\(restored.text)\(restored.errors)")
        #expect(!restored.text.contains("NOT restored"), "\(restored.text)")
        var root = place
        if try directory.names(in: "out") == ["top"] { root += "/top" }
        var (found, wanted) = (try TreeState(root), try TreeState(tree))
        for name in ["."] {
            found.nodes[name] = nil
            wanted.nodes[name] = nil
        }
        found.nodes = found.nodes.mapValues { Self.reduced($0, to: writer.kept) }
        wanted.nodes = wanted.nodes.mapValues { Self.reduced($0, to: writer.kept) }
        #expect(found.differences(from: wanted) == [])
        let listed = try BuiltCommand.run(["list", archive])
        #expect(listed.status == 3)
        let lines = listed.text.split(separator: "\n").count
        #expect(lines == wanted.nodes.count + (root == place ? 0 : 1))
        if writer.kept.contains(.attributes) {
            let names = #"""
                find . -mindepth 1 ! -type l -print0 | sort -z > ../names
                xargs -0 getfattr -dhP -m '^user' < ../names; xargs -0 getfacl -Pn < ../names
                """#
            let (ours, theirs) = (
                try StockTool.shell("cd \"$1\"\n\(names)", [root]),
                try StockTool.shell("cd \"$1\"\n\(names)", [tree])
            )
            #expect(ours.text == theirs.text)
            #expect(
                theirs.text.contains("user.DOSATTRIB") && theirs.text.contains("group:2345:rw-"))
        }
    }

    private static func reduced(_ node: TreeState.Node, to kept: Kept) -> TreeState.Node {
        var node = node
        let isLink = node.mode & 0o170000 == 0o120000
        if !kept.contains(.nanoseconds) { node.nanoseconds = 0 }
        if !kept.contains(.owners) || !Privileges.isRoot { (node.owner, node.group) = (0, 0) }
        if !kept.contains(.hardLinks) { node.links = 1 }
        if node.seconds < 0, !kept.contains(.timesBefore1970) {
            (node.seconds, node.nanoseconds) = (0, 0)
        }
        // A link has no mode of its own.
        if isLink { node.mode = 0o120777 }
        return node
    }

    @Test func `holes come back as holes`() throws {
        let directory = try TemporaryDirectory()
        _ = try Self.makeTree(isPlain: false, in: directory)
        for format in ["gnu", "pax"] {
            let line = "tar -C tree --format=\(format) -S -cf a.tar HOLES.DAT ALLHOLE.DAT"
            #expect(try StockTool.shell(line, in: directory.path).status == 0)
            let out = directory.file("out-\(format)")
            #expect(try BuiltCommand.run(["restore", directory.file("a.tar"), out]).status == 3)
            let blocks = try StockTool.shell("stat -c %b \"$1\"/*", [out]).text
            let used = blocks.split(separator: "\n").compactMap { Int($0) }
            #expect(used.count == 2 && used.allSatisfy { $0 < 2_000 }, "\(blocks)")
        }
    }
}
