// SPDX-License-Identifier: Apache-2.0

/// Verifies many archives, several at once, and reports them in the order in which they were named.
public struct StoreVerification: Sendable {
    /// What came of one archive.
    public enum Outcome: Sendable {
        /// It was looked at.
        case verified(VerificationReport)
        /// It could not be looked at: nothing is known about it.
        case failed([UInt8], SnapshotError)
        /// The time was over before its turn: nothing is known about it.
        case outOfTime([UInt8])
    }

    private let level: VerificationLevel
    private let workers: Int
    private let identities: AgeIdentities
    private let isInterrupted: @Sendable () -> Bool
    private let isTimeUp: @Sendable () -> Bool

    /// - Parameters:
    ///   - level: how thorough it shall be.
    ///   - workers: the number of threads, of all archives together.
    ///   - identities: what encrypted archives are opened with.
    ///   - isInterrupted: asked before each unit; `true` stops with an error.
    ///   - isTimeUp: asked before each archive but the first; `true` leaves it out. What was begun
    ///     is finished.
    public init(
        level: VerificationLevel, workers: Int, identities: AgeIdentities = .none,
        isInterrupted: @escaping @Sendable () -> Bool = { false },
        isTimeUp: @escaping @Sendable () -> Bool = { false }
    ) {
        self.level = level
        self.workers = max(1, workers)
        self.identities = identities
        self.isInterrupted = isInterrupted
        self.isTimeUp = isTimeUp
    }

    /// How the threads are divided: so many archives at once, and so many threads for each.
    ///
    /// The product is never more than `workers`.
    static func division(of workers: Int, among archives: Int) -> (archives: Int, threads: Int) {
        let atOnce = max(1, min(workers, archives))
        return (atOnce, max(1, workers / atOnce))
    }

    /// Verifies the archives; `body` gets one outcome for each, in their order.
    ///
    /// - Throws: ``SnapshotError`` when interrupted.
    public func run(
        _ paths: [[UInt8]], _ body: @escaping (Outcome) -> Void
    ) throws(SnapshotError) {
        let (atOnce, threads) = Self.division(of: workers, among: paths.count)
        let verification = Verification(
            level: level, workers: threads, identities: identities, isInterrupted: isInterrupted)
        do {
            try OrderedPipeline(workers: atOnce).run(
                StoreStages(paths, verification, isTimeUp: isTimeUp, body))
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError(.system, "cannot verify the archives", cause: error)
        }
    }
}

/// The stages of a run over many archives; a job is an archive.
private final class StoreStages: PipelineStages {
    final class Slot {
        var path: [UInt8] = []
        var outcome: StoreVerification.Outcome?
    }

    private let verification: Verification
    private let isTimeUp: @Sendable () -> Bool
    private let body: (StoreVerification.Outcome) -> Void
    private let paths: [[UInt8]]
    // Only `claim` touches it.
    private var next = 0

    init(
        _ paths: [[UInt8]], _ verification: Verification, isTimeUp: @escaping @Sendable () -> Bool,
        _ body: @escaping (StoreVerification.Outcome) -> Void
    ) {
        self.paths = paths
        self.verification = verification
        self.isTimeUp = isTimeUp
        self.body = body
    }

    func makeSlot() -> Slot { Slot() }
    func makeContext() {}

    func claim(_ slot: Slot) -> Bool {
        guard next < paths.count else { return false }
        slot.path = paths[next]
        slot.outcome = next > 0 && isTimeUp() ? .outOfTime(slot.path) : nil
        next += 1
        return true
    }

    func work(_ slot: Slot, _ context: inout Void) throws {
        guard slot.outcome == nil else { return }
        do throws(SnapshotError) {
            slot.outcome = .verified(try verification.run(slot.path))
        } catch {
            // Not having been able to look at one archive is no reason not to look at the next.
            if error.kind == .interrupted { throw error }
            slot.outcome = .failed(slot.path, error)
        }
    }

    func commit(_ slot: Slot) {
        if let outcome = slot.outcome { body(outcome) }
    }
}
