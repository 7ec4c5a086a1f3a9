// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("Ordered pipeline")
struct OrderedPipelineTests {
    struct Failure: Error, Equatable {
        let stage: String
        let job: Int
    }

    /// Jobs of uneven length, some of which fail.
    final class Stages: PipelineStages {
        final class Slot {
            var job = 0
            var isInUse = false
        }

        private let jobs: Int
        private let failures: [Failure]
        private var next = 0
        private let lock = ThreadLock()
        private(set) var committed: [Int] = []
        private(set) var slots = 0
        private(set) var contexts = 0
        private(set) var violations: [String] = []
        private var isClaiming = false
        private var isCommitting = false

        init(jobs: Int, failures: [Failure] = []) {
            self.jobs = jobs
            self.failures = failures
        }

        private func note(_ violation: String) {
            lock.acquire()
            violations.append(violation)
            lock.release()
        }

        private func fail(_ stage: String, _ job: Int) throws {
            if let failure = failures.first(where: { $0.stage == stage && $0.job == job }) {
                throw failure
            }
        }

        func makeSlot() -> Slot {
            slots += 1
            return Slot()
        }

        func makeContext() -> Int {
            contexts += 1
            return 0
        }

        func claim(_ slot: Slot) throws -> Bool {
            if isClaiming { note("two claims at once") }
            isClaiming = true
            defer { isClaiming = false }
            try fail("claim", next)
            guard next < jobs else { return false }
            if slot.isInUse { note("slot \(slot.job) given twice") }
            slot.job = next
            slot.isInUse = true
            next += 1
            return true
        }

        func work(_ slot: Slot, _ context: inout Int) throws {
            context += 1
            var numbers = SeededNumbers(seed: UInt64(slot.job))
            var sum: UInt64 = 0
            for _ in 0..<(numbers.next() % 2_000) { sum &+= numbers.next() }
            if sum == 1 { note("never") }
            try fail("work", slot.job)
        }

        func commit(_ slot: Slot) throws {
            if isCommitting { note("two commits at once") }
            isCommitting = true
            defer { isCommitting = false }
            try fail("commit", slot.job)
            committed.append(slot.job)
            slot.isInUse = false
        }
    }

    @Test(arguments: 1...8)
    func `jobs are committed in the order of their claims`(workers: Int) throws {
        let stages = Stages(jobs: 500)
        try OrderedPipeline(workers: workers).run(stages)
        #expect(stages.committed == [Int](0..<500))
        #expect(stages.violations == [])
        #expect(stages.slots == 2 * workers)
        #expect(stages.contexts == workers)
    }

    @Test(arguments: [0, 1, 2])
    func `no more jobs than threads are no problem`(jobs: Int) throws {
        let stages = Stages(jobs: jobs)
        try OrderedPipeline(workers: 8).run(stages)
        #expect(stages.committed == [Int](0..<jobs))
    }

    @Test func `fewer than one worker is one`() throws {
        let stages = Stages(jobs: 3)
        try OrderedPipeline(workers: 0).run(stages)
        #expect(stages.committed == [0, 1, 2])
    }

    struct Failing: CustomTestStringConvertible, Sendable {
        let workers: Int
        let stage: String
        let job: Int
        var testDescription: String { "\(stage) of job \(job) with \(workers) workers" }

        static let all = [1, 2, 3, 8].flatMap { workers in
            ["claim", "work", "commit"].flatMap { stage in
                [0, 1, 57, 199].map { Failing(workers: workers, stage: stage, job: $0) }
            }
        }
    }

    @Test(arguments: Failing.all)
    func `a failure ends the run, and nothing behind it is committed`(failing: Failing) {
        let failure = Failure(stage: failing.stage, job: failing.job)
        let stages = Stages(jobs: 200, failures: [failure])
        let thrown = #expect(throws: Failure.self) {
            try OrderedPipeline(workers: failing.workers).run(stages)
        }
        #expect(thrown == failure)
        #expect(stages.committed == [Int](0..<failing.job))
        #expect(stages.violations == [])
    }

    @Test(arguments: 1...8)
    func `of several failures the earliest job's is told`(workers: Int) {
        for _ in 0..<20 {
            let failures = [
                Failure(stage: "claim", job: 30), Failure(stage: "work", job: 25),
                Failure(stage: "commit", job: 21), Failure(stage: "work", job: 22),
            ]
            let stages = Stages(jobs: 50, failures: failures)
            let thrown = #expect(throws: Failure.self) {
                try OrderedPipeline(workers: workers).run(stages)
            }
            #expect(thrown == Failure(stage: "commit", job: 21))
            #expect(stages.committed == [Int](0..<21))
        }
    }

    /// Jobs that need additional memory: every third half of what two threads have, every fifth
    /// more than all of it.
    final class Hungry: PipelineStages {
        final class Slot {
            var job = 0
        }

        private var next = 0
        private let lock = ThreadLock()
        private var inUse = 0
        private(set) var mostInUse = 0
        private(set) var mostAlone = 0
        private(set) var committed = 0

        static func memory(of job: Int) -> Int {
            if job.isMultiple(of: 5) { return 3 * OrderedPipeline.memoryPerWorker }
            return job.isMultiple(of: 3) ? OrderedPipeline.memoryPerWorker : 0
        }

        func makeSlot() -> Slot { Slot() }
        func makeContext() {}

        func claim(_ slot: Slot) -> Bool {
            slot.job = next
            next += 1
            return slot.job < 300
        }

        func additionalMemory(for slot: Slot) -> Int { Self.memory(of: slot.job) }

        func work(_ slot: Slot, _: inout Void) {
            let memory = Self.memory(of: slot.job)
            lock.acquire()
            let isShared = memory > 0 && (inUse > 0 || memory == OrderedPipeline.memoryPerWorker)
            if isShared { mostInUse = max(mostInUse, inUse + memory) }
            if !isShared { mostAlone = max(mostAlone, memory) }
            inUse += memory
            lock.release()
            var numbers = SeededNumbers(seed: UInt64(slot.job))
            for _ in 0..<200 { _ = numbers.next() }
            lock.acquire()
            inUse -= memory
            lock.release()
        }

        func commit(_: Slot) { committed += 1 }
    }

    @Test(arguments: [1, 2, 4])
    func `jobs wait for additional memory, and the largest have it alone`(workers: Int) throws {
        let stages = Hungry()
        try OrderedPipeline(workers: workers).run(stages)
        #expect(stages.committed == 300)
        let most = workers * OrderedPipeline.memoryPerWorker
        #expect(stages.mostInUse <= max(most, OrderedPipeline.memoryPerWorker))
        if workers < 3 { #expect(stages.mostAlone == 3 * OrderedPipeline.memoryPerWorker) }
    }

    @Test func `a slot or a context that cannot be made is an error`() {
        final class Poor: PipelineStages {
            func makeSlot() throws -> Stages.Slot { throw Failure(stage: "slot", job: 0) }
            func makeContext() {}
            func claim(_: Stages.Slot) -> Bool { false }
            func work(_: Stages.Slot, _: inout Void) {}
            func commit(_: Stages.Slot) {}
        }
        #expect(throws: Failure(stage: "slot", job: 0)) {
            try OrderedPipeline(workers: 2).run(Poor())
        }
    }
}
