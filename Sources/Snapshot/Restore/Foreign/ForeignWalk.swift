// SPDX-License-Identifier: Apache-2.0

/// Goes through a foreign archive and sorts its members: those that are wanted, and those that are
/// left out or refused.
final class ForeignWalk {
    /// How many members that are left out are named.
    private static let mostNamed = 100

    private let tar: ForeignTar
    private let patterns: [NamePattern]
    private var refused = RefusedMembers()
    private var leftOut: [Warning] = []
    private var leftOutCount = 0
    private var skipped = 0
    private var losses = AttributeTally()

    init(_ tar: ForeignTar, _ options: RestoreOptions) {
        self.tar = tar
        patterns = options.patterns
    }

    /// Calls `body` with each entry that is wanted, in the order of the archive.
    func run(_ body: (Entry, ForeignMember) throws -> Void) throws {
        while let member = try tar.next() {
            switch member.reading {
            // The directory itself is whoever's made it, and stays as it is.
            case .top: continue
            case .entry(let entry):
                guard let path = entry.restoredPath, patterns.matchAny(path) else {
                    skipped += 1
                    continue
                }
                losses.add(
                    member.losses.map {
                        Warning(.attribute, path.bytes, $0.message, attribute: $0.kind)
                    })
                try body(entry, member)
            case .leftOut(let title):
                if isWanted(member.name) { leaveOut(member.name, title) } else { skipped += 1 }
            case .refused(let reason):
                if isWanted(member.name) {
                    refused.add(member.name, reason)
                } else {
                    skipped += 1
                }
            }
        }
    }

    /// Whether a name that has no path is wanted all the same.
    private func isWanted(_ name: [UInt8]) -> Bool {
        patterns.isEmpty || patterns.contains { $0.matches(name.span) }
    }

    private func leaveOut(_ name: [UInt8], _ title: String) {
        leftOutCount += 1
        guard leftOutCount <= Self.mostNamed else { return }
        leftOut.append(
            Warning(.leftOut, name, "\(title) is left out: there is no option to make one"))
    }

    /// Adds what was not handed out.
    func complete(_ report: inout RestoreReport) {
        report.skipped += skipped
        report.warnings += leftOut
        if leftOutCount > leftOut.count {
            report.warnings.append(
                Warning(.leftOut, [], "\(leftOutCount - leftOut.count) more were left out"))
        }
        report.attributes.add(losses)
        report.findings += tar.findings + refused.findings
    }
}
