// SPDX-License-Identifier: Apache-2.0

/// Names that the site's own world cannot hold, or could lose (Q176014).
enum NameChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        let what = "the names of the site's files"
        guard let tree = evidence.tree else {
            return [Check(.names, .noEvidence, examined: what, found: "nobody looked")]
        }
        let colliding = collisions(tree)
        if !colliding.isEmpty {
            return [
                Check(
                    .names, .fail(.error), examined: what,
                    found: "differ only in case: \(JudgementText.list(colliding))",
                    advice: "Windows NT can hold only one of them; remove the one that is not "
                        + "the site's")
            ]
        }
        var long = 0
        var examples: [String] = []
        for file in tree where !isShort(file.name) {
            long += 1
            if examples.count < 3 { examples.append(JudgementText.path(file.path)) }
        }
        if long == 0 {
            return [Check(.names, .pass, examined: what, found: "all in the form 8.3")]
        }
        return [
            Check(
                .names, .notice, examined: what,
                found: "\(JudgementText.count(long, "name")) longer than 8.3, such as "
                    + examples.joined(separator: ", "),
                advice: "their short aliases are not captured; SMS programs use short names")
        ]
    }

    /// Pairs of paths that NT takes for one.
    ///
    /// A number for each path is sorted, so that a million paths need eight megabytes.
    private static func collisions(_ tree: TreeFiles) -> [String] {
        let numbers = tree.map { number(of: $0.path) }
        let sorted = numbers.sorted()
        let twice = Set(zip(sorted, sorted.dropFirst()).filter { $0 == $1 }.map(\.0))
        guard !twice.isEmpty else { return [] }
        var groups: [[UInt8]: [String]] = [:]
        for (number, file) in zip(numbers, tree) where twice.contains(number) {
            groups[file.key, default: []].append(JudgementText.path(file.path))
        }
        return groups.values.filter { $0.count > 1 }.map { $0.sorted().joined(separator: " and ") }
            .sorted()
    }

    /// FNV-1a, 64 bits, of the path in upper case; equal numbers are compared by their paths.
    private static func number(of path: ArraySlice<UInt8>) -> UInt64 {
        var number: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in path {
            number ^= UInt64(SMSText.uppercased(byte))
            number &*= 0x100_0000_01B3
        }
        return number
    }

    /// Whether a name has at most eight characters, and three behind one dot.
    private static func isShort(_ name: ArraySlice<UInt8>) -> Bool {
        let name = name.span
        var dot: Int?
        for index in name.indices {
            let byte = name[index]
            if byte == UInt8(ascii: ".") {
                if dot != nil { return false }
                dot = index
            } else if byte <= 0x20 || forbidden.contains(byte) {
                return false
            }
        }
        return (1...8).contains(dot ?? name.count) && name.count - (dot ?? name.count) <= 4
    }

    private static let forbidden = [UInt8](" +,;=[]\"*/:<>?|\\".utf8)
}
