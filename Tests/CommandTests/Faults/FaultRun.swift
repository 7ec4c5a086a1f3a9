// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// One run of an operation in a directory of its own, and what must be true after it.
final class FaultRun {
    /// What the run met.
    enum Cause {
        /// Nothing, or what the command has to make good: the result is the same.
        case madeGood
        /// A call failed for a reason that must be named, unless the result is the same.
        case error(String, call: String)
        /// The command was killed.
        case kill
    }

    /// What came of it.
    enum Outcome: Int, CaseIterable {
        /// The same as without a fault.
        case same
        /// Status 1.
        case refused
        /// Status 2 or 3: something is not there, or a warning.
        case reported
        /// Ended by the signal.
        case killed
    }

    /// What a run without a fault gives: status, output and what it made.
    struct Baseline: Sendable {
        let status: Int32
        let text: String
        let made: [String: TreeState.Node]
    }

    let scene: FaultScene
    let operation: FaultOperation
    let directory: TemporaryDirectory
    private let before: [String: TreeState.Node]

    init(_ scene: FaultScene, _ operation: FaultOperation) throws {
        self.scene = scene
        self.operation = operation
        directory = try TemporaryDirectory()
        try directory.makeDirectory("tmp")
        try directory.makeDirectory("out")
        if let template = operation.template {
            let copied = try StockTool.run(
                "cp", ["-a", scene.directory.file(template) + "/.", directory.file("out")])
            try #require(copied.status == 0, "\(copied.errors)")
        }
        before = try Self.made(operation, in: directory)
    }

    /// Runs the command; one that does not end within a minute ends with 124.
    ///
    /// - `fault`: as `Tests/FaultInjection` takes it.
    /// - `variables`: for the command alone, `NAME=VALUE`.
    /// - `limit`: of the time, as timeout(1) takes it.
    /// - `wrapper`: a program with arguments that runs what follows.
    func run(
        _ fault: String? = nil, variables: [String] = [], wrapper: [String] = [],
        limit: [String] = ["-k", "5", "60"], arguments: [String]? = nil
    ) throws -> StockTool.Result {
        let faults = [fault, operation.standingFault].compactMap { $0 }.joined(separator: ",")
        let command =
            wrapper + ["timeout"] + limit + [
                "env", "TMPDIR=\(directory.file("tmp"))",
                "SOURCE_DATE_EPOCH=\(BuiltCommand.evening)", "SWIFT_BACKTRACE=enable=no",
            ] + FaultInjection.variables(faults) + variables + [BuiltCommand.path]
            + (arguments ?? operation.arguments(scene, in: directory.path))
        guard operation == .captureToPipe, arguments == nil else {
            return try StockTool.run(command[0], [String](command.dropFirst()))
        }
        return try StockTool.shell(
            #"output=$1; shift; "$@" | cat > "$output""#,
            [directory.file("out/a.tar.zst")] + command)
    }

    /// What it gives when nothing fails.
    static func baseline(_ scene: FaultScene, _ operation: FaultOperation) throws -> Baseline {
        let run = try FaultRun(scene, operation)
        let result = try run.run()
        return Baseline(
            status: result.status, text: run.neutral(result.text),
            made: try made(operation, in: run.directory))
    }

    /// What is in `out`: attributes too, but no times that are those of the run.
    static func made(
        _ operation: FaultOperation, in directory: TemporaryDirectory
    ) throws -> [String: TreeState.Node] {
        var nodes = try TreeState(directory.file("out")).nodes
        nodes["."] = nil
        for (path, node) in nodes {
            let isDirectory = node.mode & S_IFMT == S_IFDIR
            let isOfTheRun =
                operation.isCapture || !path.contains("/")
                || isDirectory && [.restoreOver, .salvage].contains(operation)
            if isOfTheRun {
                nodes[path]?.seconds = 0
                nodes[path]?.nanoseconds = 0
            }
        }
        return nodes
    }

    /// Text without the directory of the run and without how long it took.
    private func neutral(_ text: String) -> String {
        text.replacing(directory.path, with: "RUN").replacing(
            /, in [0-9.]+ s|in [0-9.]+ s/, with: "")
    }

    /// What came of a run, and every promise that it broke.
    func judge(
        _ result: StockTool.Result, _ cause: Cause, _ baseline: Baseline
    ) throws -> (outcome: Outcome, problems: [String]) {
        var problems: [String] = []
        let made = try Self.made(operation, in: directory)
        let isSame =
            result.status == baseline.status && made == baseline.made
            && (operation == .captureToPipe || neutral(result.text) == baseline.text)
        switch cause {
        case .madeGood:
            if !isSame {
                let paths = Set(made.keys).union(baseline.made.keys)
                    .filter { made[$0] != baseline.made[$0] }.sorted().prefix(5)
                problems.append("another result, status \(result.status): \(paths)")
            }
        case .error(let reason, let call):
            problems += complaints(result, reason, call, isSame: isSame)
        case .kill:
            if result.status != 137, !isSame { problems.append("status \(result.status)") }
        }
        problems += try harm(made, result.status, cause, baseline)
        if operation.isRestore, !isSame { problems += try rerun(baseline) }
        let said = "\(result.text.suffix(600))\(result.errors.suffix(600))"
        let outcome: Outcome =
            isSame
            ? .same : result.status == 1 ? .refused : result.status == 137 ? .killed : .reported
        return (outcome, problems.map { "\($0): \(said)" })
    }

    /// Whether the command says what happened, with a status for it.
    private func complaints(
        _ result: StockTool.Result, _ reason: String, _ call: String, isSame: Bool
    ) -> [String] {
        if isSame {
            return operation.isJudgement && !FaultCase.harmless.contains(call)
                ? ["passed with status \(result.status) although \(call) failed"] : []
        }
        var problems: [String] = []
        if ![1, 2, 3].contains(result.status) { problems.append("status \(result.status)") }
        if result.status != 1, operation.isJudgement { problems.append("no error") }
        if result.status == 2, operation.isCapture { problems.append("a finding") }
        let said = result.errors + (operation == .captureToPipe ? "" : result.text)
        let lines = said.split(separator: "\n").filter { $0.contains(reason) }
        // The text is folded to the width of a screen.
        let isNamed = !lines.isEmpty || said.replacing(/\n */, with: " ").contains(reason)
        if !isNamed { problems.append("\"\(reason)\" is not named") }
        let places =
            [directory.path, scene.site, scene.archive, scene.remains, "standard output"]
            + ["the result", "threads"] + scene.siteState.nodes.keys.filter { $0 != "." }
        if isNamed, !places.contains(where: { said.contains($0) }) {
            problems.append("no path is named")
        }
        return problems
    }

    /// Whether anything of the user's was touched, or anything is there that should not be.
    private func harm(
        _ made: [String: TreeState.Node], _ status: Int32, _ cause: Cause, _ baseline: Baseline
    ) throws -> [String] {
        var problems: [String] = []
        if try TreeState(scene.site) != scene.siteState { problems.append("the site changed") }
        if try directory.names() != ["out", "tmp"] { problems.append("something beside") }
        if try !directory.names(in: "tmp").isEmpty { problems.append("a temporary file is left") }
        func content(_ node: TreeState.Node?) -> [UInt8]? {
            node.map { [UInt8($0.mode >> 12)] + $0.content }
        }
        var isRemoving = false
        if case .error(_, "unlinkat") = cause { isRemoving = true }
        var isKilled = false
        if case .kill = cause { isKilled = true }
        for path in before.keys where made[path] == nil { problems.append("\(path) is lost") }
        for (path, node) in made {
            let known = [content(baseline.made[path]), content(before[path])]
            if known.contains(content(node)) { continue }
            if operation.isCapture {
                problems += try wrongArchive(path, status, isKilled)
            } else if operation == .restore, path == "dest/.smsbackup-unfinished" {
                // Says that the restore did not end; the next run takes it away.
                continue
            } else if baseline.made[path] == nil && before[path] == nil {
                if !isRemoving && !isKilled { problems.append("\(path) is left") }
            } else if !(isKilled && before[path] == nil) {
                // A file that was not there may be cut short by a kill; the next run knows.
                problems.append("\(path) has wrong bytes")
            }
        }
        return problems
    }

    /// An archive that is another one than without the fault must still be whole, and a stream that
    /// was cut must not pass.
    private func wrongArchive(
        _ path: String, _ status: Int32, _ isKilled: Bool
    ) throws -> [String] {
        if isKilled, operation == .captureNamed, path.hasPrefix(".a.tar.zst.partial-") { return [] }
        guard path == "a.tar.zst" else { return ["\(path) is left"] }
        let archive = directory.file("out/a.tar.zst")
        let verified = try BuiltCommand.run(["verify", "--level", "full", archive]).status
        // Whole, but no whole site: 3.
        let isWhole = verified == 3
        if operation == .captureToPipe, status == 1 || isKilled {
            return isWhole ? ["the stream of a capture that failed is taken for whole"] : []
        }
        return isWhole ? [] : ["the archive is not whole: \(verified)"]
    }

    /// Whether the same run once more, without a fault, completes the tree.
    private func rerun(_ baseline: Baseline) throws -> [String] {
        let mark = "out/dest/.smsbackup-unfinished"
        let goesOn = FileManager.default.fileExists(atPath: directory.file(mark))
        let result = try run()
        guard result.status == 0 else {
            return ["a second run ends with \(result.status): \(result.errors)"]
        }
        let made = try Self.made(operation, in: directory)
        let paths = Set(made.keys).union(baseline.made.keys).filter {
            // A tree that is not marked as unfinished keeps the attributes of what is right in it.
            operation == .restore && goesOn
                ? made[$0] != baseline.made[$0]
                : made[$0]?.content != baseline.made[$0]?.content
        }
        return paths.isEmpty ? [] : ["a second run leaves \(paths.sorted()) wrong"]
    }
}
