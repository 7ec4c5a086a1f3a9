// SPDX-License-Identifier: Apache-2.0

/// Turns the entries of a snapshot and the bytes of some of them into evidence.
///
/// It is told of every entry in the order of the archive, from a live site, while a capture writes,
/// or out of an archive, and so it comes to the same evidence of the same files each time.
///
/// ```swift
/// if collector.wants(entry) {
///     collector.begin(entry)
///     while let range = try next(into: buffer) { collector.consume(buffer, in: range) }
///     collector.end(entry)
/// } else {
///     collector.add(entry)
/// }
/// ```
/// To begin an entry again drops what came of it before. Memory is bounded by what
/// ``OpenDocument`` keeps, and some 40 bytes with the path for each file of the site's directory.
/// No content is ever an error: what cannot be understood or looked at is part of the evidence.
final class EvidenceCollector {
    /// More files than these are not remembered one by one.
    private static let mostUnexamined = 1_000

    /// What is known so far; complete after ``finish()``.
    var evidence: SiteEvidence
    /// The documents of the children, by their codes.
    var children: [SiteCode: SiteEvidence.ChildEvidence] = [:]
    /// The dump files with their digests, to be judged together.
    var stripes: [StripeSet.Member] = []
    private var tree: TreeFiles?
    /// The names in `SITECFG.BOX`.
    private var boxNames: Set<[UInt8]> = []
    private var document: OpenDocument?

    init(_ circumstances: EvidenceCircumstances) {
        evidence = circumstances.evidence
    }

    /// Whether the bytes of an entry must pass through the collector.
    func wants(_ entry: Entry) -> Bool { Self.wants(entry) }

    /// Whether the bytes of an entry must pass through a collector.
    static func wants(_ entry: Entry) -> Bool {
        guard case .file(let size, _) = entry.kind, let kind = kind(of: entry) else {
            return false
        }
        guard let largest = kind.largest, !kind.tellsItsSize else { return true }
        return size <= UInt64(largest)
    }

    /// Begins an entry whose bytes follow; those of one that is not wanted are not kept.
    func begin(_ entry: Entry) {
        document = nil
        guard wants(entry), let kind = Self.kind(of: entry) else { return }
        document = OpenDocument(
            kind, fileName: [UInt8](entry.path.lastName), size: entry.storedSize)
    }

    /// Takes the next bytes of the entry that was begun.
    func consume(_ buffer: ByteBuffer, in range: Range<Int>) {
        if !range.isEmpty { document?.consume(buffer, in: range) }
    }

    /// How many of the next bytes of the entry nobody has to read; ``skip(_:)`` stands for them.
    var dispensableByteCount: Int { document?.dispensableByteCount ?? 0 }

    /// Takes bytes that the entry has and that nobody read.
    func skip(_ count: Int) { document?.skip(count) }

    /// Whether the rest of the entry would not be kept.
    var isFull: Bool { document?.isFull ?? true }

    /// Whether the entry is a dump of which the rest only tells how it ends.
    var hasSeenHead: Bool { document?.hasSeenHead ?? false }

    /// Ends the entry that was begun.
    ///
    /// - Parameters:
    ///   - entry: The entry as it is known now; only its path and component must be as before.
    ///   - isWhole: Whether all of its bytes were taken, or only the beginning of a dump.
    func end(_ entry: Entry, isWhole: Bool = true) {
        guard let document else { return add(entry) }
        self.document = nil
        take(document, of: entry, isWhole: isWhole)
        note(entry)
    }

    /// Takes an entry whose bytes lie in a buffer as a whole.
    func take(_ entry: Entry, _ buffer: ByteBuffer, in range: Range<Int>) {
        guard wants(entry) else { return add(entry) }
        begin(entry)
        consume(buffer, in: range)
        end(entry)
    }

    /// Takes an entry whose bytes could not be read.
    func fail(_ entry: Entry, _ reason: String) {
        document = nil
        addUnexamined(entry, reason)
        note(entry)
    }

    /// Takes an entry whose bytes are not wanted, or that has none.
    func add(_ entry: Entry) {
        note(entry)
        guard let kind = Self.kind(of: entry) else { return }
        switch entry.kind {
        case .file(let size, _):
            guard let largest = kind.largest, size > UInt64(largest), kind != .report else {
                return
            }
            addUnexamined(entry, "it is larger than \(largest >> 20) MiB")
        case .hardLink(let target, _, _): addLink(entry, to: target, kind)
        case .directory, .symbolicLink: break
        }
    }

    /// Everything that was found.
    func finish() -> SiteEvidence {
        var evidence = evidence
        evidence.children = children.values.sorted { $0.code < $1.code }
        evidence.tree = tree
        if !stripes.isEmpty { evidence.stripeSet = StripeSet(judging: stripes) }
        return evidence
    }

    func addUnexamined(_ entry: Entry, _ reason: String) {
        guard evidence.unexamined.count < Self.mostUnexamined else { return }
        let name = String(decoding: entry.path.droppingFirst(2)?.bytes ?? [], as: UTF8.self)
        evidence.unexamined.append(.init(name: name, reason: reason))
    }
}

// MARK: - Names

extension EvidenceCollector {
    /// The path of an entry below the folder of its component; empty for the folder itself.
    static func place(of entry: Entry) -> ArraySlice<UInt8> {
        var rest = entry.path.bytes[...]
        // `data`, the site, the component.
        for _ in 0..<3 {
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return [] }
            rest = rest[(slash + 1)...]
        }
        return rest
    }

    private static func kind(of entry: Entry) -> DocumentKind? {
        DocumentKind(entry.component, path: place(of: entry))
    }

    /// What the name of an entry tells, whatever is in it.
    private func note(_ entry: Entry) {
        let place = Self.place(of: entry)
        switch entry.component {
        case .tree: noteTree(entry, place)
        case .extra: noteExtra(entry, place)
        case .child:
            guard let first = place.split(separator: UInt8(ascii: "/")).first,
                let code = SiteCode(SMSText(first)), children[code] == nil
            else { return }
            children[code] = .init(code: code)
        case .siteControl, .systemMap, .registry, .database, nil: break
        }
    }

    private func noteTree(_ entry: Entry, _ place: ArraySlice<UInt8>) {
        if tree == nil {
            tree = TreeFiles()
            evidence.uniqueIDFiles = evidence.uniqueIDFiles ?? []
        }
        noteBox(place)
        guard let size = entry.content?.size else { return }
        tree?.append(
            path: place, size: Int64(clamping: size), modified: entry.attributes.modified)
        if Self.isUniqueID(place) {
            evidence.uniqueIDFiles?.append(.init(name: [UInt8](entry.path.lastName)))
        }
    }

    /// Notes what lies directly in `SITECFG.BOX`.
    private func noteBox(_ place: ArraySlice<UInt8>) {
        let box = [UInt8]("SITE.SRV/SITECFG.BOX".utf8)
        guard place.count >= box.count,
            zip(place, box).allSatisfy({ SMSText.uppercased($0) == $1 })
        else { return }
        let rest = place.dropFirst(box.count)
        guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { return }
        if evidence.siteConfigNames == nil { evidence.siteConfigNames = [] }
        let name = [UInt8](rest.dropFirst())
        guard !name.isEmpty, !name.contains(UInt8(ascii: "/")) else { return }
        // A directory can lie in the data and in the overlay.
        if boxNames.insert(name).inserted { evidence.siteConfigNames?.append(name) }
    }

    private func noteExtra(_ entry: Entry, _ place: ArraySlice<UInt8>) {
        let names = place.split(separator: UInt8(ascii: "/"))
        guard let first = names.first else { return }
        let name = SMSText(first).uppercased
        if let extra = NotableExtra(found: name) {
            evidence.extras.insert(extra)
        } else if names.count > 1, entry.content != nil, Self.isUniqueID(place) {
            // The names on another logon server, copied into a directory of that name.
            let server = String(decoding: first, as: UTF8.self)
            evidence.uniqueIDFiles = evidence.uniqueIDFiles ?? []
            evidence.uniqueIDFiles?.append(
                .init(server: server, name: [UInt8](entry.path.lastName)))
        }
    }

    private static func isUniqueID(_ place: ArraySlice<UInt8>) -> Bool {
        place.suffix(4).elementsEqual(".UID".utf8) { SMSText.uppercased($0) == $1 }
    }
}

extension NotableExtra {
    /// What an item beside the site's directory is, by its name in upper case.
    fileprivate init?(found name: SMSText) {
        switch name {
        case "SMS.INI": self = .initialization
        case "MS": self = .clientTree
        case "SMSSETUP.LOG": self = .setupLog
        case "SCMAN.LOG": self = .configManagerLog
        default:
            guard name.hasPrefix("SMS_PKG"), name.bytes.count <= 8 else { return nil }
            self = .packageTree
        }
    }
}
