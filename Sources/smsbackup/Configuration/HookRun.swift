// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What became of a hook that was run, or could not be.
struct HookRun {
    /// The hook.
    let hook: Hook
    /// When it was run.
    let phase: Hook.Phase
    /// What is wrong with it, for a person; `nil` when it did its work.
    let complaint: String?
    /// Whether it was ended because this process was asked to stop.
    let isInterrupted: Bool
    /// The end of what it printed.
    let output: [UInt8]
    /// How many bytes it printed before that.
    let bytesDropped: UInt64

    /// Whether the capture fails by it: an optional hook may fail, but what was interrupted is over.
    var isFatal: Bool { isInterrupted || (complaint != nil && !hook.isOptional) }

    /// Runs a hook in `directory` with these variables and the environment of this process.
    init(
        _ hook: Hook, _ phase: Hook.Phase, variables: [(name: String, value: [UInt8])],
        in directory: [UInt8], isInterrupted: () -> Bool
    ) {
        self.hook = hook
        self.phase = phase
        let process = ChildProcess(
            hook.arguments.map { [UInt8]($0.utf8) }, variables: variables, in: directory,
            timeLimit: hook.timeLimit)
        do {
            let outcome = try process.run(isInterrupted: isInterrupted)
            complaint = Self.complaint(outcome.ending, hook)
            self.isInterrupted = outcome.ending == .interrupted
            output = outcome.output
            bytesDropped = outcome.bytesDropped
        } catch {
            complaint = "could not be started: \(error)"
            self.isInterrupted = false
            output = []
            bytesDropped = 0
        }
    }

    private static func complaint(_ ending: ChildProcess.Ending, _ hook: Hook) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(let status): "ended with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut:
            "did not end within \(hook.timeLimit.components.seconds) s and was ended, with what it had started"
        case .interrupted: "was interrupted and ended, with what it had started"
        }
    }

    /// What is wrong, in one sentence; for a hook that did its work, that it did.
    var sentence: String {
        let command = ScreenText.quoted(hook.arguments.joined(separator: " "))
        return "the \(phase.rawValue) hook \(command) \(complaint ?? "did its work")"
    }

    /// The last lines of what it printed, safe for a screen.
    var lastLines: [String] {
        let lines = output.split(separator: UInt8(ascii: "\n")).suffix(Self.shownLines)
        return lines.map { ScreenText.escaped($0.suffix(Self.shownBytes)) }
    }

    private static let shownLines = 10
    private static let shownBytes = 200
}
