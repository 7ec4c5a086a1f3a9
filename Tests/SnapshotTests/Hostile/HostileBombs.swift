// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport

@testable import Snapshot

/// Archives that are small and want to become large: in frames, tar, JSON and lists.
enum HostileBombs {
    private static let good = "forged/data/XXX/tree/bad"
    private static let entry = "\"m\":\"0644\""

    /// A frame that holds `blocks` times 128 KiB of zeros in four bytes each (RFC 8878, 3.1.1.2).
    private static func zeros(blocks: Int, window: UInt8 = 0x38, size: UInt64? = nil) -> [UInt8] {
        var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, size == nil ? 0 : 0xC0, window]
        if let size { frame += (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * UInt64($0))) } }
        for block in 1...blocks {
            let header = UInt32(block == blocks ? 1 : 0) | 1 << 1 | (128 << 10) << 3
            frame += (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * UInt32($0))) } + [0]
        }
        return frame
    }

    private static func packed(_ bytes: [UInt8], _ codec: Compression.Codec) throws -> [UInt8] {
        let (raw, frame) = (ByteBuffer(capacity: bytes.count), ByteBuffer(capacity: 64))
        raw.append(bytes)
        try compression(codec).makeCompressor().compress(raw, into: frame)
        return frame.bytes
    }

    /// Another frame at the place of the first unit's; of a codec that cannot say it, the plain one.
    private static func frame(
        _ description: String, _ message: String,
        _ make: @escaping @Sendable ([UInt8], Compression.Codec) throws -> Forgery.Repacked
    ) -> HostileCase {
        // What came out before the damage and has its digest is restored.
        HostileCase(
            testDescription: description, verify: .init(statuses: [2], message: message),
            restore: .init(statuses: [2], message: message), allowed: ["bad"]
        ) { $0.repack[0] = make }
    }

    /// The same where the frame is odd and right.
    private static func rightFrame(
        _ description: String,
        _ make: @escaping @Sendable ([UInt8], Compression.Codec) throws -> Forgery.Repacked
    ) -> HostileCase {
        .contained(description, allowed: ["bad"]) { $0.repack[0] = make }
    }

    private static func json(
        _ description: String, _ message: String, _ bytes: @escaping @Sendable () -> [UInt8]
    ) -> HostileCase {
        .refused(description, message) { HostileCase.insert(&$0, before: entry, bytes) }
    }

    private static func lines(_ line: String, _ count: Int) -> @Sendable () -> [UInt8] {
        { repeated([UInt8](line.utf8), count) }
    }

    private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        var all: [UInt8] = []
        all.reserveCapacity(bytes.count * count)
        for _ in 0..<count { all += bytes }
        return all
    }

    private static func array(_ element: String, _ count: Int) -> [UInt8] {
        let elements = repeated([UInt8]((element + ",").utf8), count)
        return [UInt8]("\"q\":[".utf8) + elements + [UInt8]("0],".utf8)
    }

    private static let noHex = String(repeating: "0", count: 64)

    static let cases: [HostileCase] = [
        frame("a frame of 512 MiB", "unit 2 does not decompress") { bytes, codec in
            switch codec {
            case .zstd: (zeros(blocks: 4_096), bytes.count)
            case .gzip: (try packed([UInt8](repeating: 0, count: 64 << 20), codec), bytes.count)
            }
        },
        frame("a frame that says another size", "unit 2") { bytes, codec in
            switch codec {
            case .zstd: (zeros(blocks: 1, size: 1 << 60), bytes.count)
            case .gzip: (try packed(bytes + [0], codec), bytes.count)
            }
        },
        frame("a frame that holds too little", "unit 2 decompresses to") { bytes, codec in
            (try packed([UInt8](bytes.dropLast()), codec), bytes.count)
        },
        frame("a frame in a frame", "in the units where it should") { bytes, codec in
            let inner = try packed(bytes, codec)
            return (try packed(inner, codec), inner.count)
        },
        frame("no frame", "unit 2 does not decompress") { bytes, _ in (noise(64), bytes.count) },
        frame("a frame of the other codec", "unit 2 does not decompress") { bytes, codec in
            (try packed(bytes, codec == .zstd ? .gzip : .zstd), bytes.count)
        },
        frame("a frame with bytes behind it", "unit 2 does not decompress") { bytes, codec in
            (try packed(bytes, codec) + [1, 2, 3], bytes.count)
        },
        frame("64 MiB of zeros", "unit 2") { _, codec in
            switch codec {
            case .zstd: (zeros(blocks: 512), 64 << 20)
            case .gzip: (try packed([UInt8](repeating: 0, count: 64 << 20), codec), 64 << 20)
            }
        },
        frame("a window of 2 GiB", "unit 2") { bytes, codec in
            switch codec {
            case .zstd: (zeros(blocks: 1, window: 0xA8), 128 << 10)
            case .gzip: (try packed([UInt8](bytes.dropLast()), codec), bytes.count)
            }
        },
        rightFrame("10,000 empty frames before the right one") { bytes, codec in
            let empty = try packed([], codec)
            let all = repeated(empty, 10_000)
            return (all + (try packed(bytes, codec)), bytes.count)
        },
        frame("a frame to pass over that is longer than all", "unit 2") { bytes, codec in
            let skip: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF]
            return (try packed(bytes, codec) + skip, bytes.count)
        },
        .refused("an attribute of 20 MiB in the header", "unit 2", restoring: "not restored") {
            HostileCase.header(
                &$0,
                RawHeader.extra(
                    "x",
                    RawHeader.record(
                        "SCHILY.xattr.user.x", [UInt8](repeating: 0x41, count: 20 << 20)))
                    + RawHeader(good).bytes)
        },
        .refused("a million attributes in the header", "unit 2", restoring: "not restored") {
            HostileCase.header(
                &$0,
                RawHeader.extra(
                    "x",
                    repeated(RawHeader.record("SCHILY.xattr.user.x", [0x41]), 300_000))
                    + RawHeader(good).bytes)
        },
        .refused("a name of 20 MiB in the header", "unit 2", restoring: "not restored") {
            HostileCase.header(
                &$0,
                RawHeader.extra("L", [UInt8](repeating: 0x41, count: 20 << 20))
                    + RawHeader(good).bytes)
        },
        .refused(
            "30,000 members", "members, the manifest names 2", restoring: "not restored"
        ) {
            $0.units[0][0].rawHeader =
                repeated(RawHeader("forged/x", size: 0).bytes, 30_000)
                + RawHeader(good).bytes
        },
        json("JSON of a million levels", "at most 16 levels") {
            [UInt8]("\"q\":".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        },
        json("a list of a million numbers", "values") { array("0", 1_100_000) },
        json("a list of half a million objects", "values") { array("{\"\":0}", 600_000) },
        json("a list of lists", "values") { array("[[[]]]", 400_000) },
        json("a thousand keys", "at most 256 members") {
            [UInt8]((0..<1_000).map { "\"k\($0)\":0," }.joined().utf8)
        },
        json("a text of 9 MiB", "a line is too long") {
            [UInt8]("\"q\":\"".utf8) + [UInt8](repeating: 0x41, count: 9 << 20)
                + [UInt8]("\",".utf8)
        },
        json("a number of a million digits", "a whole number of 64 bits") {
            [UInt8]("\"q\":".utf8) + [UInt8](repeating: 0x39, count: 1_000_000)
                + [UInt8](",".utf8)
        },
        json("a control character", "expected") { [UInt8]("\"q\":\"\u{1B}\",".utf8) },
        .refused("two hundred thousand units of nothing", "is not where the one before it ends") {
            HostileCase.insert(&$0, before: "[0,", lines("[0,0,0,\"\(noHex)\"],\n", 200_000))
        },
        .refused("two hundred thousand entries", "more entries than an archive of") {
            HostileCase.insert(
                &$0, before: "{\"p\":\"data/XXX/tree/bad\"", lines("{\"p\":\"x\"},\n", 200_000))
        },
        .refused("20,000 components", "more components than any site") {
            HostileCase.insert(
                &$0, before: "{\"kind\":\"tree\"",
                lines(
                    "{\"kind\":\"tree\",\"root\":\"data/XXX/tree\",\"status\":\"captured\",\"files\":0,\"bytes\":0,\"sources\":[]},\n",
                    20_000))
        },
        .contained(
            "20,000 warnings", restoring: "", statuses: [0, 3], allowed: ["bad"]
        ) {
            Lie.edit(
                &$0, "\"warnings\":[\n",
                "\"warnings\":[\n{\"kind\":\"absent\",\"subject\":\"\",\"message\":\"LAST\",\"attention\":false}\n"
            )
            HostileCase.insert(
                &$0, before: "{\"kind\":\"absent\"",
                lines(
                    "{\"kind\":\"absent\",\"subject\":\"\",\"message\":\"\",\"attention\":false},\n",
                    20_000))
        },
        .contained(
            "metadata of 80 MiB", "of metadata would become | checklist.json", statuses: [0, 2],
            allowed: ["bad"]
        ) { $0.checklist = [UInt8](repeating: 0x20, count: 80 << 20) },
        .contained("a judgement of 30 MiB", "checklist.json", statuses: [0], allowed: ["bad"]) {
            $0.checklist = [UInt8](repeating: 0x20, count: 30 << 20)
        },
        .contained("a judgement that is none", "checklist.json", statuses: [0], allowed: ["bad"]) {
            $0.checklist = [UInt8]("\u{1B}[2J".utf8)
        },
        .contained("a page with escapes", allowed: ["bad"]) {
            $0.guide = [UInt8](("\u{1B}[2J" + String(repeating: "\n", count: 2_044)).utf8)
        },
        .contained("a site with escapes", allowed: ["bad"]) {
            $0.describe = { about in
                about.site = SiteIdentity(
                    code: "\u{1B}[2J", kind: .unknown, parent: "\u{9B}2J", server: "\n\u{7}",
                    build: "\u{202E}")
            }
        },
        .refused("a snapshot called dots", "is not a name") {
            $0.describe = { $0.bag = ".." }
        },
        .refused("a snapshot with a slash", "is not a name") {
            $0.describe = { $0.bag = "../evil" }
        },
    ]
}
