// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Signals during a capture")
struct InterruptionTests {
    /// Starts the command, sends it a signal after some time, and gives its status.
    private static let line = """
        out=$1 delay=$2 signal=$3; shift 3
        "$@" -o "$out" > /dev/null 2>&1 & pid=$!
        sleep "$delay"; kill -"$signal" $pid 2> /dev/null
        wait $pid
        """

    @Test(arguments: ["INT", "TERM", "KILL"])
    func `nothing is left under the name or beside it`(signal: String) throws {
        let site = try BareSite()
        try site.write(noise(6_000_000), to: "LARGE.BIN")
        for number in 0..<20 { try site.write(noise(200_000), to: "F\(number).DAT") }
        try site.directory.makeDirectory("out")
        let seed: UInt64 = 42
        var numbers = SeededNumbers(seed: seed)
        for turn in 0..<10 {
            let delay = Double.random(in: 0.005...0.5, using: &numbers)
            let result = try StockTool.shell(
                Self.line,
                [site.directory.file("out/a"), "\(delay)", signal, BuiltCommand.path, "capture"]
                    + site.arguments)
            let place: Testing.Comment = "\(signal), seed \(seed), turn \(turn): \(result.status)"
            let names = try FileManager.default.contentsOfDirectory(
                atPath: site.directory.file("out"))
            switch result.status {
            case 3:
                // It was faster than the signal: then the archive is whole.
                #expect(names == ["a"], place)
                #expect(try site.verify("out/a").findings == [], place)
                try FileManager.default.removeItem(atPath: site.directory.file("out/a"))
            case 130, 143, 137:
                #expect(names.isEmpty || signal == "KILL", place)
                if names == ["a"] {
                    #expect(try site.verify("out/a").findings == [], place)
                    try FileManager.default.removeItem(atPath: site.directory.file("out/a"))
                } else {
                    #expect(names == [], place)
                }
            default: Issue.record("\(place)")
            }
        }
    }
}
