// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Files whose time is data")
struct TimedFileTests {
    @Test func `are told by their names`() {
        func kind(_ name: String) -> TimedFile? { TimedFile(name: [UInt8](name.utf8)[...]) }
        for name in ["SYSTEM.MAP", "system.map", "System.Map"] { #expect(kind(name) == .systemMap) }
        for name in ["CL_NT.TXT", "cl_win95.txt", "CL_.TXT"] { #expect(kind(name) == .copyList) }
        for name in ["SYSTEM.MAPX", "XSYSTEM.MAP", "CL_NT.TXTX", "CLNT.TXT", "CL_NT.LOG", ""] {
            #expect(kind(name) == nil, "\(name)")
        }
    }

    /// A time that was read back, and whether it is only rounded.
    struct Reading: Sendable {
        let seconds: Int64
        let nanoseconds: Int32
        let isRounded: Bool
    }

    @Test(arguments: [
        // FAT keeps even seconds, ext3 whole ones, NTFS steps of 100 ns.
        Reading(seconds: 100, nanoseconds: 0, isRounded: true),
        Reading(seconds: 101, nanoseconds: 0, isRounded: true),
        Reading(seconds: 102, nanoseconds: 0, isRounded: true),
        Reading(seconds: 101, nanoseconds: 123_456_700, isRounded: true),
        Reading(seconds: 97, nanoseconds: 0, isRounded: false),
        Reading(seconds: 3_701, nanoseconds: 123_456_789, isRounded: false),
        Reading(seconds: 101, nanoseconds: 123_456_788, isRounded: false),
        Reading(seconds: .min, nanoseconds: 0, isRounded: false),
    ])
    func `another time is a finding that says why`(reading: Reading) throws {
        let wanted = try #require(Timestamp(seconds: 101, nanoseconds: 123_456_789))
        let found = try #require(
            Timestamp(seconds: reading.seconds, nanoseconds: reading.nanoseconds))
        let path = try #require(EntryPath("A01/tree/SYSTEM.MAP"))
        let finding = try #require(TimedFile.systemMap.finding(path, found, wanted))
        #expect(finding.message.contains("every client would reinstall"))
        #expect(
            finding.message.contains("cannot hold times that exactly") == reading.isRounded,
            "\(finding)")
        #expect(TimedFile.systemMap.finding(path, wanted, wanted) == nil)
    }

    @Test func `copy lists get their exact times, also when they were there already`() throws {
        let site = try BareSite()
        try site.shell(
            """
            mkdir -p MAINCFG.BOX/CLIENT.SRC; cd MAINCFG.BOX/CLIENT.SRC
            for n in CL_NT.TXT cl_dos.txt; do echo $n > $n; done
            touch -d '1996-06-24 19:16:05.123456789 UTC' *; touch ../../SYSTEM.MAP
            """)
        try site.capture(to: "a")
        let report = try site.restore("a", to: "out")
        #expect(report.findings == [])
        let box = site.directory.file("out/XXX/tree/MAINCFG.BOX/CLIENT.SRC")
        let expected = "835643765.123456789\n835643765.123456789\n"
        #expect(try StockTool.shell("stat -c %.9Y *", in: box).text == expected)
        try StockTool.shell("touch *", in: box)
        try site.restore("a", to: "out") { $0.overwrite = .keep }
        #expect(try StockTool.shell("stat -c %.9Y *", in: box).text == expected)
    }

    /// A file system that keeps whole seconds: ext2 with inodes of the first size.
    @Test(.enabled(if: CoarseFileSystem.isPossible, "only root can mount a file system"))
    func `a file system with coarse times is a finding`() throws {
        let site = try BareSite()
        try site.shell(
            """
            mkdir BOX; echo x > BOX/CL_NT.TXT
            touch -d '1996-06-24 19:16:05.123456789 UTC' SYSTEM.MAP BOX/CL_NT.TXT
            """)
        try site.capture(to: "a")
        let disk = try CoarseFileSystem(in: site.directory)
        let report = try site.restore("a", to: "mounted/out")
        let messages = report.findings.map { "\($0)" }
        #expect(messages.count == 3, "\(messages)")
        #expect(messages.allSatisfy { $0.contains("cannot hold times that exactly") })
        // The map is the last thing that is looked after.
        #expect(messages.first?.contains("CL_NT.TXT") == true)
        withExtendedLifetime(disk) {}
    }
}

/// A small file system in a file, mounted below a directory of a test.
final class CoarseFileSystem {
    private let place: String

    static let isPossible: Bool = {
        guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
        return (try? CoarseFileSystem(in: directory)) != nil
    }()

    init(in directory: TemporaryDirectory) throws {
        place = try directory.makeDirectory("mounted")
        let result = try StockTool.shell(
            "truncate -s 4M disk && mke2fs -q -t ext2 -I 128 disk && mount -o loop disk mounted",
            in: directory.path)
        guard result.status == 0 else { throw POSIXError(.EPERM) }
    }

    deinit {
        _ = try? StockTool.run("umount", [place])
    }
}
