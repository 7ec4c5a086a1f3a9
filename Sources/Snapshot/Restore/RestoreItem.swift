// SPDX-License-Identifier: Apache-2.0

/// A wanted entry of a unit and what became of it.
struct RestoreItem {
    /// What became of an entry.
    enum Outcome {
        case pending
        case created([Warning])
        case replaced([Warning])
        case kept([Warning])
        case notRestored(String)
    }

    /// The entry in the archive that holds the bytes.
    let manifestEntry: ManifestEntry
    /// The entry that is restored; another name of the same file where that one is not wanted.
    let entry: Entry
    /// Its path below the destination.
    let path: EntryPath
    /// Its position among the unit's entries.
    let position: Int
    /// Whether it goes to the quarantine.
    var isQuarantined = false
    /// Whether it is not restored because it would do harm.
    var isPrevented = false
    var outcome = Outcome.pending
}

/// A large file that several units write to.
final class LargeFileRestoring {
    let item: RestoreItem
    let file: DestinationFile
    // Used by the committing thread only.
    private var hashing = Hashing()
    private var problem: String?
    private var isRight = true
    /// Whether the file is complete or removed.
    private var isSettled = false

    init(_ item: RestoreItem, _ file: DestinationFile) {
        self.item = item
        self.file = file
    }

    deinit {
        // An interrupted restore must not leave a part of a file under the file's name.
        if !isSettled { file.discard() }
    }

    /// Where the piece of the file in a unit lies: in the unit, and in the file.
    func piece(in unit: Unit) -> (range: Range<Int>, offset: UInt64) {
        let part = item.manifestEntry.dataRange.clamped(to: unit.tarRange)
        let start = Int(part.lowerBound - unit.tarOffset)
        let end = start + Int(part.upperBound - part.lowerBound)
        return (start..<end, part.lowerBound - item.manifestEntry.dataOffset)
    }

    /// Takes the piece that was written, in the order of the units.
    func take(_ raw: ByteBuffer, of unit: Unit, findings: [Finding]) {
        if problem == nil { problem = findings.first?.message }
        // A header that disagrees with the manifest: nothing is created that only one of them
        // names.
        if findings.contains(where: { $0.code == .restored || $0.code == .header }) {
            isRight = false
        }
        hashing.update(raw, in: piece(in: unit).range)
    }

    /// Whether a unit holds the file's last byte.
    func ends(in unit: Unit) -> Bool {
        item.manifestEntry.dataRange.upperBound <= unit.tarRange.upperBound
    }

    /// Sets the attributes when every byte is right, and removes the file when one is not.
    func finish(_ attributes: AttributeRestoring) -> RestoreItem {
        var item = item
        let digest = hashing.finish()
        hashing = Hashing()
        do throws(SystemCallError) {
            if isRight, digest == item.entry.content?.digest {
                let warnings = try file.finish(attributes)
                item.outcome = file.isReplacement ? .replaced(warnings) : .created(warnings)
            } else {
                item.outcome = .notRestored(
                    problem ?? "its content is lost: it does not have its SHA-256")
            }
        } catch {
            item.outcome = .notRestored("\(error)")
        }
        if case .notRestored = item.outcome { file.discard() }
        isSettled = true
        return item
    }
}
