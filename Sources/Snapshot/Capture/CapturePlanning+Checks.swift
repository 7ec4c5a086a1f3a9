// SPDX-License-Identifier: Apache-2.0

/// What the checklist demands, compared with what is there.
extension CapturePlanning {
    /// Notes a required component that is not there.
    mutating func addMissing(_ kind: ComponentKind, _ message: String, hint: String) {
        missing.append(
            CapturePlan.MissingComponent(
                kind: kind, message: message, hint: hint,
                isAllowed: inputs.allowedMissing.contains(kind)))
        if inputs.allowedMissing.contains(kind) {
            warnings.append(Warning(.declaredMissing, [], message + " (declared)"))
        }
    }

    /// The components that only the user can name.
    mutating func addMissingGivenComponents() {
        if inputs.registry.isEmpty {
            addMissing(
                .registry, "no registry export of HKLM\\SOFTWARE\\Microsoft\\SMS is given",
                hint: "add --registry FILE")
        }
        // A secondary site has no database: demanding a dump would make its backup impossible.
        if inputs.database.isEmpty, site.kind != .secondary {
            addMissing(
                .database, "no dump of the site database is given", hint: "add --database FILE")
        }
        if site.kind == .secondary, !inputs.database.isEmpty {
            warnings.append(
                Warning(
                    .notUnderstood, inputs.database[0],
                    "a secondary site has no database of its own; whose dump is this?"))
        }
        if survey.control != nil, site.kind == .unknown || site.code == "XXX" {
            warnings.append(
                Warning(
                    .notUnderstood, survey.siteControl?.path ?? [],
                    "the site control file does not say which site this is, or whether it is primary or secondary"
                ))
        }
    }

    /// A quiet `SITECFG.BOX` holds only `SITECTRL.CT0` (Q183347).
    mutating func describeQuiet() {
        for name in survey.filesInFlight {
            warnings.append(
                Warning(
                    .notQuiet, name,
                    "lies in SITECFG.BOX: a change of the site's configuration is in flight"))
        }
    }

    /// Every component with its numbers, in the order of the archive.
    func components() -> [Component] {
        var files: [ComponentKind: (count: Int, bytes: UInt64)] = [:]
        for item in listing.items where item.status?.kind == .file {
            guard let kind = listing.roots[Int(item.root)].component else { continue }
            var sum = files[kind] ?? (0, 0)
            sum.count += 1
            sum.bytes = sum.bytes.clampedSum(with: item.status?.size ?? 0)
            files[kind] = sum
        }
        return ComponentKind.allCases.compactMap { kind in
            guard let root = EntryPath("data/\(site.code)/\(kind.folder)") else { return nil }
            let isDeclared = missing.contains { $0.kind == kind && $0.isAllowed }
            let hasSources = sources[kind]?.isEmpty == false
            let status: Component.Status =
                isDeclared ? .declaredMissing : hasSources ? .captured : .absent
            return Component(
                kind: kind, root: root, status: status, sources: sources[kind] ?? [],
                files: files[kind]?.count ?? 0, bytes: files[kind]?.bytes ?? 0)
        }
    }
}
