// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `salvage` prints: a line for each entry as it is written, then what was found.
struct SalvageText {
    private let report: SalvageReport

    init(_ report: SalvageReport) {
        self.report = report
    }

    /// The line of one entry.
    static func print(_ entry: SalvagedEntry) {
        let path = entry.path.map { ScreenText.quoted($0.bytes) } ?? "bytes without a name"
        var text = "\(Quantity.padded(entry.state.rawValue, 9)) \(path)"
        if !entry.reason.isEmpty { text += ": \(entry.reason)" }
        if entry.state == .partly {
            let proved = entry.proved.reduce(0) { $0 + UInt64($1.count) }
            let unproved = entry.unproved.reduce(0) { $0 + UInt64($1.count) }
            text += "; \(proved) bytes of \(entry.size) proved, \(unproved) not proved"
            if let place = entry.place { text += ", in \(ScreenText.quoted(place.bytes))" }
        }
        StandardStream.output.line(text)
    }

    func print(isQuiet: Bool) {
        let output = StandardStream.output
        for finding in report.findings { output.line("\(finding)") }
        if isQuiet && report.isWhole { return }
        for archive in report.archives {
            output.line("archive \(archive.identifier): \(Self.summary(archive))")
        }
        let total =
            "\(report.count(.proved)) proved, \(report.count(.partly)) partly, \(report.count(.lost)) lost"
        let unwritten =
            report.count(.unwritten) > 0 ? ", \(report.count(.unwritten)) NOT written" : ""
        output.line(
            "searched \(Quantity.bytes(report.searchedBytes)): \(total)\(unwritten); into \(ScreenText.quoted(report.destination))"
        )
        if report.archives.contains(where: { !$0.hasManifest }) {
            output.line("the manifest is lost, so what else is lost is not known")
        }
    }

    private static func summary(_ archive: SalvagedArchive) -> String {
        var parts: [String] = []
        if let site = archive.site { parts.append(SiteText.line(site)) }
        if let created = archive.created { parts.append("taken \(created.wholeSecondDescription)") }
        let count = archive.unitCount.map { " of \($0)" } ?? ""
        parts.append("\(archive.wholeUnits)\(count) units with their seals")
        parts.append(archive.hasManifest ? "manifest proved" : "no manifest")
        parts.append("\(Quantity.bytes(archive.provedBytes)) proved")
        return parts.joined(separator: ", ")
    }
}
