// SPDX-License-Identifier: Apache-2.0

import Snapshot
import Synchronization

/// One line on a terminal that says how far an operation is, at what rate, and how long it will
/// take.
///
/// Silent where standard error is no terminal: a log file has no use for it.
final class ProgressLine: Sendable {
    private let verb: String
    private let isShown: Bool
    private let start = ContinuousClock.now
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

    /// `verb`: what is going on, for example `captured`.
    init(_ verb: String, isShown: Bool) {
        self.verb = verb
        self.isShown = isShown && StandardStream.error.isTerminal
    }

    /// Shows the state, at most ten times a second.
    func show(done: UInt64, total: UInt64) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let isDue = lastShown.withLock { last in
            if let last, now - last < .milliseconds(100) { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let seconds = (now - start) / .seconds(1)
        let rate = seconds > 0 ? Double(done) / seconds : 0
        var text =
            "\(verb) \(Quantity.bytes(done)) of \(Quantity.bytes(total)), \(Quantity.bytes(UInt64(rate)))/s"
        // An archive may promise any number of bytes; nobody waits for thirty years.
        if rate > 0, total > done, case let left = Double(total - done) / rate, left < 1e9 {
            text += ", \(Int(left) + 1) s left"
        }
        StandardStream.error.write([UInt8]("\r\u{1B}[K\(text)".utf8))
    }

    /// Removes the line.
    func finish() {
        if isShown { StandardStream.error.write([UInt8]("\r\u{1B}[K".utf8)) }
    }
}
