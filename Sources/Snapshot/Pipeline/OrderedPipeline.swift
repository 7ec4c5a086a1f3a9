// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The three stages of a job in an ordered pipeline.
///
/// A slot carries one job through the stages and is used again. `claim` is called by one thread at
/// a time, in the order of the jobs; so is `commit`. Both may run at the same moment, for different
/// jobs, so they must not share mutable state. `work` runs in all threads at once and must touch
/// nothing but its slot and its context.
protocol PipelineStages: AnyObject {
    /// What holds a job on its way; a fixed number of them bounds the memory.
    associatedtype Slot: AnyObject
    /// What a thread keeps from job to job, for example a compressor.
    associatedtype Context

    func makeSlot() throws -> Slot
    func makeContext() throws -> Context
    /// Puts the next job into the slot; `false` when there are no more.
    func claim(_ slot: Slot) throws -> Bool
    /// How many bytes the work on the claimed job needs beyond what all jobs need; 0 for most.
    func additionalMemory(for slot: Slot) -> Int
    /// Does what can be done beside other jobs.
    func work(_ slot: Slot, _ context: inout Context) throws
    /// Takes the result, in the order of the claims.
    func commit(_ slot: Slot) throws
}

extension PipelineStages {
    func additionalMemory(for _: Slot) -> Int { 0 }
}

/// Runs the stages over some threads; the only place in the library that knows threads.
///
/// A thread takes a free slot, then claims the next job into it, works, and files the result under
/// the job's number; whoever finds that the next number is there commits all that are ready, in
/// order. The slot is taken before the number: otherwise the thread with the next number could wait
/// for a slot that only its own commit would free. What is committed does not depend on the number
/// of threads.
///
/// Jobs that need additional memory wait for one another, so that they never have more of it at
/// once than ``memoryPerWorker`` for each thread; one that needs more than that alone has it alone.
struct OrderedPipeline {
    /// How much additional memory a thread counts for: less than a unit of twins may need, for such
    /// large ones are few and seldom side by side.
    static let memoryPerWorker = 11 << 20

    /// The number of threads, the calling one included; at least 1.
    let workers: Int

    /// Runs until `claim` says that there are no more jobs.
    ///
    /// - Throws: the error of the earliest job that failed; nothing behind that job is committed.
    func run<Stages: PipelineStages>(_ stages: Stages) throws {
        let workers = max(1, workers)
        let state = PipelineState(
            stages, slots: try (0..<(2 * workers)).map { _ in try stages.makeSlot() },
            mostMemory: workers * Self.memoryPerWorker)
        let contexts = try (0..<workers).map { _ in try stages.makeContext() }
        var threads: [pthread_t] = []
        for context in contexts.dropFirst() {
            let start = ThreadStart { state.work(with: context) }
            var thread: pthread_t = 0
            let argument = unsafe Unmanaged.passRetained(start)
            let status = unsafe pthread_create(&thread, nil, runThread, argument.toOpaque())
            // Fewer threads than asked for are slower, not wrong.
            if status == 0 { threads.append(thread) } else { unsafe argument.release() }
        }
        state.work(with: contexts[0])
        for thread in threads { _ = pthread_join(thread, nil) }
        if let failure = state.failure { throw failure }
    }
}

/// What a new thread is handed.
private final class ThreadStart {
    let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument {
        unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body()
    }
    return nil
}

/// What the threads of one run share.
///
/// `lock` guards everything but the claiming, which has a lock of its own so that a slow read does
/// not hold up the commits.
@safe
private final class PipelineState<Stages: PipelineStages> {
    private let stages: Stages
    private let lock = ThreadLock()
    private let claimLock = ThreadLock()
    private var freeSlots: [Stages.Slot]
    private var results: [Int: Result<Stages.Slot, any Error>] = [:]
    private var nextCommit = 0
    private var isCommitting = false
    private var isStopped = false
    private let mostMemory: Int
    /// The additional memory of the jobs that are being worked on.
    private var memoryInUse = 0
    private(set) var failure: (any Error)?
    // Guarded by `claimLock`.
    private var nextClaim = 0
    private var isExhausted = false

    init(_ stages: Stages, slots: [Stages.Slot], mostMemory: Int) {
        self.stages = stages
        freeSlots = slots
        self.mostMemory = mostMemory
    }

    /// The life of one thread.
    func work(with context: Stages.Context) {
        var context = context
        while let slot = takeSlot() {
            guard let (number, claimed) = claim(slot) else {
                give(back: slot)
                return
            }
            let result = Result {
                let memory = try claimed.get()
                take(memory)
                defer { giveBack(memory) }
                try stages.work(slot, &context)
                return slot
            }
            file(result, under: number, slot: slot)
        }
    }

    private func takeSlot() -> Stages.Slot? {
        lock.acquire()
        defer { lock.release() }
        while freeSlots.isEmpty && !isStopped { lock.wait() }
        return isStopped ? nil : freeSlots.removeLast()
    }

    private func give(back slot: Stages.Slot) {
        lock.acquire()
        freeSlots.append(slot)
        lock.signalAll()
        lock.release()
    }

    /// Waits until there is additional memory for a job.
    ///
    /// Those that have it are at work, and need nothing of anybody to give it back.
    private func take(_ memory: Int) {
        guard memory > 0 else { return }
        lock.acquire()
        while memoryInUse > 0 && memoryInUse + memory > mostMemory && !isStopped { lock.wait() }
        memoryInUse += memory
        lock.release()
    }

    private func giveBack(_ memory: Int) {
        guard memory > 0 else { return }
        lock.acquire()
        memoryInUse -= memory
        lock.signalAll()
        lock.release()
    }

    /// Claims the next job, and says what additional memory it needs; `nil` when there is none.
    ///
    /// A failing claim has a number too, so that the jobs before it are still committed.
    private func claim(_ slot: Stages.Slot) -> (Int, Result<Int, any Error>)? {
        claimLock.acquire()
        defer { claimLock.release() }
        if isExhausted { return nil }
        let result = Result { try stages.claim(slot) }
        switch result {
        case .success(true):
            break
        case .success(false):
            isExhausted = true
            return nil
        case .failure:
            isExhausted = true
        }
        defer { nextClaim += 1 }
        return (nextClaim, result.map { _ in stages.additionalMemory(for: slot) })
    }

    private func file(
        _ result: Result<Stages.Slot, any Error>, under number: Int, slot: Stages.Slot
    ) {
        lock.acquire()
        defer { lock.release() }
        results[number] = result
        if isCommitting { return }
        isCommitting = true
        while !isStopped, let next = results.removeValue(forKey: nextCommit) {
            lock.release()
            let outcome = Result { try stages.commit(next.get()) }
            lock.acquire()
            nextCommit += 1
            switch (outcome, next) {
            case (.success, .success(let done)):
                freeSlots.append(done)
            case (.failure(let error), _), (_, .failure(let error)):
                failure = error
                isStopped = true
            }
            lock.signalAll()
        }
        isCommitting = false
    }
}
