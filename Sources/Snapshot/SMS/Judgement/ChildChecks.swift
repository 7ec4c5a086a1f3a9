// SPDX-License-Identifier: Apache-2.0

/// Whether the System.map of each child site is there, and is that child's (Q171338, step 5).
enum ChildChecks {
    static func checks(_ evidence: SiteEvidence) -> [Check] {
        [present(evidence)] + evidence.children.map { child($0, evidence) }
    }

    private static func present(_ evidence: SiteEvidence) -> Check {
        let what = "the sites that addresses lead to, against the children given"
        guard let control = evidence.control else {
            return Check(
                .children, .noEvidence, examined: what, found: "no site control file",
                advice: "give System.map of every child secondary site")
        }
        guard !control.isSecondary else {
            return Check(
                .children, .pass, examined: what, found: "a secondary site has no children")
        }
        let given = Set(evidence.children.filter { $0.map != nil }.map(\.code))
        let expected = evidence.expectedChildren
        let primaries = Set(
            evidence.children.filter { $0.control?.value.isPrimary == true }.map(\.code))
        let missing = expected.filter { !given.contains($0) && !primaries.contains($0) }
        if !missing.isEmpty {
            return Check(
                .children, .fail(.error), examined: what,
                found: "no System.map of \(JudgementText.list(missing.map(\.text), limit: 20))"
                    + (evidence.declaredMissing.contains(.child) ? "; declared missing" : ""),
                advice: "give --child CODE=PATH for each; an address may also lead to a primary "
                    + "site or to a site further down, which needs none")
        }
        let unexpected = given.subtracting(expected).sorted()
        if !unexpected.isEmpty {
            return Check(
                .children, .notice, examined: what,
                found: "no address leads to \(JudgementText.list(unexpected.map(\.text)))",
                advice: "make sure that this is a child of this site")
        }
        return Check(
            .children, .pass, examined: what,
            found: expected.isEmpty
                ? "no address of another site"
                : "all there: \(JudgementText.list(expected.map(\.text), limit: 20))")
    }

    private static func child(
        _ child: SiteEvidence.ChildEvidence, _ evidence: SiteEvidence
    ) -> Check {
        let check = { (outcome: Check.Outcome, found: String, advice: String?) in
            Check(
                .child, outcome, subject: child.code.text,
                examined: "System.map and SITECTRL.CT0 of \(child.code)", found: found,
                advice: advice)
        }
        if child.control?.value.isPrimary == true {
            return check(
                .notice, "a primary site", "capture it by itself, with its database")
        }
        guard let map = child.map else {
            return check(
                .fail(.error), "no System.map", "give the directory of the site, or the map alone")
        }
        if let damage = map.damage.first {
            return check(
                .fail(.error), "System.map: \(damage)", "capture the child's map again")
        }
        let wrong = contradictions(child, evidence)
        if !wrong.isEmpty {
            return check(
                .fail(.error), wrong.joined(separator: "; "),
                "make sure that \(child.code) is the site that was given")
        }
        if let other = otherBuild(child, map.value, evidence) {
            return check(
                .notice, other, "the child is not upgraded yet, or its map was merged (Q254532)")
        }
        guard child.control != nil else {
            return check(
                .noEvidence, "only its System.map was given: nothing says whose it is",
                "give the directory of the child, so that its site control file is looked at")
        }
        return check(.pass, "a secondary site of this one, build agrees", nil)
    }

    /// The child's site control file against what the parent knows.
    private static func contradictions(
        _ child: SiteEvidence.ChildEvidence, _ evidence: SiteEvidence
    ) -> [String] {
        guard let control = child.control?.value else { return [] }
        var wrong: [String] = []
        if control.siteCode != child.code {
            wrong.append("its site control file is of site \(control.siteCode?.text ?? "none")")
        }
        if !control.isSecondary { wrong.append("it is not of type 9, secondary") }
        if let own = evidence.siteCode, control.parentCode != own {
            wrong.append("its parent is \(control.parentCode?.text ?? "none"), not \(own)")
        }
        if let server = evidence.control?.addresses.first(where: {
            SiteCode($0.destination) == child.code && $0.uncServer != nil
        })?.uncServer, let own = control.account?.siteServer, !own.agrees(with: server) {
            wrong.append(
                "it is on \(JudgementText.quoted(own)), the address leads to "
                    + JudgementText.quoted(server))
        }
        return wrong
    }

    private static func otherBuild(
        _ child: SiteEvidence.ChildEvidence, _ map: SystemMap, _ evidence: SiteEvidence
    ) -> String? {
        let own = evidence.systemMap?.value.build ?? evidence.control?.header?.build
        guard let own else { return nil }
        let builds = [
            ("System.map", map.build), ("site control file", child.control?.value.header?.build),
        ]
        let other = builds.compactMap { name, build -> String? in
            guard let build, !build.agrees(with: own) else { return nil }
            return "\(name) of build \(build)"
        }
        return other.isEmpty ? nil : "\(other.joined(separator: ", ")), this site has \(own)"
    }
}
