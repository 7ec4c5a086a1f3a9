// SPDX-License-Identifier: Apache-2.0

/// What `HMAN.LOG` tells about the readiness of a primary site.
///
/// No article prints the line that names the status of a site, so it is matched loosely: a site
/// code after the word "site" and a status in the same line. A site that is not found here is
/// *not found*; it must never be taken for active.
public struct HierarchyManagerLog: Sendable, Hashable {
    /// The last word about one site.
    public struct SiteEntry: Sendable, Hashable {
        /// The three letters and digits of the site.
        public let code: String
        /// What it is.
        public let status: SiteStatus
        /// When it was logged, in the server's local time.
        public let time: LocalTime?
    }

    /// A kind of trouble, with how often and when it was last seen.
    public struct Trouble: Sendable, Hashable {
        /// What kinds of trouble the articles print.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// `{6581}`: no connection to SQL Server (Q270218).
            case noConnection
            /// `{818}`: an error of SQL Server (Q125487).
            case sqlError
            /// `{825}` about a log segment, or error 1105: the log is full (Q125487, Q183236).
            case logFull
            /// A change was dropped because the site's image is newer (future clock).
            case imageNewer
            /// Any other line that calls itself an error.
            case other
        }

        /// What kind it is.
        public let kind: Kind
        /// How many lines there are.
        public internal(set) var count: Int
        /// When the last was logged, in the server's local time.
        public internal(set) var lastTime: LocalTime?
        /// The last line for a person, shortened.
        public internal(set) var lastText: String
    }

    /// Sites that are kept; no hierarchy has as many.
    static let siteLimit = 4_096

    /// The sites, ordered by code.
    public private(set) var sites: [SiteEntry] = []
    /// The kinds of trouble, in the order in which each was first seen.
    public private(set) var troubles: [Trouble] = []
    /// Lines in the log's format.
    public private(set) var lineCount = 0
    /// When the last work cycle was completed.
    public private(set) var lastCycle: LocalTime?
    /// When the last line was logged.
    public private(set) var lastTime: LocalTime?

    /// Reads a log; `nil` when no line is one of a component's log.
    ///
    /// - Parameter bytes: The file; more than 64 MiB are not looked at.
    public init?(parsing bytes: [UInt8]) {
        var latest: [String: SiteEntry] = [:]
        for line in TextLines(bytes) {
            guard let line = SiteLogLine(line) else { continue }
            lineCount += 1
            lastTime = line.time ?? lastTime
            read(line)
            if let entry = Self.siteEntry(in: line),
                latest[entry.code] != nil || latest.count < Self.siteLimit
            {
                latest[entry.code] = entry
            }
        }
        guard lineCount > 0 else { return nil }
        sites = latest.values.sorted { $0.code < $1.code }
    }

    /// The last word about a site; `nil` means that the log says nothing about it.
    public func status(of code: String) -> SiteStatus? {
        sites.first { $0.code == code.uppercased() }?.status
    }

    private mutating func read(_ line: SiteLogLine) {
        if line.number == 6_354 { lastCycle = line.time ?? lastCycle }
        guard let kind = Self.trouble(line) else { return }
        if let index = troubles.firstIndex(where: { $0.kind == kind }) {
            troubles[index].count += 1
            troubles[index].lastTime = line.time ?? troubles[index].lastTime
            troubles[index].lastText = line.text
        } else {
            troubles.append(
                Trouble(kind: kind, count: 1, lastTime: line.time, lastText: line.text))
        }
    }

    private static func trouble(_ line: SiteLogLine) -> Trouble.Kind? {
        let message = line.message
        if LineText.contains(message, "logsegment") || LineText.contains(message, "error 1105") {
            return .logFull
        }
        // Q154577 prints "Site Control Image in the database is newer, reuse that database copy."
        if LineText.contains(message, "image newer") || LineText.contains(message, "image is newer")
            || LineText.contains(message, "database is newer")
        {
            return .imageNewer
        }
        switch line.number {
        case 6_581: return .noConnection
        case 818: return .sqlError
        default: return LineText.contains(message, "} ERROR") ? .other : nil
        }
    }

    /// A site and its status, if the line seems to name them.
    private static func siteEntry(in line: SiteLogLine) -> SiteEntry? {
        let words = LineText.words(line.message)
        let lowercased = { (word: ArraySlice<UInt8>) in
            String(decoding: word, as: UTF8.self).lowercased()
        }
        let site = words.indices.dropFirst().first { index in
            isSiteCode(words[index])
                && ["site", "sitecode", "code"].contains(lowercased(words[index - 1]))
        }
        guard let site else { return nil }
        let texts = words.map(lowercased)
        // "Not active" must not be read as active.
        guard !texts.contains("not"), let status = status(in: texts[(site + 1)...]) else {
            return nil
        }
        let code = String(decoding: words[site], as: UTF8.self)
        return SiteEntry(code: code, status: status, time: line.time)
    }

    /// SMS keeps and prints site codes in upper case, which tells them from words.
    private static func isSiteCode(_ word: ArraySlice<UInt8>) -> Bool {
        word.count == 3
            && word.allSatisfy { LineText.isDigit($0) || (0x41...0x5A).contains($0) }
    }

    /// The number after the word "status", or else the name of one of the five states.
    private static func status(in texts: ArraySlice<String>) -> SiteStatus? {
        if let place = texts.firstIndex(of: "status"), place + 1 < texts.endIndex {
            let number = texts[place + 1]
            let code =
                number.hasPrefix("0x") ? UInt32(number.dropFirst(2), radix: 16) : UInt32(number)
            if let code { return SiteStatus(code: code) }
        }
        let names = ["active", "pending", "failed", "deleted", "upgrade"]
        return texts.lazy.compactMap { names.firstIndex(of: $0) }.first
            .map { SiteStatus(code: UInt32($0 + 1)) }
    }
}
