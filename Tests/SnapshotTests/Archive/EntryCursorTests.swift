// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Units and their entries")
struct EntryCursorTests {
    /// A site with so many files that the way to a unit is shorter over a known line.
    private static let archived = Result {
        let site = try BareSite()
        try site.shell(
            "for D in $(seq 20); do mkdir D$D; (cd D$D; seq -f 'A-RATHER-LONG-NAME-OF-AN-EMPTY-FILE-%g.TXT' 400 | xargs touch); done"
        )
        try site.write(noise(5_000_000), to: "D5/LARGE.BIN")
        try site.capture(to: "a")
        return site
    }

    private func reader() throws -> ArchiveReader {
        try ArchiveReader(OpenFile.open(try Self.archived.get().path("a")))
    }

    private func describe(_ step: EntryCursor.Step) -> [String] {
        step.entries.map { "\($0.entry.path) \($0.headerOffset)" }
            + (step.largeFile.map { ["piece of \($0.entry.path)"] } ?? [])
    }

    @Test func `a unit has the same entries whether those before it are read or passed over`()
        throws
    {
        let reader = try reader()
        let units = reader.units.prefix(reader.payloadUnitCount)
        var cursor = try EntryCursor(reader)
        let all = try units.map { describe(try cursor.step($0)) }
        try cursor.finish()
        #expect(all.joined().count > 8_000)
        let large = all.indices.filter { all[$0].contains { $0.hasPrefix("piece of") } }
        #expect(large.count == 3)
        let whole = all.indices.filter { !large.contains($0) }
        #expect(whole.count > 6)
        // Every pair of units, among them neighbours, and each alone.
        for first in whole {
            for second in whole where second >= first {
                var cursor = try EntryCursor(reader)
                for index in all.indices {
                    guard index == first || index == second else {
                        cursor.skip(units[index])
                        continue
                    }
                    #expect(describe(try cursor.step(units[index])) == all[index])
                }
                try cursor.finish()
            }
        }
        // A large file in the middle, all of it.
        cursor = try EntryCursor(reader)
        for index in all.indices {
            guard large.contains(index) else {
                cursor.skip(units[index])
                continue
            }
            #expect(describe(try cursor.step(units[index])) == all[index])
        }
        try cursor.finish()
    }

    @Test func `the way to the last unit does not lead through the manifest`() throws {
        let reader = try reader()
        let last = try #require(reader.units.prefix(reader.payloadUnitCount).last)
        let waypoint = try #require(reader.waypoint(before: last.tarOffset))
        #expect(waypoint.headerOffset <= last.tarOffset)
        #expect(waypoint.textOffset > 512 << 10, "a jump is worth it")
        var manifest = try reader.entries(from: waypoint)
        guard case .entry(let line) = try manifest.next() else {
            Issue.record("no entry stands at a known line")
            return
        }
        #expect(line.number == waypoint.line)
        #expect(try line.entry().headerOffset == waypoint.headerOffset)
    }
}
