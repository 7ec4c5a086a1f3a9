// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// The live site that `verify` compares an archive with.
struct AgainstOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also compare the archive with this site's directory, entry by entry; takes one archive.",
            valueName: "site"))
    var against: String?

    @OptionGroup(title: "With --against") var outside: OutsideOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Count, but do not tell, differences under paths that match, besides logs and queues; may be given several times.",
            valueName: "pattern"))
    var volatile: [String] = []

    @Flag(help: "Tell differences in logs and queues too.")
    var noDefaultVolatile = false

    @OptionGroup(title: "With --against") var tolerances: ToleranceOptions

    func validate() throws {
        guard let against else {
            if !outside.isEmpty || !volatile.isEmpty || noDefaultVolatile {
                throw ValidationError("these options tell of a site: name it with --against")
            }
            return
        }
        if against.isEmpty { throw ValidationError("the path of the site is empty") }
    }

    /// Compares an archive with the site.
    func report(
        of archive: [UInt8], workers: Int, identities: AgeIdentities
    ) throws(SnapshotError) -> ComparisonReport? {
        guard let against else { return nil }
        let live = try Capture.plan(
            outside.inputs(of: against), workers: workers,
            isInterrupted: { Interruption.isRequested }
        ).liveSite
        var options = ComparisonOptions(workers: workers, identities: identities)
        options.volatile = VolatilePatterns(
            (noDefaultVolatile ? [] : VolatilePatterns.standard) + volatile)
        options.tolerance = tolerances.tolerance
        options.comparesMeaning = false
        options.isInterrupted = { Interruption.isRequested }
        return try Comparison(options).run(archive, with: .live(live))
    }

    /// Prints a comparison with the site.
    func show(_ drift: ComparisonReport, of archive: [UInt8], isQuiet: Bool) {
        AgainstText(drift, archive: archive, site: against ?? "").print(isQuiet: isQuiet)
    }

    /// The comparison for the JSON document.
    func json(_ drift: ComparisonReport?) -> AgainstJSON? {
        drift.map { AgainstJSON($0, site: against ?? "") }
    }
}
