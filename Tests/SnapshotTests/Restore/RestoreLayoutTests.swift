// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Where entries go")
struct RestoreLayoutTests {
    private func path(_ text: String) throws -> EntryPath { try #require(EntryPath(text)) }

    /// A layout and the places of some paths of an archive in it; empty for nowhere.
    struct Case: Sendable, CustomTestStringConvertible {
        let root: RestoreLayout.Root
        let places: [String: String]
        let quarantine: String
        let tree: String

        var testDescription: String { "\(root)" }
    }

    static let cases = [
        Case(
            root: .asCaptured,
            places: [
                "data/A01/tree/X": "A01/tree/X", "overlay/A01/tree/X": "A01/tree/X",
                "data/A01": "A01", "data": "", "data/B01/x": "B01/x",
            ], quarantine: "A01/quarantine/SITE.SRV/Q", tree: "A01/tree"),
        Case(
            root: .named([UInt8]("NEW".utf8)),
            places: [
                "data/A01/tree/X": "NEW/tree/X", "data/A01": "NEW", "data/A01x/y": "A01x/y",
                "data/B01/x": "B01/x", "smsbackup/A01/x": "A01/x",
            ], quarantine: "NEW/quarantine/SITE.SRV/Q", tree: "NEW/tree"),
        Case(
            root: .none,
            places: [
                "data/A01/tree": "tree", "data/A01/tree/X": "tree/X", "data/A01": "",
                "data/B01/x": "",
            ], quarantine: "quarantine/SITE.SRV/Q", tree: "tree"),
    ]

    @Test(arguments: cases) func `follows from the root`(testCase: Case) throws {
        let layout = RestoreLayout(site: "A01", root: testCase.root)
        for (source, place) in testCase.places {
            #expect(
                layout.path(of: try path(source))?.description ?? "" == place, "\(source)")
        }
        let queue = try path("data/A01/tree/SITE.SRV/Q")
        #expect(layout.quarantinePath(of: queue)?.description == testCase.quarantine)
        #expect(layout.tree?.description == testCase.tree)
    }

    @Test func `only what lies below the site's directory has a path there`() throws {
        let layout = RestoreLayout(site: "A01", root: .asCaptured)
        let expected: [String: String?] = [
            "data/A01/tree/SYSTEM.MAP": "SYSTEM.MAP", "overlay/A01/tree/A/B": "A/B",
            "data/A01/tree": nil, "data/A01/trees/A": nil, "data/A01/extra/A": nil,
            "data/B01/tree/A": nil, "smsbackup/A01/tree/A": nil, "data": nil,
        ]
        for (source, below) in expected {
            let found = layout.treePath(of: try path(source))
            #expect(found.map { String(decoding: $0, as: UTF8.self) } == below, "\(source)")
        }
    }

    @Test func `what does harm goes to the quarantine or nowhere`() throws {
        var hazards = RestoreHazards()
        hazards.controlFiles[try path("data/A01/tree/SITE.SRV/SITECFG.BOX/SITECTRL.CT0")] = "bad"
        hazards.reissues[try path("data/A01/tree/LOGON.SRV/SMSID/A0101000.UID")] = "old"
        func places(_ quarantines: Bool) throws -> [String] {
            let placing = RestorePlacing(
                layout: RestoreLayout(site: "A01", root: .asCaptured),
                quarantinesQueues: quarantines, hazards: hazards)
            return try [
                "SITE.SRV/SITECFG.BOX/SITECTRL.CT0", "LOGON.SRV/SMSID/A0101000.UID",
                "site.srv/Schedule.Box/1.JOB", "SITE.SRV/SCHEDULE.BOX", "SYSTEM.MAP",
            ].map { name in
                let place = placing.place(of: try path("data/A01/tree/\(name)"), isDirectory: false)
                switch try #require(place) {
                case .at(let path): return "at \(path)"
                case .quarantined(let path, _): return "quarantined \(path)"
                case .refused(let path, let reason): return "refused \(path): \(reason)"
                }
            }
        }
        let fixed = [
            "quarantined A01/quarantine/SITE.SRV/SITECFG.BOX/SITECTRL.CT0",
            "refused A01/tree/LOGON.SRV/SMSID/A0101000.UID: old",
        ]
        let others = ["at A01/tree/SITE.SRV/SCHEDULE.BOX", "at A01/tree/SYSTEM.MAP"]
        #expect(
            try places(true) == fixed + ["quarantined A01/quarantine/site.srv/Schedule.Box/1.JOB"]
                + others)
        #expect(
            try places(false) == fixed + ["at A01/tree/site.srv/Schedule.Box/1.JOB"] + others)
    }
}
