// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// The options that every subcommand has.
struct GlobalOptions: ParsableArguments {
    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    @Flag(name: [.short, .long], help: "Print errors only.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Say more.")
    var verbose = false

    @Flag(help: "Show no progress line on a terminal.")
    var noProgress = false

    @Option(
        name: [.short, .long],
        help: "How many threads to use; the default is the number of processors.")
    var jobs: Int?

    /// The number of threads, at least 1.
    var workers: Int { jobs ?? Processors.count }

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs takes a number from 1 to 256")
        }
    }

    /// A progress line, where one is wanted.
    func progress(_ verb: String) -> ProgressLine {
        ProgressLine(verb, isShown: !quiet && !json && !noProgress)
    }
}
