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
            "A directory (a name is made: SITE-YYYYMMDDTHHMMSSZ.tar.zst), a new file, or - for a stream; the default is the current directory.",
            valueName: "out"))
    var output: String?

    @Option(
        help:
            "The compression: zstd or gzip; the default is zstd, or what the name of the file says."
    )
    var codec: Compression.Codec?

    @Option(help: "The compression level: 1 to 19 for zstd (2), 1 to 9 for gzip (6).")
    var level: Int?

    @Option(help: "The name of the snapshot inside the archive.")
    var name: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if output?.isEmpty == true { throw ValidationError("the path after --output is empty") }
        if input.config != nil {
            if name != nil {
                throw ValidationError(
                    "--name and --config exclude each other: each site has a snapshot of its own")
            }
            if output == "-" {
                throw ValidationError(
                    "--output - and --config exclude each other: each site has an archive of its own"
                )
            }
        } else if compression == nil {
            throw ValidationError(
                "\(chosenCodec.rawValue) has the levels \(chosenCodec.levels.lowerBound) to \(chosenCodec.levels.upperBound)"
            )
        }
    }

    private var chosenCodec: Compression.Codec {
        codec ?? (place.hasSuffix(".gz") || place.hasSuffix(".tgz") ? .gzip : .zstd)
    }

    private var compression: Compression? { Compression(chosenCodec, level: level) }

    /// Where the archive goes: here, when nobody says anything.
    private var place: String { output ?? "." }

    private var destination: CaptureDestination {
        if place == "-" { return .standardOutput }
        let path = [UInt8](place.utf8)
        return FileKind.isDirectory(place) ? .directory(path) : .file(path)
    }

    func execute() throws -> ExitStatus {
        if let file = input.config { return try capture(configuration: file) }
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
        let status = ExitStatus(report)
        let text = CaptureText(report, elapsed: ContinuousClock.now - start)
        if global.json, report.path != nil {
            try JSONReport("capture", status, CaptureJSON(report)).print()
        } else if !global.quiet {
            text.print(to: report.path == nil ? .error : .output)
        }
        Diagnostics.report(report.warnings.filter { $0.needsAttention || global.verbose })
        return status
    }

    private func capture(configuration file: String) throws -> ExitStatus {
        var overrides = input.overrides
        overrides.output = output.map { [UInt8]($0.utf8) }
        (overrides.codec, overrides.level) = (codec, level)
        overrides.needsOutput = true
        let configuration = try ConfigurationDecoding.read(
            [UInt8](file.utf8), overrides: overrides)
        let text = RunText(isQuiet: global.quiet, isVerbose: global.verbose)
        let progress = global.progress("captured")
        let runs = try ConfigurationRun(configuration).capture(
            ConfigurationRun.Surroundings(
                workers: global.workers, moment: try Moment.ofThisRun(),
                isInterrupted: { Interruption.isRequested },
                progress: { progress.show(done: $0.bytesDone, total: $0.bytesTotal) },
                finished: {
                    progress.finish()
                    text.print($0, hasReports: !global.json)
                }))
        return try RunReport(runs).print("capture", text, asJSON: global.json)
    }
}
