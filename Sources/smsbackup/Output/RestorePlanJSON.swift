// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Snapshot

/// The document of `restore --dry-run --json`: that of `restore` with the list `actions` in it,
/// printed while it is made, because a plan can have a million entries.
struct RestorePlanJSON {
    private struct Action: Encodable {
        let action: String
        let path: JSONPath
        let reason: String?
        let bytes: UInt64
        let directory: Bool?
        let quarantined: Bool?

        init(_ entry: PlannedEntry) {
            action = entry.decision.action.rawValue
            path = JSONPath(entry.path.bytes)
            reason = entry.decision.reason
            bytes = entry.bytes
            directory = entry.isDirectory ? true : nil
            quarantined = entry.isQuarantined ? true : nil
        }
    }

    /// How every document of `restore` begins; `actions` is the first of the sorted keys below it.
    private static let beginning = "{\n  \"command\" : \"restore\",\n  \"report\" : {\n"
    private let encoder = JSONEncoder()
    private var text: [UInt8] = []
    private var isFirst = true
    /// What encoding an entry threw; told at the end.
    private var failure: (any Error)?

    init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// Adds an entry.
    mutating func append(_ entry: PlannedEntry) {
        text += (isFirst ? Self.beginning + "    \"actions\" : [\n" : ",\n").utf8
        isFirst = false
        text += "      ".utf8
        do {
            text += try encoder.encode(Action(entry))
        } catch {
            failure = error
        }
        guard text.count > 1 << 16 else { return }
        StandardStream.output.write(text)
        text = []
    }

    /// Prints the rest of the document.
    mutating func finish(_ report: JSONReport<RestoreJSON>) throws {
        if let failure { throw failure }
        let rest = try report.encoded()
        let beginning = [UInt8](Self.beginning.utf8)
        precondition(rest.starts(with: beginning), "the keys of a report are sorted")
        text += isFirst ? beginning + [UInt8]("    \"actions\" : [ ],\n".utf8) : []
        if !isFirst { text += "\n    ],\n".utf8 }
        text += rest.dropFirst(beginning.count)
        StandardStream.output.write(text)
        text = []
    }
}
