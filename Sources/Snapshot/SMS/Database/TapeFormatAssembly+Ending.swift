// SPDX-License-Identifier: Apache-2.0

extension TapeFormatAssembly {
    /// Ends the walk at a header that is not one, or at one that cannot stand there.
    mutating func stop(at offset: Int, expected: String, found: String = "something else") {
        log.note(.damage, at: offset, expected: expected, found: found)
        backup.ending = .unreadable(at: offset)
        if let set = openSet { close(set, at: nil) }
    }

    /// Ends the walk inside a structure that reaches further than the file.
    mutating func truncate(at offset: Int, needed: Int, structure: String) {
        log.note(
            .damage, at: offset, expected: "\(structure) up to offset \(needed) at least",
            found: "the end of the file")
        backup.ending = .truncated(at: offset, needed: needed, structure: structure)
        if let set = openSet { close(set, at: nil) }
    }

    /// Ends the walk between two blocks.
    mutating func end(at offset: Int) {
        let needed = offset + TapeFormatBlockHeader.size
        if let set = openSet {
            guard set.endCount >= 2 else {
                truncate(at: offset, needed: needed, structure: "data set \(set.number)")
                return
            }
            close(set, at: offset)
            backup.ending = .withoutEndMarker
            log.note(
                .doubt, at: offset, expected: "the filemark that closes the last data set",
                found: "the end of the file")
        } else if backup.setCount == 0 {
            truncate(at: offset, needed: needed, structure: "a first data set")
        } else {
            backup.ending = .endMarker(at: offset)
        }
    }

    /// Notes bytes behind the end marker.
    mutating func noteTrailing(at offset: Int, count: Int, isZero: Bool) {
        backup.trailingByteCount = count
        // A further backup whose beginning is destroyed would look like this, unless all is zero.
        log.note(
            isZero ? .notice : .doubt, at: offset, expected: "the end of the file",
            found: isZero ? "\(count) zero bytes" : "\(count) bytes that are no data set")
    }

    /// The backup, and the judgements that need all of it.
    consuming func finished(size: Int) -> TapeFormatBackup {
        backup.size = size
        if let set = backup.principalSet, isAlone,
            let backupSize = set.description?.backupSize, set.hasFinalDescription,
            backupSize > UInt64(size)
        {
            // What the number counts is not documented, so it proves nothing.
            log.note(
                .notice, at: set.offset, expected: "a file of at least \(backupSize) bytes",
                found: "\(size)")
        }
        backup.problems = log.problems
        return backup
    }

    private var isAlone: Bool { (backup.media?.membership?.fileCount ?? 1) == 1 }

    mutating func close(_ open: TapeFormatSet, at end: Int?) {
        var set = open
        set.end = end
        openSet = nil
        if end != nil { judge(set) }
        if backup.sets.count == TapeFormatBackup.setLimit { backup.sets.removeLast() }
        backup.sets.append(set)
        if set.kind == .database || backup.principalSet?.kind != .database {
            backup.principalSet = set
        }
    }

    private mutating func judge(_ set: TapeFormatSet) {
        guard let description = set.description else {
            log.note(
                .notice, at: set.offset, expected: "SQL Server's description of the backup",
                found: "none that can be read")
            return
        }
        if set.hasFinalDescription, description.finished == nil {
            log.note(
                .doubt, at: set.offset, expected: "the time at which the backup ended",
                found: "none")
        }
        let holdsPages = description.kind == .database || description.kind == .differential
        if holdsPages, isAlone, description.hasAllFiles, set.pageCount < description.pageCount {
            log.note(
                .damage, at: set.offset, expected: "\(description.pageCount) pages",
                found: "\(set.pageCount)")
        }
    }
}
