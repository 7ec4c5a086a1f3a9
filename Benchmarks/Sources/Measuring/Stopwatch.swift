// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Processor time of one piece of work, and what the whole process needed at most.
public struct Stopwatch {
    /// The bytes that were worked on.
    public private(set) var byteCount = 0
    private var nanoseconds: UInt64 = 0

    /// Begins with nothing.
    public init() {}

    /// Measures a piece of work; what makes its input stands outside.
    public mutating func measure<Result, Failure: Error>(
        _ bytes: Int, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = Self.processorTime()
        let result = try work()
        nanoseconds += Self.processorTime() - start
        byteCount += bytes
        return result
    }

    /// A line of the table.
    public func line(_ name: String, answer: String) -> String {
        let rate = Double(byteCount) / 1e6 / max(1e-9, Double(nanoseconds) / 1e9)
        return Self.row(
            name, String(format: "%.0f", Double(byteCount) / 1e6),
            String(format: "%.3f", Double(nanoseconds) / 1e9), String(format: "%.0f", rate),
            "\(Self.peak() / 1_024)") + "  \(answer)"
    }

    /// The first line of the table.
    public static let header = row("", "MB", "seconds", "MB/s", "peak MiB") + "  answer"

    private static func row(_ name: String, _ cells: String...) -> String {
        name.padding(toLength: 20, withPad: " ", startingAt: 0)
            + cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
    }

    private static func processorTime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The largest resident size of this process in KiB.
    private static func peak() -> Int {
        let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = lines.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
