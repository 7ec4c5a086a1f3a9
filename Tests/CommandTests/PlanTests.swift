// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@Suite("plan")
struct PlanTests {
    @Test func `a complete site is ready`() throws {
        let result = try BuiltCommand.run(["plan"] + Session.inputs)
        result.expect(0)
        #expect(
            result.text.hasPrefix("site A01, primary, server SRVZUERICH, build 786\n"),
            "\(result.text)")
        #expect(result.text.hasSuffix("ready to capture\n"))
        #expect(result.errors == "")
    }

    @Test func `quiet says it with the status alone`() throws {
        let ready = try BuiltCommand.run(["plan", "-q"] + Session.inputs)
        #expect((ready.status, ready.text, ready.errors) == (0, "", ""))
        let missing = try BuiltCommand.run(["plan", "-q", Session.site.site.root])
        #expect((missing.status, missing.text, missing.errors) == (2, "", ""))
    }

    /// Of a file system that takes files of eight exbibytes; others refuse to make them.
    @Test func `sparse files that are together larger than any number are planned for`() throws {
        let directory = try TemporaryDirectory()
        let made = try StockTool.shell("truncate -s 7E a b c", in: directory.path)
        guard made.status == 0 else { return }
        let result = try BuiltCommand.run(
            ["plan", directory.path, "--allow-missing"]
                + ["site-control", "system-map", "registry", "database", "child"])
        result.expect(2)
        let together = "together                            3 files, 18446 PB\n"
        #expect(result.text.contains(together), "\(result.text)")
    }

    @Test func `the number of threads changes nothing that is said`() throws {
        let said = try ["1", "2", "7"].map { jobs in
            try BuiltCommand.run(["plan", "--json", "-j", jobs] + Session.inputs).text
        }
        #expect(Set(said).count == 1)
        #expect(said[0].contains("\"plan\""))
    }

    @Test func `everything that is missing is named at once`() throws {
        let result = try BuiltCommand.run(["plan", Session.site.site.root])
        result.expect(2)
        let missing = [
            "child secondary site B01, which the site control file names, is not given",
            "child secondary site C01, which the site control file names, is not given",
            "no registry export of HKLM\\SOFTWARE\\Microsoft\\SMS is given",
            "no dump of the site database is given",
        ]
        for message in missing { #expect(result.text.contains("\nMISSING: \(message)\n")) }
        for kind in ["child", "registry", "database"] {
            #expect(result.text.contains("or pass --allow-missing \(kind)\n"))
        }
        #expect(result.text.hasSuffix("NOT ready: a capture would be refused\n"))
        let capture = try BuiltCommand.run(
            ["capture", Session.site.site.root, "-o", "/dev/shm/not-made.tar.zst"])
        capture.expect(1)
        capture.expectMessage("error: 4 components of the checklist are missing: ")
        for message in missing { #expect(capture.errors.contains(message)) }
        #expect(capture.errors.split(separator: "\n").filter { $0.contains(": hint: ") }.count == 4)
    }

    /// A kind of component, how a site loses it, and what is said.
    struct Loss: Sendable, CustomTestStringConvertible {
        let kind: String
        let message: String
        var without: String?
        var removed: String?

        var testDescription: String { kind }
    }

    static let losses = [
        Loss(kind: "registry", message: "no registry export", without: "--registry"),
        Loss(kind: "database", message: "no dump of the site database", without: "--database"),
        Loss(kind: "child", message: "child secondary site B01", without: "--child"),
        Loss(
            kind: "site-control", message: "site control file \"",
            removed: "SITE.SRV/SITECFG.BOX/SITECTRL.CT0"),
        Loss(kind: "system-map", message: "System.map \"", removed: "SYSTEM.MAP"),
    ]

    @Test(arguments: losses)
    func `a missing component is refused until its kind is allowed`(loss: Loss) throws {
        let (directory, root) = try Session.copyOfSite()
        if let removed = loss.removed {
            try FileManager.default.removeItem(atPath: "\(root)/\(removed)")
        }
        let arguments = [root] + (try Session.inputs(without: loss.without ?? "")).dropFirst()
        let refused = try BuiltCommand.run(["plan"] + arguments)
        refused.expect(2)
        #expect(refused.text.contains("\nMISSING: \(loss.message)"), "\(refused.text)")
        let other = loss.kind == "registry" ? "database" : "registry"
        try BuiltCommand.run(["plan"] + arguments + ["--allow-missing", other]).expect(2)
        let allowed = try BuiltCommand.run(["plan"] + arguments + ["--allow-missing", loss.kind])
        allowed.expect(3)
        #expect(allowed.text.contains("\nmissing (declared): \(loss.message)"), "\(allowed.text)")
        withExtendedLifetime(directory) {}
    }

    /// A file that was given and cannot be used.
    struct Unusable: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let option: String
        let file: String
        let message: String
    }

    static let unusable = [
        Unusable(
            testDescription: "an empty dump", option: "--database", file: "empty",
            message: "database dump \"%\" is empty"),
        Unusable(
            testDescription: "an empty export", option: "--registry", file: "empty",
            message: "registry export \"%\" is empty"),
        Unusable(
            testDescription: "a dump that is not there", option: "--database", file: "none",
            message: "database dump \"%\": No such file or directory"),
        Unusable(
            testDescription: "an export that is a directory", option: "--registry",
            file: "directory", message: "registry export \"%\" is a directory"),
    ]

    @Test(arguments: unusable) func `names a file that is no backup`(file: Unusable) throws {
        let directory = try TemporaryDirectory()
        try directory.write([], to: "empty")
        try directory.makeDirectory("directory")
        let path = directory.file(file.file)
        let result = try BuiltCommand.run(
            ["plan"] + Session.inputs(without: file.option) + [file.option, path])
        result.expect(2)
        let message = file.message.replacing("%", with: path)
        #expect(result.text.contains("\nMISSING: \(message)\n"), "\(result.text)")
    }

    @Test func `a secondary site needs no database`() throws {
        let site = try Session.site.site
        let result = try BuiltCommand.run([
            "plan", site.path("B01/SMS"), "--registry", site.path("backup/sms-registry-B01.reg"),
            "--absent", "sms_pkgx",
        ])
        result.expect(0)
        #expect(result.text.hasPrefix("site B01, secondary, parent A01, "))
    }

    @Test func `a child with another site's directory is noticed`() throws {
        let site = try Session.site.site
        let child = try BuiltCommand.run(
            ["plan"] + Session.inputs(without: "--child")
                + ["--child", "B01=\(site.path("B01/SMS"))", "C01=\(site.path("B01/SMS"))"])
        child.expect(2)
        #expect(child.text.contains("\nFAIL (error) child C01 "), "\(child.text)")
        #expect(
            child.text.contains("is given as child C01, but its site control file says B01"))
    }

    @Test func `a child code that is none is wrong usage`() throws {
        let result = try BuiltCommand.run(
            ["plan"] + Session.inputs(without: "--child") + ["--child", "LONG=/", "B01=/"])
        result.expect(64)
        result.expectMessage("error: child \"LONG\" is no site code, or is given twice")
    }

    @Test func `a directory that is no site is unknown, and nothing is there`() throws {
        let directory = try TemporaryDirectory()
        let result = try BuiltCommand.run(["plan", directory.path])
        result.expect(2)
        #expect(result.text.hasPrefix("site XXX, unknown\n"))
        #expect(result.text.contains("SITE.SRV/SITECFG.BOX/SITECTRL.CT0\" is not there"))
        let none = try BuiltCommand.run(["plan", directory.file("none")])
        none.expect(1)
        none.expectMessage("error: cannot look at site \"\(directory.file("none"))\"")
        none.expectMessage("hint: give the directory that holds SITE.SRV and SYSTEM.MAP")
    }

    @Test func `two names that differ only in case are refused`() throws {
        let (directory, root) = try Session.copyOfSite()
        try directory.write([1], to: "SMS/System.Map")
        let result = try BuiltCommand.run(["plan", root] + Session.inputs.dropFirst())
        result.expect(1)
        result.expectMessage(
            "error: \"\(root)\" holds \"SYSTEM.MAP\" and \"System.Map\", which differ only in case")
    }

    @Test func `work in flight is a warning`() throws {
        let (directory, root) = try Session.copyOfSite()
        let order = try directory.write([1], to: "SMS/SITE.SRV/SITECFG.BOX/00000001.CT2")
        try StockTool.run("touch", ["-d", "@\(BuiltCommand.evening)", order])
        let result = try BuiltCommand.run(["plan", root] + Session.inputs.dropFirst())
        result.expect(3)
        #expect(
            result.text.contains("warning: \"00000001.CT2\": lies in SITECFG.BOX"),
            "\(result.text)")
    }
}
