// SPDX-License-Identifier: Apache-2.0

/// Puts the blocks and streams of a tape format file together and judges their sequence.
///
/// ``TapeFormatReader`` finds them in the bytes; here is what they mean.
struct TapeFormatAssembly: Sendable {
    var backup = TapeFormatBackup()
    var log = DumpProblemLog()
    var openSet: TapeFormatSet?
    var currentBlock: TapeFormatBlock?

    /// Whether the file may properly end behind the last block: with a filemark, all sets ended.
    var mayEnd: Bool {
        openSet == nil && backup.setCount > 0 && currentBlock?.kind == .filemark
    }

    /// How many bytes of a stream must be collected for ``read(stream:data:isWhole:)``.
    func wantedBytes(of stream: String) -> Int {
        switch (stream, currentBlock?.kind) {
        case ("RAID", .tape): 32
        case ("MQCI", .configuration), ("MQCI", .finalConfiguration):
            BackupDescription.longestStream
        default: 0
        }
    }
}

// MARK: - Blocks

extension TapeFormatAssembly {
    /// Notes that a block begins; of a filemark that is all there is.
    mutating func begin(_ header: TapeFormatBlockHeader, at offset: Int, end: Int?) {
        let block = TapeFormatBlock(kind: header.kind, offset: offset)
        backup.blockCount += 1
        if backup.blocks.count < TapeFormatBackup.blockLimit { backup.blocks.append(block) }
        checkAddress(header, at: offset)
        currentBlock = block
        switch header.kind {
        case .pages, .log: openSet?.dataBlockCount += 1
        case .filemark: if let end { passFilemark(at: offset, end: end) }
        case .endOfMedium:
            log.note(
                .doubt, at: offset, expected: "the end of the last data set",
                found: "the end of the medium; the set goes on elsewhere")
        default: break
        }
    }

    /// Reads a block now that everything before its streams is there.
    ///
    /// - Returns: Whether the walk should go on.
    mutating func read(
        block: [UInt8], header: TapeFormatBlockHeader, at offset: Int
    ) -> Bool {
        switch header.kind {
        case .tape: return readMedia(block, header)
        case .startOfSet: beginSet(block, header, at: offset)
        case .volume:
            openSet?.machine = ByteFields(block).text(
                addressedAt: 64, isUTF16: header.usesUTF16)
        case .endOfSet: endSet(ByteFields(block), at: offset)
        default: break
        }
        return true
    }

    private mutating func readMedia(_ block: [UInt8], _ header: TapeFormatBlockHeader) -> Bool {
        guard let media = TapeFormatMedia(block: block, header: header) else {
            log.note(
                .damage, at: 0, expected: "the fields of a medium",
                found: "a block of \(block.count) bytes")
            return true
        }
        backup.media = media
        if media.hasPassword {
            log.note(
                .notice, at: 0, expected: "a medium without a password",
                found: "one; a restore will ask for it")
        }
        guard media.isSQLServer else {
            log.note(
                .damage, at: 0, expected: "a backup by SQL Server",
                found: "a backup of files by \(media.software ?? "another program")")
            backup.ending = .notWalked
            return false
        }
        return true
    }

    private mutating func beginSet(
        _ block: [UInt8], _ header: TapeFormatBlockHeader, at offset: Int
    ) {
        if let unfinished = openSet {
            log.note(
                unfinished.endCount >= 2 ? .doubt : .damage, at: offset,
                expected: "the end of data set \(unfinished.number)", found: "the next data set")
            close(unfinished, at: unfinished.endCount >= 2 ? offset : nil)
        }
        backup.setCount += 1
        openSet = TapeFormatSet(block: block, header: header, offset: offset)
        if openSet == nil {
            log.note(
                .damage, at: offset, expected: "the fields of a data set",
                found: "a block of \(block.count) bytes")
        }
        if openSet?.hasPassword == true {
            log.note(
                .notice, at: offset, expected: "a data set without a password",
                found: "one; a restore will ask for it")
        }
    }

    private mutating func endSet(_ fields: ByteFields, at offset: Int) {
        guard let set = openSet else {
            log.note(
                .doubt, at: offset, expected: "the start of a data set", found: "an end of one")
            return
        }
        openSet?.endCount += 1
        guard let damaged = fields.long(at: 56), let number = fields.word(at: 78) else {
            log.note(
                .damage, at: offset, expected: "the fields of an end of a data set",
                found: "a block of \(fields.count) bytes")
            return
        }
        if Int(number) != set.number {
            log.note(
                .damage, at: offset, expected: "the end of data set \(set.number)",
                found: "the end of data set \(number)")
        }
        if damaged > 0 {
            openSet?.damagedObjectCount = max(set.damagedObjectCount, Int(damaged))
            log.note(
                .damage, at: offset, expected: "no damaged objects",
                found: "\(damaged) that the backup itself reported")
        }
    }

    private mutating func passFilemark(at offset: Int, end: Int) {
        guard let set = openSet, set.endCount > 0 else { return }
        if set.endCount == 1 {
            log.note(
                .doubt, at: offset, expected: "two ends of data set \(set.number)", found: "one")
        }
        close(set, at: end)
    }

    private mutating func checkAddress(_ header: TapeFormatBlockHeader, at offset: Int) {
        guard header.logicalAddress > 0, let set = openSet,
            let size = backup.media?.logicalBlockSize, size > 0
        else { return }
        let (place, rest) = (offset - set.offset).quotientAndRemainder(dividingBy: size)
        guard rest != 0 || UInt64(place) != header.logicalAddress else { return }
        log.note(
            .doubt, at: offset, expected: "logical block \(place) of data set \(set.number)",
            found: "logical block \(header.logicalAddress)")
    }
}

// MARK: - Streams

extension TapeFormatAssembly {
    /// Notes that a stream begins.
    mutating func begin(stream name: String, at offset: Int, length: Int) {
        let stream = TapeFormatSet.Stream(offset: offset, length: length)
        switch name {
        case "MQDA":
            if openSet?.addPages(stream) == false {
                log.note(
                    .doubt, at: offset, expected: "two bytes and whole pages of 8192",
                    found: "\(length) bytes")
            }
        case "MQTL": openSet?.addLog(stream)
        default: break
        }
    }

    /// Reads the data of a stream that was asked for.
    mutating func read(stream name: String, data: [UInt8], isWhole: Bool) {
        switch name {
        case "RAID": backup.media?.membership = TapeFormatMedia.Membership(stream: data)
        case "MQCI":
            let description = BackupDescription(stream: data, isWhole: isWhole)
            guard let description else { return }
            openSet?.description = description
            openSet?.hasFinalDescription = currentBlock?.kind == .finalConfiguration
        default: break
        }
    }
}
