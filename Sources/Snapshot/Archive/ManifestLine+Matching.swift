// SPDX-License-Identifier: Apache-2.0

extension ManifestLine {
    /// Whether the entry can be one that some patterns want; `false` is certain, and no patterns
    /// want everything.
    func canMatch(_ patterns: [NamePattern]) -> Bool {
        plainPath.map { path in patterns.canMatch(path: path) { $0.matches($1) } } ?? true
    }
}

extension [NamePattern] {
    /// Whether one of the patterns says so of a path in the manifest, or there are none.
    func canMatch(
        path: ArraySlice<UInt8>, _ says: (NamePattern, ArraySlice<UInt8>) -> Bool
    ) -> Bool {
        if isEmpty { return true }
        // Patterns are for paths as they are restored: without "data" or "overlay".
        guard let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return contains { says($0, path[(slash + 1)...]) }
    }

    /// Whether one of the patterns matches, or there are none.
    func matchAny(_ path: EntryPath) -> Bool {
        isEmpty || contains { $0.matches(path) }
    }
}
