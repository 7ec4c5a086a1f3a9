// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// The command with a system call that fails when it is told to.
@Suite("System calls that fail")
struct FaultTests {
    private func names(_ directory: TemporaryDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path)
    }

    private func capture(to path: String, _ fault: String) throws -> StockTool.Result {
        try BuiltCommand.run(
            ["capture"] + Session.inputs + ["--output", path],
            environment: FaultInjection.environment(fault))
    }

    @Test func `a library without a fault changes nothing`() throws {
        let directory = try TemporaryDirectory()
        try capture(to: directory.file("a.tar.zst"), "fsync:3:5").expect(0)
        #expect(try names(directory) == ["a.tar.zst"])
    }

    @Test(arguments: ["fsync:1:5", "fsync:1:28"])
    func `an archive that does not reach the disk gets no name`(fault: String) throws {
        let directory = try TemporaryDirectory()
        let result = try capture(to: directory.file("a.tar.zst"), fault)
        result.expect(1)
        result.expectMessage("error: cannot publish archive")
        #expect(result.errors.contains("nothing was left behind"))
        #expect(try names(directory) == [])
    }

    @Test func `a name that does not reach the disk is taken back`() throws {
        let directory = try TemporaryDirectory()
        let result = try capture(to: directory.file("a.tar.zst"), "fsync:2:5")
        result.expect(1)
        #expect(result.errors.contains("nothing was left behind"), "\(result.errors)")
        #expect(result.errors.contains("Input/output error"), "\(result.errors)")
        #expect(try names(directory) == [])
    }

    @Test func `a name that cannot be taken back is not called gone`() throws {
        let directory = try TemporaryDirectory()
        let archive = directory.file("a.tar.zst")
        let result = try capture(to: archive, "fsync:2:5,unlinkat:1:30")
        result.expect(1)
        #expect(result.errors.contains("is whole, but its name may not survive"))
        #expect(!result.errors.contains("nothing was left behind"))
        #expect(try names(directory) == ["a.tar.zst"])
        try BuiltCommand.run(["verify", "--level", "full", archive]).expect(0)
    }

    @Test(arguments: [["list"], ["show"], ["show", "--manifest"], ["verify"], ["diff"]])
    func `no failing read of an archive is a finding, or passes`(command: [String]) throws {
        let archive = try Session.archive
        let arguments = command + [archive] + (command == ["diff"] ? [archive] : [])
        var number = 1
        while number < 1_000 {
            let result = try BuiltCommand.run(
                arguments, environment: FaultInjection.environment("pread:\(number):5"))
            if result.status == 0 { break }
            #expect(result.status == 1, "read \(number): \(result.errors)")
            #expect(result.errors.contains("Input/output error"), "read \(number)")
            #expect(!result.errors.contains("damaged"), "read \(number): \(result.errors)")
            number += 1
        }
        #expect((4..<1_000).contains(number), "the reads end, and there are some")
    }
}
