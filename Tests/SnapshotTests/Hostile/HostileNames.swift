// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import Snapshot

/// Archives whose names want out, or want to be something else on the way.
enum HostileNames {
    /// Names that are no names, in tar and manifest alike.
    private static func unnamable(_ description: String, _ tar: String, _ manifest: String)
        -> HostileCase
    {
        .refused(description, "is not a path") {
            HostileCase.rename(&$0, tar: tar, manifest: manifest)
        }
    }

    /// Names that are odd and harmless: they lie below the destination like any other.
    private static func odd(_ description: String, _ name: [UInt8], _ shown: String) -> HostileCase
    {
        .contained(description, restoring: "", allowed: [shown]) {
            $0.units[0][0].entry.path = path([UInt8]("data/XXX/tree/".utf8) + name)
        }
    }

    /// The tar header has another name than the manifest.
    private static func disagreeing(
        _ description: String, _ message: String = "disagree in path", blocks: [UInt8]
    ) -> HostileCase {
        .refused(description, message) { HostileCase.header(&$0, blocks) }
    }

    private static let good = "forged/data/XXX/tree/bad"
    private static let isFull =
        ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"
    private static let deep = String(repeating: "d/", count: 3_000)
    private static let deepest = String(repeating: "d/", count: isFull ? 32_000 : 8_000)

    static let cases: [HostileCase] = [
        unnamable("absolute", "/dev/shm/smsbackup-evil", "\"/dev/shm/smsbackup-evil\""),
        unnamable("dots first", "forged/../../evil", "\"../../evil\""),
        unnamable("dots inside", "forged/data/../../../evil", "\"data/../../../evil\""),
        unnamable("dots last", "forged/data/XXX/..", "\"data/XXX/..\""),
        unnamable("one dot", "forged/data/./evil", "\"data/./evil\""),
        unnamable("two slashes", "forged/data//evil", "\"data//evil\""),
        unnamable("a slash at the end", "forged/data/evil/", "\"data/evil/\""),
        unnamable("no name", "forged/", "\"\""),
        unnamable("a NUL", "forged/data/e\u{0}vil", "\"data/e\\u0000vil\""),
        unnamable("dots as JSON escapes", "forged/../evil", "\"\\u002e\\u002e/evil\""),
        unnamable(
            "a name of 256 bytes", good, "\"data/XXX/\(String(repeating: "n", count: 256))\""),
        unnamable(
            "a path of 70,000 bytes", good,
            "\"data/XXX/\(String(repeating: "n/", count: 35_000))n\""),
        .refused("dots in hexadecimal", "belongs under") {
            $0.units[0][0].rawHeader = RawHeader("forged/../evil").bytes
            Lie.edit(&$0, "\"p\":\"data/XXX/tree/bad\"", "\"p_hex\":\"2e2e2f6576696c\"")
        },
        .refused("a NUL in hexadecimal", "belongs under") {
            $0.units[0][0].rawHeader = RawHeader(good).bytes
            Lie.edit(&$0, "\"p\":\"data/XXX/tree/bad\"", "\"p_hex\":\"646174612f00\"")
        },
        .refused("half a surrogate pair", "second half of a surrogate pair") {
            HostileCase.rename(&$0, tar: good, manifest: "\"data/XXX/\\ud800\"")
        },
        odd(
            "dots in overlong UTF-8", [0xC0, 0xAE, 0xC0, 0xAE, 0x2F, 0x65],
            "\u{C0}\u{AE}\u{C0}\u{AE}/e"),
        odd("dots for another system", [UInt8]("..\\..\\evil".utf8), "..\\..\\evil"),
        odd("a drive of another system", [UInt8]("C:\\evil".utf8), "C:\\evil"),
        odd("a stream of another system", [UInt8]("evil.txt:stream".utf8), "evil.txt:stream"),
        odd("dots in percent", [UInt8]("%2e%2e%2fevil".utf8), "%2e%2e%2fevil"),
        odd(
            "terminal escapes", [UInt8]("\u{1B}]0;evil\u{7}\u{1B}[2J".utf8),
            "\u{1B}]0;evil\u{7}\u{1B}[2J"),
        odd("escapes of eight bits", [0xC2, 0x9B, 0x32, 0x4A], "\u{C2}\u{9B}2J"),
        odd(
            "an end of line", [UInt8]("a\nsmsbackup: error: forged".utf8),
            "a\nsmsbackup: error: forged"),
        odd(
            "writing from right to left", [0xE2, 0x80, 0xAE, 0x74, 0x78, 0x74],
            "\u{E2}\u{80}\u{AE}txt"),
        odd("a device of another system", [UInt8]("CON".utf8), "CON"),
        odd(
            "an option", [UInt8]("--checkpoint-action=exec=sh".utf8), "--checkpoint-action=exec=sh"),
        .contained("3,000 directories deep", allowed: ["d"]) {
            $0.units[0][0] = .init(file: deep + "f", [1])
        },
        .contained("8,000 directories deep, 32,000 in full", allowed: ["d"]) {
            $0.units[0][0] = .init(file: deepest + "f", [1])
        },
        disagreeing(
            "the header's name is absolute", blocks: RawHeader("/dev/shm/smsbackup-evil").bytes),
        disagreeing("the header's name has dots", blocks: RawHeader("forged/../../evil").bytes),
        disagreeing("the header has no name", blocks: RawHeader("").bytes),
        disagreeing(
            "a pax path with dots",
            blocks: RawHeader.pax("path", "../../evil") + RawHeader(good).bytes),
        disagreeing(
            "a pax path with a NUL", "disagree in",
            blocks: RawHeader.pax("path", "forged/data/XXX/tree/bad\u{0}") + RawHeader(good).bytes),
        disagreeing(
            "a pax path for all", "disagree in",
            blocks: RawHeader.pax("path", "../evil", type: "g") + RawHeader(good).bytes),
        disagreeing(
            "a long name with dots",
            blocks: RawHeader.extra("L", [UInt8]("../../evil\u{0}".utf8)) + RawHeader(good).bytes),
        disagreeing(
            "a long link", "unit 2",
            blocks: RawHeader.extra("K", [UInt8]("/etc/passwd\u{0}".utf8))
                + RawHeader(good, type: "1").bytes),
        disagreeing(
            "a name for all names",
            blocks: RawHeader.pax("GNU.sparse.name", "../evil") + RawHeader(good).bytes),
    ]
}
