// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Every hostile archive, in both codecs, given to the command as root and as an ordinary user.
@Suite("Hostile archives, given to the command")
struct HostileCampaignTests {
    static let cases =
        HostileNames.cases + HostileLinks.cases + HostileNumbers.cases + HostileBombs.cases

    /// Seconds of processor time, debug build, that no archive may cost.
    static let mostSeconds = 30.0

    static let isFull = ProcessInfo.processInfo.environment["SMSBACKUP_CAMPAIGN"] == "full"

    @Test func `there are as many cases as the document says`() {
        #expect(Self.cases.count == Set(Self.cases.map(\.testDescription)).count)
        #expect(Self.cases.count == 151)
    }

    /// The short form gives the zstd archive to root and the gzip archive to an ordinary user; the
    /// full form gives both to both.
    @Test(arguments: cases) func `is refused or contained`(hostile: HostileCase) throws {
        for codec in Compression.Codec.allCases {
            let directory = try TemporaryDirectory()
            try directory.makeDirectory("outside")
            try directory.write([UInt8]("mine\n".utf8), to: "outside/victim")
            var forgery = Forgery()
            forgery.codec = codec
            hostile.tell(&forgery)
            try forgery.write(to: "a", in: directory.path)
            chmod(directory.path, 0o755)
            chmod(directory.file("a"), 0o644)
            let before = try TreeState(directory.path)
            let verified = try run(["verify", "-j", "2", "a"], directory, as: codec == .gzip)
            expect(verified, hostile.verify, "verify, \(codec)")
            for isOrdinary in [false, true] where Self.isFull || isOrdinary == (codec == .gzip) {
                mkdir(directory.file("out"), 0o777)
                chmod(directory.file("out"), 0o777)
                let restored = try run(
                    ["restore", "-j", "2", "a", "out"] + hostile.options, directory, as: isOrdinary)
                // An ordinary user cannot give files to root, and is told so.
                let outcome = HostileCase.Outcome(
                    statuses: hostile.restore.statuses.union(
                        isOrdinary && hostile.restore.statuses.contains(0) ? [3] : []),
                    message: hostile.restore.message)
                expect(restored, outcome, "restore, \(codec), ordinary: \(isOrdinary)")
                try expectContained(in: directory, hostile)
                try StockTool.shell("chmod -R u+rwX out; rm -rf out", in: directory.path)
                #expect(try Self.unchanged(TreeState(directory.path), before))
            }
            #expect(access("/dev/shm/smsbackup-evil", F_OK) != 0)
            guard Self.isFull else { continue }
            for words in [
                ["list", "-l", "a"], ["show", "a"], ["show", "--restore-guide", "a"],
                ["salvage", "a", "saved"],
            ] {
                _ = try run(words, directory, as: false)
            }
            // What it hands out is the file's own bytes, whatever they are.
            _ = try run(["cat", "a", "XXX/tree/bad"], directory, as: false, handsOutBytes: true)
            try StockTool.shell("chmod -R u+rwX saved; rm -rf saved", in: directory.path)
            #expect(try Self.unchanged(TreeState(directory.path), before))
        }
    }

    private func run(
        _ words: [String], _ directory: TemporaryDirectory, as isOrdinary: Bool,
        handsOutBytes: Bool = false
    ) throws -> MeasuredCommand {
        let prefix =
            isOrdinary && OrdinaryUser.isThere ? MeasuredCommand.asOrdinaryUser : []
        let line =
            "cd \"$0\"; umask 000; exec \"$@\"" + (handsOutBytes ? " >/dev/null" : "")
        let run = try MeasuredCommand(
            ["sh", "-c", line, directory.path] + prefix + [BuiltCommand.path] + words,
            in: directory.path)
        #expect(run.status < 128, "\(words) \(run.text.prefix(500))")
        #expect(run.seconds <= Self.mostSeconds, "\(words): \(run.seconds) s")
        // Nothing that acts on a terminal: no control character of seven bits or eight, no mark that
        // turns the direction of writing.
        let isQuiet = run.text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n"
                || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                    && !(0x202A...0x202E).contains(scalar.value))
        }
        #expect(isQuiet && String(validating: run.output, as: UTF8.self) != nil, "\(words)")
        return run
    }

    private func expect(
        _ run: MeasuredCommand, _ outcome: HostileCase.Outcome, _ what: String
    ) {
        #expect(
            outcome.statuses.contains(run.status), "\(what): \(run.status) \(run.text.prefix(800))")
        let alternatives = outcome.message.split(separator: " | ")
        #expect(
            alternatives.isEmpty || alternatives.contains { run.text.contains($0) },
            "\(what): \(run.text.prefix(800))")
    }

    /// Below the destination there are only files, directories and links that may be there, without
    /// rights that nobody asked for.
    private func expectContained(
        in directory: TemporaryDirectory, _ hostile: HostileCase
    ) throws {
        let allowed = hostile.allowed.union(["good"])
        if allowed.contains("d") {
            // Deeper than one system call reaches: only the way down begins here.
            let names = try StockTool.shell(
                "find out -maxdepth 3 -printf '%P\\n' | sort",
                in: directory.path)
            #expect(names.text == "\nXXX\nXXX/tree\nXXX/tree/d\nXXX/tree/good\n")
            return
        }
        for (name, node) in try TreeState(directory.file("out")).nodes {
            let kind = node.mode & UInt32(S_IFMT)
            #expect([S_IFREG, S_IFDIR, S_IFLNK].contains(mode_t(kind)), "\(name)")
            #expect(node.mode & 0o6000 == 0, "\(name)")
            // The mark of a restore that did not end is the program's own.
            if [".", "XXX", "XXX/tree", ".smsbackup-unfinished"].contains(name) { continue }
            let rest = name.hasPrefix("XXX/tree/") ? String(name.dropFirst(9)) : name
            let isAllowed =
                allowed.contains(rest)
                || allowed.contains { rest.hasPrefix($0 + "/") || $0.hasPrefix(rest + "/") }
            #expect(isAllowed, "\(name)")
        }
        let privileges = try StockTool.shell(
            "getfattr -R -h -P -d -m '^(security|trusted)' out 2>/dev/null | head -5",
            in: directory.path)
        #expect(privileges.text == "")
    }

    private static func unchanged(_ now: TreeState, _ before: TreeState) -> Bool {
        var (now, before) = (now, before)
        // The directory itself got and lost the destination.
        now.nodes["."] = nil
        before.nodes["."] = nil
        return now == before
    }
}
