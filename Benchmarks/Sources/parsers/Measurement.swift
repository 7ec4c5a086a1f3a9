// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Processor time of one parser, and what the whole process needed at most.
struct Measurement {
    private(set) var byteCount = 0
    private var nanoseconds: UInt64 = 0

    /// Measures a piece of work; what makes its input stands outside.
    mutating func measure<Result>(_ bytes: Int, _ work: () -> Result) -> Result {
        let start = Self.processorTime()
        let result = work()
        nanoseconds += Self.processorTime() - start
        byteCount += bytes
        return result
    }

    /// A line of the table.
    func line(_ name: String, answer: String) -> String {
        let rate = Double(byteCount) / 1e6 / max(1e-9, Double(nanoseconds) / 1e9)
        return Self.row(
            name, String(format: "%.0f", Double(byteCount) / 1e6),
            String(format: "%.3f", Double(nanoseconds) / 1e9), String(format: "%.0f", rate),
            "\(Self.peak() / 1_024)") + "  \(answer)"
    }

    static let header = row("parser", "MB", "seconds", "MB/s", "peak MiB") + "  answer"

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
