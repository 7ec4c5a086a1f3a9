// SPDX-License-Identifier: Apache-2.0

@testable import Snapshot

extension JudgedSite {
    static func control(_ control: Control = Control()) -> SiteEvidence.Document<SiteControlFile> {
        let bytes = control.bytes
        return .init(
            SiteControlFile.parse(bytes), modified: configured, byteCount: bytes.count)
    }

    static func systemMap(
        _ text: String = map(), modified: Timestamp? = mapTime
    ) -> SiteEvidence.Document<SystemMap> {
        let bytes = crlf(text)
        return .init(SystemMap.parse(bytes), modified: modified, byteCount: bytes.count)
    }

    /// The registry of A01; each pair replaces a text.
    static func registry(
        _ changes: [(String, String)] = [], name: String = "sms.reg"
    ) -> SiteEvidence.RegistryDocument {
        var text = String(decoding: SiteRegistry.export, as: UTF8.self)
        let own = [
            ("ABC", "A01"), ("SERVER1", "SRVA"), ("SERVER2", "SRVA"), ("\"DOMAIN\"", "\"DOMA\""),
            ("00A1", "A0102000"), ("dword:00040000", "dword:0006ed70"),
        ]
        for (old, new) in own + changes {
            let parts = text.split(separator: old, omittingEmptySubsequences: false)
            text = parts.joined(separator: new)
        }
        return .init(
            name: name, export: RegistryExport(bytes: [UInt8](text.utf8)),
            modified: Timestamp(wholeSeconds: 921_362_676))
    }

    static func dump(
        _ bytes: [UInt8] = TapeImage.backup(), name: String = "SMS.BAK",
        modified: Int64 = 921_361_690
    ) -> SiteEvidence.DumpDocument {
        var reader = DatabaseDumpReader(fileName: [UInt8](name.utf8))
        reader.consume(bytes[...])
        return .init(
            name: name, dump: reader.finish(), modified: Timestamp(wholeSeconds: modified),
            size: bytes.count)
    }

    static func sidecar(_ text: String, name: String = "sp.rpt") -> SiteEvidence.SidecarDocument? {
        DatabaseSidecar(parsing: [UInt8](text.utf8)).map {
            .init(name: name, sidecar: $0, modified: captured)
        }
    }

    static func copyList(_ name: String, version: Int) -> SiteEvidence.CopyListDocument {
        let parsed = CopyList.parse(crlf("[Copy List]\nCopyListVersion=\(version)\n"))
        return .init(
            name: name, list: parsed.value, modified: Timestamp(wholeSeconds: mapTime.seconds + 372)
        )
    }

    static func initialization(
        version: Int = copyListVersion
    ) -> SiteEvidence.Document<SMSInitialization> {
        let bytes = crlf(
            "[SMS]\nSiteCode=A01\nCopyListVersion=\(version)\nSMS Unique ID=A0100001\n")
        return .init(SMSInitialization.parse(bytes), modified: nil, byteCount: bytes.count)
    }

    static func tree(
        _ files: [(path: String, size: Int64)] = files, modified: Timestamp = configured
    ) -> TreeFiles {
        var tree = TreeFiles()
        for file in files {
            tree.append(path: file.path.utf8, size: file.size, modified: modified)
        }
        return tree
    }

    static func hierarchyLog(_ lines: [String]) -> HierarchyManagerLog? {
        let stamp = "~  $$<SMS_HIERARCHY_MANAGER><Sat Mar 13 20:00:00 1999~><thread=12E>\r\n"
        return HierarchyManagerLog(parsing: [UInt8](lines.map { $0 + stamp }.joined().utf8))
    }

    /// Everything of the healthy site A01.
    static var healthy: SiteEvidence {
        var evidence = SiteEvidence(captured: captured)
        evidence.siteControl = control()
        evidence.systemMap = systemMap()
        evidence.registries = [registry()]
        evidence.dumps = [dump()]
        evidence.children = [child]
        evidence.initialization = initialization()
        evidence.copyLists = [
            copyList("SITE.SRV/MAINCFG.BOX/CLIENT.SRC/CL_NT.TXT", version: copyListVersion),
            copyList("LOGON.SRV/CL_NT.TXT", version: copyListVersion),
        ]
        evidence.uniqueIDFiles = [.init(name: [UInt8]("A01000K7.UID".utf8))]
        evidence.siteConfigNames = [[UInt8]("SiteCtrl.ct0".utf8)]
        evidence.tree = tree()
        evidence.hierarchyManagerLog = hierarchyLog([
            "{6391} INFO: Site A01 status 1 (ACTIVE)", "{6391} INFO: Site B01 status 1 (ACTIVE)",
        ])
        evidence.extras = Set(NotableExtra.allCases)
        evidence.hasLookedForExtras = true
        evidence.rootPath = [UInt8]("/mnt/site/A01/SMS".utf8)
        return evidence
    }

    static var child: SiteEvidence.ChildEvidence {
        .init(code: code("B01"), control: control(.child), map: systemMap())
    }

    /// Everything of the secondary site B01.
    static var secondary: SiteEvidence {
        var evidence = healthy
        evidence.siteControl = control(.child)
        evidence.registries = [
            registry([
                ("\"A01\"", "\"B01\""),
                ("\"Parent Site Code\"=\"\"", "\"Parent Site Code\"=\"A01\""),
                ("SRVA", "SRVB"), ("Sites\\A01", "Sites\\B01"), ("A0102000", "B0102000"),
            ])
        ]
        evidence.initialization = nil
        evidence.uniqueIDFiles = [.init(name: [UInt8]("B010003C.UID".utf8))]
        evidence.dumps = []
        evidence.children = []
        evidence.tree = tree(files.filter { !$0.path.hasPrefix("PRIMSITE") })
        evidence.hierarchyManagerLog = nil
        return evidence
    }

    /// The checks of one code after a change to the healthy site.
    static func checks(
        _ code: CheckCode, _ change: (inout SiteEvidence) -> Void = { _ in }
    ) -> [Check] {
        var evidence = healthy
        change(&evidence)
        return Judgement(of: evidence).checks(code)
    }

    /// The first of them.
    static func check(
        _ code: CheckCode, _ change: (inout SiteEvidence) -> Void = { _ in }
    ) -> Check? {
        checks(code, change).first
    }
}

/// A site code that is known to be one.
func code(_ text: String) -> SiteCode {
    guard let code = SiteCode(SMSText(text.utf8)) else { preconditionFailure(text) }
    return code
}
