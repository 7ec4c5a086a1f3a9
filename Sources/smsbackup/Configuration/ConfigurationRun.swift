// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// Plans or captures every site of a configuration, one after the other.
///
/// A site that cannot be done does not keep the next from being done. Hooks stand around each
/// site's own capture, so that the services of a site are stopped only as long as it is read. The
/// hooks behind a capture run whatever happened before them, like the end of a `defer`, because they
/// start services again.
struct ConfigurationRun {
    /// What the run wants of its surroundings.
    struct Surroundings {
        /// How many threads.
        var workers: Int
        /// The moment that every archive says it was taken.
        var moment: Timestamp
        /// Whether somebody asked to stop.
        var isInterrupted: @Sendable () -> Bool
        /// Called as each capture goes on.
        var progress: @Sendable (CaptureProgress) -> Void
        /// Called as soon as a site is done.
        var finished: (SiteRun) throws -> Void
    }

    private let configuration: Configuration

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Says what would be captured of every site; runs no hook and writes nothing.
    ///
    /// - `moment`: "now" in every judgement.
    /// - `workers`: how many threads.
    func plan(
        at moment: Timestamp, workers: Int, isInterrupted: @escaping @Sendable () -> Bool,
        finished: (SiteRun) throws -> Void
    ) throws -> [SiteRun] {
        try configuration.sites.map { site in
            var overview: SiteOverview?
            var outcome = SiteRun.Outcome.notBegun
            if !isInterrupted() {
                let look = look(at: site)
                overview = look.overview
                do throws(SnapshotError) {
                    if let error = look.error { throw error }
                    outcome = .planned(
                        try JudgedPlan(
                            inputs(of: site), at: moment, workers: workers,
                            isInterrupted: isInterrupted))
                } catch {
                    outcome = .failed(error)
                }
            }
            let run = SiteRun(site: site, overview: overview, outcome: outcome, hooks: [])
            try finished(run)
            return run
        }
    }

    /// Captures every site.
    func capture(_ surroundings: Surroundings) throws -> [SiteRun] {
        try configuration.sites.map { site in
            let run =
                surroundings.isInterrupted()
                ? SiteRun(site: site, overview: nil, outcome: .notBegun, hooks: [])
                : capture(site, surroundings)
            try surroundings.finished(run)
            return run
        }
    }

    private func capture(_ site: ConfiguredSite, _ surroundings: Surroundings) -> SiteRun {
        var hooks: [HookRun] = []
        var overview: SiteOverview?
        var outcome = SiteRun.Outcome.notBegun
        do throws(SnapshotError) {
            for hook in site.before {
                let run = HookRun(
                    hook, .before, variables: variables(site, nil), in: configuration.directory,
                    isInterrupted: surroundings.isInterrupted)
                hooks.append(run)
                if run.isFatal {
                    throw SnapshotError(
                        run.isInterrupted ? .interrupted : .system,
                        "\(run.sentence); nothing was captured")
                }
            }
            // Only now: a hook may have mounted what is looked at.
            let look = look(at: site)
            overview = look.overview
            if let error = look.error { throw error }
            let clock = ContinuousClock()
            let start = clock.now
            let report = try Capture(inputs(of: site), options: options(site, surroundings))
                .run(to: .directory(site.output))
            outcome = .captured(report, clock.now - start)
        } catch {
            outcome = .failed(error)
        }
        for hook in site.after {
            // Not interruptible: a second signal ends everything, and the time limit stands.
            hooks.append(
                HookRun(
                    hook, .after, variables: variables(site, outcome), in: configuration.directory,
                    isInterrupted: { false }))
        }
        return SiteRun(site: site, overview: overview, outcome: outcome, hooks: hooks)
    }

    private func options(
        _ site: ConfiguredSite, _ surroundings: Surroundings
    ) -> CaptureOptions {
        var options = CaptureOptions(
            compression: site.compression, workers: surroundings.workers,
            moment: surroundings.moment)
        options.isInterrupted = surroundings.isInterrupted
        options.progress = surroundings.progress
        return options
    }

    /// What a hook finds in its environment; before the capture there is neither archive nor status.
    private func variables(
        _ site: ConfiguredSite, _ outcome: SiteRun.Outcome?
    ) -> [(name: String, value: [UInt8])] {
        var archive: [UInt8] = []
        if case .captured(let report, _) = outcome { archive = report.path ?? [] }
        let status = outcome.map { "\(SiteRun.status(of: $0).rawValue)" } ?? ""
        return [
            ("SMSBACKUP_SITE", [UInt8](site.code.utf8)), ("SMSBACKUP_ARCHIVE", archive),
            ("SMSBACKUP_STATUS", [UInt8](status.utf8)),
        ]
    }

    /// What the site says it is, and why it must not be captured as what the file says it is.
    private func look(at site: ConfiguredSite) -> (overview: SiteOverview?, error: SnapshotError?) {
        do throws(SnapshotError) {
            let overview = try SiteOverview(of: site.inputs.site)
            let code = overview.identity.code
            // XXX: there is no control file to ask; the plan says so.
            guard code != site.code, code != "XXX" else { return (overview, nil) }
            return (
                overview,
                SnapshotError(
                    .refused,
                    "the configuration says \(site.code), but the site control file below \(ScreenText.quoted(site.inputs.site)) says \(ScreenText.quoted(code))",
                    hint: "correct code or root of this site in the configuration")
            )
        } catch {
            return (nil, error)
        }
    }

    /// The inputs with the secondary sites of the same file that this site is the parent of.
    private func inputs(of site: ConfiguredSite) -> CaptureInputs {
        var inputs = site.inputs
        for child in configuration.children(of: site.code) {
            do throws(SnapshotError) {
                // A child that is primary keeps its map to itself (Q171338, step 6).
                guard try SiteOverview(of: child.inputs.site).identity.kind != .primary else {
                    continue
                }
            } catch {
                // The plan looks at the same place again, and says what is missing.
            }
            inputs.children.append(
                CaptureInputs.Child(code: child.code, path: child.inputs.site))
        }
        return inputs
    }
}
