// SPDX-License-Identifier: Apache-2.0

/// The file beside the archives of a directory that remembers when each was verified.
///
/// It proves nothing. A record speaks only for the archive whose fingerprint it has, a record from
/// the future for none, and a file that is not as this program writes it is not used at all.
public struct VerificationJournal: Sendable {
    /// Its name.
    public static let fileName = ".smsbackup-verified.json"
    /// The version of its format.
    static let version: Int64 = 1
    /// The most bytes that it may have.
    static let largest = 16 << 20

    private let directory: [UInt8]
    private var records: [[UInt8]: VerificationRecord]

    /// Reads the journal of a directory; where there is none, it is empty.
    ///
    /// - Throws: ``SnapshotError`` when it cannot be read or is something else.
    public init(of directory: [UInt8]) throws(SnapshotError) {
        self.directory = directory
        records = [:]
        let path = Self.path(in: directory)
        guard let bytes = try ReplaceableFile(path).bytes(limit: Self.largest) else { return }
        do {
            records = try Self.parse(bytes)
        } catch {
            throw SnapshotError(
                .malformed, "\(ScreenText.quoted(path)) is no record of verifications",
                hint: "move it away; the next verify --record begins a new one", cause: error)
        }
    }

    /// The record of an archive: `nil` when there is none, when it is about another archive of the
    /// same name, or when it claims to come from after `now`.
    public func record(of archive: StoredArchive, now: Timestamp) -> VerificationRecord? {
        guard let record = records[SplitPath(archive.path).name],
            record.fingerprint == archive.fingerprint, record.last.moment <= now,
            record.good.values.allSatisfy({ $0 <= now })
        else { return nil }
        return record
    }

    /// Notes a verification of the archive `name`.
    public mutating func note(
        _ event: VerificationRecord.Event, hadFindings: Bool, of fingerprint: ArchiveFingerprint,
        named name: [UInt8]
    ) {
        records[name] = .after(
            event, hadFindings: hadFindings, of: fingerprint, previous: records[name])
    }

    /// Writes the journal beside the archives; records of archives that are gone are left out.
    ///
    /// - Throws: ``SnapshotError`` when that is not possible.
    public mutating func write() throws(SnapshotError) {
        do throws(SystemCallError) {
            let present = Set(try DirectoryHandle.open(directory).names())
            records = records.filter { present.contains($0.key) }
        } catch {
            throw SnapshotError(
                .system, "cannot list \(ScreenText.quoted(directory))", cause: error)
        }
        let bytes = encoded
        guard bytes.count <= Self.largest else {
            throw SnapshotError(
                .refused,
                "the record of verifications in \(ScreenText.quoted(directory)) would be larger than \(Self.largest) bytes",
                hint: "spread the archives over several directories")
        }
        try ReplaceableFile(Self.path(in: directory)).replace(with: bytes, permissions: 0o600)
    }

    private var encoded: [UInt8] {
        let ordered = records.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let json = JSONValue.object([
            .init("smsbackup_verified", .number(Self.version)),
            .init("archives", .array(ordered.map { $0.value.json(named: $0.key) })),
        ])
        return json.encoded + [UInt8(ascii: "\n")]
    }

    private static func parse(_ bytes: [UInt8]) throws -> [[UInt8]: VerificationRecord] {
        let json = try JSONParser.parse(bytes[...])
        let fields = JSONFields(json, place: fileName)
        guard try fields.number("smsbackup_verified") == version else {
            throw fields.error("it is of a version that is not known here")
        }
        var records: [[UInt8]: VerificationRecord] = [:]
        for value in try fields.array("archives") {
            let (name, record) = try VerificationRecord.read(value)
            guard records.updateValue(record, forKey: name) == nil else {
                throw fields.error("\(ScreenText.quoted(name)) is there twice")
            }
        }
        return records
    }

    private static func path(in directory: [UInt8]) -> [UInt8] {
        (directory.last == UInt8(ascii: "/") ? directory : directory + [UInt8(ascii: "/")])
            + [UInt8](fileName.utf8)
    }
}
