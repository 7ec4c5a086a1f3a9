// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// The line of a monitoring plugin: a word, a sentence, and performance data
/// (monitoring-plugins.org, "Monitoring Plugins Development Guidelines").
struct NagiosLine {
    /// A number that is drawn over time.
    struct Measure {
        let label: String
        let value: Int64
        var unit = ""
        /// Above this the plugin warns.
        var warning: Int64?
        /// Above this something is wrong.
        var critical: Int64?

        fileprivate var text: String {
            let name = label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
            let limits = [warning, critical].map { $0.map { String($0) } ?? "" }
            return "'\(String(name))'=\(value)\(unit);\(limits[0]);\(limits[1]);"
        }
    }

    private let status: ExitStatus
    private let sentence: String
    private let measures: [Measure]

    init(_ status: ExitStatus, _ sentence: String, _ measures: [Measure]) {
        self.status = status
        self.sentence = sentence
        self.measures = measures
    }

    /// Prints the line.
    func print() {
        let word: String =
            switch status {
            case .done: "OK"
            case .warnings: "WARNING"
            case .findings: "CRITICAL"
            default: "UNKNOWN"
            }
        // A bar begins the performance data, and the line is one line.
        let text = ScreenText.escaped(sentence.utf8).replacing("\\\"", with: "\"")
            .replacing("|", with: "\\x7c")
        let data = measures.isEmpty ? "" : " | " + measures.map(\.text).joined(separator: " ")
        StandardStream.output.line("SMSBACKUP \(word): \(text)\(data)")
    }

    /// The status of a plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
    static func exit(_ status: ExitStatus) -> ExitStatus {
        // The numbers 1 and 3 mean other things to a plugin than to everything else here.
        switch status {
        case .done, .findings: status
        case .warnings: .failed
        default: .warnings
        }
    }
}
