// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// One restore of a foreign archive: makes each entry as soon as it is read.
final class ForeignRun {
    /// How many bytes the directories may take in memory that wait for their attributes.
    private static let mostDirectoryBytes = 64 << 20

    var report: RestoreReport
    private let target: DestinationTree
    private let tar: ForeignTar
    private let restoring: EntryRestoring
    private let attributes: AttributeRestoring
    private var places: PlaceAdmission
    /// The files that this run made: only to these are hard links made.
    private var files = RestorePlaces()
    /// The directories that are entries themselves.
    private var listed = RestorePlaces()
    private var directories: [(path: EntryPath, attributes: FileAttributes)] = []
    private var directoryBytes = 0
    private var context = EntryRestoring.Context()
    private let nothing = ByteBuffer(capacity: 0)

    init(
        _ target: DestinationTree, _ tar: ForeignTar, _ options: RestoreOptions,
        _ report: RestoreReport
    ) {
        self.target = target
        self.tar = tar
        self.report = report
        attributes = AttributeRestoring(options.attributes)
        restoring = EntryRestoring(
            target: target, existing: ExistingEntries(overwrite: .never), mends: false,
            attributes: attributes)
        places = PlaceAdmission(target)
    }

    /// Makes an entry.
    func restore(_ entry: Entry, _ member: ForeignMember) throws {
        let path = entry.restoredPath ?? entry.path
        var item = RestoreItem(
            manifestEntry: ManifestEntry(entry: entry, headerOffset: 0, dataOffset: 0),
            entry: entry, path: path, position: 0)
        places.admit(&item)
        if entry.kind == .directory, !item.isNotRestored {
            // Nothing was there, so every directory is this run's, also one that a file needed.
            item.outcome = listed.insert(path) ? .created([]) : .kept([])
            keep(path, entry.attributes)
        }
        if case .pending = item.outcome {
            switch entry.kind {
            case .directory: break
            case .symbolicLink:
                context.reset()
                restoring.restore(&item, from: nothing, at: 0, &context)
            case .hardLink(let target, _, _):
                let file = target.droppingFirst(1) ?? target
                item.outcome =
                    files.contains(file)
                    ? restoring.makeHardLink(item, to: file)
                    : .notRestored(ExistingEntries.isLinkToNothing(file))
            case .file: try write(&item)
            }
        }
        if case .notRestored(let reason) = item.outcome {
            report.refuse(path, reason)
        } else if report.count(item), entry.content != nil {
            _ = files.insert(path)
        }
    }

    /// Writes a file while it is read.
    private func write(_ item: inout RestoreItem) throws {
        guard let file = create(&item) else { return }
        var problem: String?
        do {
            let isComplete = try tar.readContent { buffer, range, offset in
                guard problem == nil else { return }
                do throws(SystemCallError) {
                    try file.write(buffer, in: range, at: offset)
                } catch {
                    problem = "\(error)"
                }
            }
            if !isComplete { problem = "the archive is damaged or cut off inside it" }
        } catch {
            // Interrupted, or it cannot be read: no part of a file stays under the file's name.
            file.discard()
            throw error
        }
        do throws(SystemCallError) {
            if problem == nil { item.outcome = .created(try file.finish(attributes)) }
        } catch {
            problem = "\(error)"
        }
        if let problem {
            file.discard()
            item.outcome = .notRestored(problem)
        }
    }

    private func create(_ item: inout RestoreItem) -> DestinationFile? {
        do throws(SystemCallError) {
            return try restoring.create(&item)
        } catch {
            item.outcome = .notRestored("\(error)")
            return nil
        }
    }

    /// Keeps the attributes of a directory for the end.
    private func keep(_ path: EntryPath, _ wanted: FileAttributes) {
        let bytes = wanted.extended.reduce(path.bytes.count + 256) {
            $0 + $1.name.count + $1.value.count + 64
        }
        guard directoryBytes + bytes <= Self.mostDirectoryBytes else {
            let message = "its attributes are not restored: the archive has too many directories"
            report.attributes.add([
                Warning(.attribute, path.bytes, message, attribute: .all)
            ])
            return
        }
        directoryBytes += bytes
        directories.append((path, wanted))
    }

    /// Sets the attributes of the directories, the deepest first.
    func finish() {
        directories.sort { $0.path.bytes.count > $1.path.bytes.count }
        for (path, wanted) in directories {
            do throws(SystemCallError) {
                report.attributes.add(try attributes.finish(path, wanted, in: target))
            } catch {
                report.attributes.add([
                    Warning(
                        .attribute, path.bytes, "its attributes could not be set: \(error)",
                        attribute: .all)
                ])
            }
        }
    }
}

extension RestoreItem {
    /// Whether it is not at its place.
    fileprivate var isNotRestored: Bool {
        if case .notRestored = outcome { true } else { false }
    }
}

extension RestoreReport {
    /// The most entries that are named as not restored, when there is no manifest that bounds them.
    private static let mostNamed = 10_000
    private static let mostNameBytes = 16 << 20

    /// Notes an entry that is not restored; where very many are not, one line stands for the rest.
    mutating func refuse(_ path: EntryPath, _ reason: String) {
        namedBytes += path.bytes.count + reason.utf8.count
        guard notRestored.count < Self.mostNamed, namedBytes <= Self.mostNameBytes else {
            if findings.last?.code != .restored {
                findings.append(
                    Finding(.restored, "more entries are not restored than can be named"))
            }
            return
        }
        notRestored.append(NotRestored(path: path, reason: reason))
    }
}
