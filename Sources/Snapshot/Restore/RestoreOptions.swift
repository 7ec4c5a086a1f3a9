// SPDX-License-Identifier: Apache-2.0

/// What is restored and how.
public struct RestoreOptions: Sendable {
    /// What happens to something that exists already under the name of an entry.
    public enum Overwrite: String, Sendable, Hashable, CaseIterable {
        /// It stays, and the entry is reported as not restored.
        case never
        /// What is the same counts as restored; everything else stays too, and the entry is
        /// reported as not restored.
        case keep
        /// A file with the same bytes stays, another one is replaced.
        case changed
        /// A file is replaced.
        case always
    }

    /// The components to restore; empty means all.
    public var components: Set<ComponentKind> = []
    /// Patterns of paths to restore; empty means all.
    public var patterns: [NamePattern] = []
    /// The child secondary sites whose documents to restore; empty means what ``components`` says.
    public var children: Set<SiteCode> = []
    /// The name of the site's folder at the destination; `nil` keeps the one in the archive.
    public var rootName: [UInt8]?
    /// What happens to what exists.
    public var overwrite = Overwrite.never
    /// What is looked after so that the restored site takes no harm.
    public var precautions = RestorePrecautions.none
    /// Which attributes are given back.
    public var attributes = AttributePolicy()
    /// Whether nothing is changed, and the report says what would be.
    public var isDryRun = false
    /// The number of threads.
    public var workers: Int
    /// What an encrypted archive is opened with.
    public var identities = AgeIdentities.none
    /// Called after each unit with the bytes restored so far.
    public var progress: (@Sendable (RestoreProgress) -> Void)?
    /// Asked before each unit; `true` stops the restore.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// Whether the entries go to the destination itself, without a folder of the site.
    var hasNoRoot = false
    /// The site's directory that what is restored must not fall behind; `nil` for the one at the
    /// destination.
    var standingSite: [UInt8]?
    /// Whether what exists was made by an earlier run that did not end: files that are right get
    /// their attributes, and so do directories.
    var mends = false

    /// Makes options that restore everything.
    public init(workers: Int) {
        self.workers = workers
    }

    /// Whether the entry of a line can be wanted; `false` is certain.
    func canSelect(_ line: ManifestLine) -> Bool {
        guard let glance = LineGlance(line.text.span) else { return true }
        return canSelect(glance, in: line.text.span)
    }

    private func canSelect(_ glance: LineGlance, in line: Span<UInt8>) -> Bool {
        guard glance.canMatch(patterns, in: line) else { return false }
        guard !isEveryComponent, let place = glance.component else { return true }
        let component = line.extracting(place)
        return components.contains { component.isEqual(to: $0.rawValue) }
            || !children.isEmpty && component.isEqual(to: ComponentKind.child.rawValue)
    }

    /// The lines that a restore must see: those of wanted entries and of the directories above them,
    /// which are made on the way to them; `nil` for all.
    var linesToKeep: LineFilter? {
        if isEverything { return nil }
        return { line in
            guard let glance = LineGlance(line), !canSelect(glance, in: line) else { return true }
            return line.extracting(glance.type).isEqual(to: "dir")
                && glance.canMatch(patterns, in: line) { $0.canMatch(below: $1) }
        }
    }

    /// Whether an entry is wanted.
    func selects(_ entry: Entry) -> Bool {
        if !isEveryComponent {
            guard let component = entry.component else { return false }
            if component == .child, !children.isEmpty {
                guard let code = Self.child(of: entry), children.contains(code) else {
                    return false
                }
            } else if !components.contains(component) {
                return false
            }
        }
        guard !patterns.isEmpty else { return true }
        guard let path = entry.restoredPath else { return false }
        return patterns.matchAny(path)
    }

    private var isEveryComponent: Bool { components.isEmpty && children.isEmpty }

    /// Whether the whole archive is wanted.
    var isEverything: Bool { isEveryComponent && patterns.isEmpty }

    /// Which child site an entry belongs to: the name below the folder of the children.
    static func child(of entry: Entry) -> SiteCode? {
        entry.path.droppingFirst(3)?.names.first.flatMap { SiteCode(SMSText($0)) }
    }
}

/// How far a restore is.
public struct RestoreProgress: Sendable, Hashable {
    /// Bytes of files that are written.
    public let bytesDone: UInt64
    /// Bytes of files that are to be written.
    public let bytesTotal: UInt64
}
