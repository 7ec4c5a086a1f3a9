// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs programs that are not ours and says what they said.
public enum StockTool {
    /// What a program did.
    public struct Result: Sendable {
        /// The exit status; 128 plus the signal for a killed program.
        public let status: Int32
        /// What came on standard output.
        public let output: [UInt8]
        /// What came on standard error.
        public let errors: String

        /// Standard output as text.
        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// The directory of the repository.
    public static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// Runs a program with arguments, without a shell.
    ///
    /// - `program`: a name to look for, first among the project's own Python tools.
    /// - `input`: what it gets on standard input, from a file.
    /// - `output`: a file that takes its standard output instead of the result.
    @discardableResult
    public static func run(
        _ program: String, _ arguments: [String], in directory: String? = nil,
        environment: [String: String] = [:], input: String? = nil, output: String? = nil
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        var variables = ProcessInfo.processInfo.environment
        variables["PATH"] =
            "\(repository)/.build/tools/bin:" + (variables["PATH"] ?? "/usr/bin:/bin")
        variables["LC_ALL"] = "C.UTF-8"
        for (name, value) in environment { variables[name] = value }
        process.environment = variables
        process.standardInput =
            try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) }
            ?? FileHandle.nullDevice
        // Files instead of pipes: a program that writes much to both would wait for a reader for
        // ever.
        let scratch = try Scratch()
        if let output {
            _ = FileManager.default.createFile(atPath: output, contents: nil)
            process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        } else {
            process.standardOutput = scratch.output
        }
        process.standardError = scratch.errors
        try process.run()
        process.waitUntilExit()
        let isSignal = process.terminationReason == .uncaughtSignal
        return Result(
            status: process.terminationStatus + (isSignal ? 128 : 0),
            output: output == nil ? try scratch.read(scratch.output) : [],
            errors: String(decoding: try scratch.read(scratch.errors), as: UTF8.self))
    }

    /// Runs a line of shell, for pipes; names come in as `$1`, `$2`, ….
    @discardableResult
    public static func shell(
        _ line: String, _ arguments: [String] = [], in directory: String? = nil
    ) throws -> Result {
        try run("bash", ["-o", "pipefail", "-c", line, "bash"] + arguments, in: directory)
    }

    /// Whether a program can be found.
    ///
    /// Where the environment demands all tools, as `make test` and CI do, every tool counts as
    /// there: a missing one then fails its test instead of skipping it.
    public static func isThere(_ program: String) -> Bool {
        if ProcessInfo.processInfo.environment["SMSBACKUP_REQUIRE_TOOLS"] == "1" { return true }
        return (try? shell("command -v \"$1\"", [program]).status == 0) ?? false
    }
}

/// Two unnamed files for what a program prints.
private struct Scratch {
    let output: FileHandle
    let errors: FileHandle

    init() throws {
        output = try Self.unnamed()
        errors = try Self.unnamed()
    }

    func read(_ handle: FileHandle) throws -> [UInt8] {
        try handle.seek(toOffset: 0)
        return [UInt8](try handle.readToEnd() ?? Data())
    }

    private static func unnamed() throws -> FileHandle {
        guard let stream = tmpfile() else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer { fclose(stream) }
        return FileHandle(fileDescriptor: dup(fileno(stream)), closeOnDealloc: true)
    }
}
