// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Registry files that pass by")
struct RegistryIntakeTests {
    private func taken(
        _ bytes: [UInt8], cut: Int, largestInMemory: Int
    ) -> RegistryIntake.Outcome {
        var intake = RegistryIntake(largestInMemory: largestInMemory)
        let buffer = ByteBuffer(capacity: bytes.count + 64)
        buffer.append([UInt8](repeating: 0xEE, count: 3) + bytes)
        var start = 3
        while start < buffer.count {
            let end = min(buffer.count, start + cut)
            intake.consume(buffer, in: start..<end)
            start = end
        }
        return intake.finish()
    }

    @Test(arguments: [1, 7, 512, 4_096, 4_097, 1 << 20], [0, 5_000, 1 << 20])
    func `a hive is the same however it is cut, in memory or in a file`(
        cut: Int, largestInMemory: Int
    ) throws {
        let bytes = SiteRegistry.hive
        let outcome = taken(bytes, cut: cut, largestInMemory: largestInMemory)
        guard case .hive(let hive) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let whole = RegistryHive(bytes: bytes)
        #expect(hive.condition == .clean)
        #expect(hive.facts == whole.facts)
        #expect(hive.byteCount == bytes.count)
        #expect(hive.problems == whole.problems)
    }

    @Test(arguments: [1, 100, 4_096, 1 << 20])
    func `an export is the same however it is cut`(cut: Int) throws {
        for bytes in [SiteRegistry.export, SiteRegistry.export + SiteRegistry.export, []] {
            let outcome = taken(bytes, cut: cut, largestInMemory: 0)
            guard case .export(let export) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let whole = RegistryExport(bytes: bytes)
            #expect(export.form == whole.form)
            #expect(export.verdict == whole.verdict)
            #expect(export.facts == whole.facts)
        }
    }

    @Test func `a short hive is one`() {
        guard case .hive = taken([UInt8]("regf".utf8), cut: 4, largestInMemory: 0) else {
            Issue.record("it is taken for something else")
            return
        }
    }
}
