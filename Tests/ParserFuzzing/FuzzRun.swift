// SPDX-License-Identifier: Apache-2.0

/// Gives a subject many spoiled inputs and keeps what they cost.
public struct FuzzRun: Sendable {
    /// What one input may cost.
    public struct Limits: Sendable {
        /// Processor time in nanoseconds.
        public var nanoseconds: Int64 = 100_000_000
        /// Bytes of heap for each byte of the input.
        public var multiple: Int64 = 16
        /// Bytes of heap that any input may cost, however short it is: tables and buffers of a
        /// fixed size, and the texts of a judgement.
        public var allowance: Int64 = 512 * 1_024

        /// The limits of the project.
        public init() {}
    }

    /// How an input is measured; the means are those of the program.
    public struct Meter {
        /// Called in front of each input with its number.
        public var start: (Int) -> Void
        /// Called behind it: processor time in nanoseconds, and the most bytes of heap.
        public var stop: () -> (nanoseconds: Int64, heap: Int64)

        /// Makes a meter.
        public init(
            start: @escaping (Int) -> Void, stop: @escaping () -> (nanoseconds: Int64, heap: Int64)
        ) {
            self.start = start
            self.stop = stop
        }
    }

    /// What was tested.
    public let subject: FuzzSubject
    /// How many inputs were read.
    public private(set) var count = 0
    /// Bytes of all of them.
    public private(set) var byteCount = 0
    /// Inputs that were taken for whole in spite of what was done to them.
    public private(set) var acceptedCount = 0
    /// The longest time of an input, in nanoseconds.
    public private(set) var slowest: Int64 = 0
    /// Time of all inputs, in nanoseconds.
    public private(set) var nanoseconds: Int64 = 0
    /// The most heap of an input, in bytes.
    public private(set) var mostHeap: Int64 = 0
    /// Heap to bytes, the largest of all inputs of at least 16 KiB.
    public private(set) var largestMultiple = 0.0
    /// Numbers of inputs that cost too much, with the reason.
    public private(set) var failures: [(number: Int, reason: String)] = []
    /// Of all inputs and answers: two runs that differ here read or said something else.
    public private(set) var checksum: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Runs a subject.
    ///
    /// - Parameters:
    ///   - subject: What reads them.
    ///   - seeds: What is spoiled.
    ///   - seed: The same one gives the same inputs.
    ///   - numbers: Which inputs; each can be repeated by itself.
    ///   - limits: What each may cost.
    ///   - meter: How that is measured.
    public init(
        _ subject: FuzzSubject, seeds: [[UInt8]], seed: UInt64, numbers: Range<Int>,
        limits: Limits = Limits(), meter: Meter
    ) {
        self.subject = subject
        // What the runtime makes once and keeps is no cost of an input.
        for good in seeds { _ = subject.answer(to: good) }
        for number in numbers {
            var random = FuzzMutation(seed: seed, number: number)
            let bytes = random.spoiled(seeds)
            let piece = number % 3 == 0 ? Int.random(in: 1...3_000, using: &random) : .max
            meter.start(number)
            let answer = subject.answer(to: bytes, piece: piece)
            let cost = meter.stop()
            note(number, bytes, answer, cost, limits)
        }
    }

    private mutating func note(
        _ number: Int, _ bytes: [UInt8], _ answer: FuzzSubject.Answer,
        _ cost: (nanoseconds: Int64, heap: Int64), _ limits: Limits
    ) {
        count += 1
        byteCount += bytes.count
        if answer.isAccepted { acceptedCount += 1 }
        slowest = max(slowest, cost.nanoseconds)
        nanoseconds += cost.nanoseconds
        mostHeap = max(mostHeap, cost.heap)
        if bytes.count >= 16 * 1_024 {
            largestMultiple = max(largestMultiple, Double(cost.heap) / Double(bytes.count))
        }
        for byte in bytes { mix(UInt64(byte)) }
        mix(UInt64(truncatingIfNeeded: answer.count) &* 2 &+ (answer.isAccepted ? 1 : 0))
        if cost.nanoseconds > limits.nanoseconds {
            failures.append((number, "\(cost.nanoseconds / 1_000_000) ms of processor time"))
        }
        if cost.heap > max(limits.allowance, limits.multiple * Int64(bytes.count)) {
            failures.append((number, "\(cost.heap) bytes of heap for \(bytes.count) bytes"))
        }
    }

    /// FNV-1a.
    private mutating func mix(_ value: UInt64) {
        checksum = (checksum ^ value) &* 0x100_0000_01B3
    }
}
