// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Restores single entries below the destination, each according to what exists there.
struct EntryRestoring {
    /// What a thread keeps from entry to entry of a unit.
    struct Context {
        var hashing = TwinHashing()
        let recent = RecentDirectory()

        /// Forgets what belongs to a unit.
        mutating func reset() {
            hashing.reset()
            recent.forget()
        }
    }

    let target: DestinationTree
    let existing: ExistingEntries
    /// Whether what is right gets its attributes again.
    let mends: Bool
    let attributes: AttributeRestoring

    /// Restores one small entry whose bytes are in `raw`; hard links wait until their files are
    /// there.
    ///
    /// `start` is where the entry's bytes lie in `raw`.
    func restore(
        _ item: inout RestoreItem, from raw: ByteBuffer, at start: Int, _ context: inout Context
    ) {
        do throws(SystemCallError) {
            switch item.entry.kind {
            case .directory, .hardLink: return
            case .symbolicLink(let linkTarget):
                item.outcome = try makeSymbolicLink(item, to: linkTarget, context.recent)
            case .file(let size, let digest):
                let range = start..<(start + Int(size))
                guard range.upperBound <= raw.count,
                    context.hashing.digest(of: raw, in: range) == digest
                else {
                    item.outcome = .notRestored(
                        "its content is lost: it does not have its SHA-256")
                    return
                }
                try writeFile(&item, raw, range, context.recent)
            }
        } catch {
            item.outcome = .notRestored("\(error)")
        }
    }

    private func writeFile(
        _ item: inout RestoreItem, _ raw: ByteBuffer, _ range: Range<Int>,
        _ recent: RecentDirectory
    ) throws(SystemCallError) {
        guard let file = try create(&item, recent) else { return }
        do throws(SystemCallError) {
            try file.write(raw, in: range, at: 0)
            let warnings = try file.finish(attributes)
            item.outcome = file.isReplacement ? .replaced(warnings) : .created(warnings)
        } catch {
            file.discard()
            throw error
        }
    }

    /// Creates the file of an item; `nil` when something is there that stays.
    func create(
        _ item: inout RestoreItem, _ recent: RecentDirectory = RecentDirectory()
    ) throws(SystemCallError) -> DestinationFile? {
        let (directory, name) = try target.parent(of: item.path, recent)
        // Mostly nothing is there. To ask first makes the threads wait for one another, for they
        // often create files in one directory.
        do throws(SystemCallError) {
            return try DestinationFile(item.entry, at: item.path, in: directory, replacing: false)
        } catch  where error.errno == .fileExists {
            // What it is decides.
        }
        let decision = try existing.decision(for: item.entry, named: name, in: directory)
        switch decision.action {
        case .create, .replace:
            return try DestinationFile(
                item.entry, at: item.path, in: directory, replacing: decision.action == .replace)
        case .keep:
            item.outcome = .kept(mends ? try mend(item, name, in: directory) : [])
        case .skip, .refuse:
            item.outcome = .notRestored(decision.reason ?? "")
        }
        return nil
    }

    /// Gives a file that is right its attributes: an earlier run may have ended before it did.
    private func mend(
        _ item: RestoreItem, _ name: [UInt8], in directory: DirectoryHandle
    ) throws(SystemCallError) -> [Warning] {
        let file = try directory.file(at: name)
        let wanted = item.entry.attributes
        let problems = attributes.apply(
            wanted, to: file.number, entry: item.path, at: file.path)
        return problems
            + attributes.differences(try file.status(), from: wanted, entry: item.path)
    }

    private func makeSymbolicLink(
        _ item: RestoreItem, to linkTarget: [UInt8], _ recent: RecentDirectory
    ) throws(SystemCallError) -> RestoreItem.Outcome {
        let (directory, name) = try target.parent(of: item.path, recent)
        let decision = try existing.decision(for: item.entry, named: name, in: directory)
        var warnings: [Warning] = []
        func make(_ name: [UInt8]) throws(SystemCallError) {
            try directory.makeSymbolicLink(named: name, target: linkTarget)
            warnings = try attributes.apply(
                item.entry.attributes, toLink: name, in: directory, entry: item.path)
        }
        switch decision.action {
        case .create:
            try make(name)
            return .created(warnings)
        case .replace:
            try directory.replaceFile(named: name, make)
            return .replaced(warnings)
        case .keep:
            guard mends else { return .kept([]) }
            return .kept(
                try attributes.apply(
                    item.entry.attributes, toLink: name, in: directory, entry: item.path))
        case .skip, .refuse: return .notRestored(decision.reason ?? "")
        }
    }

    /// Makes one more name of a file that this run proved.
    func makeHardLink(_ item: RestoreItem, to file: EntryPath) -> RestoreItem.Outcome {
        do throws(SystemCallError) {
            let directory = try target.directory(at: item.path.parent)
            let name = [UInt8](item.path.lastName)
            let fileDirectory = try target.directory(at: file.parent)
            let fileName = [UInt8](file.lastName)
            guard let status = try fileDirectory.status(of: fileName), status.kind == .file
            else { return .notRestored(ExistingEntries.isLinkToNothing(file)) }
            let decision = try existing.decision(
                forLink: item.entry, to: status.identity, named: name, in: directory)
            func make(_ name: [UInt8]) throws(SystemCallError) {
                try directory.makeHardLink(named: name, to: fileName, in: fileDirectory)
            }
            switch decision.action {
            case .create:
                try make(name)
                return .created([])
            case .replace:
                try directory.replaceFile(named: name, make)
                return .replaced([])
            case .keep: return .kept([])
            case .skip, .refuse: return .notRestored(decision.reason ?? "")
            }
        } catch {
            return .notRestored("\(error)")
        }
    }
}
