// SPDX-License-Identifier: Apache-2.0

/// What is remembered of the verifications of one archive.
public struct VerificationRecord: Sendable, Hashable {
    /// One verification.
    public struct Event: Sendable, Hashable {
        /// When it was.
        public let moment: Timestamp
        /// How thorough it was.
        public let level: VerificationLevel

        /// Makes an event.
        public init(moment: Timestamp, level: VerificationLevel) {
            self.moment = moment
            self.level = level
        }
    }

    /// The archive that was verified.
    public let fingerprint: ArchiveFingerprint
    /// The last verification, whatever it found.
    public let last: Event
    /// Whether the last one found something.
    public let hadFindings: Bool
    /// When it was last verified without findings at each level; a quick verification each night
    /// does not make the full one of the week forgotten.
    public let good: [VerificationLevel: Timestamp]

    /// Makes a record.
    public init(
        fingerprint: ArchiveFingerprint, last: Event, hadFindings: Bool,
        good: [VerificationLevel: Timestamp]
    ) {
        self.fingerprint = fingerprint
        self.last = last
        self.hadFindings = hadFindings
        self.good = good
    }

    /// The latest verification without findings of a level or a higher one; `nil` when there was
    /// none.
    public func good(atLeast level: VerificationLevel = .quick) -> Event? {
        good.filter { $0.key >= level }.max { ($0.value, $0.key) < ($1.value, $1.key) }
            .map { Event(moment: $0.value, level: $0.key) }
    }

    /// The record after one more verification; what was known of another archive is forgotten.
    static func after(
        _ event: Event, hadFindings: Bool, of fingerprint: ArchiveFingerprint,
        previous: VerificationRecord?
    ) -> VerificationRecord {
        var good = previous?.fingerprint == fingerprint ? previous?.good ?? [:] : [:]
        if !hadFindings { good[event.level] = event.moment }
        return VerificationRecord(
            fingerprint: fingerprint, last: event, hadFindings: hadFindings, good: good)
    }
}

extension VerificationRecord {
    /// The record under an archive's name, as an object of the journal.
    func json(named name: [UInt8]) -> JSONValue {
        let good = VerificationLevel.allCases.compactMap { level in
            self.good[level].map {
                JSONValue.Member(level.rawValue, .text($0.wholeSecondDescription))
            }
        }
        return .object([
            .init("name", bytes: name), .init("identifier", .text(fingerprint.identifier)),
            .init("footer", .text(fingerprint.footer)), .init("size", .count(fingerprint.size)),
            .init("modified", .text(fingerprint.modified.description)),
            .init("last", Self.json(last)), .init("findings", .bool(hadFindings)),
            .init("good", .object(good)),
        ])
    }

    /// Reads an object of the journal.
    ///
    /// - Throws: ``ManifestError`` when it is malformed.
    static func read(_ json: JSONValue) throws(ManifestError) -> (
        name: [UInt8], record: VerificationRecord
    ) {
        let fields = JSONFields(json, place: VerificationJournal.fileName)
        guard let name = try fields.bytes("name"), EntryPath.isName(name) else {
            throw fields.error("\"name\" is not a name")
        }
        guard case .bool(let hadFindings) = try fields.value("findings") else {
            throw fields.error("\"findings\" is not true or false")
        }
        let fingerprint = ArchiveFingerprint(
            identifier: try fields.text("identifier"), footer: try fields.text("footer"),
            size: UInt64(try fields.number("size")), modified: try fields.timestamp("modified"))
        let dates = JSONFields(try fields.value("good"), place: VerificationJournal.fileName)
        var good: [VerificationLevel: Timestamp] = [:]
        for level in VerificationLevel.allCases where json["good"]?[level.rawValue] != nil {
            good[level] = try dates.timestamp(level.rawValue)
        }
        return (
            name,
            VerificationRecord(
                fingerprint: fingerprint, last: try event(fields.value("last")),
                hadFindings: hadFindings, good: good)
        )
    }

    private static func json(_ event: Event) -> JSONValue {
        .object([
            .init("moment", .text(event.moment.wholeSecondDescription)),
            .init("level", .text(event.level.rawValue)),
        ])
    }

    private static func event(_ json: JSONValue) throws(ManifestError) -> Event {
        let fields = JSONFields(json, place: VerificationJournal.fileName)
        guard let level = VerificationLevel(rawValue: try fields.text("level")) else {
            throw fields.error("unknown \"level\"")
        }
        return Event(moment: try fields.timestamp("moment"), level: level)
    }
}
