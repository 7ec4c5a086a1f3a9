// SPDX-License-Identifier: Apache-2.0

/// Several dump files judged together, as the stripes of one backup.
///
/// SQL Server 7.0 and later write into every stripe which media set it belongs to and how many
/// files that has. Each stripe is a whole file and passes every other test. A stripe of SQL
/// Server 6.x says nothing that could be read here, so such a set is never called complete.
public struct StripeSet: Sendable, Hashable {
    /// One of the files.
    public struct Member: Sendable, Hashable {
        /// What to call the file in a message.
        public let name: String
        /// What the file is.
        public let dump: DatabaseDump
        /// A digest of its bytes, if there is one: equal digests are the same file given twice.
        public let digest: [UInt8]

        /// Makes a member.
        public init(name: String, dump: DatabaseDump, digest: [UInt8] = []) {
            self.name = name
            self.dump = dump
            self.digest = digest
        }

        var backup: TapeFormatBackup? {
            if case .tapeFormat(let backup) = dump.content { backup } else { nil }
        }

        func isCopy(of other: Member) -> Bool {
            digest.isEmpty || other.digest.isEmpty
                ? dump == other.dump : digest == other.digest
        }
    }

    /// Files that belong to one another.
    public struct Group: Sendable, Hashable {
        /// What they have in common; `nil` when they do not say.
        public let mediaSet: MediaSetID?
        /// Indices of the members, in the order they were given; duplicates are not among them.
        public let members: [Int]
        /// How many files there should be; `nil` when nobody knows.
        public let fileCount: Int?
        /// Numbers of the files that are missing, from 1; at most 64 of them.
        public let missing: [Int]
        /// What kind of backup it is.
        public let kind: BackupDescription.Kind?

        /// Whether all files are there; `nil` when nobody knows.
        public var isComplete: Bool? { fileCount == nil ? nil : missing.isEmpty }
    }

    /// The files as they were given.
    public let members: [Member]
    /// The groups, in the order of their first members.
    public let groups: [Group]
    /// The index in ``groups`` of the backup that a restore begins with; `nil` without a member.
    public let principal: Int?
    /// Indices of files that are there twice; the first of each is not among them.
    public let duplicates: [Int]
    /// Indices of files that neither belong to the principal group nor are a backup of their own.
    public let foreign: [Int]
    /// What is wrong with the set; what is wrong with a file is told by its dump.
    public let problems: [DumpProblem]

    /// Judges the files of one database together.
    public init(judging members: [Member]) {
        self.members = members
        let sorting = StripeSorting(members)
        groups = sorting.groups
        duplicates = sorting.duplicates
        let principal = Self.principal(of: sorting.groups)
        self.principal = principal
        foreign = Self.foreign(members, sorting.groups, principal)
        problems = Self.problems(members, sorting, principal, foreign)
    }

    /// What all files together prove.
    ///
    /// A set that lacks a file is damaged: it cannot be loaded.
    public var verdict: DumpVerdict {
        guard let principal else { return .damaged }
        let verdicts = groups[principal].members.map { members[$0].dump.verdict }
        for worst in [DumpVerdict.refused, .damaged, .unproven] where verdicts.contains(worst) {
            return worst
        }
        return DumpVerdict(problems: problems, best: .valid)
    }

    /// Why the principal backup does not bring a database back, whole as it may be.
    public var shortcomings: [TapeFormatBackup.Shortcoming] {
        guard let principal, let first = groups[principal].members.first else { return [.empty] }
        return members[first].dump.shortcomings.filter { shortcoming in
            if case .stripe = shortcoming { groups[principal].isComplete != true } else { true }
        }
    }
}

// MARK: - Judging

extension StripeSet {
    /// A complete backup of a whole database, or else the group with the most files.
    private static func principal(of groups: [Group]) -> Int? {
        if let whole = groups.firstIndex(where: { $0.isComplete != false && $0.kind == .database })
        {
            return whole
        }
        let most = groups.map(\.members.count).max()
        return groups.firstIndex { $0.members.count == most }
    }

    private static func foreign(
        _ members: [Member], _ groups: [Group], _ principal: Int?
    ) -> [Int] {
        groups.indices.filter { $0 != principal }.flatMap { index -> [Int] in
            let group = groups[index]
            let isRefused = group.members.contains { members[$0].dump.verdict == .refused }
            return group.isComplete == true && !isRefused ? [] : group.members
        }.sorted()
    }

    private static func problems(
        _ members: [Member], _ sorting: StripeSorting, _ principal: Int?, _ foreign: [Int]
    ) -> [DumpProblem] {
        var log = DumpProblemLog()
        for index in sorting.duplicates {
            // Two files that differ and claim to be the same stripe: one of them is not.
            let isCopy = members.indices.contains { other in
                other != index && members[other].isCopy(of: members[index])
            }
            log.note(
                isCopy ? .notice : .doubt, expected: "every file once",
                found: members[index].name + (isCopy ? " twice" : " and another of that number"))
        }
        for index in foreign {
            log.note(
                .doubt, expected: "files of one backup", found: "\(members[index].name) of another")
        }
        guard let principal else {
            log.note(.damage, expected: "a database dump", found: "none")
            return log.problems
        }
        judge(sorting.groups[principal], members, in: &log)
        return log.problems
    }

    private static func judge(_ group: Group, _ members: [Member], in log: inout DumpProblemLog) {
        if let count = group.fileCount, !group.missing.isEmpty {
            let numbers = group.missing.map(String.init).joined(separator: ", ")
            log.note(
                .damage,
                expected: "\(count) files of media set \(group.mediaSet?.description ?? "")",
                found: "\(group.members.count), without \(numbers)")
            return
        }
        let backups = group.members.compactMap { members[$0].backup }
        guard let first = backups.first else { return }
        if backups.contains(where: { $0.setCount != first.setCount }) {
            log.note(
                .damage, expected: "\(first.setCount) data sets in every stripe",
                found: backups.map { String($0.setCount) }.joined(separator: ", "))
        }
        judgeSizes(backups, in: &log)
    }

    /// Pages and bytes are told for all stripes together.
    private static func judgeSizes(_ backups: [TapeFormatBackup], in log: inout DumpProblemLog) {
        let sets = backups.compactMap(\.principalSet)
        guard backups.count > 1, let description = sets.first?.description else { return }
        let pages = sets.reduce(0) { $0 + $1.pageCount }
        let holdsPages = description.kind == .database || description.kind == .differential
        if holdsPages, description.hasAllFiles, pages < description.pageCount {
            log.note(
                .damage, expected: "\(description.pageCount) pages in all stripes",
                found: "\(pages)")
        }
        let size = backups.reduce(UInt64(0)) { $0.clampedSum(with: UInt64(clamping: $1.size)) }
        if let backupSize = description.backupSize, backupSize > size {
            // What the number counts is not documented, so it proves nothing.
            log.note(
                .notice, expected: "stripes of at least \(backupSize) bytes together",
                found: "\(size)")
        }
    }
}
