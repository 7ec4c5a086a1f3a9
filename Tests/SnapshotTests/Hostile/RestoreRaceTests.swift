// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Synchronization
import Testing

@testable import Snapshot

/// Somebody exchanges directories below the destination for links out of it while a restore runs.
@Suite("Races with a restore")
struct RestoreRaceTests {
    /// What takes turns with links, until it is told to stop.
    private final class Swapping: Sendable {
        private let isStopped = Atomic<Bool>(false)
        private let turns = Atomic<Int>(0)
        private let hasEnded = DispatchSemaphore(value: 0)

        var count: Int { turns.load(ordering: .relaxed) }

        init(_ names: [String], target: String) {
            Thread.detachNewThread { [self] in
                while !isStopped.load(ordering: .relaxed) {
                    for name in names {
                        // Each fails while the restore has not made the name: then there is no turn.
                        guard rename(name, name + ".away") == 0 else { continue }
                        if symlink(target, name) == 0 { turns.add(1, ordering: .relaxed) }
                        usleep(20)
                        unlink(name)
                        _ = rename(name + ".away", name)
                    }
                }
                hasEnded.signal()
            }
        }

        func stop() {
            isStopped.store(true, ordering: .relaxed)
            hasEnded.wait()
        }
    }

    private func site() throws -> BareSite {
        let site = try BareSite()
        try site.shell(
            """
            for d in D0 D1 D2 D3; do
                mkdir -p $d/SUB
                for f in 0 1 2 3 4 5 6 7 8 9; do echo $f > $d/F$f; echo $f > $d/SUB/F$f; done
                ln -s F0 $d/LINK; ln $d/F0 $d/HARD; ln $d/F1 $d/SUB/HARD; chmod 700 $d $d/SUB
            done
            """)
        try site.write(noise(3_000_000), to: "D0/LARGE.BIN")
        try site.capture(to: "a")
        return site
    }

    @Test(arguments: [RestoreOptions.Overwrite.never, .always])
    func `a directory that becomes a link leads nowhere`(
        overwrite: RestoreOptions.Overwrite
    ) throws {
        let isFull = ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"
        let site = try site()
        // Outside there are the same names, so that whatever followed a link would find its way.
        try StockTool.shell(
            """
            mkdir -p outside/SUB; for f in 0 1 2 3 4 5; do echo mine > outside/F$f; done
            echo mine > outside/SUB/F0; touch -d @1000 outside/* outside/SUB outside
            """, in: site.directory.path)
        let outside = try TreeState(site.directory.file("outside"))
        let tree = site.directory.file("out/XXX/tree")
        let names = ["D0", "D1", "D2", "D3", "D0/SUB", "D1/SUB", "D2/F0", "D3/F1", "D3/LINK"]
        let swapping = Swapping(
            names.map { "\(tree)/\($0)" }, target: site.directory.file("outside"))
        defer { swapping.stop() }
        var (runs, met) = (0, 0)
        while swapping.count < (isFull ? 100_000 : 4_000), runs < 100_000 {
            // What a restore cannot do meanwhile is not the question here.
            let report = try? site.restore("a", to: "out") { $0.overwrite = overwrite }
            // The kernel's words for a link that must not be followed: the two have met.
            let reasons = report?.notRestored.map(\.reason) ?? []
            if reasons.contains(where: { $0.contains("symbolic links") }) { met += 1 }
            try #require(try TreeState(site.directory.file("outside")) == outside, "run \(runs)")
            if overwrite == .never || runs.isMultiple(of: 50) {
                try StockTool.shell("rm -rf out 2> /dev/null; true", in: site.directory.path)
            }
            runs += 1
        }
        #expect(swapping.count >= 4_000)
        #expect(met > 0)
        #expect(try TreeState(site.directory.file("outside")) == outside)
        #expect(
            try site.directory.names().filter { $0 != "out" } == ["a", "outside", "site"])
    }
}
