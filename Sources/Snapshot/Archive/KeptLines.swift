// SPDX-License-Identifier: Apache-2.0

/// The lines of a few entries, kept while a manifest is read for the first time.
///
/// Whoever wants one file of a million says so before the archive is opened, and the manifest need
/// not be read a second time to find it. Nothing of a line is used before the manifest is proved.
struct KeptLines {
    /// How many bytes of lines are kept; who wants more reads the manifest again.
    static let mostBytes = 1 << 20

    private let isWanted: LineFilter
    private var byteCount = 0
    /// The lines, in the order of the manifest; `nil` when they were too many.
    private(set) var lines: [ManifestLine]? = []

    /// `isWanted`: whether a line is to be kept, as far as that is seen at a glance.
    init(_ isWanted: @escaping LineFilter) {
        self.isWanted = isWanted
    }

    /// Whether a line would be kept.
    func wants(_ line: Span<UInt8>) -> Bool { lines != nil && isWanted(line) }

    /// Keeps a line, if it is wanted.
    mutating func take(_ line: ManifestLine) {
        guard wants(line.text.span) else { return }
        byteCount += line.text.count
        guard byteCount <= Self.mostBytes else {
            lines = nil
            return
        }
        // A copy, or the line would hold the whole piece of text that it lies in.
        lines?.append(ManifestLine(text: [UInt8](line.text)[...], number: line.number))
    }
}
