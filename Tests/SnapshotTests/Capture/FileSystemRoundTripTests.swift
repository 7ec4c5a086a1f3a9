// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("What a file system holds")
struct FileSystemRoundTripTests {
    /// Makes something with a line of shell, and shows with another what must be the same afterwards.
    struct Thing: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: String
        let show: String
        var needsRoot = false

        init(_ description: String, _ make: String, show: String = "true", needsRoot: Bool = false)
        {
            testDescription = description
            self.make = make
            self.show = show
            self.needsRoot = needsRoot
        }

        static let attributes =
            "getfattr --absolute-names -R -h -d -m - -e hex . | sed /^#/d | sort"
        static let lists = "getfacl -R -n -p . | sort"

        static let all = [
            Thing(
                "nanoseconds, also before 1970",
                """
                i=0; for t in '1969-12-31 23:59:59.5' '1969-12-31 23:59:59.999999999' \
                '1969-12-31 23:59:58.000000001' '1970-01-01 00:00:00' '1969-12-31 23:59:59' \
                '1901-12-13 20:45:51.123456789' '1601-01-01 00:00:01.7' '2038-01-19 03:14:08.1' \
                '2107-12-31 23:59:58' '2400-02-29 12:00:00.999999999'
                do i=$((i+1)); echo $i > t$i; mkdir d$i; ln -s t$i l$i
                touch -h -d "$t UTC" t$i l$i d$i; done
                """),
            Thing(
                "modes",
                """
                for m in 0000 0001 0400 0644 0777 1777; do echo $m > f$m; chmod $m f$m
                mkdir d$m; echo in > d$m/in; chmod $m d$m; done
                """),
            Thing(
                "owners", "echo a > a; mkdir d; ln -s a l; chown -h 12345:54321 a d l",
                needsRoot: true),
            Thing(
                "large owners", "echo a > a; chown 4294967294:4294967294 a", needsRoot: true),
            Thing(
                "hard links, also between bag and overlay",
                "echo a > a; mkdir d; ln a d/b; ln a $'c\\n'; ln $'c\\n' 'z '",
                show: "ls -i a d/b $'c\\n' 'z ' | cut -d' ' -f1 | sort -u | wc -l"),
            Thing(
                "hard links of a large file",
                "head -c 5000000 /dev/zero | tr '\\0' x > large; ln large other",
                show: "stat -c %h large other"),
            Thing(
                "links",
                """
                ln -s nowhere dangling; ln -s . self; ln -s /etc/passwd absolute; mkdir d
                ln -s ../../../.. d/up; ln -s $'\\xff\\n' odd; ln -s d/ slash
                ln -s $(printf 'x%.0s' $(seq 4000)) long
                """),
            Thing("empty files and directories", "mkdir -p e/e/e; : > e/f; : > .hidden"),
            Thing(
                "attributes",
                """
                echo a > a; mkdir d; for f in a d; do
                setfattr -n user.text -v hello $f; setfattr -n user.nul -v 0x00ff000a00 $f
                setfattr -n user.empty $f; setfattr -n 'user.a=b' -v 1 $f
                setfattr -n 'user.50%' -v 2 $f; setfattr -n 'user.%3D=%25' -v 3 $f
                setfattr -n user.DOSATTRIB -v 0x30783230 $f
                setfattr -n $'user.caf\\xc3\\xa9' -v 4 $f; done; chmod 400 a
                """, show: attributes),
            Thing(
                "an attribute whose name is no UTF-8",
                "echo a > a; setfattr -n $'user.\\xff' -v 1 a", show: attributes),
            Thing(
                "NT security descriptors",
                "echo a > a; setfattr -n security.NTACL -v 0x0400040000000200040002 a; mkdir d; "
                    + "setfattr -n security.NTACL -v 0x0001 d", show: attributes, needsRoot: true),
            Thing(
                "access control lists",
                """
                echo a > a; mkdir d e; setfacl -m u:1000:rw,g:7:r,m::rw a
                setfacl -m u:1000:rwx d; setfacl -d -m u:1001:rwx,g::- d
                setfacl -d -m u::rwx,g::rx,o::- e
                """, show: lists),
            Thing(
                "names",
                """
                for n in $'a\\nb' $'\\xff\\xfe' 'trailing ' '100%' '%0A' $'\\x1b[31m' 'a\\b' '-rf' \
                '...' $'caf\\xc3\\xa9' $'cafe\\xcc\\x81' $'\\x7f' 'CON' 'a:b' '=' $'a\\rb'
                do echo "$n" > "./$n"; mkdir "./$n.d"; echo in > "./$n.d/in"; done
                touch "./$(printf 'n%.0s' $(seq 255))"
                """),
            Thing(
                "sparse files",
                """
                truncate -s 40M hole; truncate -s 300K small; truncate -s 9M middle
                printf x | dd of=middle bs=1 seek=5000000 conv=notrunc status=none
                printf y | dd of=small bs=1 seek=299999 conv=notrunc status=none
                """, show: "stat -c '%n %s %b' hole small middle"),
            Thing(
                "many names in one directory",
                "mkdir many; for i in $(seq 3000); do echo $i > many/f$i; done"),
        ]
    }

    private static let isRoot = geteuid() == 0

    @Test(arguments: Thing.all.filter { !$0.needsRoot || isRoot })
    func `it comes back as it was`(thing: Thing) throws {
        let site = try BareSite()
        try site.shell(thing.make)
        for codec in Compression.Codec.allCases {
            let name = "a\(codec.fileExtension)"
            let report = try site.capture(to: name, codec)
            #expect(report.warnings.filter { $0.kind == .attribute } == [])
            #expect(try site.verify(name).findings == [])
            let restored = try site.restore(name, to: "out-\(codec)")
            #expect(restored.notRestored == [])
            #expect(restored.warnings == [] && restored.attributes.isEmpty)
            #expect(restored.findings == [])
            let tree = site.directory.file("out-\(codec)/XXX/tree")
            #expect(try TreeState(site.root).differences(from: TreeState(tree)) == [])
            let shown = try [site.root, tree].map {
                try StockTool.shell(thing.show, in: $0).text
            }
            #expect(shown[0] == shown[1])
        }
    }

    @Test func `a path of 12,000 bytes comes back`() throws {
        let site = try BareSite()
        let walk = """
            import os, sys
            os.chdir(sys.argv[1])
            for i in range(60):
                if sys.argv[2] == 'make': os.mkdir(f'{i:03}' + 'd' * 197)
                os.chdir(f'{i:03}' + 'd' * 197)
            if sys.argv[2] == 'make':
                open('deep', 'w').write('deep'); os.symlink('deep', 'link')
                os.utime('deep', ns=(0, 1234567891234567891)); os.link('deep', 'other')
            print(open('deep').read(), os.stat('deep').st_mtime_ns, os.readlink('link'),
                  os.stat('other').st_nlink)
            """
        let made = try StockTool.run("python3", ["-c", walk, site.root, "make"])
        #expect(made.status == 0, "\(made.errors)")
        try site.capture(to: "a")
        #expect(try site.verify("a").findings == [])
        let restored = try site.restore("a", to: "out")
        #expect(restored.notRestored == [])
        #expect(restored.warnings == [] && restored.attributes.isEmpty)
        let tree = site.directory.file("out/XXX/tree")
        let found = try StockTool.run("python3", ["-c", walk, tree, "look"])
        #expect(found.errors == "")
        #expect(found.text == made.text)
    }

    @Test func `FIFOs and sockets are named and not read`() throws {
        let site = try BareSite()
        try site.shell(
            """
            mkfifo QUEUE.PIP
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("AGENT.SCK")'
            """)
        let report = try site.capture(to: "a")
        let notices = report.warnings.filter { $0.kind == .notCaptured }
        #expect(notices.allSatisfy { !$0.needsAttention })
        #expect(
            Set(notices.map(\.description)) == [
                "\"\(site.root)/QUEUE.PIP\": is a FIFO and has no content to capture",
                "\"\(site.root)/AGENT.SCK\": is a socket and has no content to capture",
            ])
        let verified = try site.verify("a")
        #expect(verified.findings == [])
        #expect(Set(verified.warnings).isSuperset(of: notices))
    }

    @Test func `set-id bits are captured and not given back`() throws {
        let site = try BareSite()
        try site.shell("echo a > a; chmod 6755 a")
        try site.capture(to: "a")
        let report = try site.restore("a", to: "out")
        #expect(
            report.attributes.kinds.flatMap(\.found.examples).map(\.message) == [
                "its set-id bits were not restored"
            ])
        var status = stat()
        #expect(lstat(site.directory.file("out/XXX/tree/a"), &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o755)
    }

    @Test(.enabled(if: DamageCampaignTests.isFull, "only in the campaign"))
    func `Campaign: a file of 9 GiB with holes comes back`() throws {
        let site = try BareSite()
        try site.shell(
            """
            truncate -s 9G large
            printf end | dd of=large bs=1 seek=9663676413 conv=notrunc status=none
            """)
        try site.capture(to: "a")
        #expect(try site.verify("a").findings == [])
        try site.restore("a", to: "out")
        let stat = "stat -c '%s %b' large; tail -c 3 large"
        let before = try StockTool.shell(stat, in: site.root).text
        let after = try StockTool.shell(stat, in: site.directory.file("out/XXX/tree")).text
        #expect(before == after)
    }
}
