// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot
import SnapshotTestSupport
import Synchronization
import Testing

/// The same bits, flipped one at a time in what different tools made of one tree: which of them say
/// so when they check it, and what comes out where they do not.
///
/// With `SMSBACKUP_CAMPAIGN=full` 2,000 bits, restic and borg too, where they are there, and the
/// table goes into `docs/TESTING.md`. `SMSBACKUP_MINUTES` is the time that each tool then gets.
@Suite("Campaign: the same flips under other tools")
struct SideBySideTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isFull = environment["SMSBACKUP_CAMPAIGN"] == "full"
    private static let seed = environment["SMSBACKUP_SEED"].flatMap { UInt64($0) } ?? 1996
    private static let minutes = environment["SMSBACKUP_MINUTES"].flatMap { Int($0) } ?? 30

    @Test(
        .enabled(if: ["zstd", "tar", "bsdtar"].allSatisfy(StockTool.isThere)),
        .timeLimit(.minutes(isFull ? 600 : 10)))
    func `verify misses no flip, whatever other tools miss`() throws {
        let contenders = Contender.all.filter { contender in
            Self.isFull ? contender.isInstalled : contender.isShort
        }
        let tallies = Mutex<[Int: Result<Tally, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: contenders.count) { turn in
            // The last of them take longest.
            let index = contenders.count - 1 - turn
            let tally = Result {
                try Trial(contenders[index]).run(
                    Self.isFull ? 2_000 : 50, Self.seed, minutes: Self.minutes)
            }
            tallies.withLock { $0[index] = tally }
        }
        var table = ""
        for (index, contender) in contenders.enumerated() {
            let tally = try #require(tallies.withLock { $0[index] }).get()
            #expect(tally.tried > 0, "\(contender.name)")
            #expect(tally.tried == tally.missed + tally.found)
            if contender.isOurs {
                #expect(tally.missed == 0, "\(tally.examples), seed \(Self.seed)")
                #expect(tally.tried >= (Self.isFull ? 500 : 50))
            }
            table += tally.row(contender.name)
        }
        print("side by side: SMSBACKUP_SEED=\(Self.seed)\n\(table)")
        if Self.isFull { try Self.record(table) }
    }

    /// Writes the rows between the two marks in the page.
    private static func record(_ rows: String) throws {
        let path = StockTool.repository + "/docs/TESTING.md"
        let page = String(decoding: try bytes(of: path), as: UTF8.self)
        let start = try #require(page.range(of: "<!-- side by side -->\n"))
        let stop = try #require(page.range(of: "<!-- end of side by side -->"))
        let head = """

            | Made by, checked by | Bytes | Flips | Found | Missed | of these, the files come out right | wrong or not at all |
            |---|---|---|---|---|---|---|

            """
        let text = page[..<start.upperBound] + head + rows + "\n" + page[stop.lowerBound...]
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}

/// What came of the flips of one tool.
private struct Tally: Sendable {
    var bytes = 0
    var tried = 0
    var found = 0
    var missed = 0
    var right = 0
    /// Flips that were missed, for the message of a test.
    var examples: [String] = []

    func row(_ name: String) -> String {
        "| \(name) | \(bytes) | \(tried) | \(found) | \(missed) | \(right) | \(missed - right) |\n"
    }
}

/// A tool: how it stores a tree (`$1`) in a directory (`$2`), how it checks that directory (`$1`), and
/// how it brings the tree back from it (`$1`) below another (`$2/tree`).
private struct Contender: Sendable {
    let name: String
    let program: String
    let make: String
    let check: String
    let extract: String
    var isOurs: Bool { program == "smsbackup" }
    /// Whether it is tried in every run of the tests: `Scripts/setup` installs it, and it is fast.
    var isShort: Bool { !["restic", "borg"].contains(program) && !name.contains("quick") }
    /// Asked without the demand that all tools be there: restic and borg are no tools of the tests.
    var isInstalled: Bool {
        isOurs || (try? StockTool.shell("command -v \"$1\"", [program]).status == 0) == true
    }

    private static let ours = "'\(BuiltCommand.path)'"
    private static let capture =
        "\(ours) capture -q \"$1\" --allow-missing $MISSING -o \"$2/a\" --codec"
    private static let restore =
        "\(ours) restore -q \"$1/a\" \"$2/x\" && mv \"$2\"/x/*/tree \"$2/tree\""
    private static let restic = "restic -q --no-cache --no-lock -r"

    static let all =
        ["zstd", "gzip"].flatMap { codec in
            ["quick", "full"].map { level in
                Contender(
                    name: "`smsbackup` (\(codec)), `smsbackup verify --level \(level)`",
                    program: "smsbackup", make: "\(capture) \(codec)",
                    check: "\(ours) verify -q --level \(level) \"$1/a\"", extract: restore)
            }
        } + [
            Contender(
                name: "`tar` and `zstd`, `zstd -t` and `tar -t`", program: "zstd",
                make: #"tar -C "$1" -cf - . | zstd -q -o "$2/a""#,
                check: #"zstd -q -t "$1/a" && tar --zstd -tf "$1/a""#,
                extract: #"mkdir "$2/tree" && tar --zstd -C "$2/tree" -xf "$1/a""#),
            Contender(
                name: "`tar` and `gzip`, `gzip -t` and `tar -t`", program: "tar",
                make: #"tar -C "$1" -czf "$2/a" ."#,
                check: #"gzip -t < "$1/a" && tar -tzf "$1/a""#,
                extract: #"mkdir "$2/tree" && tar -C "$2/tree" -xzf "$1/a""#),
            Contender(
                name: "`bsdtar --zstd`, `bsdtar -t`", program: "bsdtar",
                make: #"bsdtar --zstd -C "$1" -cf "$2/a" ."#, check: #"bsdtar -tf "$1/a""#,
                extract: #"mkdir "$2/tree" && bsdtar -C "$2/tree" -xf "$1/a""#),
            Contender(
                name: "`bsdtar -z`, `bsdtar -t`", program: "bsdtar",
                make: #"bsdtar -z -C "$1" -cf "$2/a" ."#, check: #"bsdtar -tf "$1/a""#,
                extract: #"mkdir "$2/tree" && bsdtar -C "$2/tree" -xf "$1/a""#),
            Contender(
                name: "`restic`, `restic check --read-data`", program: "restic",
                make:
                    "restic -q --no-cache -r \"$2\" init && cd \"$1\" && restic -q --no-cache -r \"$2\" backup .",
                check: "\(restic) \"$1\" check --read-data",
                extract: "\(restic) \"$1\" restore latest --target \"$2/tree\""),
            Contender(
                name: "`borg`, `borg check --verify-data`", program: "borg",
                make: #"borg init -e none "$2" && cd "$1" && borg create "$2::a" ."#,
                check: #"borg check --verify-data "$1""#,
                extract: #"mkdir "$2/tree" && cd "$2/tree" && borg extract "$1::a""#),
        ]
}

/// One tool's store of the tree, flipped and made whole again for each flip.
private struct Trial {
    private let contender: Contender
    private let directory: TemporaryDirectory
    private let tree: String
    /// The files of the store, with their bytes.
    private let files: [(path: String, bytes: [UInt8])]
    /// What the check gives of the good store: 3 of `smsbackup` is good with warnings.
    private let goodStatus: Int32

    init(_ contender: Contender) throws {
        self.contender = contender
        directory = try TemporaryDirectory()
        tree = try ArchivedSite.plain.get().site.path("B01/SMS")
        for name in ["store", "good", "home"] { try directory.makeDirectory(name) }
        let made = try Self.shell(contender.make, [tree, directory.file("store")], directory)
        try #require(made.status == 0 || made.status == 3, "\(contender.name): \(made.errors)")
        let list = try StockTool.shell("find . -type f | sort", in: directory.file("store"))
        let store = directory.file("store")
        files = try list.text.split(separator: "\n").map { name in
            let path = "\(store)/\(name)"
            return (path, try bytes(of: path))
        }
        try StockTool.run("cp", ["-a", store, directory.file("whole")])
        goodStatus = try Self.shell(contender.check, [store], directory).status
        try #require(goodStatus == 0 || goodStatus == 3, "\(contender.name): \(goodStatus)")
        try #require(try isRight(), "\(contender.name) does not give the tree back")
    }

    private static func shell(
        _ line: String, _ arguments: [String], _ directory: TemporaryDirectory
    ) throws -> StockTool.Result {
        try StockTool.run(
            "timeout", ["60", "bash", "-o", "pipefail", "-c", line, "bash"] + arguments,
            environment: [
                "HOME": directory.file("home"), "RESTIC_PASSWORD": "x",
                "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
                "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes", "SWIFT_BACKTRACE": "enable=no",
                "SOURCE_DATE_EPOCH": BuiltCommand.evening,
                "MISSING": ComponentKind.allCases.map(\.rawValue).joined(separator: " "),
            ])
    }

    /// Whether all files come out of the store as they went in.
    private func isRight() throws -> Bool {
        try directory.makeDirectory("out")
        defer { _ = try? StockTool.run("rm", ["-rf", directory.file("out")]) }
        let out = try Self.shell(
            contender.extract, [directory.file("store"), directory.file("out")], directory)
        guard out.status == 0 || out.status == 3 else { return false }
        return try StockTool.run("diff", ["-rq", tree, directory.file("out/tree")]).status == 0
    }

    func run(_ count: Int, _ seed: UInt64, minutes: Int) throws -> Tally {
        let end = ContinuousClock.now + .seconds(minutes * 60)
        var numbers = SeededNumbers(seed: seed)
        var tally = Tally()
        tally.bytes = files.reduce(0) { $0 + $1.bytes.count }
        for _ in 0..<count {
            // The same share of the whole for every tool.
            let share = Double.random(in: 0..<1, using: &numbers)
            guard ContinuousClock.now < end else { break }
            var bit = min(Int(share * Double(tally.bytes * 8)), tally.bytes * 8 - 1)
            guard
                let file = files.first(where: { file in
                    defer { bit -= file.bytes.count * 8 }
                    return bit < file.bytes.count * 8
                })
            else { continue }
            bit += file.bytes.count * 8
            try Data(Damage.flippedBit(bit).applied(to: file.bytes)).write(
                to: URL(fileURLWithPath: file.path))
            tally.tried += 1
            let check = try Self.shell(contender.check, [directory.file("store")], directory)
            if check.status != goodStatus {
                tally.found += 1
            } else {
                tally.missed += 1
                tally.examples.append("\(file.path): bit \(bit)")
                if try isRight() { tally.right += 1 }
            }
            // A check may write too, so everything is put back.
            try StockTool.run("rm", ["-rf", directory.file("store")])
            try StockTool.run("cp", ["-a", directory.file("whole"), directory.file("store")])
        }
        return tally
    }
}
