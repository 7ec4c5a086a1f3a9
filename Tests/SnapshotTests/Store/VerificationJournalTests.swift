// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("The record of verifications")
struct VerificationJournalTests {
    private static let moment = Timestamp(wholeSeconds: 1_000_000)
    private static let later = Timestamp(wholeSeconds: 1_000_100)

    /// A store with one archive's name in it, and what a record says of it.
    private struct Store {
        let directory: TemporaryDirectory
        let archive: StoredArchive
        var path: [UInt8] { [UInt8](directory.path.utf8) }
        var file: String { directory.file(VerificationJournal.fileName) }

        init() throws {
            directory = try TemporaryDirectory()
            let path = try directory.write([], to: "a.tar.zst")
            archive = Self.archive([UInt8](path.utf8))
        }

        static func archive(
            _ path: [UInt8], identifier: String = "1d", footer: String = "f0", size: UInt64 = 5,
            modified: Int64 = 7
        ) -> StoredArchive {
            StoredArchive(
                path: path,
                fingerprint: ArchiveFingerprint(
                    identifier: identifier, footer: footer, size: size,
                    modified: Timestamp(wholeSeconds: modified)),
                created: Timestamp(wholeSeconds: 0),
                site: SiteIdentity(code: "A01", kind: .primary))
        }

        func note(
            _ level: VerificationLevel = .full, hadFindings: Bool = false,
            at moment: Timestamp = VerificationJournalTests.moment, named name: String = "a.tar.zst"
        ) throws {
            var journal = try VerificationJournal(of: path)
            journal.note(
                .init(moment: moment, level: level), hadFindings: hadFindings,
                of: archive.fingerprint, named: [UInt8](name.utf8))
            try journal.write()
        }

        func record(
            of archive: StoredArchive? = nil, now: Timestamp = VerificationJournalTests.later
        ) throws -> VerificationRecord? {
            try VerificationJournal(of: path).record(of: archive ?? self.archive, now: now)
        }
    }

    @Test func `what was noted is read back, and nothing where nothing was`() throws {
        let store = try Store()
        #expect(try store.record() == nil)
        try store.note()
        let record = try #require(try store.record())
        #expect(record.last == .init(moment: Self.moment, level: .full))
        #expect(record.hadFindings == false)
        #expect(record.good == [.full: Self.moment])
        #expect(
            try store.directory.names() == [VerificationJournal.fileName, "a.tar.zst"])
    }

    @Test func `a bad verification leaves the date of the good one, and levels their own`() throws {
        let store = try Store()
        try store.note(.full)
        try store.note(.quick, at: Self.later)
        try store.note(.deep, hadFindings: true, at: Self.later)
        let record = try #require(try store.record())
        #expect(record.hadFindings)
        #expect(record.good == [.full: Self.moment, .quick: Self.later])
        #expect(record.good() == .init(moment: Self.later, level: .quick))
        #expect(record.good(atLeast: .full) == .init(moment: Self.moment, level: .full))
        #expect(record.good(atLeast: .deep) == nil)
    }

    @Test func `a record speaks for no other archive of the same name`() throws {
        let store = try Store()
        try store.note()
        let path = store.archive.path
        for other in [
            Store.archive(path, identifier: "1e"), Store.archive(path, footer: "f1"),
            Store.archive(path, size: 6), Store.archive(path, modified: 8),
            Store.archive(path + [0x31]),
        ] {
            #expect(try store.record(of: other) == nil)
        }
        #expect(try store.record(of: store.archive) != nil)
    }

    @Test func `a record from the future speaks for nothing`() throws {
        let store = try Store()
        try store.note(at: Self.later)
        #expect(try store.record(now: Self.moment) == nil)
        #expect(try store.record(now: Self.later) != nil)
    }

    @Test func `archives that are gone are forgotten`() throws {
        let store = try Store()
        try store.note(named: "gone.tar.zst")
        let text = String(decoding: try bytes(of: store.file), as: UTF8.self)
        #expect(!text.contains("gone"))
    }

    /// A forged or damaged journal: not used, told of, and not replaced.
    @Test(arguments: [
        "", "x", "[]", "{}", #"{"smsbackup_verified":2,"archives":[]}"#,
        #"{"smsbackup_verified":1}"#, #"{"smsbackup_verified":1,"archives":[1]}"#,
        #"{"smsbackup_verified":1,"archives":[{"name":"../a"}]}"#,
        #"{"smsbackup_verified":1,"archives":[]}x"#,
    ])
    func `what is no record is an error and stays`(text: String) throws {
        let store = try Store()
        try store.directory.write([UInt8](text.utf8), to: VerificationJournal.fileName)
        #expect(throws: SnapshotError.self) { try VerificationJournal(of: store.path) }
        #expect(throws: SnapshotError.self) { try store.note() }
        #expect(try bytes(of: store.file) == [UInt8](text.utf8))
    }

    @Test func `every change of a byte is refused or speaks for the same archive only`() throws {
        let store = try Store()
        try store.note()
        let good = try bytes(of: store.file)
        for index in good.indices {
            var changed = good
            changed[index] ^= 1
            try store.directory.write(changed, to: VerificationJournal.fileName)
            guard let journal = try? VerificationJournal(of: store.path) else { continue }
            if let record = journal.record(of: store.archive, now: Self.later) {
                #expect(record.fingerprint == store.archive.fingerprint)
                #expect(record.last.moment <= Self.later)
            }
        }
    }

    @Test func `a file that is too large is not read`() throws {
        let store = try Store()
        let bytes = [UInt8](repeating: 0x20, count: VerificationJournal.largest + 1)
        try store.directory.write(bytes, to: VerificationJournal.fileName)
        #expect(throws: SnapshotError.self) { try VerificationJournal(of: store.path) }
    }

    @Test func `a link or a pipe is neither followed nor replaced`() throws {
        let directory = try TemporaryDirectory()
        let target = try directory.write([1], to: "target")
        let made = try StockTool.shell(
            #"ln -s target link && mkfifo pipe && mkdir dir"#, in: directory.path)
        try #require(made.status == 0, "\(made.errors)")
        for name in ["link", "pipe", "dir"] {
            let file = ReplaceableFile([UInt8](directory.file(name).utf8))
            #expect(throws: SnapshotError.self) { try file.replace(with: [2], permissions: 0o600) }
        }
        #expect(try bytes(of: target) == [1])
        #expect(try directory.names() == ["dir", "link", "pipe", "target"])
    }
}
