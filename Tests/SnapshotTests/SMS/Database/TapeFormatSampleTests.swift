// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

/// Real backups of SQL Server 2005 to 2019, against what independent readers say of them.
@Suite(
    "Tape format samples", .enabled(if: DumpSample.isPresent, Comment(rawValue: DumpSample.absent)))
struct TapeFormatSampleTests {
    @Test func `every sample gives what the ground truth says`() throws {
        let (files, all) = try Self.agreement()
        for difference in all.differences { Issue.record("\(difference)") }
        #expect(files.agreed > 0 && files.differences.isEmpty)
    }

    /// Files and facts that agree with the ground truth.
    static func agreement() throws -> (files: Agreement, facts: Agreement) {
        let truth = try DumpSample.truth("mtf")
        var all = Agreement()
        var files = Agreement()
        for name in DumpSample.names("mtf") {
            let dump = dumpRead(try DumpSample.bytes(of: name))
            guard case .tapeFormat(let backup) = dump.content else {
                files.compare(name, dump.name, "a backup in tape format")
                continue
            }
            var one = Agreement()
            Self().compare(backup, truth[name], &one)
            one.compare("verdict", dump.verdict, .valid)
            one.compare("problems", dump.problems.count, 0)
            files.compare(name, one.differences.count, 0)
            all.add(one)
        }
        return (files, all)
    }

    @Test func `every mutation of the ground truth is judged as it says`() throws {
        var all = Agreement()
        for mutation in try DumpSample.truth("mutations_mtf").list {
            let name = try #require(mutation["sample"].text)
            let size = try #require(mutation["cut_to"].number)
            let dump = dumpRead([UInt8](try DumpSample.bytes(of: name).prefix(size)))
            let place = "\(name) cut to \(size)"
            all.compare(place, dump.verdict == .damaged, mutation["must_fail"].flag)
            guard case .tapeFormat(let backup) = dump.content else {
                all.compare(place + ": bytes", size, 0)
                continue
            }
            all.compare(place + ": blocks", backup.blockCount, mutation["blocks"].number)
            if let problem = mutation["walker_problems"].list.first?.text {
                all.compare(place + ": needed", needed(backup), try neededByTruth(problem, size))
            }
        }
        for difference in all.differences { Issue.record("\(difference)") }
        print("tape format mutations: \(all.agreed) of \(all.total) facts")
        #expect(all.differences.isEmpty && all.total > 0)
    }

    /// The offset that the cut structure reaches to.
    private func needed(_ backup: TapeFormatBackup) -> Int? {
        if case .truncated(_, let needed, _) = backup.ending { needed } else { nil }
    }

    /// `('sfmb-past-eof', END)` or `('stream-past-eof', OFFSET, 'NAME', MISSING)`.
    private func neededByTruth(_ problem: String, _ size: Int) throws -> Int {
        let last = try #require(
            problem.split { !("0"..."9").contains($0) }.last.flatMap { Int($0) })
        return problem.contains("stream") ? size + last : last
    }
}

extension TapeFormatSampleTests {
    private func compare(_ backup: TapeFormatBackup, _ truth: Truth, _ facts: inout Agreement) {
        let derived = truth["derived"]
        facts.compare("size", backup.size, truth["size"].number)
        facts.compare("complete", backup.isComplete, derived["complete"].flag)
        facts.compare(
            "blocks", backup.blocks.map(\.kind.description), derived["blocks"].list.map { $0.text })
        facts.compare(
            "offsets", backup.blocks.map(\.offset), derived["block_offsets"].list.map { $0.number })
        compareMedia(backup, truth, &facts)
        compareSets(backup, derived, &facts)
        compareDescriptions(backup, truth["derived_sql_header"].list, &facts)
        let alone = backup.shortcomings.map(short)
        facts.compare("alone", alone.isEmpty, truth["restorable_alone"].flag)
        facts.compare("why not alone", alone, truth["why_not_alone"].list.map { $0.text ?? "" })
    }

    private func short(_ shortcoming: TapeFormatBackup.Shortcoming) -> String {
        if case .differential = shortcoming { return "differential backup" }
        return shortcoming.description
    }

    private func compareMedia(_ backup: TapeFormatBackup, _ truth: Truth, _ facts: inout Agreement)
    {
        let derived = truth["derived"]
        let media = backup.media
        facts.compare("family", media.map { Int($0.familyID) }, derived["media_family_id"].number)
        facts.compare("software", media?.software, derived["software"].text)
        facts.compare("vendor", media.map { Int($0.vendorID) }, derived["vendor_id"].number)
        facts.compare("block size", media?.logicalBlockSize, derived["flb_size"].number)
        facts.compare(
            "filemark", media?.filemarkUnits, derived["soft_filemark_block_units"].number)
        facts.compare("password", media?.hasPassword, derived["media_password"].flag)
        facts.compare("media date", media?.date?.description, derived["media_date"].text)
        let membership = media?.membership
        let set = truth["media_set"]
        facts.compare("set", membership?.mediaSet.description, set["media_set_guid"].text)
        facts.compare("files", membership?.fileCount, set["family_count"].number)
        facts.compare("file", membership?.number, set["family_number"].number)
    }

    private func compareSets(_ backup: TapeFormatBackup, _ derived: Truth, _ facts: inout Agreement)
    {
        facts.compare("sets", backup.sets.count, derived["sets"].list.count)
        for (set, truth) in zip(backup.sets, derived["sets"].list) {
            facts.compare("number", set.number, truth["number"].number)
            facts.compare("name", set.name, truth["name"].text)
            facts.compare("user", set.user, truth["user"].text)
            facts.compare("date", set.date?.description, truth["date"].text)
            facts.compare("zone", set.zoneQuarterHours, truth["tz_quarter_hours"].number)
            facts.compare("major", Int(set.majorVersion), truth["sql_major"].number)
            facts.compare("minor", Int(set.minorVersion), truth["sql_minor"].number)
            facts.compare("attributes", Int(set.attributes), truth["sset_attributes"].number)
            facts.compare("set password", set.hasPassword, truth["set_password"].flag)
        }
        facts.compare(
            "machine", backup.sets.map(\.machine), derived["machine"].list.map { $0.text })
        compareStreams(backup.sets.flatMap(\.pageStreams), derived["mqda"].list, &facts)
        compareStreams(backup.sets.flatMap(\.logStreams), derived["mqtl"].list, &facts)
        let pages = derived["mqda"].list.reduce(0) { $0 + ($1["pages"].number ?? 0) }
        facts.compare("pages", backup.sets.reduce(0) { $0 + $1.pageCount }, pages)
        facts.compare(
            "ends", backup.sets.reduce(0) { $0 + $1.endCount }, derived["eset_count"].number)
        facts.compare(
            "damaged objects", backup.sets.reduce(0) { $0 + $1.damagedObjectCount },
            derived["corrupt_objects"].number)
    }

    private func compareStreams(
        _ streams: [TapeFormatSet.Stream], _ truth: [Truth], _ facts: inout Agreement
    ) {
        facts.compare(
            "stream offsets", streams.map(\.offset), truth.map { $0["offset"].number ?? 0 })
        facts.compare(
            "stream lengths", streams.map(\.length), truth.map { $0["length"].number ?? 0 })
    }

    private func compareDescriptions(
        _ backup: TapeFormatBackup, _ truths: [Truth], _ facts: inout Agreement
    ) {
        facts.compare("descriptions", backup.sets.compactMap(\.description).count, truths.count)
        for (found, truth) in zip(backup.sets.compactMap(\.description), truths) {
            let letter = found.kind.map { String(UnicodeScalar($0.letter)) }
            facts.compare("type", letter, truth["type"].text)
            facts.compare("build", found.version?.description, truth["build"].text)
            facts.compare("first", found.firstLogNumber?.description, truth["first_lsn"].text)
            facts.compare("last", found.lastLogNumber?.description, truth["last_lsn"].text)
            facts.compare("checkpoint", found.checkpoint?.description, truth["checkpoint_lsn"].text)
            facts.compare(
                "base", found.baseCheckpoint?.description, truth["database_backup_lsn"].text)
            facts.compare(
                "created", found.databaseCreated?.description, truth["database_created"].text)
            facts.compare("start", found.started?.description, truth["start"].text)
            facts.compare("finish", found.finished?.description, truth["finish"].text)
            facts.compare("sort order", found.sortOrder.map(Int.init), truth["sort_order"].number)
            facts.compare(
                "level", found.compatibilityLevel.map(Int.init),
                truth["compatibility_level"].number)
            facts.compare(
                "version", found.databaseVersion.map(Int.init), truth["database_version"].number)
            facts.compare(
                "backup size", found.backupSize.map { Int($0) }, truth["backup_size"].number)
            facts.compare("database", found.database, truth["database"].text)
            facts.compare("server", found.server, truth["server"].text)
            facts.compare("locale", found.locale.map { Int($0) }, truth["lcid"].number)
            compareFiles(found.files, truth["files"].list, &facts)
        }
    }

    private func compareFiles(
        _ files: [BackupDescription.File], _ truths: [Truth], _ facts: inout Agreement
    ) {
        facts.compare("files", files.count, truths.count)
        for (file, truth) in zip(files, truths) {
            facts.compare("file", Int(file.number), truth["file_id"].number)
            facts.compare("file pages", Int(file.pageCount), truth["pages_in_backup"].number)
            facts.compare("kind", file.isLog, truth["kind"].text == "log")
            facts.compare("file size", Int(file.size), truth["file_size"].number)
            facts.compare("logical", file.logicalName, truth["logical"].text)
            facts.compare("physical", file.physicalName, truth["physical"].text)
        }
    }
}

/// Reads a dump in one piece.
func dumpRead(_ bytes: [UInt8], name: String = "") -> DatabaseDump {
    var reader = DatabaseDumpReader(fileName: [UInt8](name.utf8))
    reader.consume(bytes[...])
    return reader.finish()
}

/// Reads a dump in pieces whose sizes are taken from the list, over and over.
func dumpRead(_ bytes: [UInt8], in sizes: [Int], name: String = "") -> DatabaseDump {
    var reader = DatabaseDumpReader(fileName: [UInt8](name.utf8))
    var offset = 0
    var turn = 0
    while offset < bytes.count {
        let end = min(bytes.count, offset + max(1, sizes[turn % sizes.count]))
        reader.consume(bytes[offset..<end])
        offset = end
        turn += 1
    }
    return reader.finish()
}
