// SPDX-License-Identifier: Apache-2.0

/// Paths whose differences are counted and not told, because a running site changes them all the
/// time.
public struct VolatilePatterns: Sendable {
    /// What a site writes at all times: its logs, and queues of work between its services
    /// (Q183347, Q159201, Q123221).
    ///
    /// The site control file lies in a queue of its own, `SITECFG.BOX`, which is not among them.
    public static let standard = [
        "*/tree/LOGS", "*/extra/SCMAN.LOG", "*/tree/SITE.SRV/DESPOOL*/RECEIVE",
        "*/tree/SITE.SRV/SENDER.BOX*", "*/tree/SITE.SRV/SCHEDULE.BOX*",
        "*/tree/SITE.SRV/SITEREP.BOX*", "*/tree/SITE.SRV/DATALO*/DELTAMIF*",
    ]

    /// The patterns as they were given.
    public let texts: [String]
    private let patterns: [NamePattern]

    /// Makes a list of patterns, each as ``NamePattern`` takes it.
    public init(_ texts: [String]) {
        self.texts = texts
        patterns = texts.map { NamePattern($0) }
    }

    /// The number of the first pattern that matches a path as `list` shows it.
    func index(matching path: ArraySlice<UInt8>) -> Int? {
        patterns.firstIndex { $0.matches(path.span) }
    }
}
