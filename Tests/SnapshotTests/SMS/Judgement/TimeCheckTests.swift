// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Checks of times")
struct TimeCheckTests {
    private static func old(_ days: Int64) -> (inout SiteEvidence) -> Void {
        { evidence in
            evidence.dumps = [
                JudgedSite.dump(
                    OpaqueDumpTests.pages(40), name: "SMSDUMP.DAT",
                    modified: 921_361_690 - days * 86_400)
            ]
        }
    }

    @Test func `behaviour 15: a dump outside the window is stale`() {
        let check = JudgedSite.check(.staleness, Self.old(2))
        #expect(check?.outcome == .fail(.warning))
        #expect(check?.found == "\"SMSDUMP.DAT\" is 49 hours old; the limit is 24 hours")
        let wider = JudgedSite.check(.staleness) {
            Self.old(2)(&$0)
            $0.stalenessLimit = 72 * 3_600
        }
        #expect(wider?.verdict == .pass)
    }

    @Test func `behaviour 15: the date inside a backup counts, not that of its copy`() {
        let check = JudgedSite.check(.staleness) {
            $0.captured = Timestamp(wholeSeconds: 921_366_000 + 3 * 86_400)
            $0.dumps = [JudgedSite.dump(modified: $0.captured.seconds)]
            $0.registries[0].modified = $0.captured
        }
        #expect(check?.outcome == .fail(.warning))
    }

    @Test func `behaviour 15: a part without a time is not called fresh`() {
        let check = JudgedSite.check(.staleness) { $0.registries[0].modified = nil }
        #expect(check?.verdict == .noEvidence)
        #expect(check?.found == "no time is known of \"sms.reg\"")
    }

    @Test func `behaviour 1: the time of the map is asked for`() {
        #expect(JudgedSite.check(.map)?.verdict == .pass)
        let check = JudgedSite.check(.map) { $0.systemMap?.modified = nil }
        #expect(check?.outcome == .fail(.warning))
    }

    @Test func `behaviour 15: a control file that changed after the dump is told`() {
        let check = JudgedSite.check(.stalenessControlFile, Self.old(10))
        #expect(check?.outcome == .fail(.warning))
        #expect(check?.advice?.contains("older image") == true)
        #expect(JudgedSite.check(.stalenessControlFile)?.verdict == .pass)
    }

    @Test func `behaviour 15: files that changed after the dump are told`() {
        let near = JudgedSite.check(.stalenessTree) {
            $0.tree = JudgedSite.tree(modified: Timestamp(wholeSeconds: 921_365_290))
        }
        #expect(near?.verdict == .notice)
        let far = JudgedSite.check(.stalenessTree, Self.old(5))
        #expect(far?.outcome == .fail(.warning))
    }

    @Test func `behaviour 16: a stamp in the future is a loud error`() {
        let check = JudgedSite.check(.clockFuture) {
            $0.siteControl = JudgedSite.control(.init(stamp: 921_366_000 + 3_600))
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found.contains("the site control file's change, 1999-03-14") == true)
        let file = JudgedSite.check(.clockFuture) {
            $0.tree = JudgedSite.tree(modified: Timestamp(wholeSeconds: 921_366_000 + 86_400))
        }
        #expect(file?.outcome == .fail(.error))
    }

    @Test func `behaviour 16: some hours ahead may be a local time`() {
        let check = JudgedSite.check(.clockFuture) {
            $0.tree = JudgedSite.tree(modified: Timestamp(wholeSeconds: 921_366_000 + 3_600))
        }
        #expect(check?.verdict == .notice)
    }

    @Test func `behaviour 16: a stamp of 2037 or later is a loud error whatever the clock says`() {
        let check = JudgedSite.check(.clockEnd) {
            $0.captured = Timestamp(wholeSeconds: 2_200_000_000)
            $0.systemMap = JudgedSite.systemMap(modified: Timestamp(wholeSeconds: 2_114_380_800))
        }
        #expect(check?.outcome == .fail(.error))
        #expect(check?.found.contains("SYSTEM.MAP, 2037-01-01T00:00:00Z") == true)
    }

    @Test func `behaviour 16: a change stamped later than its file was written is an error`() {
        let check = JudgedSite.check(.clockControlFile) {
            $0.siteControl = JudgedSite.control(.init(stamp: 921_145_339 + 86_400))
        }
        #expect(check?.outcome == .fail(.error))
    }

    @Test func `times at the ends of what can be counted are judged without a trap`() {
        for seconds in [Int64.min, .max] {
            var evidence = JudgedSite.healthy
            evidence.captured = Timestamp(wholeSeconds: seconds)
            evidence.stalenessLimit = .max
            evidence.tree = JudgedSite.tree(modified: Timestamp(wholeSeconds: Int64.max))
            evidence.systemMap = JudgedSite.systemMap(modified: Timestamp(wholeSeconds: .min))
            evidence.registries[0].modified = Timestamp(wholeSeconds: .min)
            let judgement = Judgement(of: evidence)
            #expect(judgement.checks(.clockEnd).first?.outcome == .fail(.error))
        }
    }
}
