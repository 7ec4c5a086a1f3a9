// SPDX-License-Identifier: Apache-2.0

/// What the bytes of a database dump prove about it.
///
/// The cases are never mixed. Calling a dump of SQL Server 6.x valid would be the worst answer of
/// all: its format is undocumented, so nothing in the file can show that its end is missing.
public enum DumpVerdict: String, Sendable, Hashable, CaseIterable {
    /// The structure proves that the file is whole.
    case valid
    /// Nothing is known to be wrong, and nothing proves that the file is whole.
    case unproven
    /// The file is not what was written.
    case damaged
    /// The file is of a kind that a database cannot be loaded from.
    case refused

    /// The verdict on a file of the right kind that has these problems; `best` is the verdict when
    /// nothing worse than a notice was found.
    init(problems: [DumpProblem], best: DumpVerdict) {
        switch problems.map(\.severity).max() {
        case .damage: self = .damaged
        case .doubt: self = best == .valid ? .unproven : best
        case .notice, nil: self = best
        }
    }
}
