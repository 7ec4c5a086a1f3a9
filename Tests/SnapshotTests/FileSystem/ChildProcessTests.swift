// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// One program runs at a time, so the tests of one do.
@Suite("Child process", .serialized)
struct ChildProcessTests {
    private func run(
        _ arguments: [String], limit: Duration = .seconds(30),
        variables: [(name: String, value: [UInt8])] = [], in directory: String = "/",
        isInterrupted: () -> Bool = { false }
    ) throws -> ChildProcess.Outcome {
        try ChildProcess(
            arguments.map { [UInt8]($0.utf8) }, variables: variables, in: [UInt8](directory.utf8),
            timeLimit: limit
        ).run(isInterrupted: isInterrupted)
    }

    private func shell(
        _ line: String, limit: Duration = .seconds(30),
        variables: [(name: String, value: [UInt8])] = [], in directory: String = "/",
        isInterrupted: () -> Bool = { false }
    ) throws -> ChildProcess.Outcome {
        try run(
            ["sh", "-c", line], limit: limit, variables: variables, in: directory,
            isInterrupted: isInterrupted)
    }

    private func text(_ outcome: ChildProcess.Outcome) -> String {
        String(decoding: outcome.output, as: UTF8.self)
    }

    @Test func `says how it ended and what it printed, to both streams`() throws {
        let outcome = try shell("echo one; echo two >&2; exit 7")
        #expect(outcome.ending == .exited(7))
        #expect(text(outcome) == "one\ntwo\n")
        #expect(outcome.bytesDropped == 0)
        #expect(try shell("exit 0").ending == .exited(0))
        #expect(try shell("kill -9 $$").ending == .killed(9))
    }

    @Test func `arguments are bytes and meet no shell`() throws {
        let odd: [[UInt8]] = [
            Array("printf".utf8), Array("[%s]".utf8), Array("$HOME *".utf8), [0xFF], [],
        ]
        let outcome = try ChildProcess(odd, variables: [], in: [0x2F], timeLimit: .seconds(30))
            .run()
        #expect(outcome.output == Array("[$HOME *][".utf8) + [0xFF] + Array("][]".utf8))
    }

    @Test func `variables are added and replace those that are there`() throws {
        setenv("SMSBACKUP_TEST_A", "old", 1)
        setenv("SMSBACKUP_TEST_AB", "kept", 1)
        defer {
            unsetenv("SMSBACKUP_TEST_A")
            unsetenv("SMSBACKUP_TEST_AB")
        }
        let outcome = try shell(
            "env | grep ^SMSBACKUP_TEST_ | sort",
            variables: [
                ("SMSBACKUP_TEST_A", Array("new".utf8)), ("SMSBACKUP_TEST_C", []),
            ])
        #expect(
            text(outcome) == "SMSBACKUP_TEST_A=new\nSMSBACKUP_TEST_AB=kept\nSMSBACKUP_TEST_C=\n")
    }

    @Test func `runs in its directory, with nothing to read and nothing else open`() throws {
        let directory = try TemporaryDirectory()
        #expect(text(try shell("pwd", in: directory.path)) == directory.path + "\n")
        #expect(text(try shell("cat; readlink /proc/self/fd/0")) == "/dev/null\n")
        let open = Glibc.open("/dev/null", O_RDONLY)  // without O_CLOEXEC
        defer { close(open) }
        #expect(text(try shell("ls /proc/$$/fd; exit 0")) == "0\n1\n2\n")
    }

    @Test func `has every signal at its default, and none blocked`() throws {
        signal(SIGPIPE, SIG_IGN)
        let status = try run(["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"])
        // Signals 32 and 33 are glibc's own; its posix_spawn(3) ignores them.
        #expect(
            text(status).replacing("180000000", with: "000000000")
                == "SigBlk:\t\(none)\nSigIgn:\t\(none)\n")
    }

    private let none = String(repeating: "0", count: 16)

    @Test func `keeps the end of much output and counts the rest`() throws {
        let outcome = try shell("yes 0123456 | head -c 8000000; printf end")
        #expect(outcome.ending == .exited(0))
        #expect(outcome.output.count == ChildProcess.outputLimit)
        #expect(outcome.bytesDropped == 8_000_003 - UInt64(ChildProcess.outputLimit))
        #expect(text(outcome).hasSuffix("0123456\nend"))
    }

    @Test func `one that runs too long is ended with all that it started`() throws {
        let directory = try TemporaryDirectory()
        let outcome = try shell(
            "sleep 300 & echo $! > pid; echo started; wait", limit: .seconds(3),
            in: directory.path)
        #expect(outcome.ending == .timedOut)
        #expect(text(outcome) == "started\n")
        #expect(try isGone(directory.file("pid")))
    }

    @Test func `one that does not want to end is ended all the same`() throws {
        let directory = try TemporaryDirectory()
        let outcome = try shell(
            "trap '' TERM; echo $$ > pid; while :; do sleep 0.1; done", limit: .seconds(3),
            in: directory.path)
        #expect(outcome.ending == .timedOut)
        #expect(try isGone(directory.file("pid")))
    }

    @Test func `an interruption ends the whole group`() throws {
        let directory = try TemporaryDirectory()
        let pid = directory.file("pid")
        let outcome = try shell(
            "sleep 300 & echo $! > pid.new; mv pid.new pid; wait", in: directory.path
        ) {
            FileManager.default.fileExists(atPath: pid)
        }
        #expect(outcome.ending == .interrupted)
        #expect(try isGone(pid))
    }

    @Test func `what it leaves running is not waited for and lives on`() throws {
        let directory = try TemporaryDirectory()
        let outcome = try shell("sleep 300 & echo $! > pid", in: directory.path)
        #expect(outcome.ending == .exited(0))
        let pid = try process(directory.file("pid"))
        #expect(kill(pid, 0) == 0)
        kill(pid, SIGKILL)
    }

    @Test func `a program that cannot be started is an error`() throws {
        #expect(throws: SystemCallError.self) { try run(["/nowhere/at/all"]) }
        #expect(throws: SystemCallError.self) { try run(["no-such-program-anywhere"]) }
        #expect(throws: SystemCallError.self) { try run(["true"], in: "/nowhere") }
        #expect(throws: SystemCallError.self) { try run([]) }
    }

    private func process(_ file: String) throws -> pid_t {
        let text = String(decoding: try bytes(of: file), as: UTF8.self)
        return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// Whether a process is gone, or only waits for its parent to notice.
    private func isGone(_ file: String) throws -> Bool {
        let path = "/proc/\(try process(file))/stat"
        for _ in 0..<200 {
            guard let stat = try? bytes(of: path) else { return true }
            if String(decoding: stat, as: UTF8.self).contains(") Z ") { return true }
            usleep(10_000)
        }
        return false
    }
}
