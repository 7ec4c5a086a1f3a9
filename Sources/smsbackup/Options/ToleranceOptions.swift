// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// Which differences between two file systems are none of the site.
struct ToleranceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How far apart two times may be and still be the same, for example 2s for FAT.",
            valueName: "seconds"))
    var timeTolerance: String = "0s"

    @Flag(
        help:
            "Take times that are whole hours apart for the same, as FAT and summer time move them.")
    var wholeHours = false

    @Flag(help: "Do not compare owners and groups.")
    var ignoreOwners = false

    @Flag(help: "Do not compare permissions, extended attributes and access control lists.")
    var ignoreModes = false

    func validate() throws {
        guard nanoseconds != nil else {
            throw ValidationError(
                "--time-tolerance takes 0s to 3600s, found \(ScreenText.quoted(timeTolerance))")
        }
    }

    private var nanoseconds: Int64? {
        var digits = timeTolerance[...]
        if digits.last == "s" { digits.removeLast() }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(digits),
            seconds <= AttributeTolerance.largest / 1_000_000_000
        else { return nil }
        return seconds * 1_000_000_000
    }

    /// The tolerance as the library takes it.
    var tolerance: AttributeTolerance {
        var tolerance = AttributeTolerance()
        tolerance.time = nanoseconds ?? 0
        tolerance.allowsWholeHours = wholeHours
        tolerance.ignoresOwners = ignoreOwners
        tolerance.ignoresModes = ignoreModes
        return tolerance
    }
}
