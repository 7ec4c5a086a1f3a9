// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Snapshot

/// `smsbackup capture`: takes a snapshot into an archive.
struct CaptureCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Capture a site into one archive, and prove the archive on the disk.")

    @OptionGroup var input: InputOptions

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "A directory (a name is made: SITE-YYYYMMDDTHHMMSSZ.tar.zst), a new file, or - for a stream.",
            valueName: "out"))
    var output = "."

    @Option(
        help:
            "The compression: zstd or gzip; the default is zstd, or what the name of the file says."
    )
    var codec: Compression.Codec?

    @Option(help: "The compression level: 1 to 19 for zstd (3), 1 to 9 for gzip (6).")
    var level: Int?

    @Option(help: "The name of the snapshot inside the archive.")
    var name: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if output.isEmpty { throw ValidationError("the path after --output is empty") }
        if compression == nil {
            throw ValidationError(
                "\(chosenCodec.rawValue) has the levels \(chosenCodec.levels.lowerBound) to \(chosenCodec.levels.upperBound)"
            )
        }
    }

    private var chosenCodec: Compression.Codec {
        codec ?? (output.hasSuffix(".gz") || output.hasSuffix(".tgz") ? .gzip : .zstd)
    }

    private var compression: Compression? { Compression(chosenCodec, level: level) }

    private var destination: CaptureDestination {
        if output == "-" { return .standardOutput }
        var isDirectory = false
        isDirectory = FileKind.isDirectory(output)
        return isDirectory ? .directory([UInt8](output.utf8)) : .file([UInt8](output.utf8))
    }

    func execute() throws -> ExitStatus {
        guard let compression else { return .usage }
        if case .standardOutput = destination, StandardStream.output.isTerminal {
            throw SnapshotError(
                .usage, "an archive is not written to a terminal", hint: "redirect standard output")
        }
        var options = CaptureOptions(
            compression: compression, workers: global.workers, moment: try Moment.ofThisRun())
        options.name = name
        options.isInterrupted = { Interruption.isRequested }
        let progress = global.progress("captured")
        options.progress = { progress.show(done: $0.bytesDone, total: $0.bytesTotal) }
        let start = ContinuousClock.now
        let report = try Capture(input.inputs, options: options).run(to: destination)
        progress.finish()
        let status = ExitStatus(
            hasFindings: false,
            hasWarnings: report.warnings.contains { $0.needsAttention }
                || !report.defects.isEmpty || !report.concerns.isEmpty)
        let text = CaptureText(report, elapsed: ContinuousClock.now - start)
        if global.json, report.path != nil {
            try JSONReport("capture", status, CaptureJSON(report)).print()
        } else if !global.quiet {
            text.print(to: report.path == nil ? .error : .output)
        }
        Diagnostics.report(report.warnings.filter { $0.needsAttention || global.verbose })
        return status
    }
}
