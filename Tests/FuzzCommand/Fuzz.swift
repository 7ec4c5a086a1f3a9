// SPDX-License-Identifier: Apache-2.0

import CFuzzing
import Foundation
import ParserFuzzing

/// Gives every parser spoiled files, prints what they cost, and ends with 1 if one cost too much.
///
///     fuzz [SUBJECT...] [--count N] [--first N] [--seed N] [--milliseconds N]
@main
struct Fuzz {
    private var subjects: [FuzzSubject] = []
    private var count = 200_000
    private var first = 0
    private var seed: UInt64 = 1_996
    private var limits = FuzzRun.Limits()

    static func main() throws {
        guard let fuzz = Fuzz(Array(CommandLine.arguments.dropFirst())) else {
            let names = FuzzSubject.allCases.map(\.rawValue).joined(separator: " ")
            FileHandle.standardError.write(
                Data(
                    "usage: fuzz [SUBJECT...] [--count N] [--first N] [--seed N] [--milliseconds N]\n"
                        .utf8) + Data("subjects: \(names)\n".utf8))
            exit(64)
        }
        exit(try fuzz.run() ? 0 : 1)
    }

    private init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if let subject = FuzzSubject(rawValue: word) {
                subjects.append(subject)
                continue
            }
            guard let value = rest.popFirst().flatMap({ Int64($0) }), value >= 0 else { return nil }
            switch word {
            case "--count": count = Int(value)
            case "--first": first = Int(value)
            case "--seed": seed = UInt64(value)
            case "--milliseconds": limits.nanoseconds = value * 1_000_000
            default: return nil
            }
        }
        if subjects.isEmpty { subjects = FuzzSubject.allCases }
    }

    private func run() throws -> Bool {
        let seeds = try FuzzSeeds()
        fuzz_guard_install()
        print("seed \(seed), inputs \(first) to \(first + count - 1)")
        print(
            Self.row("subject", "inputs", "MB", "whole", "us each", "worst ms", "heap KB", "times"))
        var isGood = true
        for subject in subjects {
            let run = FuzzRun(
                subject, seeds: seeds.seeds(of: subject), seed: seed,
                numbers: first..<first + count, limits: limits, meter: meter(subject))
            print(Self.line(run))
            for failure in run.failures.prefix(10) {
                isGood = false
                print(
                    "  \(failure.reason): fuzz \(subject.rawValue) --seed \(seed)"
                        + " --first \(failure.number) --count 1")
            }
        }
        return isGood
    }

    /// Nothing may take ten seconds, however slow the machine: then it hangs.
    private func meter(_ subject: FuzzSubject) -> FuzzRun.Meter {
        // Kept for ever: the handler of a signal reads it.
        guard let name = strdup(subject.rawValue) else { fatalError("no memory") }
        var started: Int64 = 0
        var heap: Int64 = 0
        return FuzzRun.Meter(
            start: { number in
                fuzz_guard(name, seed, UInt64(number), 60)
                fuzz_heap_start()
                heap = fuzz_heap_now()
                started = fuzz_processor_time()
            },
            stop: {
                let time = fuzz_processor_time() - started
                return (time, fuzz_heap_peak() - heap)
            })
    }

    private static func line(_ run: FuzzRun) -> String {
        func fixed(_ value: Double) -> String { String(format: "%.1f", value) }
        return row(
            run.subject.rawValue, "\(run.count)", fixed(Double(run.byteCount) / 1e6),
            "\(run.acceptedCount)",
            fixed(Double(run.nanoseconds) / 1e3 / Double(max(1, run.count))),
            fixed(Double(run.slowest) / 1e6), "\(run.mostHeap / 1_024)",
            run.largestMultiple == 0 ? "-" : fixed(run.largestMultiple))
            + "  \(String(run.checksum, radix: 16))"
    }

    private static func row(_ name: String, _ cells: String...) -> String {
        let name = name.padding(toLength: 22, withPad: " ", startingAt: 0)
        return name
            + cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
    }
}
