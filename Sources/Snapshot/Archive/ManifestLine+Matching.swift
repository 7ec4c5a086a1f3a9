// SPDX-License-Identifier: Apache-2.0

extension ManifestLine {
    /// Whether the entry can be one that some patterns want; `false` is certain, and no patterns
    /// want everything.
    func canMatch(_ patterns: [NamePattern]) -> Bool {
        guard !patterns.isEmpty, let path = plainPath else { return true }
        // Patterns are for paths as they are restored: without "data" or "overlay".
        guard let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return patterns.contains { $0.matches(path[(slash + 1)...]) }
    }
}

extension [NamePattern] {
    /// Whether one of the patterns matches, or there are none.
    func matchAny(_ path: EntryPath) -> Bool {
        isEmpty || contains { $0.matches(path) }
    }
}
