// SPDX-License-Identifier: Apache-2.0

/// Hands out the lines of a manifest's entries, one after the other.
///
/// A manifest can be damaged at any line, so this is not a `Sequence`: a `for` loop has nowhere to
/// put the error.
struct EntryLines {
    private enum Source {
        /// Lines that were kept when the archive was opened.
        case kept(ArraySlice<ManifestLine>)
        case manifest(ManifestReader)
    }

    private var source: Source
    private let mayMatter: LineFilter?

    /// The lines that were kept; all of them.
    init(_ kept: [ManifestLine]) {
        source = .kept(kept[...])
        mayMatter = nil
    }

    /// Those of a manifest that stands at its start, but not all that do not matter.
    init(_ manifest: ManifestReader, where mayMatter: LineFilter?) {
        source = .manifest(manifest)
        self.mayMatter = mayMatter
    }

    /// The next line, or `nil` behind the last one.
    ///
    /// - Throws: ``ManifestError`` when the text is not a manifest's; ``ArchiveFile/Failure`` when
    ///   it is damaged; ``SystemCallError`` when it cannot be read.
    mutating func next() throws -> ManifestLine? {
        switch source {
        case .kept(var lines):
            let line = lines.popFirst()
            source = .kept(lines)
            return line
        case .manifest(var manifest):
            // Nobody else may hold what is about to change; and behind the end is nothing.
            source = .kept([])
            while true {
                if let mayMatter { _ = manifest.passEntries(before: .max, unless: mayMatter) }
                switch try manifest.next() {
                case .entry(let line):
                    source = .manifest(manifest)
                    return line
                case .end: return nil
                default: continue
                }
            }
        }
    }
}
