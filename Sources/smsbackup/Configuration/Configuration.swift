// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What a configuration file says: several sites of one hierarchy, and how each is captured.
struct Configuration {
    /// The sites, in the order of the file; at least one.
    let sites: [ConfiguredSite]
    /// The directory of the file: relative paths start there, and hooks run there.
    let directory: [UInt8]

    /// The sites of this file that are children of a site of this file.
    func children(of code: String) -> [ConfiguredSite] { sites.filter { $0.parent == code } }
}

/// A site of a configuration file.
struct ConfiguredSite {
    /// The site code, as its own site control file must say it.
    let code: String
    /// The code of the parent, when the parent is in the same file.
    let parent: String?
    /// What belongs to the snapshot; children of the same file are not in it yet.
    let inputs: CaptureInputs
    /// The directory for the archive; empty where none is needed.
    let output: [UInt8]
    /// How it is compressed.
    let compression: Compression
    /// What is run before the capture.
    let before: [Hook]
    /// What is run afterwards, whatever became of the capture.
    let after: [Hook]
}

/// A program that is run before or after a capture, without a shell.
struct Hook {
    /// When it is run.
    enum Phase: String, Hashable {
        case before
        case after
    }

    /// When nobody says otherwise, a hook has this long, in seconds.
    static let defaultTimeout = 600

    /// The program and its arguments.
    let arguments: [String]
    /// How long it may run.
    let timeLimit: Duration
    /// Whether the capture goes on when it fails.
    let isOptional: Bool
}

/// What the command line says about every site of a configuration file.
struct ConfigurationOverrides {
    /// The directory for the archives.
    var output: [UInt8]?
    /// The compression.
    var codec: Compression.Codec?
    /// Its level.
    var level: Int?
    /// How many hours the parts of one backup may be apart.
    var stalenessHours: Int?
    /// Whether something will be written, so that the place for it must be known.
    var needsOutput = false
}
