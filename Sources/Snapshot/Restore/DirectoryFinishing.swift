// SPDX-License-Identifier: Apache-2.0

/// Gives the directories their attributes, now that nothing more is written into them, some of them
/// side by side.
///
/// Setting the times of a directory does not touch the one above it, but a mode without "x" would
/// bar the way down: so they are opened one after the other, from the bottom up, which is their
/// order in the archive. What is opened later never lies below.
final class DirectoryFinishing: PipelineStages {
    /// Some directories on their way.
    final class Slot {
        fileprivate var directories: [Opened] = []
        fileprivate var warnings: [Warning] = []
    }

    fileprivate struct Opened {
        let handle: DirectoryHandle
        let path: EntryPath
        let wanted: FileAttributes
    }

    /// How many directories are one job at most.
    private static let largestJob = 16
    /// How many directories may be open at once: a quarter of what a process may have by default.
    private static let mostOpen = 256

    private let prepared: PreparedRestore
    private let target: DestinationTree
    private let directories: RestorePlaces
    private let attributes: AttributeRestoring
    /// The number of threads for which there is work.
    let workers: Int
    private let jobSize: Int
    // Used by `claim` only.
    private var lines: EntryLines
    private let onOther: (Entry) -> Void
    // Used by `commit` only.
    /// What of the attributes came out otherwise.
    private(set) var tally: AttributeTally

    /// - Parameters:
    ///   - prepared: What is restored.
    ///   - target: Where it is.
    ///   - directories: Those that get their attributes; others keep what they have.
    ///   - tally: What came out otherwise before.
    ///   - onOther: Called, in the order of the archive, with at least the files whose time is data.
    /// - Throws: ``SystemCallError`` when the manifest cannot be read.
    init(
        _ prepared: PreparedRestore, _ target: DestinationTree, _ directories: RestorePlaces,
        _ tally: AttributeTally, onOther: @escaping (Entry) -> Void
    ) throws {
        self.prepared = prepared
        self.target = target
        self.directories = directories
        self.tally = tally
        self.onOther = onOther
        attributes = AttributeRestoring(prepared.options.attributes)
        let useful = (directories.count + Self.largestJob - 1) / Self.largestJob
        workers = max(1, min(prepared.options.workers, useful))
        jobSize = max(1, min(Self.largestJob, Self.mostOpen / workers))
        lines = try prepared.lines { Self.canMatter($0) }
    }

    /// Whether the entry of a line can be a directory, or a file whose time is data; `false` is
    /// certain.
    private static func canMatter(_ line: Span<UInt8>) -> Bool {
        guard let glance = LineGlance(line) else { return true }
        return line.extracting(glance.type).isEqual(to: "dir")
            || TimedFile.canBeOne(line.extracting(glance.path))
    }

    func makeSlot() -> Slot { Slot() }

    func makeContext() {}

    func claim(_ slot: Slot) throws -> Bool {
        while slot.directories.count + slot.warnings.count < jobSize,
            let line = try lines.next()
        {
            let entry = try line.entry().entry
            guard entry.kind == .directory, let path = prepared.placing.place(of: entry)?.path
            else {
                onOther(entry)
                continue
            }
            guard directories.contains(path) else { continue }
            do throws(SystemCallError) {
                let handle = try target.directory(at: path)
                let wanted = try wanted(entry.attributes, of: handle)
                slot.directories.append(Opened(handle: handle, path: path, wanted: wanted))
            } catch {
                slot.warnings.append(Self.warning(path, error))
            }
        }
        return !slot.directories.isEmpty || !slot.warnings.isEmpty
    }

    /// The attributes that a directory gets.
    private func wanted(
        _ attributes: FileAttributes, of directory: DirectoryHandle
    ) throws(SystemCallError) -> FileAttributes {
        let created = prepared.reader.description.created
        guard !ProcessPrivileges.mayChangeOwners,
            attributes == .generated(permissions: 0o755, at: created)
        else { return attributes }
        // No file system ever held this directory: it belongs to whoever restores.
        var wanted = attributes
        let own = try directory.status()
        (wanted.ownerID, wanted.groupID) = (own.ownerID, own.groupID)
        return wanted
    }

    func work(_ slot: Slot, _: inout Void) {
        for directory in slot.directories {
            do throws(SystemCallError) {
                slot.warnings += try attributes.finish(
                    directory.handle, directory.path, directory.wanted)
            } catch {
                slot.warnings.append(Self.warning(directory.path, error))
            }
        }
        slot.directories.removeAll(keepingCapacity: true)
    }

    private static func warning(_ path: EntryPath, _ error: SystemCallError) -> Warning {
        Warning(.attribute, path.bytes, "its attributes could not be set: \(error)")
    }

    func commit(_ slot: Slot) {
        tally.add(slot.warnings)
        slot.warnings.removeAll()
    }
}
