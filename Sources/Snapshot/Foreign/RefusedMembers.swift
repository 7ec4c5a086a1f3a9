// SPDX-License-Identifier: Apache-2.0

/// Members of a foreign archive that are not restored, as findings: the first ones, and how many more
/// there are.
///
/// Names are compressed in an archive and not in memory, so they are not all kept.
struct RefusedMembers {
    static let mostFindings = 1_000
    private static let mostBytes = 1 << 20
    /// How many bytes of a name are told.
    private static let mostNameBytes = 4_096

    private var kept: [Finding] = []
    private var bytes = 0
    private var more = 0

    /// Adds a member.
    ///
    /// - Parameters:
    ///   - name: its name as it stands in the archive.
    ///   - reason: why it is refused.
    mutating func add(_ name: [UInt8], _ reason: String) {
        let name = name.prefix(Self.mostNameBytes)
        bytes += name.count + reason.utf8.count
        guard kept.count < Self.mostFindings, bytes <= Self.mostBytes else {
            more += 1
            return
        }
        kept.append(Finding(.refusedEntry, "\(ScreenText.quoted(name)): \(reason)"))
    }

    /// All that is known.
    var findings: [Finding] {
        more == 0
            ? kept : kept + [Finding(.refusedEntry, "\(more) more entries are refused")]
    }
}
