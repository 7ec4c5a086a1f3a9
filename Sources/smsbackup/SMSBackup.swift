// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CLinux
import Snapshot

/// The command: a name, a version, and the list of its subcommands.
@main
struct SMSBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smsbackup",
        abstract:
            "Backs up a Systems Management Server site into one archive, verifies and restores it.",
        discussion: """
            Exit status: 0 done, nothing to report; 1 could not be done, nothing was left behind; \
            2 findings: damaged, different, not complete; 3 done, but read the warnings; 64 wrong usage; \
            130 or 143 interrupted, nothing was left behind.
            """,
        version: ArchiveDescription.tool,
        subcommands: [
            PlanCommand.self, CaptureCommand.self, VerifyCommand.self, DiffCommand.self,
            StatusCommand.self,
            RestoreCommand.self, DrillCommand.self,
            SalvageCommand.self, ListCommand.self,
            ShowCommand.self, CatCommand.self,
        ])

    /// Parses, runs, and turns whatever happened into one exit status.
    static func main() {
        Interruption.install()
        // Without this the C library comes to keep what large buffers gave back, up to 64 MiB, for
        // the next one (mallopt(3), "dynamic mmap threshold"). Should it refuse, so it does.
        _ = smsb_set_heap_thresholds(1 << 20, 1 << 20)
        do {
            var command = try parseAsRoot()
            if let reporting = command as? any ReportingCommand {
                Diagnostics.exit(try reporting.execute())
            }
            try command.run()
        } catch let error as SnapshotError {
            Diagnostics.report(error)
            Diagnostics.exit(ExitStatus(error))
        } catch let error as ConfigurationError {
            Diagnostics.report(error)
            Diagnostics.exit(.usage)
        } catch {
            // Help and version: ArgumentParser knows their text, stream and status.
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Diagnostics.reportUsage(fullMessage(for: error))
            Diagnostics.exit(.usage)
        }
    }
}

/// A subcommand that ends with an exit status of the contract.
protocol ReportingCommand: ParsableCommand {
    /// Does the work and prints the report.
    ///
    /// - Throws: `SnapshotError` when it could not be done.
    func execute() throws -> ExitStatus
}
