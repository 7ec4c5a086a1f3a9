// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Looks at the documents of a live site before anything is written.
struct EvidenceReading {
    /// How much of a large dump is read.
    enum Depth {
        /// All that tells something.
        case thorough
        /// As much as a restore guide needs: a capture reads the rest anyway, and judges that.
        case guide
    }

    /// A dump of unknown format up to this size is read as a whole even for a guide.
    private static let smallDump = 16 << 20
    private static let pieceSize = 256 << 10
    /// Only large files take so long that somebody could interrupt them.
    private static let bytesBetweenQuestions: UInt64 = 8 << 20

    private let plan: CapturePlan
    private let depth: Depth
    private let isInterrupted: @Sendable () -> Bool
    private let buffer = ByteBuffer(capacity: pieceSize)

    init(_ plan: CapturePlan, depth: Depth, isInterrupted: @escaping @Sendable () -> Bool) {
        self.plan = plan
        self.depth = depth
        self.isInterrupted = isInterrupted
    }

    /// What the documents say.
    ///
    /// - `unread`: takes each error of a document that could not be read; the evidence says so too.
    /// - Throws: ``SnapshotError`` when it was interrupted.
    func evidence(
        at moment: Timestamp, unread: (SystemCallError) -> Void = { _ in }
    ) throws(SnapshotError) -> SiteEvidence {
        let collector = EvidenceCollector(plan.circumstances(at: moment))
        for index in plan.order.indices {
            guard let entry = entry(index) else { continue }
            guard collector.wants(entry), let place = plan.listing.location(of: Int(index)) else {
                collector.add(entry)
                continue
            }
            do {
                try read(try place.directory.file(at: place.path), entry, into: collector)
            } catch let error as SnapshotError {
                throw error
            } catch let error as SystemCallError {
                unread(error)
                collector.fail(entry, "it cannot be read: \(error.errno)")
            } catch {
                collector.fail(entry, "it cannot be read: \(error)")
            }
        }
        return collector.finish()
    }

    /// The entry that a capture would make of an item, as far as its name and state tell.
    private func entry(_ index: Int32) -> Entry? {
        let listing = plan.listing
        let item = listing.items[Int(index)]
        guard let path = listing.entryPath(of: Int(index)) else { return nil }
        let unknown = Digest(words: (0, 0, 0, 0))
        let kind: Entry.Kind =
            switch item.status?.kind {
            case .file:
                if let target = plan.order.hardLinks[index],
                    let first = listing.entryPath(of: Int(target))
                {
                    .hardLink(to: first, size: item.status?.size ?? 0, digest: unknown)
                } else {
                    .file(size: item.status?.size ?? 0, digest: unknown)
                }
            case .symbolicLink: .symbolicLink(target: [])
            default: .directory
            }
        let moment = item.status?.modified ?? Timestamp(wholeSeconds: 0)
        return Entry(
            path: path, kind: kind, attributes: .generated(permissions: 0o600, at: moment),
            component: listing.roots[Int(item.root)].component)
    }

    private func read(_ file: OpenFile, _ entry: Entry, into collector: EvidenceCollector) throws {
        let status = try file.status()
        guard status.kind == .file else {
            return collector.fail(entry, "it is no file any more")
        }
        var entry = entry
        entry.kind = .file(size: status.size, digest: Digest(words: (0, 0, 0, 0)))
        entry.attributes.modified = status.modified
        collector.begin(entry)
        var position: UInt64 = 0
        var nextQuestion = Self.bytesBetweenQuestions
        while position < status.size, !collector.isFull {
            if position >= nextQuestion {
                nextQuestion = position + Self.bytesBetweenQuestions
                if isInterrupted() {
                    throw SnapshotError(.interrupted, "interrupted; nothing was left behind")
                }
            }
            if needsNoMore(status.size, collector) { return collector.end(entry, isWhole: false) }
            let rest = status.size - position
            let dispensable = min(rest, UInt64(collector.dispensableByteCount))
            if dispensable > 0 {
                collector.skip(Int(dispensable))
                position += dispensable
                continue
            }
            buffer.removeAll()
            let wanted = Int(min(rest, UInt64(Self.pieceSize)))
            let count = try file.read(into: buffer, at: position, upTo: wanted)
            if count == 0 { break }
            collector.consume(buffer, in: 0..<count)
            position += UInt64(count)
        }
        collector.end(entry)
    }

    private func needsNoMore(_ size: UInt64, _ collector: EvidenceCollector) -> Bool {
        depth == .guide && size > UInt64(Self.smallDump) && collector.hasSeenHead
    }
}

extension CapturePlan {
    /// What a judgement of the site must know besides its files.
    func circumstances(at moment: Timestamp) -> EvidenceCircumstances {
        var circumstances = EvidenceCircumstances(captured: moment)
        circumstances.stalenessLimit = inputs.stalenessLimit
        circumstances.absentExtras = inputs.absentExtras
        circumstances.learn(from: components)
        return circumstances
    }
}
