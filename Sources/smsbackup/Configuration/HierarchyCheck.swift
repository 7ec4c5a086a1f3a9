// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// One thing that two sites of a configuration must say alike.
struct HierarchyCheck {
    /// How it ended; the words are those of a checklist.
    typealias Verdict = Check.Verdict

    /// How it ended.
    let verdict: Verdict
    /// The site it is about.
    let site: String
    /// What was compared and what was found.
    let message: String

    private init(_ verdict: Verdict, _ site: String, _ message: String) {
        self.verdict = verdict
        self.site = site
        self.message = message
    }

    /// Compares what the sites of one file say of one another.
    ///
    /// - `sites`: each with what it says of itself; `nil` where nobody could look.
    static func checks(
        _ sites: [(site: ConfiguredSite, overview: SiteOverview?)]
    ) -> [HierarchyCheck] {
        var checks: [HierarchyCheck] = []
        let codes = Set(sites.map(\.site.code))
        for (site, overview) in sites {
            if let parent = site.parent {
                let other = sites.first { $0.site.code == parent }?.overview
                checks += Self.checks(site.code, overview, parent, other)
            } else if let named = overview?.identity.parent, named != site.code,
                codes.contains(named)
            {
                checks.append(
                    HierarchyCheck(
                        .notice, site.code,
                        "its control file names \(named) as parent, which is in the same file; add parent: \(named)"
                    ))
            }
        }
        return checks
    }

    private static func checks(
        _ code: String, _ child: SiteOverview?, _ parentCode: String, _ parent: SiteOverview?
    ) -> [HierarchyCheck] {
        let known = child.flatMap { $0.identity.kind == .unknown ? nil : $0 }
        let knownParent = parent.flatMap { $0.identity.kind == .unknown ? nil : $0 }
        return [
            namesParent(code, known, parentCode), isNamed(code, parentCode, knownParent),
            sameBuild(code, known, parentCode, knownParent),
        ]
    }

    private static func namesParent(
        _ code: String, _ child: SiteOverview?, _ parent: String
    ) -> HierarchyCheck {
        guard let child else {
            return HierarchyCheck(.noEvidence, code, "no control file says which parent it has")
        }
        let named = child.identity.parent
        return named == parent
            ? HierarchyCheck(.pass, code, "its control file names \(parent) as parent")
            : HierarchyCheck(
                .fail, code,
                "its control file names \(named ?? "no site") as parent, the configuration says \(parent)"
            )
    }

    private static func isNamed(
        _ code: String, _ parentCode: String, _ parent: SiteOverview?
    ) -> HierarchyCheck {
        guard let parent else {
            return HierarchyCheck(
                .noEvidence, code, "no control file of \(parentCode) says which children it has")
        }
        return parent.childCodes.contains(code)
            ? HierarchyCheck(.pass, code, "the control file of \(parentCode) has an address for it")
            : HierarchyCheck(
                .fail, code, "the control file of \(parentCode) has no address for it")
    }

    private static func sameBuild(
        _ code: String, _ child: SiteOverview?, _ parentCode: String, _ parent: SiteOverview?
    ) -> HierarchyCheck {
        guard let build = child?.identity.build, let other = parent?.identity.build, !build.isEmpty,
            !other.isEmpty
        else {
            return HierarchyCheck(
                .noEvidence, code, "the builds of it and of \(parentCode) are not both known")
        }
        return build == other
            ? HierarchyCheck(.pass, code, "has build \(build), like \(parentCode)")
            : HierarchyCheck(
                .fail, code,
                "has build \(build), \(parentCode) has \(other): one of them is not upgraded yet")
    }
}
