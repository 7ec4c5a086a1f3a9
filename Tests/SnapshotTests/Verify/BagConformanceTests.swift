// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

/// What the conformance suite for BagIt tries on bags, tried on archives.
@Suite("BagIt conformance")
struct BagConformanceTests {
    @Test(arguments: ConformanceBag.all)
    func `each bag of the suite has its answer`(bag: ConformanceBag) throws {
        for codec in Compression.Codec.allCases {
            let directory = try TemporaryDirectory()
            var forgery = Forgery()
            forgery.codec = codec
            bag.make(&forgery)
            try forgery.write(to: "a", in: directory.path)
            let archive = [UInt8](directory.file("a").utf8)
            let report = try Verification(level: .full, workers: 1).run(archive)
            let told = report.warnings.compactMap { $0.subject }
            switch bag.answer {
            case .intact:
                #expect(report.findings == [], "\(bag.reason)")
                #expect(told == [], "\(bag.reason)")
                #expect(report.filesChecked >= 2)
            case .warning(let path):
                #expect(report.findings == [], "\(bag.reason)")
                #expect(told == [[UInt8](path.utf8)], "\(bag.reason)")
            case .finding(let code, let message):
                let isFound = report.findings.contains {
                    $0.code == code && $0.message.contains(message)
                }
                #expect(isFound, "\(codec), \(bag.reason): \(report.findings)")
            }
            // Whatever a bag's list says, a restore makes nothing outside its destination.
            _ = try? Restoration(RestoreOptions(workers: 1))
                .run(archive, to: [UInt8](directory.file("out").utf8))
            #expect(try directory.names().filter { $0 != "out" } == ["a"])
        }
    }

    @Test func `the table has every bag of the suite once`() {
        #expect(ConformanceBag.all.count == 60)
        #expect(Set(ConformanceBag.all.map(\.testDescription)).count == 60)
        let folders = ConformanceBag.all.map {
            $0.testDescription.split(separator: "/").prefix(2).joined(separator: "/")
        }
        let counts = Dictionary(grouping: folders) { $0 }.mapValues(\.count)
        #expect(
            counts == [
                "v0.93/valid": 2, "v0.94/valid": 2, "v0.95/valid": 2, "v0.96/valid": 8,
                "v0.97/invalid": 11, "v0.97/linux-only": 6, "v0.97/valid": 12,
                "v0.97/warning": 6, "v0.97/windows-only": 6, "v1.0/invalid": 4, "v1.0/valid": 1,
            ])
    }
}
