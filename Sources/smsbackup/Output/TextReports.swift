// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// A site in one line.
enum SiteText {
    static func line(_ site: SiteIdentity) -> String {
        var text = "site \(site.code), \(site.kind.rawValue)"
        if let parent = site.parent { text += ", parent \(parent)" }
        if !site.server.isEmpty { text += ", server \(site.server)" }
        if !site.build.isEmpty { text += ", build \(site.build)" }
        return text
    }

    /// The components as a table.
    static func table(_ components: [Component]) -> [String] {
        components.map { component in
            let state: String =
                switch component.status {
                case .captured:
                    "\(Quantity.count(component.files, "file")), \(Quantity.bytes(component.bytes))"
                case .declaredMissing: "MISSING (declared)"
                case .absent: "-"
                }
            return "  \(Quantity.padded(component.kind.title, 34))  \(state)"
        }
    }
}

/// What `plan` prints.
struct PlanText {
    private let plan: CapturePlan
    private let judgement: Judgement
    private let upgrade: UpgradePlan

    init(_ judged: JudgedPlan) {
        plan = judged.plan
        judgement = judged.judgement
        upgrade = judged.upgrade
    }

    func print() {
        let output = StandardStream.output
        output.line(SiteText.line(plan.site))
        for line in SiteText.table(plan.components) { output.line(line) }
        output.line(
            "  \(Quantity.padded("together", 34))  \(Quantity.count(plan.files, "file")), \(Quantity.bytes(plan.bytes))"
        )
        for missing in plan.missing {
            output.line(
                "\(missing.isAllowed ? "missing (declared)" : "MISSING"): \(missing.message)")
            if !missing.isAllowed {
                output.line(
                    "  to do: \(missing.hint), or pass --allow-missing \(missing.kind.rawValue)")
            }
        }
        for loss in plan.losses {
            output.line("CANNOT BE READ: \(ScreenText.quoted(loss.path)) \(loss.reason)")
        }
        for warning in plan.warnings where warning.kind != .declaredMissing {
            output.line("\(warning.needsAttention ? "warning" : "notice"): \(warning)")
        }
        output.line("")
        for line in ChecklistText(judgement).lines { output.line(line) }
        output.line("")
        output.write([UInt8](upgrade.text.utf8))
        for line in ChecklistText(judgement).remedies { output.line(line) }
        output.line("")
        output.line(
            plan.refusals.isEmpty ? "ready to capture" : "NOT ready: a capture would be refused")
    }
}

/// What `capture` prints.
struct CaptureText {
    private let report: CaptureReport
    private let elapsed: Duration

    init(_ report: CaptureReport, elapsed: Duration) {
        self.report = report
        self.elapsed = elapsed
    }

    func print(to stream: StandardStream) {
        stream.line(SiteText.line(report.site))
        for line in SiteText.table(report.components) { stream.line(line) }
        let place = report.path.map { ScreenText.quoted($0) } ?? "standard output"
        let ratio =
            report.bytes > report.archiveBytes
            ? " (\(report.archiveBytes * 100 / report.bytes) %)" : ""
        stream.line(
            "captured \(Quantity.count(report.files, "file")), \(Quantity.bytes(report.bytes)) into \(place), \(Quantity.bytes(report.archiveBytes))\(ratio), in \(Elapsed.text(elapsed))"
        )
        stream.line(
            report.isReadBack
                ? "read back from the disk and proved; identifier \(report.archiveID)"
                : "written to a stream and not read back; identifier \(report.archiveID)")
        stream.line(ChecklistText.counts(report.judgement))
        for check in report.defects + report.concerns {
            for line in ChecklistText.brief(check) { stream.line(line) }
        }
    }
}

/// A duration for people.
enum Elapsed {
    static func text(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

/// What `verify` prints for one archive.
struct VerifyText {
    private let report: VerificationReport

    init(_ report: VerificationReport) {
        self.report = report
    }

    func print(isQuiet: Bool) {
        let output = StandardStream.output
        let name = ScreenText.quoted(report.path)
        for finding in report.findings { output.line("\(name): \(finding)") }
        if let foreign = report.foreign {
            output.line(
                "\(name): \(Self.isOnlyForeign(report) ? "" : "DAMAGED, ")NOT PROVED: not made by smsbackup, \(Quantity.count(Int(clamping: foreign.entries), "entry", "entries")) read"
            )
        } else if report.findings.isEmpty {
            if isQuiet { return }
            let content =
                report.level != .quick
                ? "; content of \(Quantity.count(report.filesChecked, "file")), \(Quantity.bytes(report.bytesChecked))"
                : "; content not decompressed"
            output.line(
                "\(name): intact (\(report.level.rawValue)): \(Quantity.bytes(report.archiveBytes)) in \(Quantity.count(report.unitsChecked, "unit"))\(content)"
            )
        } else if report.isIntact {
            output.line(
                "\(name): intact, NOT USABLE (\(report.level.rawValue)): \(Quantity.count(report.findings.count, "finding")) about the site in it"
            )
        } else {
            for place in report.damage { output.line("\(name): \(Self.line(place))") }
            let lost = report.findings.filter { $0.code == .content }.count
            let restorable: String =
                switch report.restorable {
                case .yes: "everything can be restored"
                case .partly: "it can be restored in part"
                case .no: "it cannot be restored, try salvage"
                case .unknown: "what can be restored is not known, --level full tells"
                }
            let cost =
                report.restorable == .unknown ? "" : ", \(Quantity.count(lost, "file")) lost"
            output.line(
                "\(name): DAMAGED (\(report.level.rawValue)): \(Quantity.count(report.findings.count, "finding"))\(cost); \(restorable)"
            )
        }
        if isQuiet { return }
        if let judged = report.judged {
            output.line("\(name): \(ChecklistText.summary(judged))")
        }
        Diagnostics.report(report.warnings)
        Diagnostics.report(report.judged?.concerns ?? [])
    }

    /// Whether nothing is wrong with an archive but that another program wrote it.
    static func isOnlyForeign(_ report: VerificationReport) -> Bool {
        report.foreign != nil && report.findings.allSatisfy { $0.code == .archiveForeign }
    }

    /// The verdict in one word; stable.
    static func verdict(_ report: VerificationReport) -> String {
        if report.findings.isEmpty { return "intact" }
        if isOnlyForeign(report) { return "foreign" }
        return report.isIntact ? "unusable" : "damaged"
    }

    /// A damaged place: its bytes, its units, what it costs.
    private static func line(_ place: DamagedPlace) -> String {
        var text = "damaged: bytes \(place.bytes.lowerBound) to \(place.bytes.upperBound)"
        if let units = place.units {
            text +=
                units.count == 1
                ? ", unit \(units.lowerBound)"
                : ", units \(units.lowerBound) to \(units.upperBound)"
        }
        text += " [\(place.codes.map(\.rawValue).joined(separator: ", "))]"
        guard !place.entries.isEmpty else { return text + ": no file is known to be lost" }
        text += ": \(Quantity.count(place.entries.count, "file")) lost"
        return text + " (\(place.components.map(\.rawValue).joined(separator: ", ")))"
    }
}

/// What `show` prints.
struct ShowText {
    private let listing: ArchiveListing

    init(_ listing: ArchiveListing) {
        self.listing = listing
    }

    func print() {
        let output = StandardStream.output
        let about = listing.description
        output.line(SiteText.line(about.site))
        output.line("taken       \(about.created.wholeSecondDescription) by \(about.tool)")
        output.line("name        \(about.bag)")
        output.line("identifier  \(listing.archiveID)")
        output.line(
            "size        \(Quantity.bytes(listing.archiveBytes)) for \(Quantity.bytes(listing.tarBytes)) of tar in \(Quantity.count(listing.unitCount, "unit"))"
        )
        output.line(
            "compressed  \(about.compression.codec.rawValue), level \(about.compression.level), \(about.library)"
        )
        for line in SiteText.table(listing.components) { output.line(line) }
        for warning in listing.warnings {
            output.line("\(warning.needsAttention ? "warning" : "notice"): \(warning)")
        }
    }
}
