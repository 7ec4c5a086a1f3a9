// SPDX-License-Identifier: Apache-2.0

/// What belongs to a snapshot: the site, and what lies outside its directory.
///
/// Paths are bytes as the user gave them; links in them are followed.
public struct CaptureInputs: Sendable, Hashable {
    /// A child secondary site: its code and where its `SYSTEM.MAP` or its whole directory lies.
    public struct Child: Sendable, Hashable {
        /// The site code, three letters or digits.
        public let code: String
        /// The path of the child's directory, or of its `SYSTEM.MAP`.
        public let path: [UInt8]

        /// Makes a child.
        public init(code: String, path: [UInt8]) {
            self.code = code
            self.path = path
        }
    }

    /// The site's directory.
    public var site: [UInt8]
    /// Registry exports or hives.
    public var registry: [[UInt8]] = []
    /// Database dump files; a stripe set is several.
    public var database: [[UInt8]] = []
    /// Child secondary sites.
    public var children: [Child] = []
    /// Files and directories outside the site's directory.
    public var extras: [[UInt8]] = []
    /// Required components that may be missing; the archive then says so for ever.
    public var allowedMissing: Set<ComponentKind> = []
    /// Whether files that cannot be read may be left out; each is named in the archive.
    public var allowsUnreadable = false
    /// How far apart the parts of the backup may be before it is said, in seconds, not negative.
    public var stalenessLimit: Int64 = 24 * 3_600
    /// What the user declares not to exist outside the site's directory.
    public var absentExtras: Set<NotableExtra> = []

    /// Makes inputs of a site's directory alone.
    public init(site: [UInt8]) {
        self.site = site
    }
}

/// How a snapshot is taken.
public struct CaptureOptions: Sendable {
    /// The compression.
    public var compression: Compression
    /// The number of threads; the archive's bytes do not depend on it.
    public var workers: Int
    /// The moment that the archive says it was taken.
    public var moment: Timestamp
    /// The name inside the archive and, without one of its own, of the file; made from the site
    /// code and the moment when it is `nil`.
    public var name: String?
    /// Called after each unit with the bytes captured so far, in the order of the archive.
    public var progress: (@Sendable (CaptureProgress) -> Void)?
    /// Asked while directories are listed and before each unit; `true` stops the capture and leaves
    /// nothing behind.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// Makes options.
    public init(compression: Compression, workers: Int, moment: Timestamp) {
        self.compression = compression
        self.workers = workers
        self.moment = moment
    }
}

/// How far a capture is.
public struct CaptureProgress: Sendable, Hashable {
    /// Bytes of files that are in the archive.
    public let bytesDone: UInt64
    /// Bytes of files that the plan counted.
    public let bytesTotal: UInt64
}

/// Where an archive goes.
public enum CaptureDestination: Sendable, Hashable {
    /// Into this directory, under a name that is made.
    case directory([UInt8])
    /// A new file with this path.
    case file([UInt8])
    /// To the process's standard output, without seeking.
    case standardOutput
}
