// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Rehearses the restore of an archive: verifies it, restores all of it into a directory of its
/// own, compares and judges what came out, runs a program of the user's on it, and removes it.
///
/// Nothing that comes out of the archive is ever run, and nothing is written outside the scratch
/// directory.
public struct Drill: Sendable {
    let options: DrillOptions

    /// Prepares a drill; nothing is looked at yet.
    public init(_ options: DrillOptions) {
        self.options = options
    }

    /// Rehearses the restore of one archive.
    ///
    /// - Throws: ``SnapshotError`` when it could not be done: the archive or the scratch directory
    ///   cannot be used, there is no room, or it was interrupted. The scratch directory is removed
    ///   then too. A damaged archive is no error; it is what the report is for.
    public func run(_ archive: [UInt8]) throws(SnapshotError) -> DrillReport {
        let clock = ContinuousClock()
        let start = clock.now
        // Opened once: what is verified is what is restored, whatever becomes of the name.
        let opened: OpenArchive
        do {
            opened = try OpenArchive(archive, identities: options.identities)
        } catch {
            throw SnapshotError("verify", archive: archive, error, so: "nothing is proved")
        }
        let verification = try Verification(
            level: .full, workers: options.workers, isInterrupted: options.isInterrupted
        ).run(opened)
        var report = DrillReport(archive, verification)
        report.note(.verify, clock.now - start)
        let reader: ArchiveReader
        do {
            reader = try Self.reader(opened, &report)
        } catch {
            guard error.kind == .damaged, !verification.findings.isEmpty else { throw error }
            report.skip([.restore, .compare, .command, .remove], "the archive cannot be opened")
            return report
        }
        do {
            let place = try ScratchDirectory.place(options.scratch)
            let room = try FileSystemRoom(of: place)
            let need = try DrillNeed(reader, blockSize: room.blockSize)
            report.need = need
            guard need.files > 0 else {
                report.ownFindings.append(
                    Finding(.manifest, "the archive holds no file: there is nothing to restore"))
                report.skip([.restore, .compare, .command, .remove], "there is nothing to restore")
                return report
            }
            if let obstacle = need.obstacle(room, at: place.path) { throw obstacle }
            let scratch = try ScratchDirectory(in: place)
            let rehearsal = DrillRehearsal(options, reader, scratch)
            do {
                try rehearsal.run(archive, &report)
            } catch {
                throw removing(scratch, after: error)
            }
            finish(scratch, &report)
            return report
        } catch let error as SnapshotError {
            throw error
        } catch let error as SystemCallError {
            throw SnapshotError(
                .system, "cannot rehearse the restore of \(ScreenText.quoted(archive))",
                hint: "--scratch DIR names another directory for it", cause: error)
        } catch {
            throw SnapshotError("rehearse the restore of", archive: archive, error)
        }
    }

    /// Reads the end of the archive that was verified.
    private static func reader(
        _ opened: OpenArchive, _ report: inout DrillReport
    ) throws(SnapshotError) -> ArchiveReader {
        do {
            let reader = try ArchiveReader(opened.source)
            report.about = .init(reader, status: opened.status)
            return reader
        } catch {
            throw SnapshotError("rehearse the restore of", archive: opened.path, error)
        }
    }

    /// Removes the scratch directory, or leaves it when that is wished.
    private func finish(_ scratch: ScratchDirectory, _ report: inout DrillReport) {
        let start = ContinuousClock.now
        if options.isKept {
            report.leftBehind = scratch.path
            report.skip([.remove], "it was to be kept")
        } else {
            do throws(SystemCallError) {
                try scratch.remove()
                report.note(.remove, ContinuousClock.now - start)
            } catch {
                report.leftBehind = scratch.path
                report.removalError = "\(error)"
                report.note(.remove, ContinuousClock.now - start, "NOT removed: \(error)")
            }
        }
    }

    /// Removes the scratch directory after an error, and says what became of it.
    private func removing(_ scratch: ScratchDirectory, after error: any Error) -> any Error {
        var fate = "the scratch directory was removed"
        var hint: String?
        if options.isKept {
            fate = "the scratch directory \(ScreenText.quoted(scratch.path)) is kept"
        } else {
            do throws(SystemCallError) {
                try scratch.remove()
            } catch let failure {
                fate = "the scratch directory \(ScreenText.quoted(scratch.path)) is left"
                hint = "it could not be removed: \(failure)"
            }
        }
        guard let error = error as? SnapshotError else {
            return SnapshotError(
                .system, "the drill could not be done; \(fate)", hint: hint, cause: error)
        }
        if error.kind == .interrupted {
            return SnapshotError(
                .interrupted, "interrupted; nothing is proved and \(fate)", hint: hint)
        }
        let hints = [error.hint, hint].compactMap(\.self)
        return SnapshotError(
            error.kind, "\(error.message); \(fate)",
            hint: hints.isEmpty ? nil : hints.joined(separator: "\n"), cause: error.cause)
    }
}

extension DrillReport {
    /// Notes a part that was done.
    mutating func note(_ step: Step, _ duration: Duration, _ remark: String? = nil) {
        steps.append(StepResult(step: step, duration: duration, remark: remark))
    }

    /// Notes parts that were not done.
    mutating func skip(_ parts: [Step], _ reason: String) {
        steps += parts.map { StepResult(step: $0, duration: nil, remark: reason) }
    }
}

extension DrillReport.About {
    init(_ reader: ArchiveReader, status: FileStatus) {
        let description = reader.description
        name = description.bag
        tool = description.tool
        library = description.library
        created = description.created
        site = description.site
        fingerprint = ArchiveFingerprint(reader.archive, status: status)
    }
}
