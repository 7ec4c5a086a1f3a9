// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// What `restore` does so that the restored site takes no harm.
@Suite("restore, its precautions")
struct RestoreGuardTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var out: String { directory.file("out") }

    private func restore(_ arguments: String...) throws -> StockTool.Result {
        try BuiltCommand.run(["restore", Session.archive, out] + arguments)
    }

    private func isThere(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(out)/\(name)")
    }

    private func files(_ place: String) throws -> [String] {
        let found = try StockTool.shell(
            "find . -type f | cut -c3- | LC_ALL=C sort", in: "\(out)/\(place)")
        return found.text.split(separator: "\n").map(String.init)
    }

    /// An archive of a copy of the site that a script changed first.
    private func archive(changedBy script: String) throws -> String {
        let (copy, root) = try Session.copyOfSite()
        let change = try StockTool.shell("set -e; " + script, in: root)
        try #require(change.status == 0, "\(change.errors)")
        let path = directory.file("changed.tar.zst")
        let result = try BuiltCommand.run(
            ["capture", root] + Session.inputs.dropFirst() + ["-o", path])
        try #require([0, 3].contains(result.status), "\(result.errors)")
        withExtendedLifetime(copy) {}
        return path
    }

    // MARK: - The plan

    @Test(arguments: [[], ["--queues", "restore"], ["--root", "NEW"], ["--child", "B01"]])
    func `a restore follows its plan`(arguments: [String]) throws {
        try directory.makeDirectory("out/A01/registry")
        try directory.write([1], to: "out/A01/registry/sms-registry.reg")
        let run = ["restore", "--json", try Session.archive, out] + arguments
        func report(_ result: StockTool.Result) throws -> [String: Any] {
            let document = try JSONSerialization.jsonObject(with: Data(result.output))
            return try #require((document as? [String: Any])?["report"] as? [String: Any])
        }
        guard arguments.first != "--root" else {
            // What is there belongs to another root.
            try BuiltCommand.run(run).expect(1)
            return
        }
        let planned = try report(BuiltCommand.run(run + ["--dry-run"]))
        let done = try report(BuiltCommand.run(run))
        let actions = try #require(planned["actions"] as? [[String: Any]])
        let missing = actions.filter {
            // A name that is no UTF-8 is an object, and no path for Foundation.
            guard let path = $0["path"] as? String else { return false }
            return $0["action"] as? String != "refuse" && !isThere(path)
        }
        #expect(missing.isEmpty, "\(missing)")
        for key in ["created", "replaced", "kept", "quarantined", "skipped", "bytes", "prevented"] {
            #expect(planned[key] as? Int == done[key] as? Int, "\(key)")
        }
        let refused = actions.filter { $0["action"] as? String == "refuse" }
        #expect(
            refused.map { $0["path"] as? String }
                == (done["notRestored"] as? [[String: Any]])?.map { $0["path"] as? String })
        // Everything that is there now was planned.
        let paths = Set(actions.compactMap { $0["path"] as? String })
        let unplanned = try files(".").filter { !paths.contains($0) && !$0.contains("\u{FFFD}") }
        #expect(
            unplanned == (arguments.first == "--child" ? ["A01/registry/sms-registry.reg"] : []))
        let again = try report(BuiltCommand.run(run + ["--dry-run"]))
        #expect(
            Set((again["actions"] as? [[String: Any]] ?? []).map { $0["action"] as? String })
                .isSubset(of: ["keep", "refuse"]))
    }

    @Test func `a directory that holds something else is refused`() throws {
        let (copy, root) = try Session.copyOfSite()
        let before = try TreeState(root)
        for arguments in [[], ["--dry-run"], ["--overwrite", "always"]] {
            let result = try BuiltCommand.run(["restore", Session.archive, root] + arguments)
            result.expect(1)
            result.expectMessage("error: \"\(root)\" is not empty: it holds ")
            result.expectMessage("hint: name a new or empty directory")
        }
        #expect(try TreeState(root) == before)
        withExtendedLifetime(copy) {}
    }

    @Test func `a restore that was killed is gone on with`() throws {
        let whole = directory.file("whole")
        try BuiltCommand.run(["restore", Session.archive, whole]).expect(0)
        let expected = try TreeState(whole)
        for call in ["pwrite:40:kill", "futimens:60:kill", "mkdirat:9:kill", "syncfs:1:kill"] {
            let killed = try BuiltCommand.run(
                ["restore", Session.archive, out, "--jobs", "2"],
                environment: FaultInjection.environment(call))
            #expect(killed.status != 0)
            #expect(isThere(".smsbackup-unfinished"))
            let other = try restore("--queues", "restore")
            other.expect(1)
            other.expectMessage("error: \"\(out)\" holds another restore that was not finished")
            let result = try restore()
            result.expect(0)
            #expect(result.text.contains("were there already"), "\(result.text)")
            // The archive says nothing of the destination itself and of the quarantine's folders.
            let differences = try TreeState(out).differences(from: expected).filter {
                $0 != "." && !$0.hasPrefix("A01/quarantine")
            }
            #expect(differences == [], "\(call)")
            #expect(try files("A01/quarantine").count == 4)
            try StockTool.run("rm", ["-r", out])
        }
    }

    @Test func `a part that was restored before does not disturb`() throws {
        try restore("--component", "registry").expect(0)
        let map = try TreeState(out)
        try restore("--component", "registry").expect(0)
        #expect(try TreeState(out) == map)
        try restore().expect(0)
        #expect(!isThere(".smsbackup-unfinished"))
    }

    // MARK: - Queues and control files

    @Test func `what waits in queues goes to the quarantine`() throws {
        let result = try restore()
        result.expect(0)
        #expect(result.text.contains("4 in quarantine"), "\(result.text)")
        let waiting = ["G", "H", "I", "J"].map {
            "SITE.SRV/DATALOAD.BOX/DELTAMIF.COL/00001I0\($0).MIF"
        }
        #expect(try files("A01/quarantine") == waiting)
        #expect(isThere("A01/tree/SITE.SRV/DATALOAD.BOX/DELTAMIF.COL"))
        #expect(!isThere("A01/tree/\(waiting[0])"))
    }

    @Test func `and to its queue when somebody asks for it`() throws {
        try restore("--queues", "restore").expect(0)
        #expect(!isThere("A01/quarantine"))
        #expect(isThere("A01/tree/SITE.SRV/DATALOAD.BOX/DELTAMIF.COL/00001I0G.MIF"))
    }

    @Test(arguments: ["quarantine", "restore"])
    func `an order that removes a site is never put where it is obeyed`(queues: String) throws {
        let box = "SITE.SRV/SITECFG.BOX"
        let archive = try archive(
            changedBy: """
                cd \(box)
                printf 'TRANSACTION <DeinstallSite><0><0><><>\\r\\n' >> SITECTRL.CT0
                printf 'SITE CONTROL FILE [786][1.08]\\r\\n\\r\\nTRANSACTION <Shutdown><0><0><><>\\r\\n' > 1.CT1
                printf 'SITE CONTROL FILE [786][1.08]\\r\\n\\r\\nTRANSACTION <Heartbeat><0><0><><>\\r\\n' > 2.CT1
                ln 1.CT1 3.CT2; ln -s 1.CT1 4.CT2; head -c 3000000 /dev/zero > 5.CT1
                """)
        let result = try BuiltCommand.run(["restore", archive, out, "--queues", queues])
        #expect([0, 3].contains(result.status), "\(result.errors)")
        let apart = ["1.CT1", "3.CT2", "5.CT1", "SITECTRL.CT0"].map { "\(box)/\($0)" }
        let quarantined = try files("A01/quarantine").filter { $0.hasPrefix(box) }
        let others = queues == "quarantine" ? ["\(box)/2.CT1"] : []
        #expect(quarantined == (apart + others).sorted())
        #expect(isThere("A01/tree/\(box)/2.CT1") == (queues == "restore"))
        for name in apart { #expect(!isThere("A01/tree/\(name)")) }
        let link = try StockTool.run("readlink", ["\(out)/A01/quarantine/\(box)/4.CT2"])
        #expect(link.status == 0)
        // The copy beside the tree is obeyed by nobody.
        #expect(isThere("A01/site-control/SITECTRL.CT0"))
    }

    // MARK: - IDs

    @Test func `an ID that was given out is not restored`() throws {
        let uid = "A01/tree/LOGON.SRV/SMSID/A01000K7.UID"
        try restore().expect(0)
        #expect(isThere(uid))
        // A client got the next ID: the file has another name now.
        let box = "\(out)/A01/tree/LOGON.SRV"
        let rename = "mv SMSID smsid; mv smsid/A01000K7.UID smsid/a01000k8.uid; mkdir SMSID"
        #expect(try StockTool.shell(rename, in: box).status == 0)
        let refused = try restore("*.UID")
        refused.expect(2)
        #expect(
            refused.text.contains(
                "A01000K7 is lower than A01000K8, which stands there now; set Next SMS Unique ID to A0101000 or higher instead"
            ), "\(refused.text)")
        #expect(refused.text.contains("to do: set Next SMS Unique ID in the registry to A0101000"))
        #expect(!isThere(uid))
        let accepted = try restore("*.UID", "--accept-duplicate-ids")
        accepted.expect(0)
        #expect(isThere(uid))
    }

    @Test func `an ID below the current registry is not restored`() throws {
        let registry = try Session.site.site.path("backup/sms-registry.reg")
        let refused = try restore("--current-registry", registry)
        refused.expect(2)
        #expect(
            refused.text.contains(
                "A01000K7 is lower than A0102000, the current Next SMS Unique ID; set Next SMS Unique ID to A0102000"
            ), "\(refused.text)")
        #expect(try files("A01/tree/LOGON.SRV/SMSID") == [])
        // Everything else is there.
        #expect(isThere("A01/tree/SYSTEM.MAP"))
    }

    @Test(arguments: ["none", "empty", "archive"])
    func `a registry that does not say the next ID is an error`(what: String) throws {
        try directory.write([], to: "empty")
        let path = what == "archive" ? try Session.archive : directory.file(what)
        let result = try restore("--current-registry", path)
        result.expect(1)
        #expect(!FileManager.default.fileExists(atPath: out))
    }

    // MARK: - Another computer

    @Test func `another computer, domain or directory is said loudly`() throws {
        let registry = try Session.site.site.path("backup/sms-registry-B01.reg")
        let result = try restore("--current-registry", registry)
        result.expect(3)
        for what in ["site code", "computer name"] {
            result.expectMessage("warning: OTHER PLACE: the \(what) is ")
        }
    }

    @Test func `what a person has to do is told with the site's own names`() throws {
        let result = try restore()
        for text in [
            "STILL TO DO BY A PERSON", "computer name SRVZUERICH, domain ALPINE, directory D:\\SMS",
            "sp_dboption", "import HKEY_LOCAL_MACHINE", "each with its comment", "SITEINS.EXE",
            "Reset Site", "permissions:", "smsbackup show --restore-guide \(try Session.archive)",
        ] {
            #expect(result.text.contains(text), "\(text): \(result.text)")
        }
        let part = try restore("--component", "registry")
        #expect(!part.text.contains("STILL TO DO"))
    }

    // MARK: - Selecting and renaming

    @Test func `a child site is selected by its code`() throws {
        try restore("--child", "b01").expect(0)
        #expect(
            try files("A01")
                == ["children/B01/Sitectrl.ct0", "children/B01/System.map"])
        try restore("--child", "B01", "--component", "registry").expect(0)
        #expect(try files("A01").count == 3)
        let missing = try restore("--child", "B01", "D01")
        missing.expect(1)
        #expect(missing.errors.contains("holds nothing of a child site D01"))
        try restore("--child", "toolong").expect(64)
    }

    @Test func `the folder of the site gets another name`() throws {
        try restore("--root", "TEST").expect(0)
        #expect(try directory.names(in: "out") == ["TEST"])
        #expect(isThere("TEST/quarantine/SITE.SRV/DATALOAD.BOX"))
        for name in ["..", ".", "a/b", ""] { try restore("--root", name).expect(64) }
    }
}
