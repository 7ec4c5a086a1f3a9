// SPDX-License-Identifier: Apache-2.0

/// The lines of `smsbackup/manifest.json`, one at a time, and the digest that the last one holds.
struct ManifestText {
    /// The longest line: an entry with a long path and extended attributes of 64 KiB in
    /// hexadecimal.
    static let longestLine = 8 << 20

    private let source: () throws -> [UInt8]?
    /// Whether the file was read once before, and its digest found right.
    let isProved: Bool
    private var pending: [UInt8] = []
    private var position = 0
    /// Where the line begins that was given last.
    private(set) var lineStart: UInt64 = 0
    /// Where the next line begins.
    private var textOffset: UInt64
    private var hashing = Hashing()
    /// Up to where in `pending` the lines are in the digest.
    private var hashed = 0
    /// The number of the line that was given last, from 1.
    private(set) var line: Int

    /// - Parameters:
    ///   - line: how many lines stand before those that the source gives.
    ///   - offset: how many bytes they have.
    ///   - isProved: whether the file was read once before, and its digest found right.
    ///   - source: gives the next piece of the file, or `nil` at its end.
    init(
        after line: Int = 0, offset: UInt64 = 0, isProved: Bool,
        _ source: @escaping () throws -> [UInt8]?
    ) {
        self.line = line
        textOffset = offset
        self.isProved = isProved
        self.source = source
    }

    /// An error about the line that was given last.
    func error(_ problem: String) -> ManifestError {
        ManifestError(place: "smsbackup/manifest.json, line \(line)", problem: problem)
    }

    /// The digest of all lines before the last one, once that was given.
    var digest: Digest { hashing.finish() }

    /// The next line without its end; `nil` at the end of the file.
    ///
    /// Every line but the last goes into the digest that the last line holds.
    ///
    /// - Throws: ``ManifestError`` for a line without end, and whatever the source throws.
    mutating func next() throws -> ArraySlice<UInt8>? {
        while true {
            if let end = Self.endOfLine(in: pending, from: position) {
                let text = pending[position..<end]
                guard text.count <= Self.longestLine else { throw error("a line is too long") }
                if !isProved, text.starts(with: "\"manifest_sha256\"".utf8) {
                    hash(upTo: position)
                    hashed = end + 1
                }
                lineStart = textOffset
                textOffset += UInt64(end + 1 - position)
                position = end + 1
                line += 1
                return text
            }
            guard pending.count - position <= Self.longestLine else {
                throw error("a line is too long")
            }
            guard let more = try source() else {
                guard position == pending.count else { throw error("the last line has no end") }
                return nil
            }
            hash(upTo: position)
            pending = pending[position...] + more
            position = 0
            hashed = 0
        }
    }

    /// Where the line ends that begins at `start`; `nil` when its end is not there yet.
    private static func endOfLine(in bytes: [UInt8], from start: Int) -> Int? {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return end < bytes.count ? end : nil
    }

    private mutating func hash(upTo end: Int) {
        if !isProved, hashed < end { hashing.update(pending[hashed..<end]) }
        hashed = end
    }
}
