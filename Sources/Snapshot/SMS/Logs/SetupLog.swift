// SPDX-License-Identifier: Apache-2.0

/// What `SMSSETUP.LOG` tells about the last runs of Setup.
///
/// ```
/// <11-22-1996 13:42:14> Executing upgrade script SITE.SRV\X86.BIN\UPGRD12.SQL
/// <11-22-1996 13:42:16> Script execution returns code 0
/// ```
/// (Q161561, Q180407, Q268238; `FAILED Sql Script:` Q238093.)
public struct SetupLog: Sendable, Hashable {
    /// One script that Setup ran on the server.
    public struct Script: Sendable, Hashable {
        /// As it was logged, shortened.
        public let name: String
        /// When it was begun, in the server's local time.
        public let time: LocalTime?
        /// What it returned, 0 for success; `nil` when the log does not tell.
        public internal(set) var returnCode: Int?
    }

    /// A line that tells of a failure.
    public struct Failure: Sendable, Hashable {
        /// The line for a person, shortened.
        public let text: String
        /// When it was logged, in the server's local time.
        public let time: LocalTime?
    }

    /// Entries of each list that are kept; more are dropped, the oldest first.
    static let limit = 256

    /// Lines that begin with a time.
    public private(set) var lineCount = 0
    /// The scripts, the oldest first; at most 256.
    public private(set) var scripts: [Script] = []
    /// The lines that tell of a failure, the oldest first; at most 256.
    public private(set) var failures: [Failure] = []
    /// When the last line was logged.
    public private(set) var lastTime: LocalTime?

    /// Scripts that did not return 0, or not at all.
    public var failedScripts: [Script] { scripts.filter { $0.returnCode != 0 } }

    /// Reads a log; `nil` when no line begins with a time in Setup's form.
    ///
    /// - Parameter bytes: The file; more than 64 MiB are not looked at.
    public init?(parsing bytes: [UInt8]) {
        for line in TextLines(bytes) {
            guard let (time, message) = Self.parts(of: line) else { continue }
            lineCount += 1
            lastTime = time
            read(message, at: time)
            // Dropped by halves, so that a long log does not move the rest for every line.
            if scripts.count > Self.limit * 2 { scripts.removeFirst(Self.limit) }
            if failures.count > Self.limit * 2 { failures.removeFirst(Self.limit) }
        }
        guard lineCount > 0 else { return nil }
        scripts = scripts.suffix(Self.limit)
        failures = failures.suffix(Self.limit)
    }

    private static func parts(
        of line: ArraySlice<UInt8>
    ) -> (time: LocalTime, message: ArraySlice<UInt8>)? {
        guard line.first == UInt8(ascii: "<"),
            let end = line.prefix(40).firstIndex(of: UInt8(ascii: ">")),
            let time = LocalTime(setupText: line[(line.startIndex + 1)..<end])
        else { return nil }
        return (time, line[(end + 1)...])
    }

    private mutating func read(_ message: ArraySlice<UInt8>, at time: LocalTime) {
        if let name = LineText.rest(of: message, after: "script ").map(LineText.trimmed),
            LineText.contains(message, "executing")
        {
            scripts.append(Script(name: PrintableText.of(name.prefix(200)), time: time))
        } else if let code = LineText.rest(of: message, after: "returns code") {
            // A negative code has no digits at its start: a failure without a number.
            if !scripts.isEmpty, scripts[scripts.count - 1].returnCode == nil {
                scripts[scripts.count - 1].returnCode = LineText.leadingNumber(code)
            }
        }
        if LineText.contains(message, "FAILED Sql Script") || LineText.contains(message, "ERROR:") {
            let text = PrintableText.of(LineText.trimmed(message).prefix(200))
            failures.append(Failure(text: text, time: time))
        }
    }
}
