// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Snapshot

/// A line of `--format jsonl`: one object, printed when it happens; described in docs/JSON.md.
struct JSONEvent<Content: Encodable>: Encodable {
    private let version = 1
    private let command, event: String
    private let report: Content

    init(_ command: String, _ event: String, _ report: Content) {
        self.command = command
        self.event = event
        self.report = report
    }

    private enum CodingKeys: String, CodingKey {
        case version = "smsbackup_json"
        case command, event, report
    }

    /// Prints the line.
    func print() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        StandardStream.output.write([UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")])
    }
}

/// Parts that the documents about stores have in common.
enum StoreJSON {
    /// Something that could not be looked at.
    struct Failure: Encodable {
        let message: String
    }

    /// An archive that was left out.
    struct Unchecked: Encodable {
        let archive: JSONPath
        let reason: String

        init(_ archive: UncheckedArchive) {
            self.archive = JSONPath(archive.path)
            reason = archive.reason.rawValue
        }
    }

    /// A finding about a store.
    struct FindingPart: Encodable {
        let code, message: String
        let siteCode: String?
        let archive: JSONPath

        init(_ finding: StoreFinding) {
            code = finding.code.rawValue
            message = finding.message
            siteCode = finding.site
            archive = JSONPath(finding.path)
        }
    }
}
