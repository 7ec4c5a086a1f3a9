// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// The example of `docs/FORMAT.md`, section 14, made again by the commands that stand there.
///
/// Its bytes depend on where the sources lie, on their owner, on libzstd and on the texts that the
/// program stores. So it is only compared by root and with the version that the page names;
/// `SMSBACKUP_UPDATE_SNAPSHOTS=1` writes the section anew.
@Suite("The format's example")
struct FormatExampleTests {
    private static let place = "/tmp/example"
    private static let heading = "## 14. Example\n"

    private static let canBeMade: Bool = {
        guard Privileges.isRoot, !FileManager.default.fileExists(atPath: place) else {
            return false
        }
        return (try? StockTool.run("zstd", ["--version"]))?.text.contains("v1.5.4") == true
    }()

    @Test(.enabled(if: canBeMade, "it needs root, libzstd 1.5.4 and no \(place)"))
    func `its bytes are those of the page`() throws {
        let path = StockTool.repository + "/docs/FORMAT.md"
        let page = String(decoding: try bytes(of: path), as: UTF8.self)
        let start = try #require(page.range(of: Self.heading)).upperBound
        let commands = try #require(page[start...].firstMatch(of: /```\n((?s:.)*?)```/)).1
        defer { try? FileManager.default.removeItem(atPath: Self.place) }
        try FileManager.default.createDirectory(
            atPath: Self.place, withIntermediateDirectories: false)
        let made = try StockTool.shell(
            "set -e; umask 022; smsbackup() { '\(BuiltCommand.path)' \"$@\" || [ $? = 3 ]; }\n"
                + commands, in: Self.place)
        #expect(made.status == 0, "\(made.errors)")
        let example = try FormatExample(Self.place + "/mini.tar.zst")
        let text = example.section(commands: String(commands))
        if ProcessInfo.processInfo.environment["SMSBACKUP_UPDATE_SNAPSHOTS"] == "1" {
            try Data((page[..<start] + text).utf8).write(to: URL(fileURLWithPath: path))
            return
        }
        let (old, new) = (page[start...].split(separator: "\n"), text.split(separator: "\n"))
        let differing = zip(old, new).filter { $0 != $1 }
        #expect(differing.isEmpty && old.count == new.count, "renew section 14: \(differing)")
    }
}

/// The archive, and the section that describes it.
private struct FormatExample {
    private struct Part {
        let name: String
        let offset: Int
        let count: Int
        var tar: Range<Int>?
    }

    private let file: [UInt8]
    private let parts: [Part]
    private let manifest: [Substring]

    init(_ path: String) throws {
        file = try bytes(of: path)
        let count = Self.number(file[(file.count - 9)...], 4)
        let table = file.count - 17 - 8 * count
        var (parts, offset, tar): ([Part], Int, Int) = ([], 0, 0)
        for index in 0..<count {
            let entry = table + 8 + 8 * index
            let (size, content) = (
                Self.number(file[entry...], 4), Self.number(file[(entry + 4)...], 4)
            )
            let name =
                index == count - 1 ? "footer" : "\(index % 2 == 0 ? "unit" : "seal") \(index / 2)"
            let range = index % 2 == 0 && index < count - 1 ? tar..<tar + content : nil
            parts.append(Part(name: name, offset: offset, count: size, tar: range))
            offset += size
            tar += content
        }
        try #require(offset == table, "the seek table does not end where it begins")
        parts.append(Part(name: "seek table", offset: table, count: file.count - table))
        self.parts = parts
        let shown = try BuiltCommand.run(["show", "--manifest", path])
        try #require(shown.status == 0, "\(shown.errors)")
        manifest = shown.text.split(separator: "\n")
    }

    private static func number(_ bytes: ArraySlice<UInt8>, _ count: Int) -> Int {
        bytes.prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func grouped(_ number: Int) -> String {
        number < 1_000
            ? "\(number)"
            : "\(grouped(number / 1_000)),\(String(String(1_000 + number % 1_000).dropFirst()))"
    }

    private var tarCount: Int { parts.compactMap(\.tar?.upperBound).max() ?? 0 }
    private var unitCount: Int { parts.count { $0.tar != nil } }
    private func part(_ name: String) -> Part? { parts.first { $0.name == name } }

    /// Lines of a hexadecimal picture: so many bytes in groups, and what they say.
    private func picture(_ name: String, _ lines: [(groups: [Int], text: String)]) -> String {
        var offset = part(name)?.offset ?? 0
        return lines.map { line in
            let groups = line.groups.map { count in
                defer { offset += count }
                return file[offset..<offset + count].map { byte in
                    (byte < 16 ? "0" : "") + String(byte, radix: 16)
                }.joined(separator: " ")
            }
            let hex = groups.joined(separator: "  ")
            guard !line.text.isEmpty else { return hex }
            return hex + String(repeating: " ", count: max(2, 50 - hex.count)) + line.text
        }.joined(separator: "\n")
    }

    /// A number of the footer, at its offset in the record.
    private func footer(_ offset: Int, _ count: Int = 8) -> String {
        Self.grouped(Self.number(file[((part("footer")?.offset ?? 0) + 8 + offset)...], count))
    }

    private var table: String {
        parts.map { part in
            let tar = part.tar.map {
                "| \(Self.grouped($0.lowerBound)) | \(Self.grouped($0.count)) |"
            }
            var name = part.name
            if name == "unit \(unitCount - 2)" { name += ", all entries" }
            if name == "unit \(unitCount - 1)" { name += ", META and LAST" }
            return
                "| \(Self.grouped(part.offset)) | \(Self.grouped(part.count)) | \(name) \(tar ?? "| | |")"
        }.joined(separator: "\n")
    }

    private var seal: String {
        let unit = part("unit 0")
        return picture(
            "seal 0",
            [
                ([4], "skippable frame"), ([4], "of 128 bytes"), ([8], "SMSBSEAL"),
                ([2, 2], "version 1, length 128"), ([4], "flags: neither META nor LAST"),
                ([16], "archive identifier"), ([8], "unit 0"), ([8], "tar offset 0"),
                ([4], "\(Self.grouped(unit?.tar?.count ?? 0)) bytes of tar"),
                ([4], "\(Self.grouped(unit?.count ?? 0)) compressed bytes"),
                ([16], "their SHA-256; its first half is"), ([16], "  the identifier above"),
                ([16], "no seal before it"), ([16], ""),
                ([8], "SHA-256 of the 120 bytes before, cut to 8"),
            ])
    }

    private var footerPicture: String {
        picture(
            "footer",
            [
                ([4, 4], "skippable frame of 224 bytes"), ([8], "SMSBFOOT"),
                ([2, 2, 4], "version 1, length 224, no flags"), ([16], "archive identifier"),
                ([8], "\(footer(32)) units"), ([8], "\(footer(40)) bytes of tar"),
                ([8], "this container lies at \(footer(48))"),
                ([8], "the first META unit is unit \(footer(56)),"),
                ([8], "  at \(footer(64)) in the file"), ([8], "  and \(footer(72)) in the tar"),
                ([8], "the manifest lies at \(footer(80)) in the tar"),
                ([8], "and has \(footer(88)) bytes"), ([16], "SHA-256 of the manifest"), ([16], ""),
                ([16], "SHA-256 of tagmanifest-sha256.txt"), ([16], ""),
                ([16], "SHA-256 of seal \(unitCount - 1)"), ([16], ""),
                ([16], "SHA-256 of the 192 bytes before"), ([16], ""),
            ])
    }

    private var seekTable: String {
        let count = parts.count - 1
        return picture(
            "seek table",
            [([4, 4], "skippable frame of \(9 + 8 * count) bytes")]
                + (0..<unitCount).map { ([4, 4, 4, 4], "unit \($0), seal \($0)") }
                + [([4, 4], "footer"), ([4, 1, 4], "\(count) pairs, no checksums, magic number")])
    }

    private func manifestLine(_ path: String) -> Substring {
        manifest.first { $0.hasPrefix("{\"p\":\"\(path)\"") } ?? ""
    }

    private var unitLines: String {
        guard let start = manifest.firstIndex(of: "\"units\":[") else { return "" }
        return manifest[start...(start + unitCount - 1)].joined(separator: "\n")
    }

    func section(commands: String) -> String {
        let (seal0, foot, seek) = (part("seal 0"), part("footer"), part("seek table"))
        return """

            This makes the smallest archive, of a directory with two files. The bytes below were written in `/tmp/example` by root with libzstd 1.5.4
            (elsewhere the sources, owners or library in it differ, and with them the digests). A test makes them again and renews this section:

            ```
            \(commands)```

            \(Self.grouped(file.count)) bytes hold \(Self.grouped(tarCount)) bytes of tar:

            | File offset | Bytes | What | Tar offset | Bytes of tar |
            |---|---|---|---|---|
            \(table)

            Seal 0 in its container, `hexdump -C -s \(seal0?.offset ?? 0) -n \(seal0?.count ?? 0) mini.tar.zst`; a line break before each field:

            ```
            \(seal)
            ```

            The footer in its container, `hexdump -C -s \(foot?.offset ?? 0) -n \(foot?.count ?? 0) mini.tar.zst`:

            ```
            \(footerPicture)
            ```

            The seek table, `hexdump -C -s \(seek?.offset ?? 0) mini.tar.zst`:

            ```
            \(seekTable)
            ```

            The same seal of a gzip archive stands between `1f 8b 08 04 00 00 00 00 00 ff 84 00 53 42 80 00` and
            `03 00 00 00 00 00 00 00 00 00`.

            Two lines of the manifest, of the first entry and its directory, and its list of units:

            ```
            \(manifestLine("data/XXX/site-control/SITECTRL.CT0"))
            \(manifestLine("data/XXX/site-control"))
            \(unitLines)
            ],
            ```

            To see the rest: `tar tvf mini.tar.zst` and `smsbackup show mini.tar.zst --manifest`.

            """
    }
}
