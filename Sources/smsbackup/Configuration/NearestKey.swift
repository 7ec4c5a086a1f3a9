// SPDX-License-Identifier: Apache-2.0

/// Finds the key that somebody may have meant.
enum NearestKey {
    /// What to write instead of a word that is no key.
    static func advice<Key: ConfigurationKey>(_ name: String, _: Key.Type) -> String {
        let names = Key.allCases.map(\.rawValue)
        let near = names.min { distance($0, name) < distance($1, name) }
        if let near, distance(near, name) <= 2 { return "write \(near)" }
        return "its keys are \(names.joined(separator: ", "))"
    }

    /// How many letters have to be put in, taken out or replaced (Levenshtein 1966); a name of
    /// another length is far from every key.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard abs(left.count - right.count) <= 2 else { return 3 }
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
