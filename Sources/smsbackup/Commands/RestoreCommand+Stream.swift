// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// `smsbackup restore ARCHIVE -`: the selection as a tar on standard output.
extension RestoreCommand {
    /// Whether the selection goes to standard output.
    var isToStream: Bool { destination == "-" }

    /// With `--to-stdout` there is no directory: what stands in its place is the first pattern.
    mutating func readStreamArguments() {
        if let destination, destination != "-" { patterns.insert(destination, at: 0) }
        destination = "-"
    }

    /// What makes no sense for a stream.
    func validateStream() throws {
        guard isToStream else { return }
        if global.json {
            throw ValidationError("--json and --to-stdout exclude one another")
        }
        if dryRun || overwrite != .keep || guards.needsDirectory {
            throw ValidationError(
                "--dry-run, --overwrite, --in-place, --root, --queues, --current-registry and --accept-duplicate-ids need a directory, not --to-stdout"
            )
        }
    }

    /// Writes the tar and reports on standard error.
    func writeStream(_ options: RestoreOptions) throws -> ExitStatus {
        guard !StandardStream.output.isTerminal else {
            throw SnapshotError(
                .usage, "the tar would go to a terminal", hint: "pipe it into tar -x")
        }
        let report = try RestoreStream(options) { StandardStream.output.write($0) }
            .run([UInt8](archive.utf8))
        for finding in report.findings { Diagnostics.line(.error, "\(finding)") }
        AttributeText.report(report.attributes)
        if !report.findings.isEmpty {
            Diagnostics.line(
                .hint, "the stream has no end mark, because it does not hold all that was selected")
        } else if global.verbose {
            Diagnostics.line(
                .notice,
                "wrote \(Quantity.count(report.entries, "member")), \(Quantity.bytes(report.bytes))"
            )
        }
        return ExitStatus(
            hasFindings: !report.findings.isEmpty, hasWarnings: !report.attributes.isEmpty)
    }
}
