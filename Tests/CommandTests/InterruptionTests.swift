// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("Interruption")
struct InterruptionTests {
    /// A signal and the status it leads to.
    struct Signal: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int32

        var testDescription: String { name }
    }

    static let signals = [Signal(name: "INT", status: 130), Signal(name: "TERM", status: 143)]

    /// Waits until the capture has written something, so that it is in the middle of its work; the
    /// highest level makes that last for seconds.
    private static let script = #"""
        signal=$1; directory=$2; command=$3; shift 3
        "$command" "$@" > "$directory.log" 2>&1 &
        for attempt in $(seq 3000); do
            grep -q '^wchar: [0-9]\{5\}' /proc/$!/io 2>/dev/null && break
            sleep 0.02
        done
        kill -"$signal" $! && wait $!
        status=$?
        cat "$directory.log" >&2
        exit $status
        """#

    @Test(arguments: signals) func `a capture that is interrupted leaves nothing`(signal: Signal)
        throws
    {
        let directory = try TemporaryDirectory()
        let result = try interrupt(
            signal, in: directory, output: directory.file("out/new.tar.zst"))
        #expect(result.status == signal.status, "\(result.errors)")
        #expect(result.errors == "smsbackup: error: interrupted; nothing was left behind\n")
        let left = try StockTool.run("ls", ["-A", directory.file("out")])
        #expect(left.text == "")
    }

    /// Runs a long capture and sends it a signal.
    private func interrupt(
        _ signal: Signal, in directory: TemporaryDirectory, output: String
    ) throws -> StockTool.Result {
        try directory.makeDirectory("out")
        let capture =
            ["capture"] + (try Session.inputs) + ["--level", "19", "-j", "1", "-o", output]
        return try StockTool.shell(
            Self.script, [signal.name, directory.file("log"), BuiltCommand.path] + capture)
    }
}
