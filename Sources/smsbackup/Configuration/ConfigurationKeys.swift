// SPDX-License-Identifier: Apache-2.0

/// The keys of one kind of mapping in a configuration file.
///
/// The names are those of the command line's options where both have the same thing.
protocol ConfigurationKey: CaseIterable, Hashable, RawRepresentable<String>
where AllCases == [Self] {
    /// What such a mapping is, with its article, for messages.
    static var title: String { get }
    /// An example of the value, for messages.
    var example: String { get }
}

/// The keys of the whole file.
enum FileKey: String, ConfigurationKey {
    case version, output, codec, level
    case stalenessHours = "staleness-hours"
    case sites

    static let title = "the configuration"

    var example: String {
        switch self {
        case .version: "1"
        case .output: "DIRECTORY"
        case .codec: "zstd"
        case .level: "3"
        case .stalenessHours: "24"
        case .sites: "[{code: A01, root: DIRECTORY}]"
        }
    }
}

/// The keys of a site.
enum SiteKey: String, ConfigurationKey {
    case code, root, parent, registry, database, children, extras
    case allowMissing = "allow-missing"
    case allowUnreadable = "allow-unreadable"
    case absent, output, codec, level
    case stalenessHours = "staleness-hours"
    case before, after

    static let title = "a site"

    /// The hours that the parts of a backup may be apart: up to a century.
    static let stalenessRange = 0...876_600

    var example: String {
        switch self {
        case .code, .parent: "A01"
        case .root, .output: "DIRECTORY"
        case .registry, .database: "[FILE]"
        case .children: "{B01: PATH}"
        case .extras: "[PATH]"
        case .allowMissing: "[database]"
        case .allowUnreadable: "true"
        case .absent: "[MS]"
        case .codec: "zstd"
        case .level: "3"
        case .stalenessHours: "24"
        case .before, .after: "[{command: [PROGRAM, ARGUMENT]}]"
        }
    }
}

/// The keys of a hook.
enum HookKey: String, ConfigurationKey {
    case command, timeout, optional

    static let title = "a hook"

    var example: String {
        switch self {
        case .command: "[PROGRAM, ARGUMENT]"
        case .timeout: "60"
        case .optional: "true"
        }
    }
}
