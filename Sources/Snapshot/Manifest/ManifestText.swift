// SPDX-License-Identifier: Apache-2.0

/// The lines of `smsbackup/manifest.json`, one at a time, and the digest that the last one holds.
struct ManifestText {
    /// The longest line: an entry with a long path and extended attributes of 64 KiB in
    /// hexadecimal.
    static let longestLine = 8 << 20

    /// Appends the next piece of the file; `false` at its end, `nil` when the next piece is not
    /// there yet.
    typealias Source = (inout [UInt8]) throws -> Bool?

    /// What the text is held against.
    enum Proof {
        /// It was read once before, and found right.
        case done
        /// The digest that its own last line holds.
        case own
        /// That, and a digest of the whole text that is known already.
        case whole(Digest)
    }

    private let source: Source
    private let proof: Proof
    private var pending: [UInt8] = []
    private var position = 0
    /// Where the line begins that was given last.
    private(set) var lineStart: UInt64 = 0
    /// Where the next line begins.
    private var textOffset: UInt64
    private var hashing = Hashing()
    /// Up to where `pending` is in the digest.
    private var hashed = 0
    /// The number of the line that was given last, from 1.
    private(set) var line: Int
    /// Whether no line was given because the rest of it is not there yet.
    private(set) var isWaiting = false

    /// - Parameters:
    ///   - line: how many lines stand before those that the source gives.
    ///   - offset: how many bytes they have.
    ///   - proof: what the text is held against, if anything.
    ///   - source: gives the text.
    init(after line: Int = 0, offset: UInt64 = 0, _ proof: Proof, _ source: @escaping Source) {
        self.line = line
        textOffset = offset
        self.proof = proof
        self.source = source
    }

    /// Whether nothing is held against digests.
    private var isProved: Bool { if case .done = proof { true } else { false } }

    /// An error about the line that was given last.
    func error(_ problem: String) -> ManifestError {
        ManifestError(place: "smsbackup/manifest.json, line \(line)", problem: problem)
    }

    /// Whether the digest of all lines before the one that was given last is `hex`, or need not be
    /// looked at.
    mutating func isDigestOfLinesBefore(_ last: ArraySlice<UInt8>, _ hex: ArraySlice<UInt8>) -> Bool
    {
        if isProved { return true }
        hash(upTo: last.startIndex)
        return hashing.finish().hex.utf8.elementsEqual(hex)
    }

    /// The next line without its end; `nil` at the end of the file, and when ``isWaiting``.
    ///
    /// - Throws: ``ManifestError`` for a line without end, and at the end of the file for a text of
    ///   another digest; whatever the source throws.
    mutating func next() throws -> ArraySlice<UInt8>? {
        while true {
            if let end = pending.span.firstIndex(of: UInt8(ascii: "\n"), from: position) {
                let text = pending[position..<end]
                guard text.count <= Self.longestLine else { throw error("a line is too long") }
                lineStart = textOffset
                textOffset += UInt64(end + 1 - position)
                position = end + 1
                line += 1
                return text
            }
            guard pending.count - position <= Self.longestLine else {
                throw error("a line is too long")
            }
            hash(upTo: position)
            pending.removeFirst(position)
            (position, hashed) = (0, 0)
            let more = try source(&pending)
            isWaiting = more == nil
            guard let more else { return nil }
            guard more else {
                hash(upTo: pending.count)
                try checkWhole()
                guard pending.isEmpty else { throw error("the last line has no end") }
                return nil
            }
        }
    }

    /// Passes over lines that are there already, as long as `isPassed` says so of them, without
    /// their ends.
    ///
    /// `limit`: where the last of them must begin before.
    ///
    /// - Returns: how many they were.
    mutating func pass(before limit: UInt64, _ isPassed: (Span<UInt8>) -> Bool) -> Int {
        var (start, count) = (position, 0)
        while let end = lineEnd(from: start, before: limit, isPassed) {
            lineStart = textOffset
            textOffset += UInt64(end + 1 - start)
            start = end + 1
            count += 1
        }
        position = start
        line += count
        return count
    }

    /// Where a line ends, when it is there, begins before the limit and is passed.
    private func lineEnd(
        from start: Int, before limit: UInt64, _ isPassed: (Span<UInt8>) -> Bool
    ) -> Int? {
        let text = pending.span
        guard textOffset < limit, let end = text.firstIndex(of: UInt8(ascii: "\n"), from: start),
            end - start <= Self.longestLine, isPassed(text.extracting(start..<end))
        else { return nil }
        return end
    }

    private func checkWhole() throws(ManifestError) {
        guard case .whole(let expected) = proof else { return }
        let digest = hashing.finish()
        guard digest == expected else {
            throw ManifestError(
                place: "smsbackup/manifest.json",
                problem: "its digest is \(digest), the footer says \(expected)")
        }
    }

    private mutating func hash(upTo end: Int) {
        if !isProved, hashed < end { hashing.update(pending[hashed..<end]) }
        hashed = end
    }
}
