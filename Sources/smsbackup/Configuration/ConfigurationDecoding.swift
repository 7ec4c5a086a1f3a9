// SPDX-License-Identifier: Apache-2.0

import Snapshot
import Yams

/// Makes a configuration of a file's text; everything that is wrong is noted, not only the first.
struct ConfigurationDecoding {
    private let directory: [UInt8]
    private let overrides: ConfigurationOverrides
    private var reader: ConfigurationReader

    /// What the file says for all sites that say nothing themselves.
    private struct Defaults {
        var output: [UInt8]?
        var codec: Compression.Codec?
        var level: Int?
        var stalenessHours: Int?
    }

    /// Reads a configuration file.
    ///
    /// - Throws: `SnapshotError` when it cannot be read; ``ConfigurationError`` when it cannot be
    ///   used.
    static func read(_ path: [UInt8], overrides: ConfigurationOverrides) throws -> Configuration {
        let file = try WholeFile(
            path, limit: ConfigurationText.sizeLimit, title: "configuration file")
        return try decode(
            file.bytes, path: path, directory: file.directory, overrides: overrides)
    }

    /// Decodes the bytes of a configuration file that lies in `directory`.
    static func decode(
        _ bytes: [UInt8], path: [UInt8], directory: [UInt8], overrides: ConfigurationOverrides
    ) throws -> Configuration {
        let text = try ConfigurationText(bytes, path: path)
        var decoding = ConfigurationDecoding(
            directory: directory, overrides: overrides,
            reader: ConfigurationReader(problems: text.problems))
        let sites = decoding.sites(of: text.root)
        guard decoding.reader.problems.isEmpty else {
            throw ConfigurationError(path, decoding.reader.problems)
        }
        return Configuration(sites: sites, directory: directory)
    }

    private mutating func sites(of root: Node) -> [ConfiguredSite] {
        guard let fields: [FileKey: Node] = reader.fields(root, requiring: [.version, .sites])
        else { return [] }
        if let node = fields[.version] { _ = reader.number(node, FileKey.version, in: 1...1) }
        var defaults = Defaults()
        defaults.output = output(fields[.output], FileKey.output) ?? overrides.output
        defaults.codec = codec(fields[.codec], FileKey.codec) ?? overrides.codec
        // Which levels there are depends on each site's codec.
        defaults.level = level(fields[.level], FileKey.level) ?? overrides.level
        defaults.stalenessHours =
            hours(fields[.stalenessHours], FileKey.stalenessHours) ?? overrides.stalenessHours
        var sites: [(site: ConfiguredSite, node: Node)] = []
        guard let list = fields[.sites] else { return [] }
        let nodes = reader.list(list, FileKey.sites, of: "sites")
        if list.sequence?.isEmpty == true {
            reader.complain(list, "sites is empty; write \(FileKey.sites.example)")
        }
        for node in nodes {
            if let site = site(node, defaults) { sites.append((site, node)) }
        }
        compare(sites)
        return sites.map(\.site)
    }

    private mutating func site(_ node: Node, _ defaults: Defaults) -> ConfiguredSite? {
        guard let fields: [SiteKey: Node] = reader.fields(node, requiring: [.code, .root]) else {
            return nil
        }
        // Each key is looked at before anything is given up: all problems are named at once.
        let code = fields[.code].flatMap { reader.siteCode($0, SiteKey.code) }
        let parent = fields[.parent].flatMap { reader.siteCode($0, SiteKey.parent) }
        let root = fields[.root].flatMap { reader.text($0, SiteKey.root) }
        var inputs = CaptureInputs(site: root.map(path) ?? [])
        inputs.registry = paths(fields[.registry], .registry, of: "files")
        inputs.database = paths(fields[.database], .database, of: "files")
        inputs.extras = paths(fields[.extras], .extras, of: "paths")
        if let node = fields[.children] {
            for (key, name, value) in reader.pairs(node, SiteKey.children) {
                guard reader.siteCode(key, SiteKey.children) != nil else { continue }
                inputs.children.append(CaptureInputs.Child(code: name, path: path(value)))
            }
        }
        if let node = fields[.allowMissing] {
            for item in reader.list(node, SiteKey.allowMissing, of: "components") {
                if let kind = reader.word(item, SiteKey.allowMissing, as: ComponentKind.self) {
                    inputs.allowedMissing.insert(kind)
                }
            }
        }
        if let node = fields[.allowUnreadable] {
            inputs.allowsUnreadable = reader.truth(node, SiteKey.allowUnreadable) ?? false
        }
        if let node = fields[.absent] {
            for item in reader.list(node, SiteKey.absent, of: "names") {
                if let extra = reader.word(item, SiteKey.absent, as: NotableExtra.self) {
                    inputs.absentExtras.insert(extra)
                }
            }
        }
        let output = output(fields[.output], SiteKey.output) ?? defaults.output
        if output == nil, overrides.needsOutput, fields[.output] == nil {
            reader.complain(
                node,
                "nothing says where the archive goes; add output: DIRECTORY here or for all sites")
        }
        let compression = compression(fields, defaults, node)
        let staleness =
            hours(fields[.stalenessHours], SiteKey.stalenessHours) ?? defaults.stalenessHours
        if let staleness { inputs.stalenessLimit = Int64(staleness) * 3_600 }
        let (before, after) = (hooks(fields[.before], .before), hooks(fields[.after], .after))
        guard let code, root != nil else { return nil }
        return ConfiguredSite(
            code: code, parent: parent, inputs: inputs, output: output ?? [],
            compression: compression, before: before, after: after)
    }

    /// What sites say of one another.
    private mutating func compare(_ sites: [(site: ConfiguredSite, node: Node)]) {
        var seen: Set<String> = []
        for (site, node) in sites where !seen.insert(site.code).inserted {
            reader.complain(
                node, "site \(site.code) stands in the file already; give each site once")
        }
        for (site, node) in sites {
            if let parent = site.parent, parent == site.code || !seen.contains(parent) {
                reader.complain(
                    node,
                    "the parent of \(site.code), \(parent), is no other site of this file; leave parent out"
                )
            }
            for (child, _) in sites where child.parent == site.code {
                guard site.inputs.children.contains(where: { $0.code == child.code }) else {
                    continue
                }
                reader.complain(
                    node,
                    "\(child.code) is a site of this file and is given to its parent anyhow; leave it out of children"
                )
            }
        }
    }

    private func path(_ text: String) -> [UInt8] {
        text.hasPrefix("/") ? [UInt8](text.utf8) : directory + [UInt8]("/\(text)".utf8)
    }

    private mutating func paths(_ node: Node?, _ key: SiteKey, of things: String) -> [[UInt8]] {
        node.map { reader.texts($0, key, of: things) }?.map(path) ?? []
    }

    private mutating func output(_ node: Node?, _ key: some ConfigurationKey) -> [UInt8]? {
        guard let node, !isTwice(node, key, overrides.output != nil) else { return nil }
        return reader.text(node, key).map(path)
    }

    private mutating func codec(_ node: Node?, _ key: some ConfigurationKey) -> Compression.Codec? {
        guard let node, !isTwice(node, key, overrides.codec != nil) else { return nil }
        return reader.word(node, key, as: Compression.Codec.self)
    }

    private mutating func level(_ node: Node?, _ key: some ConfigurationKey) -> Int? {
        guard let node, !isTwice(node, key, overrides.level != nil) else { return nil }
        return reader.number(node, key, in: 1...19)
    }

    private mutating func hours(_ node: Node?, _ key: some ConfigurationKey) -> Int? {
        guard let node, !isTwice(node, key, overrides.stalenessHours != nil) else { return nil }
        return reader.number(node, key, in: SiteKey.stalenessRange)
    }

    /// Whether the command line says the same thing; complains if it does.
    private mutating func isTwice(
        _ node: Node, _ key: some ConfigurationKey, _ isGiven: Bool
    ) -> Bool {
        if isGiven {
            reader.complain(
                node,
                "\(key.rawValue) stands here and --\(key.rawValue) is given too; keep one of them")
        }
        return isGiven
    }

    /// A site's own codec has its own levels: it does not inherit the level of another.
    private mutating func compression(
        _ fields: [SiteKey: Node], _ defaults: Defaults, _ node: Node
    ) -> Compression {
        let ownCodec = codec(fields[.codec], SiteKey.codec)
        let ownLevel = level(fields[.level], SiteKey.level)
        let chosen = ownCodec ?? defaults.codec ?? .zstd
        let level = ownLevel ?? (ownCodec == nil ? defaults.level : nil)
        guard let compression = Compression(chosen, level: level) else {
            reader.complain(
                fields[.level] ?? node,
                "\(chosen.rawValue) has the levels \(chosen.levels.lowerBound) to \(chosen.levels.upperBound)"
            )
            return Self.defaultCompression
        }
        return compression
    }

    private static var defaultCompression: Compression {
        guard let compression = Compression(.zstd) else {
            preconditionFailure("zstd has a default level")
        }
        return compression
    }

    private mutating func hooks(_ node: Node?, _ key: SiteKey) -> [Hook] {
        guard let node else { return [] }
        return reader.list(node, key, of: "hooks").compactMap { hook($0) }
    }

    private mutating func hook(_ node: Node) -> Hook? {
        guard let fields: [HookKey: Node] = reader.fields(node, requiring: [.command]) else {
            return nil
        }
        var arguments: [String] = []
        if let command = fields[.command] {
            arguments = reader.texts(
                command, HookKey.command, of: "texts: a program and its arguments",
                mayBeEmpty: true)
            if command.sequence?.isEmpty == true || arguments.first == "" {
                reader.complain(
                    command, "command names no program; write command: \(HookKey.command.example)")
            }
        }
        let seconds = fields[.timeout].flatMap {
            reader.number($0, HookKey.timeout, in: 1...86_400)
        }
        let isOptional = fields[.optional].flatMap { reader.truth($0, HookKey.optional) }
        return Hook(
            arguments: arguments, timeLimit: .seconds(seconds ?? Hook.defaultTimeout),
            isOptional: isOptional ?? false)
    }
}
