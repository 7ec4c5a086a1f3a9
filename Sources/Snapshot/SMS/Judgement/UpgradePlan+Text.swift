// SPDX-License-Identifier: Apache-2.0

extension UpgradePlan {
    /// The plan as plain text of at most 80 columns.
    public var text: String {
        var page = PlainPage()
        page.heading("UPGRADE OF THE CHILD SECONDARY SITES TO SMS 2.0 (Q199250)")
        guard !children.isEmpty else {
            page.paragraph("This site has no child secondary sites.")
            return page.text
        }
        page.paragraph(
            "Each download sends about \(Self.megabytesPerSite) MB: "
                + "\(JudgementText.grouped(Int64(totalMegabytes))) MB for "
                + JudgementText.count(children.count, "site") + ".")
        page.paragraph(limitText)
        for child in children {
            page.item("\(child.code.text):", "\(child.suggestion.name); \(child.reason)")
            for obstacle in child.obstacles { page.item("", "first: \(obstacle)") }
        }
        if batches.isEmpty == false {
            page.blank()
            page.paragraph("Downloads that may run at the same time, one group after the other:")
            for (index, batch) in batches.enumerated() {
                page.item("\(index + 1).", batch.map(\.text).joined(separator: ", "))
            }
        }
        page.heading("THE THREE METHODS")
        for method in Method.allCases { page.item(method.name + ":", method.explanation) }
        page.blank()
        page.paragraph(
            "The new site control file of a child may take up to 24 hours to arrive; until then "
                + "the child does not stand below its parent in the console.")
        return page.text
    }

    private var limitText: String {
        let origin =
            isLimitKnown ? "as the registry says" : "the default; the registry does not say"
        guard maximumSendings > 0 else {
            return "The sender may send to no site at all (0 concurrent sendings, \(origin)): no "
                + "child can be reached (Q163379)."
        }
        let tight = maximumSendings == 1 ? " With a limit of 1 even one site is not below it." : ""
        return "Upgrade fewer sites at the same time than the sender has concurrent sendings "
            + "(\(maximumSendings), \(origin)): at most \(batchSize).\(tight)"
    }
}

extension UpgradePlan.Method {
    /// A few words for a list.
    public var name: String {
        switch self {
        case .download: "download from the parent"
        case .sourceAtChild: "begin at the parent, files at the child"
        case .local: "run Setup at the child"
        }
    }

    /// When the vendor wants the method, and what it needs (Q199250, Q281207).
    public var explanation: String {
        switch self {
        case .download:
            "when nobody at the child can run Setup, and the line has room for "
                + "\(UpgradePlan.megabytesPerSite) MB"
        case .sourceAtChild:
            "when you want to control it from the parent and spare the line; somebody at the "
                + "child puts in the disc, or all of it, both i386 and Alpha, is copied to a "
                + "drive there first"
        case .local:
            "when somebody at the child can run Setup, or the line is to be spared; afterwards "
                + "remove an empty NETMON directory, or the console cannot upgrade the site again "
                + "(Q281207)"
        }
    }
}
