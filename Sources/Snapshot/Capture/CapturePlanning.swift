// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Makes a plan: finds what is there, lists it, and compares it with what the checklist demands.
struct CapturePlanning {
    let inputs: CaptureInputs
    private let workers: Int
    private let isInterrupted: () -> Bool
    let survey: SiteSurvey
    let site: SiteIdentity
    private(set) var listing = SourceListing()
    private(set) var sources: [ComponentKind: [[UInt8]]] = [:]
    var missing: [CapturePlan.MissingComponent] = []
    var warnings: [Warning] = []

    /// Looks at the site and its inputs; nothing is written.
    ///
    /// - Throws: ``SnapshotError`` when nobody can look at the site, or when interrupted.
    static func plan(
        _ inputs: CaptureInputs, workers: Int, isInterrupted: @escaping () -> Bool
    ) throws(SnapshotError) -> CapturePlan {
        var planning = try CapturePlanning(inputs, workers, isInterrupted)
        do {
            return try planning.plan()
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError(
                .system, "cannot plan a capture of \(ScreenText.quoted(inputs.site))", cause: error)
        }
    }

    private init(
        _ inputs: CaptureInputs, _ workers: Int, _ isInterrupted: @escaping () -> Bool
    ) throws(SnapshotError) {
        self.inputs = inputs
        self.workers = workers
        self.isInterrupted = isInterrupted
        survey = try SiteSurvey(of: inputs.site)
        site = survey.identity
    }

    private mutating func plan() throws -> CapturePlan {
        listing.addGenerated(nil, component: nil)
        listing.addGenerated(EntryPath(site.code), component: nil)
        // The order of the kinds is the order in the archive.
        for kind in ComponentKind.allCases {
            switch kind {
            case .siteControl:
                try addVital(
                    survey.siteControl, as: kind, name: "SITE.SRV/SITECFG.BOX/SITECTRL.CT0")
            case .systemMap: try addVital(survey.systemMap, as: kind, name: "SYSTEM.MAP")
            case .registry: try addGiven(inputs.registry, as: kind)
            case .child: try addChildren()
            case .extra: try addExtras()
            case .tree: try addTree()
            case .database: try addGiven(inputs.database, as: kind)
            }
        }
        addMissingGivenComponents()
        describeQuiet()
        for obstacle in listing.obstacles {
            warnings.append(
                Warning(
                    .notCaptured, obstacle.path, obstacle.reason, needsAttention: obstacle.isLoss))
        }
        return CapturePlan(
            site: site, components: components(), missing: missing, warnings: warnings,
            obstacles: listing.obstacles + listing.unreadable, listing: listing,
            order: MemberOrder(listing, largestTwin: UnitSchedule.largestTwin),
            inputs: inputs)
    }

    private func folder(_ kind: ComponentKind) throws -> EntryPath {
        guard let path = EntryPath("\(site.code)/\(kind.folder)") else {
            throw SnapshotError(
                .malformed, "the site code \(ScreenText.quoted(site.code)) is not a name")
        }
        return path
    }

    private mutating func addVital(
        _ found: SiteSurvey.FoundFile?, as kind: ComponentKind, name: String
    ) throws {
        guard let found else {
            addMissing(
                kind,
                "\(kind.title) \(ScreenText.quoted(survey.root.fullPath([UInt8](name.utf8)))) is not there",
                hint: "check that \(ScreenText.quoted(inputs.site)) is the site's directory")
            return
        }
        listing.addGenerated(try folder(kind), component: kind)
        try add(found, as: kind, below: try folder(kind))
    }

    private mutating func add(
        _ found: SiteSurvey.FoundFile, as kind: ComponentKind, below folder: EntryPath
    ) throws {
        guard let destination = folder.appending(name: found.name) else { return }
        try list(.item(found.directory, name: found.name), to: destination, as: kind)
        sources[kind, default: []].append(found.path)
    }

    private mutating func list(
        _ source: SourceListing.Root.Source, to destination: EntryPath, as kind: ComponentKind
    ) throws {
        try listing.add(
            source, to: destination, component: kind, workers: workers, isInterrupted: isInterrupted
        )
    }

    /// Adds files that the user named.
    ///
    /// One that is not there or empty counts as missing: an empty dump looks like a backup until
    /// the day of the restore.
    private mutating func addGiven(_ paths: [[UInt8]], as kind: ComponentKind) throws {
        let folder = try folder(kind)
        if !paths.isEmpty { listing.addGenerated(folder, component: kind) }
        var names: Set<[UInt8]> = []
        for (index, path) in paths.enumerated() {
            guard let found = try given(path, as: kind) else { continue }
            var target = folder
            if !names.insert(DirectoryHandle.lowercased(found.name)).inserted {
                // Two files of the same name from two directories: the second goes into a folder of
                // its own.
                guard let own = folder.appending(name: [UInt8](String(index + 1).utf8)) else {
                    continue
                }
                target = own
                listing.addGenerated(own, component: kind)
            }
            try add(found, as: kind, below: target)
        }
    }

    private mutating func given(_ path: [UInt8], as kind: ComponentKind) throws -> SiteSurvey
        .FoundFile?
    {
        do {
            guard !path.isEmpty else {
                throw SystemCallError("open", errno: .noSuchFileOrDirectory, path: path)
            }
            let (directory, name) = try DirectoryHandle.openParent(
                ofResolved: try DirectoryHandle.resolve(path))
            let status = try directory.status(of: name)
            if kind != .extra, status?.kind == .file, status?.size == 0 {
                addMissing(
                    kind, "\(kind.title) \(ScreenText.quoted(path)) is empty", hint: "make it again"
                )
                return nil
            }
            guard status?.kind == .file || (kind == .extra && status?.kind == .directory) else {
                addMissing(
                    kind,
                    "\(kind.title) \(ScreenText.quoted(path)) is a \(status?.kind.title ?? "name without a file")",
                    hint: "name a file")
                return nil
            }
            return SiteSurvey.FoundFile(directory: directory, name: name)
        } catch let error as SystemCallError {
            addMissing(
                kind, "\(kind.title) \(ScreenText.quoted(path)): \(error.errno)",
                hint: "check the path")
            return nil
        }
    }

    private mutating func addChildren() throws {
        let folder = try folder(.child)
        if !inputs.children.isEmpty { listing.addGenerated(folder, component: .child) }
        var given: Set<String> = []
        for child in inputs.children {
            let code = child.code.uppercased()
            guard SiteCode(SMSText(code.utf8)) != nil, given.insert(code).inserted,
                let target = folder.appending(name: code.utf8)
            else {
                throw SnapshotError(
                    .usage,
                    "child \(ScreenText.quoted(child.code)) is no site code, or is given twice",
                    hint:
                        "write --child CODE=PATH once for each child, with three letters or digits as CODE"
                )
            }
            listing.addGenerated(target, component: .child)
            try addChild(child, code: code, to: target)
        }
        for code in survey.childCodes where !given.contains(code) {
            addMissing(
                .child,
                "child secondary site \(code), which the site control file names, is not given",
                hint: "add --child \(code)=PATH with the directory of that site, or its SYSTEM.MAP")
        }
    }

    private mutating func addChild(_ child: CaptureInputs.Child, code: String, to target: EntryPath)
        throws
    {
        let status = try? DirectoryHandle.open(DirectoryHandle.resolve(child.path))
        guard status != nil else {
            if let found = try given(child.path, as: .child) {
                try add(found, as: .child, below: target)
            }
            return
        }
        let childSurvey = try SiteSurvey(of: child.path)
        for found in [childSurvey.systemMap, childSurvey.siteControl] {
            if let found { try add(found, as: .child, below: target) }
        }
        if childSurvey.systemMap == nil {
            addMissing(
                .child,
                "SYSTEM.MAP of child site \(code) is not in \(ScreenText.quoted(child.path))",
                hint: "give the directory that holds the child's SITE.SRV and SYSTEM.MAP")
        }
        if childSurvey.control != nil, childSurvey.identity.code != code {
            warnings.append(
                Warning(
                    .notUnderstood, child.path,
                    "is given as child \(code), but its site control file says \(childSurvey.identity.code)"
                ))
        }
    }

    private mutating func addExtras() throws {
        let folder = try folder(.extra)
        var found = try survey.itemsBesideRoot()
        for path in inputs.extras {
            if let item = try given(path, as: .extra) { found.append(item) }
        }
        if found.isEmpty {
            warnings.append(
                Warning(
                    .absent, [],
                    "no files outside the site's directory were found or given (SMS.INI, MS, SMS_PKGx, logs)",
                    needsAttention: false))
            return
        }
        listing.addGenerated(folder, component: .extra)
        var names: Set<[UInt8]> = []
        for item in found where names.insert(item.name).inserted {
            try add(item, as: .extra, below: folder)
        }
    }

    private mutating func addTree() throws {
        try list(.directory(survey.root), to: try folder(.tree), as: .tree)
        sources[.tree] = [survey.root.path]
    }
}
