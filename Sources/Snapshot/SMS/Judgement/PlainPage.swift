// SPDX-License-Identifier: Apache-2.0

/// A page of plain text of at most 80 columns, for a person with nothing but a screen or a printer.
struct PlainPage {
    /// Columns of the page.
    static let width = 80

    private(set) var lines: [String] = []

    /// The page; nothing that looks like an encrypted field is in it.
    var text: String { lines.joined(separator: "\n") + "\n" }

    /// An empty line, unless the last is one.
    mutating func blank() {
        if lines.last.map({ !$0.isEmpty }) ?? false { lines.append("") }
    }

    /// A line in capitals with an empty line around it.
    mutating func heading(_ text: String) {
        blank()
        add(text, first: "", rest: "")
        blank()
    }

    /// Sentences, and an empty line behind them.
    mutating func paragraph(_ text: String) {
        add(text, first: "", rest: "")
        blank()
    }

    /// A mark and what belongs to it, for example the number of a step and the step.
    mutating func item(_ mark: String, _ text: String) {
        let column = max(4, mark.count + 1)
        // A long mark would leave no room beside it.
        guard column <= 20 else {
            add(mark, first: "  ", rest: "  ")
            return add(text, first: "      ", rest: "      ")
        }
        let first = "  " + mark + String(repeating: " ", count: column - mark.count)
        add(text, first: first, rest: String(repeating: " ", count: column + 2))
    }

    /// A word and what it stands for, in two columns.
    mutating func row(_ label: String, _ value: String) {
        let first = "  " + label + String(repeating: " ", count: max(1, 12 - label.count))
        add(value, first: first, rest: String(repeating: " ", count: 14))
    }

    /// Something to be typed, which stays on its own line as long as it fits.
    mutating func command(_ text: String) {
        add(text, first: "          ", rest: "            ")
    }

    /// Breaks at blanks; a word that is longer than the line is cut.
    private mutating func add(_ text: String, first: String, rest: String) {
        var line = first
        var isFresh = true
        // Before it is cut: half a secret would be too short to be recognised as one.
        for word in JudgementText.redacted(text).split(separator: " ") {
            var word = word
            if !isFresh, line.count + 1 + word.count > Self.width {
                lines.append(line)
                (line, isFresh) = (rest, true)
            }
            while line.count + word.count + (isFresh ? 0 : 1) > Self.width {
                let room = max(1, Self.width - line.count)
                lines.append(line + word.prefix(room))
                word = word.dropFirst(room)
                line = rest
            }
            line += (isFresh ? "" : " ") + word
            isFresh = false
        }
        lines.append(line)
    }
}
