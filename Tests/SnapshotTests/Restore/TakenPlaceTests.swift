// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Two entries of an archive that a restore would put at one place.
@Suite("Two entries at one place")
struct TakenPlaceTests {
    private static let one = [UInt8]("one\n".utf8)
    private static let two = [UInt8]("two, and longer\n".utf8)

    private static func member(_ path: String, _ content: [UInt8]) -> Forgery.Member {
        var member = Forgery.Member(path, Forgery.fileKind(content))
        member.content = content
        return member
    }

    /// What lies at the place, the first one before the second.
    enum Pair: CaseIterable {
        case files, fileAndLink, linkAndFile, fileAndSecondName, largeFiles

        var members: [[Forgery.Member]] {
            let data = "data/XXX/tree/F"
            let overlay = "overlay/XXX/tree/F"
            let link = Forgery.Member(overlay, .symbolicLink(target: [UInt8]("x".utf8)))
            switch self {
            case .files:
                return [[member(data, one), member(overlay, two)]]
            case .fileAndLink: return [[member(data, one), link]]
            case .linkAndFile:
                return [
                    [Forgery.Member(data, .symbolicLink(target: [0x78])), member(overlay, two)]
                ]
            case .fileAndSecondName:
                let other = member("data/XXX/tree/G", two)
                let name = Entry.Kind.hardLink(
                    to: other.entry.path, size: UInt64(two.count), digest: Hashing.digest(of: two))
                return [[member(data, one), other, Forgery.Member(overlay, name)]]
            case .largeFiles:
                var large = member(overlay, noise(700_000))
                large.split = 250_000
                return [[member(data, one)], [large]]
            }
        }
    }

    @Test(arguments: Pair.allCases, RestoreOptions.Overwrite.allCases)
    func `the first one has it, and the plan says what the restore does`(
        pair: Pair, overwrite: RestoreOptions.Overwrite
    ) throws {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.units.replaceSubrange(0...0, with: pair.members)
        try forgery.write(to: "a", in: directory.path)
        var options = RestoreOptions(workers: 2)
        options.overwrite = overwrite
        func run(
            isDryRun: Bool, _ onDecision: (PlannedEntry) -> Void = { _ in }
        ) throws -> RestoreReport {
            options.isDryRun = isDryRun
            return try Restoration(options).run(
                [UInt8](directory.file("a").utf8), to: [UInt8](directory.file("out").utf8),
                onDecision: onDecision)
        }
        var planned: [String] = []
        let plan = try run(isDryRun: true) { entry in
            if "\(entry.path)" == "XXX/tree/F" { planned.append("\(entry.decision.action)") }
        }
        #expect(planned == ["create", "refuse"])
        #expect(try directory.names() == ["a"])
        let done = try run(isDryRun: false)
        for report in [plan, done] {
            #expect(
                report.notRestored.map { "\($0.path): \($0.reason)" } == [
                    "XXX/tree/F: another entry of the archive has its place"
                ])
            #expect(report.findings == [])
        }
        #expect(plan.created == done.created)
        #expect(plan.bytes == done.bytes)
        let place = directory.file("out/XXX/tree/F")
        if pair == .linkAndFile {
            #expect(try StockTool.run("readlink", [place]).text == "x\n")
        } else {
            #expect(try bytes(of: place) == Self.one)
        }
    }
}
