// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// A restore in place that is killed, or whose system calls fail, at every moment.
@Suite("restore --in-place, ended at every moment")
struct InPlaceCrashTests {
    private static let swap = Result<PlannedSwap, any Error> { try PlannedSwap() }
    private let swap: PlannedSwap

    init() throws { swap = try Self.swap.get() }

    /// The calls that change something, or make it last.
    private static let calls = [
        "fsync", "syncfs", "renameat", "renameat2", "unlinkat", "mkdirat", "linkat", "symlinkat",
        "pwrite", "ftruncate", "fchmod", "futimens", "utimensat", "write",
    ]

    /// The calls by which the trees change places; all others are many, and much alike.
    private static let decisive: Set = ["fsync", "syncfs", "renameat", "renameat2", "unlinkat"]

    /// Which of so many calls are tried: all of them in the full campaign.
    private func numbers(_ call: String, _ counts: [String: Int]) -> [Int] {
        guard let count = counts[call] else { return [] }
        if Self.isFull || Self.decisive.contains(call) || count < 4 { return Array(1...count) }
        return [1, count / 2, count]
    }

    private static let isFull = ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"

    /// How often each call is made in a run that is not disturbed.
    private func counts(_ faults: String? = nil) throws -> [String: Int] {
        let copy = try swap.copy()
        let log = copy.directory.file("calls")
        var environment = FaultInjection.environment(faults ?? "none:1:1")
        environment["SMSBACKUP_FAULT_COUNT"] = log
        let run = try BuiltCommand.run(
            ["restore", copy.directory.file("a"), copy.target, "--in-place", "--jobs", "1"],
            environment: environment)
        run.expect(0)
        let lines = String(decoding: try bytes(of: log), as: UTF8.self).split(separator: "\n")
        return Dictionary(grouping: lines) { String($0) }.mapValues(\.count)
    }

    /// Some tree is whole after the fault, and the next run finishes.
    private func check(_ copy: PlannedSwap.Copy, _ what: String, isTargetThere: Bool = true) throws
    {
        let isWhole = { (tree: TreeState) in
            tree.differences(from: self.swap.old) == []
                || tree.differences(from: self.swap.new) == []
        }
        if isTargetThere {
            #expect(isWhole(try TreeState(copy.target)), "\(what): the target")
        } else {
            #expect(try copy.trees().contains(where: isWhole), "\(what)")
        }
        let again = try copy.restore()
        #expect(again.status == 0, "\(what): \(again.errors)")
        #expect(try TreeState(copy.target).differences(from: swap.new) == [], "\(what)")
        let names = try copy.names()
        #expect(names.filter { $0.hasPrefix(".") } == [], "\(what)")
        #expect(names.contains { $0.contains("quarantine") }, "\(what)")
        let kept = try names.filter { $0.contains(".old-") }.map {
            try TreeState(copy.directory.file("site/\($0)"))
        }
        #expect(kept.contains { $0.differences(from: swap.old) == [] }, "\(what)")
    }

    @Test func `killed at any call, one tree is whole and the next run finishes`() throws {
        let counts = try counts()
        var tried = 0
        for call in Self.calls {
            for number in numbers(call, counts) {
                let copy = try swap.copy()
                let what = "\(call):\(number):kill"
                let killed = try copy.restore(faults: what)
                #expect(killed.status != 0, "\(what)")
                try check(copy, what)
                tried += 1
            }
        }
        // None must be left out by mistake.
        #expect(tried > (Self.isFull ? 60 : 30), "\(tried)")
    }

    @Test func `interrupted at any call, one tree is whole and the next run finishes`() throws {
        let counts = try counts()
        var statuses: [Int32: Int] = [:]
        for call in Self.calls + ["pread", "openat2", "fstat"] {
            for number in numbers(call, counts) {
                let copy = try swap.copy()
                let what = "\(call):\(number):interrupt"
                let ended = try copy.restore(faults: what)
                statuses[ended.status, default: 0] += 1
                if ended.status == 130 {
                    #expect(
                        try TreeState(copy.target).differences(from: swap.old) == [], "\(what)")
                    #expect(ended.errors.contains("error: interrupted"), "\(ended.errors)")
                } else {
                    // Where the trees have changed places, or are about to, it is done.
                    #expect(ended.status == 0, "\(what): \(ended.errors)")
                    #expect(
                        try TreeState(copy.target).differences(from: swap.new) == [], "\(what)")
                }
                try check(copy, what)
            }
        }
        #expect(statuses[130, default: 0] > 20, "\(statuses)")
        #expect(statuses[0, default: 0] > 5, "\(statuses)")
    }

    @Test func `where nothing can be exchanged, two renames and the journal do`() throws {
        for errno in [22, 38, 95] {
            let fault = "renameat2:1+:\(errno)"
            let copy = try swap.copy()
            let result = try copy.restore(faults: fault)
            result.expect(0)
            #expect(result.text.contains("in two steps"), "\(result.text)")
            #expect(try TreeState(copy.target).differences(from: swap.new) == [])
        }
        let fault = "renameat2:1+:22"
        let renames = try counts(fault)["renameat"] ?? 0
        #expect(renames >= 4)
        for number in 1...renames {
            for end in ["kill", "5"] {
                let copy = try swap.copy()
                let what = "\(fault),renameat:\(number):\(end)"
                let ended = try copy.restore(faults: what)
                // Behind an error the old tree is put back; nobody does that for one who is killed.
                if end == "kill" { #expect(ended.status != 0, "\(what)") }
                try check(copy, what, isTargetThere: end != "kill")
            }
        }
    }

    @Test func `an error of any call leaves a tree that is whole`() throws {
        let counts = try counts()
        for call in ["fsync", "syncfs", "renameat", "renameat2", "mkdirat", "pwrite", "linkat"] {
            for number in numbers(call, counts) {
                // EIO, ENOSPC, EXDEV
                for errno in call == "renameat2" ? [5, 18] : [5, 28] {
                    let copy = try swap.copy()
                    let what = "\(call):\(number):\(errno)"
                    let failed = try copy.restore(faults: what)
                    #expect([1, 2].contains(failed.status), "\(what): \(failed.status)")
                    try check(copy, what)
                }
            }
        }
    }

    @Test func `killed at random times`() throws {
        var numbers = SeededNumbers(seed: 1_996)
        for round in 0..<(Self.isFull ? 500 : 15) {
            let copy = try swap.copy()
            let milliseconds = numbers.next() % 60
            _ = try StockTool.shell(
                "timeout -s KILL 0.0\(milliseconds < 10 ? "0" : "")\(milliseconds) \"$@\"; true",
                [
                    BuiltCommand.path, "restore", copy.directory.file("a"), copy.target,
                    "--in-place",
                ])
            try check(copy, "round \(round), \(milliseconds) ms")
        }
    }

    @Test func `another archive cleans up what an earlier run left`() throws {
        for fault in ["syncfs:1:kill", "renameat2:1:kill"] {
            let copy = try swap.copy()
            #expect(try copy.restore(faults: fault).status != 0)
            #expect(try copy.names().contains(".SMS.smsbackup-stage"))
            // With the queues it is another restore, whose tree must not hold what the first left.
            try copy.restore(["--queues", "restore"]).expect(0)
            #expect(try copy.names().filter { $0.hasPrefix(".") || $0.contains("quar") } == [])
            let tree = try TreeState(copy.target)
            #expect(tree.differences(from: swap.new) == ["SITE.SRV/SCHEDULE.BOX/1.JOB"])
        }
    }

    @Test func `what somebody moved meanwhile is left to a person`() throws {
        let copy = try swap.copy()
        #expect(try copy.restore(faults: "renameat2:1:kill").status != 0)
        try StockTool.shell("mv SMS MINE; mkdir SMS", in: copy.directory.file("site"))
        let result = try copy.restore()
        result.expect(1)
        #expect(result.errors.contains("somebody moved what it left"), "\(result.errors)")
        #expect(try TreeState(copy.directory.file("site/MINE")).differences(from: swap.old) == [])
    }

    @Test func `a journal that is not ours is left alone`() throws {
        let copy = try swap.copy()
        try copy.directory.write([UInt8]("hello\n".utf8), to: "site/.SMS.smsbackup-journal")
        let result = try copy.restore()
        #expect(result.status == 1, "\(result.errors)")
        #expect(try TreeState(copy.target).differences(from: swap.old) == [])
    }
}
