// SPDX-License-Identifier: Apache-2.0

/// An event log of Windows NT (`.evt`), and what SMS reported in it.
///
/// It is evidence about the site before the capture and nothing that an upgrade needs: whatever
/// is wrong with it must not fail a backup. A live log that was copied is dirty: its header is
/// stale, and the record that marks the end is right.
public struct EventLog: Sendable, Hashable {
    /// One event that SMS reported.
    public struct Event: Sendable, Hashable {
        /// Where its record begins in the file.
        public let offset: Int
        /// Its number in the log.
        public let number: UInt32
        /// When it was generated, in seconds since 1970-01-01T00:00:00Z.
        public let seconds: UInt32
        /// The code; the high bits of the event identifier are severity and facility.
        public let code: UInt16
        /// 1 error, 2 warning, 4 information, 8 success and 16 failure of an audit.
        public let type: UInt16
        /// The program that reported it, for example `SMS`.
        public let source: String
        /// The texts that the message of the code is filled with; at most 16.
        public let texts: [String]

        /// What the code stands for when it is one to look for.
        public var meaning: SMSEventCode? { SMSEventCode(code: code) }
    }

    /// Events that are kept; of more the last.
    static let eventLimit = 1_024

    /// Whether the log was not closed: it was copied from a running system.
    public internal(set) var isDirty = false
    /// Whether new records have overwritten old ones.
    public internal(set) var isWrapped = false
    /// Whether the log is full.
    public internal(set) var isFull = false
    /// Records from the oldest to the end.
    public internal(set) var recordCount = 0
    /// Records that the header promises; of a dirty log fewer than there are.
    public internal(set) var headerRecordCount = 0
    /// The number of the oldest record; `nil` in an empty log.
    public internal(set) var firstNumber: UInt32?
    /// The number of the newest record; `nil` in an empty log.
    public internal(set) var lastNumber: UInt32?
    /// When the oldest record was generated, in seconds since 1970-01-01T00:00:00Z.
    public internal(set) var firstSeconds: UInt32?
    /// When the newest record was generated, in seconds since 1970-01-01T00:00:00Z.
    public internal(set) var lastSeconds: UInt32?
    /// Signatures of records anywhere in the file; more than ``recordCount`` when remains of
    /// overwritten records are left.
    public internal(set) var signatureCount = 0
    /// The events whose source begins with `SMS`, the oldest first; at most 1,024, the last.
    public internal(set) var events: [Event] = []
    /// How many such events there are.
    public internal(set) var eventCount = 0
    /// What is wrong with the file.
    public internal(set) var problems: [DumpProblem] = []

    /// The events with a code that speaks against an upgrade.
    public var notableEvents: [Event] { events.filter { $0.meaning != nil } }

    /// Reads a log; `nil` when the file does not begin with the header of one.
    ///
    /// - Parameter bytes: The whole file.
    public init?(parsing bytes: [UInt8]) {
        guard let reader = EventLogReader(bytes) else { return nil }
        self = reader.read()
    }

    init() {}
}
