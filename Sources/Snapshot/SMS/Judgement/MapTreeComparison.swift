// SPDX-License-Identifier: Apache-2.0

/// Holds the files of a site against what its System.map says is installed.
///
/// What is expected: the entries of directories whose unit is in the list `SoftwareUnits` of the
/// site control file, and below `PRIMSITE.SRV` only on a primary site. The map is small and the
/// site is not, so the expectation is what is kept in memory, and the files pass by once.
struct MapTreeComparison {
    /// One expected file.
    struct Expectation {
        let path: [UInt8]
        /// The bytes that the map says, or `nil` when it does not.
        let size: Int64?
        let isInstalled: Bool
        var foundSize: Int64?
    }

    /// Expected files that are not there.
    private(set) var missing: [[UInt8]] = []
    /// Expected files of another size, with both sizes.
    private(set) var differing: [(path: [UInt8], map: Int64, tree: Int64)] = []
    /// Expected files of the right size.
    private(set) var matchingCount = 0
    /// Files in `SITE.SRV\<platform>.BIN` that the map does not know: an upgrade empties these
    /// directories (Q107245).
    private(set) var purged: [[UInt8]] = []
    /// How many files were expected.
    private(set) var expectedCount = 0

    init(_ map: SystemMap, _ tree: TreeFiles, units: [SMSText], isPrimary: Bool) {
        var expectations: [[UInt8]: Expectation] = [:]
        Self.collect(map, units: units, isPrimary: isPrimary, into: &expectations)
        expectedCount = expectations.values.count { $0.isInstalled }
        let platforms = Self.platformDirectories(map)
        for file in tree {
            let key = file.key
            if expectations[key] != nil {
                expectations[key]?.foundSize = file.size
            } else if platforms.contains(where: { file.isBelow($0) }),
                !platforms.contains(where: { file.isBelow($0 + "ERRORHIS/") })
            {
                purged.append([UInt8](file.path))
            }
        }
        conclude(expectations)
    }

    private static func collect(
        _ map: SystemMap, units: [SMSText], isPrimary: Bool,
        into expectations: inout [[UInt8]: Expectation]
    ) {
        let units = Set(units.map(\.uppercased))
        for directory in map.directories {
            let path = directory.path.uppercased.bytes.map { $0 == 0x5C ? 0x2F : $0 }
            let isForPrimaries = path.starts(with: "PRIMSITE.SRV".utf8)
            let isInstalled =
                directory.units.contains { units.contains($0.uppercased) }
                && (isPrimary || !isForPrimaries)
            for entry in directory.entries {
                let prefix = path.isEmpty ? [] : path + [UInt8(ascii: "/")]
                let key = prefix + entry.name.uppercased.bytes
                let size = entry.size.map { Int64($0.installedBytes) }
                // The same file of two headers: installed if either is, any size if they differ.
                let other = expectations[key]
                expectations[key] = Expectation(
                    path: key,
                    size: other == nil || other?.size == size ? size.flatMap(Self.known) : nil,
                    isInstalled: isInstalled || other?.isInstalled == true)
            }
        }
    }

    /// A map that is not filled in says 0.
    private static func known(_ size: Int64) -> Int64? { size > 0 ? size : nil }

    /// `SITE.SRV/X86.BIN/` and the like, in upper case.
    private static func platformDirectories(_ map: SystemMap) -> [String] {
        // Four in every known map; a hostile one could have a million.
        let named = map.platforms.prefix(64).compactMap {
            map.directory(ofPlatform: $0)?.uppercased.bytes
        }
        let ascii = named.filter { $0.allSatisfy { (0x21...0x7E).contains($0) } }
        let names = ascii.map { String(decoding: $0, as: UTF8.self) }
        return Set(names + ["X86.BIN", "ALPHA.BIN", "MIPS.BIN"]).sorted().map { "SITE.SRV/\($0)/" }
    }

    private mutating func conclude(_ expectations: [[UInt8]: Expectation]) {
        for expectation in expectations.values where expectation.isInstalled {
            guard let found = expectation.foundSize else {
                missing.append(expectation.path)
                continue
            }
            if let size = expectation.size, size != found {
                differing.append((expectation.path, size, found))
            } else {
                matchingCount += 1
            }
        }
        missing.sort { $0.lexicographicallyPrecedes($1) }
        differing.sort { $0.path.lexicographicallyPrecedes($1.path) }
        purged.sort { $0.lexicographicallyPrecedes($1) }
    }
}
