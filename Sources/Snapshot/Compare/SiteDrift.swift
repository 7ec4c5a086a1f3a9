// SPDX-License-Identifier: Apache-2.0

extension ComparisonReport {
    /// The differences of a live site from an archive as findings, for `verify --against`.
    ///
    /// An entry whose content and attributes both differ has one finding of each.
    public var findings: [Finding] {
        var findings: [Finding] = []
        if oldSite.code != newSite.code {
            findings.append(
                Finding(
                    .liveSite,
                    "the archive is of site \(ScreenText.quoted(oldSite.code)), the directory of \(ScreenText.quoted(newSite.code))"
                ))
        }
        for entry in entries { findings += Self.findings(entry) }
        return findings
    }

    private static func findings(_ entry: EntryDifference) -> [Finding] {
        if entry.isSystemMap {
            return [Finding(.systemMapDrift, path: entry.path, text(entry, entry.details))]
        }
        let code: FindingCode? =
            switch entry.aspects.first {
            case .added: .liveExtra
            case .removed: .liveMissing
            case .kind: .liveKind
            case .size: .liveSize
            case .content: .liveContent
            default: nil
            }
        let details = zip(entry.aspects, entry.details)
        let content = details.filter { !$0.0.isAttribute }.map(\.1)
        let attributes = details.filter { $0.0.isAttribute }.map(\.1)
        var findings: [Finding] = []
        if let code {
            findings.append(Finding(code, path: entry.path, text(entry, content)))
        }
        if !attributes.isEmpty {
            findings.append(Finding(.liveAttributes, path: entry.path, text(entry, attributes)))
        }
        return findings
    }

    private static func text(_ entry: EntryDifference, _ details: [String]) -> String {
        let detail = details.joined(separator: ", ")
        switch entry.aspects.first {
        case .added: return "only the site has it: \(detail)"
        case .removed: return "only the archive has it: \(detail)"
        default: return "from the archive to the site: \(detail)"
        }
    }
}

extension EntryDifference {
    /// Whether it is the map of the site, as a component or in its place in the tree: by its time
    /// clients decide whether to install again (Q166771).
    public var isSystemMap: Bool {
        if component == .systemMap { return true }
        let names = path.names
        return component == .tree && names.count == 2
            && SMSText(names[1]).isSame(as: "SYSTEM.MAP")
    }
}
