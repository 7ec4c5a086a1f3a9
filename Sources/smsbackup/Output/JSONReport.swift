// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Snapshot

/// The one JSON document that a command prints with `--json`; described in docs/JSON.md.
struct JSONReport<Content: Encodable>: Encodable {
    /// The version of all these documents; it grows when a field changes its meaning or goes away.
    private let version = 1
    private let command: String
    private let status: Int32
    private let report: Content

    init(_ command: String, _ status: ExitStatus, _ report: Content) {
        self.command = command
        self.status = status.rawValue
        self.report = report
    }

    private enum CodingKeys: String, CodingKey {
        case version = "smsbackup_json"
        case command, status, report
    }

    /// Prints the document.
    func print() throws {
        StandardStream.output.write(try encoded())
    }

    /// The document, with the end of its last line.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}

/// A path in JSON: text, and its bytes in hexadecimal where it is not UTF-8.
struct JSONPath: Encodable {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private enum CodingKeys: String, CodingKey {
        case text
        case hex
    }

    func encode(to encoder: any Encoder) throws {
        if let text = String(validating: bytes, as: UTF8.self) {
            var container = encoder.singleValueContainer()
            try container.encode(text)
        } else {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(ScreenText.escaped(bytes), forKey: .text)
            try container.encode(
                bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), forKey: .hex)
        }
    }
}

/// What the documents have in common.
enum JSONParts {
    struct Site: Encodable {
        let code, kind, server, build: String
        let parent: String?

        init(_ site: SiteIdentity) {
            code = site.code
            kind = site.kind.rawValue
            server = site.server
            build = site.build
            parent = site.parent
        }
    }

    struct ComponentPart: Encodable {
        let kind, root, status: String
        let files: Int
        let bytes: UInt64
        let sources: [JSONPath]

        init(_ component: Component) {
            kind = component.kind.rawValue
            root = component.root.description
            status = component.status.rawValue
            files = component.files
            bytes = component.bytes
            sources = component.sources.map { JSONPath($0) }
        }
    }

    struct WarningPart: Encodable {
        let kind, message: String
        let subject: JSONPath?
        let needsAttention: Bool

        init(_ warning: Warning) {
            kind = warning.kind.rawValue
            message = warning.message
            subject = warning.subject.isEmpty ? nil : JSONPath(warning.subject)
            needsAttention = warning.needsAttention
        }
    }

    /// Where in an archive something was seen.
    struct PlacePart: Encodable {
        let offset, length, firstUnit, lastUnit: UInt64?

        init(_ place: Finding.Place) {
            offset = place.bytes?.lowerBound
            length = place.bytes.map { $0.upperBound - $0.lowerBound }
            firstUnit = place.units?.lowerBound
            lastUnit = place.units?.upperBound
        }
    }

    /// A damaged place with what it costs.
    struct DamagePart: Encodable {
        let place: PlacePart
        let codes, components: [String]
        let entries: [JSONPath]

        init(_ damage: DamagedPlace) {
            place = PlacePart(Finding.Place(bytes: damage.bytes, units: damage.units))
            codes = damage.codes.map(\.rawValue)
            components = damage.components.map(\.rawValue)
            entries = damage.entries.map { JSONPath($0.bytes) }
        }
    }

    struct FindingPart: Encodable {
        let code, message: String
        let path: JSONPath?
        let place: PlacePart?

        init(_ finding: Finding) {
            code = finding.code.rawValue
            place = finding.place.map { PlacePart($0) }
            message = finding.message
            path = finding.path.map { JSONPath($0.bytes) }
        }
    }
}
