// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Gets out of a file, in whatever state it is, all that seals and digests still prove.
///
/// The file may lack its end or its start, hold units twice, in another order, or pieces of several
/// archives with anything between them. What is proved is written below `proved/IDENTIFIER/` in the
/// destination, what is not below `unproved/IDENTIFIER/`, proved bytes whose name is lost below
/// `nameless/IDENTIFIER/`.
public struct Salvage: Sendable {
    /// What is searched.
    public enum Source: Sendable, Hashable {
        /// The file at a path.
        case file([UInt8])
        /// Standard input; it is first copied to an unnamed file below the destination, because the
        /// manifest, which proves the entries, comes last.
        case standardInput
    }

    private let identities: AgeIdentities
    private let isInterrupted: @Sendable () -> Bool

    /// - Parameters:
    ///   - identities: what an encrypted archive is opened with.
    ///   - isInterrupted: asked again and again; `true` stops with an error.
    public init(
        identities: AgeIdentities = .none, isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) {
        self.identities = identities
        self.isInterrupted = isInterrupted
    }

    /// Searches the source and writes what it finds below the destination, which must be empty or
    /// not exist.
    ///
    /// `body` gets every entry as soon as its state is known.
    ///
    /// - Throws: ``SnapshotError`` when the source cannot be read, the destination cannot be written,
    ///   or a later version of the program is needed. Damage is no error: it is in the report.
    public func run(
        _ source: Source, to destination: [UInt8], _ body: (SalvagedEntry) -> Void
    ) throws(SnapshotError) -> SalvageReport {
        let name = source.name
        do {
            let input = try open(source)
            let tree = try DestinationTree(destination)
            guard try tree.isEmpty() else {
                throw SnapshotError(
                    .refused, "\(ScreenText.quoted(destination)) is not empty",
                    hint: "salvage writes into a new or empty directory")
            }
            let file = try input.file ?? tree.copy(of: input.stream, isInterrupted: isInterrupted)
            var session = try SalvageSession(
                ArchiveSource(file, identities: identities), tree, destination: destination,
                isInterrupted: isInterrupted)
            return try session.run(body)
        } catch let error as SnapshotError {
            throw error
        } catch let error as UnsupportedFormat {
            throw error.error(name)
        } catch let error as SystemCallError where error.errno == .noSuchFileOrDirectory {
            throw SnapshotError(
                .missing, "cannot salvage \(ScreenText.quoted(name))", cause: error)
        } catch {
            throw SnapshotError(
                .system, "cannot salvage \(ScreenText.quoted(name))",
                hint: "a disk that fails is copied first, with ddrescue", cause: error)
        }
    }

    /// The source, open: a file that can be read at any place, or a stream.
    private func open(_ source: Source) throws -> (file: OpenFile?, stream: OpenFile) {
        let stream: OpenFile
        switch source {
        case .standardInput: stream = try OpenFile.duplicate(of: 0, path: source.name)
        case .file(let path): stream = try OpenFile.open(path)
        }
        switch try stream.status().kind {
        case .file where source != .standardInput: return (stream, stream)
        case .directory:
            throw SnapshotError(.usage, "\(ScreenText.quoted(source.name)) is a directory")
        default: return (nil, stream)
        }
    }
}

extension Salvage.Source {
    /// The name for messages.
    fileprivate var name: [UInt8] {
        switch self {
        case .file(let path): path
        case .standardInput: [UInt8]("standard input".utf8)
        }
    }
}
