// SPDX-License-Identifier: Apache-2.0

/// Proves the units of an archive one by one: the bytes of each against its digest, its seal against
/// what it must be behind the seals before it.
///
/// Whoever reads the units anyway proves them on the way, so that no byte is read twice.
struct UnitProof {
    /// What must stand in the file for one unit.
    struct Expectation {
        let unit: Unit
        /// The container of its seal.
        fileprivate let seal: [UInt8]
    }

    private let id: ArchiveID
    private let codec: Compression.Codec
    /// What the next seal must link to.
    private(set) var link = Seal.noPrevious
    /// How many units were taken; the next one has this number.
    private(set) var count = 0

    init(_ reader: ArchiveReader) {
        id = reader.id
        codec = reader.archive.codec
    }

    /// Takes the next unit, in the order of the archive.
    mutating func next(_ unit: Unit) -> Expectation {
        let seal = Seal(archive: id, unit: unit, previous: link)
        link = seal.link
        count += 1
        return Expectation(unit: unit, seal: RecordContainer.wrap(seal.bytes, codec))
    }
}

extension UnitProof.Expectation {
    /// Reads the unit and its seal.
    ///
    /// - Parameters:
    ///   - archive: The archive.
    ///   - compressed: Gets the unit's bytes, right or wrong; fewer where the file ends.
    /// - Returns: What is wrong with them.
    /// - Throws: ``SystemCallError`` when they cannot be read.
    func findings(in archive: ArchiveFile, compressed: ByteBuffer) throws -> [Finding] {
        var findings: [Finding] = []
        do {
            try UnitReading.read(unit, of: archive, compressed: compressed)
        } catch let failure as ArchiveFile.Failure {
            findings.append(failure.finding)
        }
        if try archive.file.bytes(at: unit.sealOffset, count: seal.count) != seal {
            findings.append(
                Finding(
                    .seal, "the seal of unit \(unit.sequence) is not what it must be",
                    at: Finding.Place(
                        bytes: unit.sealOffset..<unit.sealOffset + UInt64(seal.count),
                        units: unit.sequence...unit.sequence)))
        }
        return findings
    }
}
