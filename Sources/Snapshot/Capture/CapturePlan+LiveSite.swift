// SPDX-License-Identifier: Apache-2.0

extension CapturePlan {
    /// The site that was planned for, to be compared with an archive of it.
    public var liveSite: LiveSite {
        var given: Set<ComponentKind> = []
        if !inputs.registry.isEmpty { given.insert(.registry) }
        if !inputs.database.isEmpty { given.insert(.database) }
        if !inputs.extras.isEmpty { given.insert(.extra) }
        // What was named and is not there was not looked at; that nothing was named is no failure.
        var failures = missing.filter { given.contains($0.kind) }.map(\.message)
        failures += obstaclesInListing
        let found = Set(listing.roots.compactMap { childCode(of: $0) })
        for child in inputs.children where !found.contains([UInt8](child.code.uppercased().utf8)) {
            failures.append(
                "child \(child.code): neither SYSTEM.MAP nor SITECTRL.CT0 is in \(ScreenText.quoted(child.path))"
            )
        }
        return LiveSite(
            site: site, path: inputs.site, failures: failures, listing: listing, given: given,
            children: Set(inputs.children.map { [UInt8]($0.code.uppercased().utf8) }))
    }

    private var obstaclesInListing: [String] {
        listing.obstacles.filter(\.isLoss).map { "\(ScreenText.quoted($0.path)) \($0.reason)" }
    }

    /// The code of the child that a root of the listing holds a file of: `A01/children/B01/NAME`.
    private func childCode(of root: SourceListing.Root) -> [UInt8]? {
        guard root.component == .child, case .item = root.source,
            let names = root.destination?.names, names.count == 4
        else { return nil }
        return [UInt8](names[2])
    }
}
