// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Says what a restore would do, and changes nothing.
struct RestorePreview {
    private let reader: ArchiveReader
    private let options: RestoreOptions
    private let selection: RestoreSelection

    init(_ reader: ArchiveReader, _ options: RestoreOptions, _ selection: RestoreSelection) {
        self.reader = reader
        self.options = options
        self.selection = selection
    }

    /// Fills the report with what would be created, replaced, kept and left out.
    func fill(_ report: inout RestoreReport, _ destination: [UInt8]) throws {
        let target = try existing(destination)
        var manifest = try reader.entries()
        while true {
            let item = try manifest.next()
            if case .end = item { return }
            guard case .entry(let line) = item, let entry = try selection.target(of: line),
                let path = entry.restoredPath
            else { continue }
            guard entry.path.isPayload else {
                report.notRestored.append(.init(path: path, reason: Finding.outsidePayload))
                continue
            }
            let status = try target?.status(at: path)
            switch status?.kind {
            case nil:
                report.created += 1
                report.bytes += entry.storedSize
            case .directory where entry.kind == .directory: report.kept += 1
            case .directory:
                report.notRestored.append(.init(path: path, reason: "a directory has its name"))
            case .some where options.overwrite == .never:
                report.notRestored.append(.init(path: path, reason: "it exists already"))
            case .some:
                report.replaced += 1
                report.bytes += entry.storedSize
            }
        }
    }

    private func existing(_ destination: [UInt8]) throws -> DestinationTree? {
        do throws(SystemCallError) {
            _ = try DirectoryHandle.open(destination)
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        }
        return try DestinationTree(destination)
    }
}
