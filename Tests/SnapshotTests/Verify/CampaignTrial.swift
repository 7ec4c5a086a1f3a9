// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport

@testable import Snapshot

/// Tries cases, one after the other, in a directory of its own.
struct CampaignTrial {
    /// What is said of one case.
    struct Outcome {
        var problems: [String] = []
        var isMissed = false
        var wronglyNamed = 0
        var named = 0
        var wronglyProved = 0
        var proved = 0
        var isOpen = false
    }

    private let archive: CampaignArchive
    private let directory: TemporaryDirectory

    init(_ archive: CampaignArchive) throws {
        self.archive = archive
        directory = try TemporaryDirectory()
    }

    func run(_ item: CampaignCase) throws -> Outcome {
        var outcome = Outcome()
        let damaged = [UInt8](try directory.write(item.bytes, to: "damaged").utf8)
        let quick = try Verification(level: .quick, workers: 1).run(damaged)
        let full = try Verification(level: .full, workers: 1).run(damaged)
        for report in [quick, full] where report.findings.isEmpty {
            outcome.isMissed = true
            outcome.problems.append("\(report.level) misses it")
        }
        let named = Set(full.findings.filter { $0.code == .content }.compactMap(\.path))
        outcome.named = named.count
        outcome.isOpen = full.restorable != .no || full.filesChecked > 0
        let onMap = Set(full.damage.flatMap(\.entries))
        if onMap != named { outcome.problems.append("the map shows \(onMap), named are \(named)") }
        try compareWithRestore(damaged, full, named, item, &outcome)
        if item.isSalvaged { try salvage(damaged, &outcome) }
        return outcome
    }

    /// The files that are named must be those that a restore does not give back, and no others.
    private func compareWithRestore(
        _ damaged: [UInt8], _ full: VerificationReport, _ named: Set<EntryPath>,
        _ item: CampaignCase, _ outcome: inout Outcome
    ) throws {
        defer { removeTree("restored") }
        if let mayLose = item.mayLose, !named.isSubset(of: mayLose) {
            outcome.wronglyNamed += named.subtracting(mayLose).count
            outcome.problems.append("names \(named.subtracting(mayLose))")
        }
        do {
            _ = try Restoration(RestoreOptions(workers: 1))
                .run(damaged, to: [UInt8](directory.file("restored").utf8))
        } catch {
            guard error.kind == .damaged else { throw error }
            if full.restorable != .no { outcome.problems.append("restore refuses: \(error)") }
            return
        }
        // With the tail of the other archive it is the other archive, of which units are missing.
        let files = full.archiveID == archive.otherID ? archive.otherFiles : archive.files
        for (path, content) in files {
            let isBack =
                try restored("restored/\(path.droppingFirst(1)?.description ?? "")") == content
            if isBack == named.contains(path) {
                outcome.wronglyNamed += isBack ? 1 : 0
                outcome.problems.append("\(path) is \(isBack ? "named" : "not named")")
            }
        }
        if full.restorable == .yes && !named.isEmpty {
            outcome.problems.append("restorable, and \(named) are lost")
        }
    }

    /// What is called proved must be what it was, in whichever of the two archives it was.
    private func salvage(_ damaged: [UInt8], _ outcome: inout Outcome) throws {
        defer { removeTree("salvaged") }
        var entries: [SalvagedEntry] = []
        let report = try Salvage().run(
            .file(damaged), to: [UInt8](directory.file("salvaged").utf8)
        ) { entries.append($0) }
        if report.isWhole { outcome.problems.append("salvage calls it whole") }
        for entry in entries where entry.state == .proved {
            guard let path = entry.path, let place = entry.place,
                let content = archive.files[path], let other = archive.otherFiles[path]
            else { continue }
            outcome.proved += 1
            let found = try restored("salvaged/\(place)")
            if found != content && found != other {
                outcome.wronglyProved += 1
                outcome.problems.append("\(path) is proved and wrong")
            }
        }
        // What a restore gives back, a salvage proves.
        if outcome.isOpen, report.archives.first?.hasManifest == true {
            let proved = entries.count {
                $0.state == .proved && $0.path.map { archive.files[$0] != nil } ?? false
            }
            if proved < archive.files.count - outcome.named {
                outcome.problems.append("salvage proves \(proved) files, \(outcome.named) are lost")
            }
        }
    }

    private func restored(_ name: String) throws -> [UInt8]? {
        let path = directory.file(name)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try bytes(of: path)
    }

    private func removeTree(_ name: String) {
        try? FileManager.default.removeItem(atPath: directory.file(name))
    }
}
