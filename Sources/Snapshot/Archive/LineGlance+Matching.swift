// SPDX-License-Identifier: Apache-2.0

extension LineGlance {
    /// Whether the entry of the line can be one that some patterns want; `false` is certain, and no
    /// patterns want everything.
    func canMatch(_ patterns: [NamePattern], in line: Span<UInt8>) -> Bool {
        canMatch(patterns, in: line) { $0.matches($1) }
    }

    /// Whether one of some patterns says so of the entry's path as it is restored, or there are no
    /// patterns.
    func canMatch(
        _ patterns: [NamePattern], in line: Span<UInt8>,
        _ says: (NamePattern, Span<UInt8>) -> Bool
    ) -> Bool {
        if patterns.isEmpty { return true }
        guard let path = restoredPath(in: line) else { return false }
        return patterns.contains { says($0, line.extracting(path)) }
    }
}

extension [NamePattern] {
    /// Whether one of the patterns matches, or there are none.
    func matchAny(_ path: EntryPath) -> Bool {
        isEmpty || contains { $0.matches(path) }
    }
}
