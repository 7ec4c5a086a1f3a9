// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `restore --in-place` prints of each stage when it is behind it, and at the end.
struct InPlaceText {
    private let isShown: Bool

    init(isShown: Bool) {
        self.isShown = isShown
    }

    /// Prints a stage.
    func print(_ stage: InPlaceStage) {
        guard isShown else { return }
        StandardStream.output.line(Self.text(stage))
    }

    private static func text(_ stage: InPlaceStage) -> String {
        switch stage {
        case .verified: return "verified: the archive is intact (full)"
        case .hasRoom(let needed, let free):
            return
                "room: \(Quantity.bytes(needed.bytes)) and \(Quantity.count(Int(clamping: needed.inodes ?? 0), "file")) are needed, \(Quantity.bytes(free.bytes)) are free"
        case .written(let path):
            return "written: beside the target, into \(ScreenText.quoted(path))"
        case .readBack(let entries):
            return
                "read back: \(Quantity.count(entries, "entry", "entries")), all as the archive holds them"
        case .swapped(let isAtomic):
            return isAtomic
                ? "swapped: the new tree is in place, in one step"
                : "swapped: the new tree is in place, in two steps, because this file system cannot exchange two directories"
        }
    }

    /// Where the trees are, and how to take it back.
    static func lines(_ outcome: InPlaceOutcome) -> [String] {
        var lines: [String] = []
        if outcome.isFinishedEarlier {
            lines.append("an earlier run of this restore was ended; it is finished now")
        }
        if let quarantine = outcome.quarantine {
            lines.append("quarantine: \(ScreenText.quoted(quarantine))")
        }
        guard let old = outcome.oldTree else { return lines }
        lines.append("old tree: \(ScreenText.quoted(old))")
        lines.append("to undo: \(undoing(outcome, old))")
        return lines
    }

    /// The command that takes the new tree out again and puts the old one back.
    static func undoing(_ outcome: InPlaceOutcome, _ old: [UInt8]) -> String {
        let target = ShellText.quoted(outcome.target)
        return
            "mv -T -- \(target) \(ShellText.quoted(outcome.undoneName)) && mv -T -- \(ShellText.quoted(old)) \(target)"
    }
}
