// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport

@testable import Snapshot

/// Archives with links out, things that are no files, and two things at one place.
enum HostileLinks {
    private static let good = "forged/data/XXX/tree/bad"

    private static func link(_ name: String, _ target: String) -> Forgery.Member {
        .init("data/XXX/tree/\(name)", .symbolicLink(target: [UInt8](target.utf8)))
    }

    /// A link and a file below it: the link is made, the file is not.
    private static func below(_ description: String, _ target: String) -> HostileCase {
        .contained(
            description, restoring: "not restored: \"XXX/tree/link", statuses: [2],
            allowed: ["link"]
        ) {
            $0.units[0] = [
                link("link", target), .init(file: "link/evil", [0x65]),
                .init(file: "good", [UInt8]("good\n".utf8)),
            ]
        }
    }

    /// A header that is no file's where the manifest says that one is.
    private static func special(_ description: String, _ blocks: [UInt8]) -> HostileCase {
        .refused(description, "unit 2", restoring: "not restored") {
            HostileCase.header(&$0, blocks)
        }
    }

    private static func kind(_ description: String, _ kind: String) -> HostileCase {
        .refused(description, "unknown kind of entry") {
            Lie.edit(
                &$0, "\"p\":\"data/XXX/tree/bad\",\"t\":\"file\"",
                "\"p\":\"data/XXX/tree/bad\",\"t\":\"\(kind)\"")
        }
    }

    /// A hard link to what is no earlier file.
    private static func hardLink(
        _ description: String, to target: String, allowed: Set<String> = [],
        behind linkTarget: String? = nil
    ) -> HostileCase {
        .contained(
            description, "which is no earlier file with its digest",
            restoring: "which it is a link to, was not restored", statuses: [2], allowed: allowed
        ) {
            let kind = Entry.Kind.hardLink(
                to: path("data/XXX/tree/\(target)"), size: 5,
                digest: Hashing.digest(of: [UInt8]("good\n".utf8)))
            $0.units[0][0] = .init("data/XXX/tree/bad", kind)
            if let linkTarget { $0.units[0].insert(link("link", linkTarget), at: 0) }
        }
    }

    static let cases: [HostileCase] = [
        below("a file below a link to /", "/"),
        below("a file below a link upwards", "../../../outside"),
        below("a file below a link to the directory above", ".."),
        below("a file below a link to itself", "link"),
        below("a file below a link into /proc", "/proc/self/cwd"),
        .contained(
            "a file below a link below a link", restoring: "not restored", statuses: [2],
            allowed: ["one", "two"]
        ) {
            $0.units[0] = [
                link("one", "."), link("two", "one/../.."), .init(file: "two/evil", [0x65]),
            ]
        },
        .contained(
            "a file below a link that is there before",
            restoring: "not restored: \"XXX/tree/link/evil\"", statuses: [2], allowed: ["link"],
            options: ["-j", "1"]
        ) {
            $0.units[0] = [link("link", "../../../outside"), .init(file: "good", [0x67])]
            $0.units.insert([.init(file: "link/evil", [0x65])], at: 1)
        },
        .contained(
            "a directory at the place of a link", "the entry occurs twice",
            restoring: "not restored", statuses: [2],
            allowed: ["link"]
        ) {
            $0.units[0] = [link("link", "/"), .init(file: "good", [0x67])]
            $0.units[1].insert(.init("data/XXX/tree/link", .directory), at: 0)
        },
        .contained("a link whose target is an escape", allowed: ["link"]) {
            $0.units[0][0] = link("link", "\u{1B}[2J")
        },
        .contained(
            "a link with a target of 5,000 bytes", restoring: "not restored", statuses: [2]
        ) { $0.units[0][0] = link("link", String(repeating: "t", count: 5_000)) },
        .refused("a link to nothing", "is not the target of a link") {
            $0.units[0][0] = link("bad", "target")
            Lie.edit(&$0, "\"to\":\"target\"", "\"to\":\"\"")
        },
        .refused("a link with a NUL", "is not the target of a link") {
            $0.units[0][0] = link("bad", "target")
            Lie.edit(&$0, "\"to\":\"target\"", "\"to\":\"tar\\u0000get\"")
        },
        .refused("a hard link to an absolute path", "is not a path") {
            $0.units[0][0] = .init(
                "data/XXX/tree/bad",
                .hardLink(to: path("data/x"), size: 0, digest: Hashing().finish()))
            Lie.edit(&$0, "\"to\":\"data/x\"", "\"to\":\"/etc/passwd\"")
        },
        .refused("a hard link upwards", "is not a path") {
            $0.units[0][0] = .init(
                "data/XXX/tree/bad",
                .hardLink(to: path("data/x"), size: 0, digest: Hashing().finish()))
            Lie.edit(&$0, "\"to\":\"data/x\"", "\"to\":\"../outside/victim\"")
        },
        hardLink("a hard link to itself", to: "bad"),
        hardLink("a hard link to a later file", to: "good"),
        hardLink("a hard link to nothing", to: "nothing"),
        hardLink(
            "a hard link to a link", to: "link", allowed: ["link"], behind: "/etc/passwd"),
        .refused("a header that is a hard link out", "disagree", restoring: "not restored") {
            HostileCase.header(&$0, RawHeader(good, type: "1", size: 0, link: "/etc/passwd").bytes)
            $0.units[0][0].content = []
        },
        special("a header that is a character device", RawHeader(good, type: "3", size: 0).bytes),
        special("a header that is a block device", RawHeader(good, type: "4", size: 0).bytes),
        special("a header that is a FIFO", RawHeader(good, type: "6", size: 0).bytes),
        special("a header of an unknown type", RawHeader(good, type: "Z").bytes),
        special("a header that is a volume", RawHeader(good, type: "V", size: 0).bytes),
        special("a header that is a piece of a file", RawHeader(good, type: "M").bytes),
        special("a header that is a directory's names", RawHeader(good, type: "D").bytes),
        special(
            "a sparse file of GNU",
            RawHeader.pax("GNU.sparse.realsize", "99999999999") + RawHeader(good).bytes),
        special(
            "a sparse map of a million parts",
            RawHeader.extra(
                "x",
                RawHeader.record("GNU.sparse.size", [UInt8]("4".utf8))
                    + RawHeader.record("GNU.sparse.numblocks", [UInt8]("1000000".utf8))
                    + RawHeader.record(
                        "GNU.sparse.map",
                        [UInt8]((0..<200_000).map { "\($0),0" }.joined(separator: ",").utf8)))
                + RawHeader(good).bytes),
        kind("a character device", "chr"), kind("a block device", "blk"), kind("a FIFO", "fifo"),
        kind("a socket", "sock"),
        .contained(
            "one name twice", "the entry occurs twice", restoring: "has its place",
            statuses: [2], allowed: ["bad"], options: ["--overwrite", "always"]
        ) { $0.units[0][1] = .init(file: "bad", [UInt8]("other".utf8)) },
        .contained(
            "one large name twice", "the entry occurs twice", restoring: "has its place",
            statuses: [2], allowed: ["bad"], options: ["--overwrite", "always"]
        ) {
            $0.units[0] = [.init(file: "bad", noise(5_000))]
            $0.units.insert([.init(file: "bad", noise(6_000, seed: 2))], at: 1)
            $0.units[0][0].split = 2_048
            $0.units[1][0].split = 2_048
        },
        .contained(
            "one place twice", "restored to the same place", restoring: "has its place",
            statuses: [2], allowed: ["bad"], options: ["--overwrite", "always"]
        ) {
            $0.units[0][1] = .init("overlay/XXX/tree/bad", Forgery.fileKind([0x65]))
            $0.units[0][1].content = [0x65]
        },
        .contained(
            "a file and a link at one place", "restored to the same place",
            restoring: "has its place", statuses: [2], allowed: ["bad"],
            options: ["--overwrite", "always"]
        ) {
            $0.units[0][1] = .init(
                "overlay/XXX/tree/bad", .symbolicLink(target: [UInt8]("/etc".utf8)))
        },
        .contained("names that differ in case", allowed: ["bad", "BAD"]) {
            $0.units[0].append(.init(file: "BAD", [0x42]))
        },
        .contained(
            "a file that is a directory too", restoring: "not restored", statuses: [2],
            allowed: ["bad"]
        ) { $0.units[0].append(.init(file: "bad/below", [0x62])) },
        .contained(
            "a file at the place of a directory", restoring: "not restored", statuses: [2],
            allowed: ["dir", "bad"]
        ) {
            $0.units[0].insert(.init(file: "dir/below", [0x62]), at: 0)
            $0.units[0].append(.init(file: "dir", [0x62]))
        },
    ]
}
