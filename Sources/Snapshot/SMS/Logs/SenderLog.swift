// SPDX-License-Identifier: Apache-2.0

/// What the log of a sender, such as `LANSEND.LOG`, tells about its capacity.
///
/// `Checking for sending capacity. Used 0 out of 0` means that the sender may not send at all: a
/// child site then stays at phase 4 for ever (Q163379).
public struct SenderLog: Sendable, Hashable {
    /// One look at the capacity.
    public struct Capacity: Sendable, Hashable {
        /// Sendings that were under way.
        public let used: Int
        /// Sendings that may be under way; 0 stops the sender.
        public let limit: Int
        /// When it was logged, in the server's local time.
        public let time: LocalTime?
    }

    /// Lines in the log's format.
    public private(set) var lineCount = 0
    /// The last look at the capacity; `nil` means that the log says nothing about it.
    public private(set) var lastCapacity: Capacity?
    /// How often the capacity was found to be 0.
    public private(set) var stoppedCount = 0
    /// The last time it was.
    public private(set) var lastStopped: Capacity?

    /// Whether the sender may not send; `nil` means that the log says nothing about it.
    public var isStopped: Bool? { lastCapacity.map { $0.limit == 0 } }

    /// Reads a log; `nil` when no line is one of a component's log.
    ///
    /// - Parameter bytes: The file; more than 64 MiB are not looked at.
    public init?(parsing bytes: [UInt8]) {
        for line in TextLines(bytes) {
            guard let line = SiteLogLine(line) else { continue }
            lineCount += 1
            guard let capacity = Self.capacity(in: line) else { continue }
            lastCapacity = capacity
            if capacity.limit == 0 {
                stoppedCount += 1
                lastStopped = capacity
            }
        }
        guard lineCount > 0 else { return nil }
    }

    private static func capacity(in line: SiteLogLine) -> Capacity? {
        guard let rest = LineText.rest(of: line.message, after: "sending capacity"),
            let used = LineText.rest(of: rest, after: "used"),
            let limit = LineText.rest(of: used, after: "out of"),
            let usedCount = LineText.leadingNumber(used),
            let limitCount = LineText.leadingNumber(limit)
        else { return nil }
        return Capacity(used: usedCount, limit: limitCount, time: line.time)
    }
}
