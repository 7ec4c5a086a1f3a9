// SPDX-License-Identifier: Apache-2.0

extension DatabaseSidecar {
    /// One way in which the server is not ready for an upgrade.
    public enum Warning: Sendable, Hashable {
        /// A database is fuller than it should be; percent in use, and the limit it is above.
        case databaseFull(name: String, usedPercent: Int, limit: Int)
        /// A log is fuller than it should be.
        case logFull(database: String, usedPercent: Int, limit: Int)
        /// A log is too small for its data; percent of the data's size.
        case logSmall(database: String, percentOfData: Int, limit: Int)
        /// `tempdb` is too small for the largest database; percent of its size.
        case temporaryDatabaseSmall(percentOfLargest: Int, limit: Int)
        /// Too few objects may be open at the same time.
        case openObjects(Int, limit: Int)
    }

    /// What is not as the vendor wants it before an upgrade, as far as the text tells.
    ///
    /// That something is absent here means only that nothing was found against it.
    public var warnings: [Warning] {
        spaces.compactMap(Self.fullness) + logSpaces.compactMap(Self.logFullness)
            + databases.compactMap(Self.logSize) + temporaryDatabase + openObjects
    }

    private static func fullness(_ space: Space) -> Warning? {
        guard space.kilobytes > 0, space.unallocatedKilobytes <= space.kilobytes else { return nil }
        let used = percent(space.kilobytes - space.unallocatedKilobytes, of: space.kilobytes)
        // 90 % and tempdb's 60 %: Q135850. 20 % free: Q176517. 30 % larger than its data, which
        // is 77 % in use: Q238093.
        let limits = isTemporary(space.database) ? [60] : [90, 80, 77]
        return limits.first { used > $0 }.map {
            .databaseFull(name: space.database, usedPercent: used, limit: $0)
        }
    }

    private static func logFullness(_ log: LogSpace) -> Warning? {
        // Q135850.
        log.usedPercent > 60
            ? .logFull(database: log.database, usedPercent: log.usedPercent, limit: 60) : nil
    }

    private static func logSize(_ database: Database) -> Warning? {
        let data = size(of: database, usage: "data only")
        let log = size(of: database, usage: "log only")
        guard data > 0, log > 0 else { return nil }
        let share = percent(log, of: data)
        // Q176517.
        return share < 20
            ? .logSmall(database: database.name, percentOfData: share, limit: 20) : nil
    }

    private static func size(of database: Database, usage: String) -> Int {
        database.fragments.filter { $0.usage.lowercased() == usage }
            .reduce(0) { $0 + ($1.kilobytes ?? 0) }
    }

    private var temporaryDatabase: [Warning] {
        let temporary = databases.last { Self.isTemporary($0.name) }?.kilobytes
        let largest = databases.filter { !Self.isTemporary($0.name) }.compactMap(\.kilobytes).max()
        guard let temporary, let largest, largest > 0 else { return [] }
        let share = Self.percent(temporary, of: largest)
        // Q176517.
        return share < 20 ? [.temporaryDatabaseSmall(percentOfLargest: share, limit: 20)] : []
    }

    private var openObjects: [Warning] {
        // Q176517.
        guard let objects = runningValue("open objects"), objects < 5_000 else { return [] }
        return [.openObjects(objects, limit: 5_000)]
    }

    private static func isTemporary(_ name: String) -> Bool { name.lowercased() == "tempdb" }

    /// Sums of sizes are at most 2^50 kilobytes, so that a hundred times one fits.
    private static func percent(_ part: Int, of whole: Int) -> Int { part * 100 / whole }
}

extension DatabaseSidecar.Warning: CustomStringConvertible {
    /// For example `database SMS is 93 % full; the limit is 90 %`.
    public var description: String {
        switch self {
        case .databaseFull(let name, let used, let limit):
            "database \(name) is \(used) % full; the limit is \(limit) %"
        case .logFull(let name, let used, let limit):
            "the log of database \(name) is \(used) % full; the limit is \(limit) %"
        case .logSmall(let name, let share, let limit):
            "the log of database \(name) has \(share) % of its data's size; it needs \(limit) %"
        case .temporaryDatabaseSmall(let share, let limit):
            "tempdb has \(share) % of the largest database's size; it needs \(limit) %"
        case .openObjects(let count, let limit):
            "\(count) objects may be open; the upgrade needs \(limit)"
        }
    }
}

// MARK: - Against the dump

extension DatabaseSidecar {
    /// Compares what `LOAD HEADERONLY` printed with the dump that it was printed about.
    ///
    /// - Parameters:
    ///   - size: Bytes of all files of the dump together.
    ///   - fileCount: How many files those are.
    ///   - database: The name that the site control file gives the database; `nil` if unknown.
    /// - Returns: What does not agree; empty also when there is no such answer in the text.
    public func problems(
        ofDumpOf size: Int, fileCount: Int, database: String? = nil
    ) -> [DumpProblem] {
        guard let header = dumpHeaders.last else { return [] }
        var log = DumpProblemLog()
        if let type = header.dumpType, type != 1 {
            log.note(.doubt, expected: "a dump of a database", found: "dump type \(type)")
        }
        if let database, let found = header.database, found.lowercased() != database.lowercased() {
            log.note(.doubt, expected: "a dump of database \(database)", found: "one of \(found)")
        }
        if header.isStriped == true, fileCount < 2 {
            log.note(.doubt, expected: "all stripes of the dump", found: "one file")
        }
        noteSize(size, in: &log)
        return log.problems
    }

    private func noteSize(_ size: Int, in log: inout DumpProblemLog) {
        let pages = dumpHeaders.compactMap(\.pageCount).filter { $0 < 1 << 40 }
        guard !pages.isEmpty else { return }
        // The text has room for thousands of them.
        let (bytes, overflows) = pages.reduce(0) { $0 + $1 }
            .multipliedReportingOverflow(by: OpaqueDump.pageSize)
        let expected = overflows ? .max : bytes
        if size < expected {
            log.note(.damage, expected: "a dump of \(expected) bytes", found: "\(size)")
        } else if pages.count == 1, size - expected > expected / 10 {
            log.note(
                .doubt, expected: "a dump of about \(expected) bytes, the only one in the file",
                found: "\(size)")
        }
    }
}
