// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Checks of the documents against one another")
struct IdentityCheckTests {
    @Test func `behaviour 4: the document that is out of step is named`() {
        let check = JudgedSite.check(.identityBuild) {
            $0.systemMap = JudgedSite.systemMap(JudgedSite.map(build: "531"))
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found.contains("System.map, BUILDNUMBER: \"531\"") == true)
        #expect(
            check?.advice
                == "out of step: System.map, BUILDNUMBER; capture it again from this site")
    }

    @Test(arguments: [
        (CheckCode.identitySiteCode, "\"A01\"", "\"X99\""),
        (.identityServer, "\"Site Server\"=\"SRVA\"", "\"Site Server\"=\"OTHER\""),
        (.identityDomain, "\"DOMA\"", "\"DOMB\""),
        (.identityDirectory, "\"D:\\\\SMS\"", "\"E:\\\\SMS\""),
        (.identityParent, "\"Parent Site Code\"=\"\"", "\"Parent Site Code\"=\"Z01\""),
        (.identityDatabase, "\"Database Name\"=\"SMS\"", "\"Database Name\"=\"SMSDATA\""),
        (.identityBuild, "\"Version\"=\"786\"", "\"Version\"=\"531\""),
    ])
    func `behaviour 4: the registry must agree`(_ code: CheckCode, _ old: String, _ new: String) {
        #expect(JudgedSite.check(code)?.verdict == .pass)
        let check = JudgedSite.check(code) { $0.registries = [JudgedSite.registry([(old, new)])] }
        #expect(check?.outcome == .fail(.error))
    }

    @Test func `behaviour 4: two registry files of different sites do not hide one another`() {
        let check = JudgedSite.check(.identitySiteCode) {
            $0.registries.append(JudgedSite.registry([("\"A01\"", "\"B01\"")], name: "b.reg"))
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found.contains("registry file \"b.reg\"") == true)
    }

    @Test func `behaviour 4: one document alone proves nothing`() {
        let check = JudgedSite.check(.identityServer) { $0.registries = [] }
        #expect(check?.verdict == .noEvidence)
        // The site control file says build and code twice.
        for code in [CheckCode.identityBuild, .identitySiteCode] {
            let check = JudgedSite.check(code) {
                $0.registries = []
                $0.systemMap = nil
                $0.initialization = nil
            }
            #expect(check?.verdict == .noEvidence, "\(code)")
            #expect(check?.found.hasPrefix("only the site control file says it") == true)
        }
    }

    @Test func `behaviour 4: another path than the install directory is noted`() {
        let checks = JudgedSite.checks(.identityDirectory) {
            $0.rootPath = [UInt8]("/mnt/copy".utf8)
        }
        #expect(checks.map(\.verdict) == [.pass, .notice])
    }

    @Test func `behaviour 11: a child that an address names and nobody gave is an error`() {
        let check = JudgedSite.check(.children) { $0.children = [] }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found == "no System.map of B01")
    }

    @Test func `behaviour 11: a child must be the one it was given for`() {
        var other = JudgedSite.Control.child
        other.parent = "Z01"
        let wrong = JudgedSite.check(.child) {
            $0.children[0].control = JudgedSite.control(other)
        }
        #expect(wrong?.outcome == .fail(.error))
        #expect(wrong?.found == "its parent is Z01, not A01")
        other = .child
        other.code = "C01"
        let foreign = JudgedSite.check(.child) {
            $0.children[0].control = JudgedSite.control(other)
        }
        #expect(foreign?.found == "its site control file is of site C01")
        let primary = JudgedSite.check(.child) {
            $0.children[0].control = JudgedSite.control(.init(code: "B01"))
        }
        #expect(primary?.verdict == .notice)
    }

    @Test func `behaviour 11: a child of another build is noted, one without proof not passed`() {
        let older = JudgedSite.check(.child) {
            $0.children[0].map = JudgedSite.systemMap(JudgedSite.map(build: "531"))
        }
        #expect(older?.verdict == .notice)
        #expect(older?.found == "System.map of build 531, this site has 786")
        let alone = JudgedSite.check(.child) { $0.children[0].control = nil }
        #expect(alone?.verdict == .noEvidence)
    }

    @Test func `behaviour 17: a child's address that names the own server is an error`() {
        let check = JudgedSite.check(.addresses) {
            $0.siteControl = JudgedSite.control(
                .init(addresses: [("A01", "SRVA"), ("B01", "srva")]))
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found.contains("the address of site \"B01\" names this site's own") == true)
    }

    @Test func `behaviour 17: a missing own address and unknown outboxes are told`() {
        let missing = JudgedSite.check(.addresses) {
            $0.siteControl = JudgedSite.control(.init(addresses: [("B01", "SRVB")]))
        }
        #expect(missing?.found == "no LAN address of the site to itself")
        var evidence = JudgedSite.healthy
        let text = String(decoding: JudgedSite.Control().bytes, as: UTF8.self)
            .split(separator: "OUTBOX <OUT><>").joined(separator: "OUTBOX <IN><>")
        evidence.siteControl = .init(
            SiteControlFile.parse([UInt8](text.utf8)), modified: nil, byteCount: text.utf8.count)
        let unknown = Judgement(of: evidence).checks(.addresses).first
        #expect(unknown?.outcome == .fail(.warning))
        #expect(unknown?.found.contains("unknown outbox \"OUT\"") == true)
    }
}
