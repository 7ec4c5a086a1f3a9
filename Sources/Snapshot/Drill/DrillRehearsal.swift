// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// What a drill does in its scratch directory.
struct DrillRehearsal {
    /// The name of the directory in the scratch directory that is restored to.
    private static let name = [UInt8]("restored".utf8)

    private let options: DrillOptions
    private let reader: ArchiveReader
    private let scratch: ScratchDirectory

    init(_ options: DrillOptions, _ reader: ArchiveReader, _ scratch: ScratchDirectory) {
        self.options = options
        self.reader = reader
        self.scratch = scratch
    }

    /// Restores, compares and judges, runs the program, and measures the space.
    func run(_ archive: [UInt8], _ report: inout DrillReport) throws {
        let destination = scratch.handle.fullPath(Self.name)
        report.destination = destination
        var start = ContinuousClock.now
        var restoring = RestoreOptions(workers: options.workers)
        restoring.identities = options.identities
        restoring.isInterrupted = options.isInterrupted
        restoring.progress = options.progress
        let restoration = try Restoration(restoring).restore(
            reader.archive.file, of: archive, to: destination)
        report.restoration = restoration
        report.note(.restore, ContinuousClock.now - start)
        report.peakBytes = try scratch.allocatedBytes()

        start = ContinuousClock.now
        try compare(Set(restoration.notRestored.map(\.path)), &report)
        report.note(.compare, ContinuousClock.now - start)

        if options.command.isEmpty {
            report.skip([.command], "none was given")
        } else {
            start = ContinuousClock.now
            report.command = try command(destination)
            report.note(.command, ContinuousClock.now - start)
            report.peakBytes = max(report.peakBytes, try scratch.allocatedBytes())
        }
        if options.isInterrupted() { throw SnapshotError(.interrupted, "interrupted") }
    }

    /// Compares what came out with the manifest; what is as it was captured is judged.
    private func compare(_ left: Set<EntryPath>, _ report: inout DrillReport) throws {
        let judging = ArchiveJudging(reader)
        let root = try scratch.handle.directory(at: Self.name)
        let stages = try RestoredTreeStages(
            reader, root, judging.collector, left: left, isInterrupted: options.isInterrupted)
        try OrderedPipeline(workers: options.workers).run(stages)
        var comparison = stages.report
        comparison.findings += try stages.census.findings(scratch, destination: Self.name)
        if comparison.entries == 0 {
            comparison.findings.append(Finding(.restored, "nothing was compared"))
        }
        report.comparison = comparison
        // Documents that are not those of the site would be judged for the damage.
        guard comparison.findings.isEmpty, comparison.failures.isEmpty, left.isEmpty,
            report.verification.restorable == .yes
        else { return }
        report.judged = judging.outcome(isWhole: true)
        if report.judged?.judgement.checks.isEmpty == true {
            report.ownFindings.append(Finding(.judgement, "no check was made of the site"))
        }
    }

    /// Runs the user's program on the restored files.
    ///
    /// It runs where the user is, not among the restored files: a relative name means what it meant
    /// to the user, and no program is found in what came out of an archive.
    private func command(_ destination: [UInt8]) throws -> DrillReport.CommandResult {
        let arguments = options.command + [destination]
        let process = ChildProcess(
            arguments, variables: [(DrillOptions.variable, destination)],
            in: [UInt8(ascii: ".")], timeLimit: options.commandLimit)
        let outcome: ChildProcess.Outcome
        do throws(SystemCallError) {
            outcome = try process.run(isInterrupted: options.isInterrupted)
        } catch {
            return .init(
                arguments: arguments, outcome: nil, complaint: "could not be started: \(error)")
        }
        if outcome.ending == .interrupted {
            throw SnapshotError(.interrupted, "interrupted while the program ran")
        }
        return .init(
            arguments: arguments, outcome: outcome, complaint: complaint(outcome.ending))
    }

    private func complaint(_ ending: ChildProcess.Ending) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(let status): "ended with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut:
            "did not end within \(options.commandLimit.components.seconds) s and was ended, with what it had started"
        case .interrupted: "was interrupted and ended, with what it had started"
        }
    }
}
