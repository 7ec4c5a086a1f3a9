// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite(
    "restore --in-place as an ordinary user",
    .enabled(if: OrdinaryUser.isThere, "only root can become another user"))
struct InPlaceUserTests {
    private static let swap = Result<PlannedSwap, any Error> { try PlannedSwap() }
    private let swap: PlannedSwap
    private let copy: PlannedSwap.Copy

    init() throws {
        swap = try Self.swap.get()
        copy = try swap.copy()
        try StockTool.run("chmod", ["755", copy.directory.path])
        try StockTool.run("chmod", ["644", copy.directory.file("a")])
    }

    private static let user: UInt32 = 65_534

    private func give(_ path: String, recursively: Bool = true) throws {
        let result = try StockTool.run(
            "chown", (recursively ? ["-Rh"] : []) + ["65534:65534", copy.directory.file(path)])
        try #require(result.status == 0, "\(result.errors)")
    }

    private func restore(_ arguments: [String] = []) throws -> StockTool.Result {
        try OrdinaryUser.run(
            ["restore", copy.directory.file("a"), copy.target, "--in-place"] + arguments)
    }

    /// A tree as it would be if everything belonged to the user.
    private func owned(_ tree: TreeState) -> TreeState {
        var tree = tree
        for name in tree.nodes.keys {
            tree.nodes[name]?.owner = Self.user
            tree.nodes[name]?.group = Self.user
        }
        return tree
    }

    @Test(arguments: [false, true])
    func `who owns the site can do it, and is told what he may not set`(asked: Bool) throws {
        try give("site")
        let result = try restore(asked ? ["--owners", "none"] : [])
        result.expect(asked ? 0 : 3)
        #expect(result.errors.contains("warning: owner: ") == !asked, "\(result.errors)")
        #expect(try TreeState(copy.target).differences(from: owned(swap.new)) == [])
        let names = try copy.names()
        #expect(names.count == 3, "\(names)")
        let old = try #require(names.first { $0.contains(".old-") })
        #expect(
            try TreeState(copy.directory.file("site/\(old)")).differences(from: owned(swap.old))
                == [])
    }

    @Test func `who may not write beside the site is refused, and nothing changes`() throws {
        try give("site/SMS")
        let before = try TreeState(copy.directory.file("site"))
        let result = try restore()
        result.expect(1)
        result.expectMessage("error: cannot restore \"\(copy.directory.file("a"))\": ")
        #expect(result.errors.contains("Permission denied"), "\(result.errors)")
        #expect(try TreeState(copy.directory.file("site")) == before)
    }

    @Test func `somebody else's site stays, and its owner or root can go on`() throws {
        try give("site", recursively: false)
        let result = try restore()
        result.expect(1)
        result.expectMessage("error: cannot put the new tree in the place of \"\(copy.target)\"")
        #expect(result.errors.contains("; run the same command again as root or as its owner\n"))
        #expect(try TreeState(copy.target).differences(from: swap.old) == [])
        // The journal is the user's, who could have written anything into it.
        let again = try copy.restore()
        again.expect(0)
        #expect(try TreeState(copy.target).differences(from: swap.new) == [])
        #expect(try copy.names().filter { $0.hasPrefix(".") } == [])
    }

    @Test func `what he cannot read, a queue or a file, is restored all the same`() throws {
        try give("site")
        try StockTool.shell("chmod 0 BOX/DEEP BOX/A", in: copy.target)
        let result = try restore(["--owners", "none"])
        result.expect(0)
        #expect(try TreeState(copy.target).differences(from: owned(swap.new)) == [])
    }
}
