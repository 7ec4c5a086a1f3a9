// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport

@testable import Snapshot

/// The evidence of the generated sample hierarchy, gathered from its files.
struct JudgedSampleSite {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let made = try StockTool.run(
            "\(StockTool.repository)/Fixtures/make-site", [directory.file("site")])
        guard made.status == 0 else { throw Failure(message: made.errors) }
    }

    private struct Failure: Error {
        let message: String
    }

    /// What a capture of the primary site A01 looks at.
    func evidence() throws -> SiteEvidence {
        var evidence = SiteEvidence(captured: JudgedSite.captured)
        let root = path("A01/SMS")
        evidence.siteControl = try control("A01/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0")
        evidence.systemMap = try map("A01/SMS/SYSTEM.MAP")
        let registry = "backup/sms-registry.reg"
        evidence.registries = [
            .init(
                name: "sms-registry.reg",
                export: RegistryExport(bytes: try bytes(of: path(registry))),
                modified: try status(registry).modified)
        ]
        evidence.dumps = [try dump("SMSDUMP.DAT")]
        let report = try bytes(of: path("backup/sp_helpdb.rpt"))
        evidence.sidecars =
            DatabaseSidecar(parsing: report).map {
                [.init(name: "sp_helpdb.rpt", sidecar: $0, modified: nil)]
            } ?? []
        evidence.children = [
            .init(
                code: code("B01"),
                control: try control("B01/SMS/Site.srv/Sitecfg.box/Sitectrl.ct0"),
                map: try map("B01/SMS/System.map")),
            .init(
                code: code("C01"),
                control: try control("C01/SMS/site.srv/sitecfg.box/sitectrl.ct0"),
                map: try map("C01/SMS/system.map")),
        ]
        let settings = try bytes(of: path("A01/SMS.INI"))
        evidence.initialization = .init(
            SMSInitialization.parse(settings), modified: nil, byteCount: settings.count)
        evidence.siteConfigNames = try FileManager.default
            .contentsOfDirectory(atPath: root + "/SITE.SRV/SITECFG.BOX").map { [UInt8]($0.utf8) }
        try addTree(root, to: &evidence)
        evidence.setupLog = SetupLog(parsing: try bytes(of: path("A01/SMSSETUP.LOG")))
        evidence.extras = Set(NotableExtra.allCases)
        evidence.hasLookedForExtras = true
        evidence.rootPath = [UInt8](root.utf8)
        return evidence
    }

    private func path(_ name: String) -> String { directory.file("site/\(name)") }

    private func status(_ name: String) throws -> (modified: Timestamp, size: Int64) {
        var status = stat()
        guard lstat(path(name), &status) == 0 else { throw Failure(message: name) }
        let modified = Timestamp(
            seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int32(status.st_mtim.tv_nsec))
        return (modified ?? Timestamp(wholeSeconds: 0), Int64(status.st_size))
    }

    private func control(_ name: String) throws -> SiteEvidence.Document<SiteControlFile> {
        let bytes = try bytes(of: path(name))
        return .init(
            SiteControlFile.parse(bytes), modified: try status(name).modified,
            byteCount: bytes.count)
    }

    private func map(_ name: String) throws -> SiteEvidence.Document<SystemMap> {
        let bytes = try bytes(of: path(name))
        return .init(
            SystemMap.parse(bytes), modified: try status(name).modified, byteCount: bytes.count)
    }

    private func dump(_ name: String) throws -> SiteEvidence.DumpDocument {
        let bytes = try bytes(of: path("backup/\(name)"))
        var reader = DatabaseDumpReader(fileName: [UInt8](name.utf8))
        reader.consume(bytes[...])
        return .init(
            name: name, dump: reader.finish(), modified: try status("backup/\(name)").modified,
            size: bytes.count)
    }

    private func addTree(_ root: String, to evidence: inout SiteEvidence) throws {
        var tree = TreeFiles()
        var identifiers: [SiteEvidence.UniqueIDFile] = []
        // As bytes: one name of the sample is no UTF-8.
        let found = try StockTool.run("find", [root, "-type", "f", "-printf", "%P\\t%s\\t%T@\\0"])
        for record in found.output.split(separator: 0) {
            let parts = record.split(separator: UInt8(ascii: "\t"))
            guard parts.count == 3, let size = Int64(String(decoding: parts[1], as: UTF8.self)),
                let seconds = Int64(
                    String(decoding: parts[2].prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
            else { throw Failure(message: "find") }
            tree.append(path: parts[0], size: size, modified: Timestamp(wholeSeconds: seconds))
            let name = parts[0].split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
            let text = String(decoding: name, as: UTF8.self).uppercased()
            let whole = String(decoding: parts[0], as: UTF8.self)
            if text.hasSuffix(".UID") { identifiers.append(.init(name: name)) }
            if text.hasPrefix("CL_"), text.hasSuffix(".TXT") {
                let list = CopyList.parse(try bytes(of: root + "/" + whole)).value
                evidence.copyLists.append(
                    .init(name: whole, list: list, modified: Timestamp(wholeSeconds: seconds)))
            }
            try addLog(text, root + "/" + whole, to: &evidence)
        }
        evidence.tree = tree
        evidence.uniqueIDFiles = identifiers
    }

    private func addLog(_ name: String, _ path: String, to evidence: inout SiteEvidence) throws {
        switch name {
        case "HMAN.LOG":
            evidence.hierarchyManagerLog = HierarchyManagerLog(parsing: try bytes(of: path))
        case "LANSEND.LOG":
            if let log = SenderLog(parsing: try bytes(of: path)) {
                evidence.senderLogs.append(.init(name: name, log: log))
            }
        default: break
        }
    }
}
