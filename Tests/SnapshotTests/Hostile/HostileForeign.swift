// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

/// A tar that somebody else wrote and that means harm, and what must become of it.
struct HostileTar: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// A part of what verify says; empty where it finds nothing but that it is not ours.
    let verify: String
    /// A part of what restore says.
    let restore: String
    let status: Int32
    /// What may lie below the destination besides `good`.
    let allowed: Set<String>
    let make: @Sendable () -> [UInt8]

    /// A member that restore refuses or cannot make; whatever follows is restored.
    static func refused(
        _ description: String, _ verify: String = "", restoring: String? = nil,
        allowed: Set<String> = [], _ make: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> HostileTar {
        HostileTar(
            testDescription: description, verify: verify, restore: restoring ?? verify, status: 2,
            allowed: allowed, make: { make() + good })
    }

    /// A tar whose end cannot be found behind the lie: nothing more is read.
    static func ended(
        _ description: String, _ message: String,
        _ make: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> HostileTar {
        HostileTar(
            testDescription: description, verify: message, restore: message, status: 2,
            allowed: [], make: { file("good", "good\n") + make() + good })
    }

    /// A member that does no harm.
    static func harmless(
        _ description: String, _ restore: String = "", allowed: Set<String>,
        _ make: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> HostileTar {
        HostileTar(
            testDescription: description, verify: "", restore: restore, status: 3,
            allowed: allowed, make: { make() + good })
    }

    /// A file of five bytes.
    static func file(_ name: String, _ content: String = "evil\n") -> [UInt8] {
        let bytes = [UInt8](content.utf8)
        return RawHeader(name, size: bytes.count).bytes + padded(bytes)
    }

    static func link(_ name: String, _ target: String) -> [UInt8] {
        RawHeader(name, type: "2", size: 0, link: target).bytes
    }

    static func hardLink(_ name: String, _ target: String) -> [UInt8] {
        RawHeader(name, type: "1", size: 0, link: target).bytes
    }

    static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    /// The member behind the lie, and the mark of the end.
    private static let good = file("good", "good\n") + [UInt8](repeating: 0, count: 1_024)
}

/// What a tar of somebody else can lie about.
enum HostileForeign {
    private typealias Tar = HostileTar

    private static func sized(_ field: [UInt8]) -> [UInt8] {
        var header = RawHeader("bad")
        header.size = field
        return header.bytes
    }

    private static func moded(_ mode: String, _ type: Unicode.Scalar = "0") -> [UInt8] {
        var header = RawHeader("bad", type: type, size: type == "5" ? 0 : 4)
        header.mode = [UInt8](mode.utf8)
        return header.bytes + (type == "5" ? [] : Tar.padded([1, 2, 3, 4]))
    }

    private static func long(_ type: Unicode.Scalar, _ text: String) -> [UInt8] {
        RawHeader.extra(type, [UInt8](text.utf8) + [0])
    }

    private static func below(_ description: String, _ target: String) -> HostileTar {
        .refused(
            description, restoring: "not restored: \"link/evil\"", allowed: ["link"],
            Tar.link("link", target) + Tar.file("link/evil"))
    }

    private static func special(_ description: String, _ type: Unicode.Scalar, _ what: String)
        -> HostileTar
    {
        .harmless(
            description, "\(what) is left out", allowed: [],
            RawHeader("dev", type: type, size: 0).bytes)
    }

    private static func attribute(_ description: String, _ key: String, _ value: String)
        -> HostileTar
    {
        .harmless(
            description, "was not restored: it is a machine's", allowed: ["bad"],
            RawHeader.pax("SCHILY.xattr." + key, value) + Tar.file("bad"))
    }

    static let cases: [HostileTar] = [
        .refused("an absolute name", "its name is absolute", Tar.file("/dev/shm/smsbackup-evil")),
        .refused("a name upwards", "leads upwards", Tar.file("../outside/victim")),
        .refused("a name up and down", "leads upwards", Tar.file("a/../../outside/victim")),
        .refused("a name that ends upwards", "leads upwards", Tar.file("a/..")),
        .refused("no name", "it has no name", Tar.file("")),
        .refused("a file in place of the directory", "it is no directory", Tar.file("./")),
        .refused(
            "a pax path upwards", "leads upwards",
            RawHeader.pax("path", "../outside/victim") + Tar.file("harmless")),
        .refused(
            "a pax path with a NUL", "holds a NUL",
            RawHeader.pax("path", "a\0b") + Tar.file("harmless")),
        .refused(
            "a long name upwards", "leads upwards",
            long("L", "../outside/victim") + Tar.file("harmless")),
        .refused(
            "a long absolute name", "its name is absolute",
            long("L", "/dev/shm/smsbackup-evil") + Tar.file("harmless")),
        .refused(
            "a name of 300 bytes", "more than 255 bytes",
            long("L", String(repeating: "n", count: 300)) + Tar.file("harmless")),
        .refused(
            "a path of a megabyte", "longer than",
            long("L", String(repeating: "n/", count: 1 << 19)) + Tar.file("harmless")),
        .refused(
            "a sparse name upwards", "leads upwards",
            RawHeader.extra(
                "x",
                RawHeader.record("GNU.sparse.map", [UInt8]("0,5".utf8))
                    + RawHeader.record("GNU.sparse.size", [UInt8]("5".utf8))
                    + RawHeader.record("GNU.sparse.name", [UInt8]("../outside/victim".utf8)))
                + Tar.file("harmless")),
        .harmless(
            "an escape in a name", allowed: ["\u{1B}[2J"], Tar.file("\u{1B}[2J")),
        below("a file below a link to /", "/"),
        below("a file below a link upwards", "../outside"),
        below("a file below a link to itself", "link"),
        below("a file below a link into /proc", "/proc/self/cwd"),
        .refused(
            "a file below a link below a link", restoring: "not restored",
            allowed: ["one", "two"],
            Tar.link("one", ".") + Tar.link("two", "one/../..") + Tar.file("two/evil")),
        .refused(
            "a directory at the place of a link", restoring: "a symbolic link has its name",
            allowed: ["link"],
            Tar.link("link", "../outside") + RawHeader("link", type: "5", size: 0).bytes),
        .refused(
            "a file at the place of a link",
            restoring: "another entry of the archive has its place",
            allowed: ["link"], Tar.link("link", "../outside/victim") + Tar.file("link")),
        .refused(
            "a file at the place of a directory", restoring: "a directory has its name",
            allowed: ["d"], RawHeader("d", type: "5", size: 0).bytes + Tar.file("d")),
        .refused(
            "a name twice", restoring: "another entry of the archive has its place",
            allowed: ["bad"], Tar.file("bad") + Tar.file("./bad")),
        .refused(
            "a hard link out", "which leads out", Tar.hardLink("bad", "../outside/victim")),
        .refused(
            "a hard link to an absolute path", "which leads out", Tar.hardLink("bad", "/etc/passwd")
        ),
        .refused(
            "a hard link through a link", restoring: "which it is a link to, was not restored",
            allowed: ["link"], Tar.link("link", "../outside") + Tar.hardLink("bad", "link/victim")),
        .refused(
            "a hard link to a link", restoring: "which it is a link to, was not restored",
            allowed: ["link"], Tar.link("link", "/etc/passwd") + Tar.hardLink("bad", "link")),
        .refused(
            "a hard link to itself", restoring: "which it is a link to, was not restored",
            Tar.hardLink("bad", "bad")),
        .refused(
            "a hard link to what comes later", restoring: "which it is a link to, was not restored",
            Tar.hardLink("bad", "good")),
        .refused("a link to nothing", "a symbolic link to nothing", Tar.link("bad", "")),
        special("a character device", "3", "a character device"),
        special("a block device", "4", "a block device"),
        special("a FIFO", "6", "a FIFO"),
        special("a type that nobody knows", "Z", "a member of type \"Z\""),
        special("a type that is an escape", "\u{1B}", "a member of type \"\\x1b\""),
        .harmless("set-id bits", "set-id", allowed: ["bad"], moded("006755 \0")),
        .harmless(
            "a directory with set-id bits", "set-id", allowed: ["bad"], moded("007777 \0", "5")),
        .harmless(
            "a mode that is no number", "no permissions", allowed: ["bad"], moded("rwxr-xr-")),
        attribute("rights of a program", "security.capability", "\u{1}\0\0\u{2}"),
        attribute("an attribute for root alone", "trusted.overlay.redirect", "/etc"),
        attribute("an attribute of no class", "nonsense", "1"),
        .harmless(
            "a list of rights that is none", "its access control list SCHILY.acl.access is none",
            allowed: ["bad"],
            RawHeader.pax("SCHILY.acl.access", "user::rwx,nonsense") + Tar.file("bad")),
        .harmless(
            "a time at the end", allowed: ["bad"],
            RawHeader.pax("mtime", "9223372036854775807.999999999") + Tar.file("bad")),
        .harmless(
            "an owner that nobody can be", "nobody can be", allowed: ["bad"],
            RawHeader.pax("uid", "4294967296") + Tar.file("bad")),
        .ended("a size that is no number", "says no size", sized([UInt8]("twelve bytes".utf8))),
        .ended(
            "a size below zero", "says no size", sized([UInt8](repeating: 0xFF, count: 12))),
        .ended(
            "a size of 2^63", "says no size",
            sized([0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0])),
        .ended(
            "a size of 2^61", "ends inside \"bad\"",
            sized([0x80, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0])),
        .ended(
            "a pax size of 2^64", "says no size",
            RawHeader.pax("size", "18446744073709551616") + Tar.file("bad")),
        .ended(
            "a pax size that is none", "says no size",
            RawHeader.pax("size", "-5") + Tar.file("bad")),
        .ended(
            "a pax record that lies about its length", "its pax header is malformed",
            RawHeader.extra("x", [UInt8]("99999 path=x\n".utf8)) + Tar.file("bad")),
        .ended(
            "a pax header of 4 GiB", "extended headers have more than",
            RawHeader("./@extra", type: "x", size: 4 << 30).bytes + Tar.file("bad")),
        .ended(
            "a long name of 4 GiB", "extended headers have more than",
            RawHeader("./@extra", type: "L", size: 4 << 30).bytes + Tar.file("bad")),
        .ended(
            "20,000 pax headers before one member", "extended headers have more than",
            [[UInt8]](repeating: RawHeader.pax("comment", "x"), count: 20_000).flatMap(\.self)),
        .ended(
            "a global header that names every member", "gives all members one name",
            RawHeader.pax("path", "../outside/victim", type: "g") + Tar.file("bad")),
        .ended(
            "a wrong checksum", "does not have its checksum",
            {
                var header = RawHeader("bad")
                header.checksumError = 1
                return header.bytes
            }()),
        .ended(
            "an extended header before the end", "ends behind an extended header",
            RawHeader.pax("path", "x") + [UInt8](repeating: 0, count: 1_024)),
        .refused(
            "a map of holes that overlap", "the map of its holes",
            RawHeader.extra(
                "x",
                RawHeader.record("GNU.sparse.map", [UInt8]("0,3,1,2".utf8))
                    + RawHeader.record("GNU.sparse.size", [UInt8]("5".utf8)))
                + Tar.file("bad")),
        .refused(
            "a map with less than there is", "the map of its holes",
            RawHeader.extra(
                "x",
                RawHeader.record("GNU.sparse.map", [UInt8]("0,3".utf8))
                    + RawHeader.record("GNU.sparse.size", [UInt8]("9".utf8)))
                + Tar.file("bad")),
        .refused(
            "a map of 2^60 parts", "the map of its holes is malformed",
            RawHeader.extra(
                "x",
                RawHeader.record("GNU.sparse.major", [0x31])
                    + RawHeader.record("GNU.sparse.minor", [0x30])
                    + RawHeader.record("GNU.sparse.realsize", [UInt8]("9".utf8)))
                + RawHeader("bad", size: 512).bytes
                + Tar.padded([UInt8]("1152921504606846976\n".utf8))),
        .refused(
            "a file of 2^63 bytes that is one hole", "the map of its holes contradicts its size",
            RawHeader.extra(
                "x",
                RawHeader.record("GNU.sparse.map", [])
                    + RawHeader.record("GNU.sparse.size", [UInt8]("9223372036854775808".utf8)))
                + RawHeader("bad", size: 0).bytes),
        .harmless(
            "directories 2,000 deep", allowed: ["d"],
            long("L", String(repeating: "d/", count: 2_000))
                + RawHeader("d", type: "5", size: 0).bytes),
    ]
}
