// SPDX-License-Identifier: Apache-2.0

/// Writes `smsbackup/manifest.json`: one JSON document in which each entry, unit and component has
/// a line of its own, so that it can be read, searched and compared line by line.
///
/// ```
/// {"format":{"name":"smsbackup-archive","version":"1.0","requires":[]},
/// "archive":{"id":"…","bag":"…","created":"…", …},
/// "entries":[
/// {"p":"data", …},
/// …
/// ],
/// "units":[
/// [0,331,3072,"…"],
/// …
/// ],
/// "components":[
/// …
/// ],
/// "warnings":[
/// …
/// ],
/// "totals":{"files":412,"bytes":10144769},
/// "manifest_sha256":"<SHA-256 of every byte before this line>"}
/// ```
struct ManifestWriter {
    /// Takes the text, piece by piece.
    private let emit: ([UInt8]) throws -> Void
    private var isFirstElement = true

    init(emit: @escaping ([UInt8]) throws -> Void) {
        self.emit = emit
    }

    /// Writes everything before the first entry.
    mutating func begin(_ description: ArchiveDescription, archive: String) throws {
        guard case .object(let members) = description.json else { return }
        let isFormat = { (member: JSONValue.Member) in
            ["version", "requires"].contains(String(decoding: member.key, as: UTF8.self))
        }
        let format = JSONValue.object(
            [.init("name", .text(ArchiveDescription.format))] + members.filter(isFormat))
        let about = JSONValue.object(
            [.init("id", .text(archive))]
                + members.filter { !isFormat($0) && !$0.key.elementsEqual("format".utf8) })
        try emit(
            [UInt8]("{\"format\":".utf8) + format.encoded + [UInt8](",\n\"archive\":".utf8)
                + about.encoded)
        try emit([UInt8](",\n\"entries\":[".utf8))
    }

    /// Writes the line of an entry.
    mutating func append(_ entry: ManifestEntry) throws {
        try element(entry.line)
    }

    /// Writes everything after the last entry but the last line.
    mutating func end(units: [Unit], components: [Component], warnings: [Warning]) throws {
        try beginList("units")
        for unit in units {
            try element(
                .array([
                    .count(unit.fileOffset), .count(unit.compressedCount), .count(unit.count),
                    .text(unit.digest.hex),
                ]))
        }
        try beginList("components")
        for component in components { try element(component.json) }
        try beginList("warnings")
        for warning in warnings { try element(warning.json) }
        let totals = JSONValue.object([
            .init("files", .count(components.reduce(0) { $0 + $1.files })),
            .init("bytes", .count(components.reduce(0) { $0 + $1.bytes })),
        ])
        try emit([UInt8]("\n],\n\"totals\":".utf8) + totals.encoded + [UInt8](",\n".utf8))
    }

    /// Writes the last line, which vouches for all before it.
    mutating func finish(digest: Digest) throws {
        try emit([UInt8]("\"manifest_sha256\":\"\(digest.hex)\"}\n".utf8))
    }

    private mutating func beginList(_ key: String) throws {
        try emit([UInt8]("\n],\n\"\(key)\":[".utf8))
        isFirstElement = true
    }

    private mutating func element(_ value: JSONValue) throws {
        try element(value.encoded)
    }

    private mutating func element(_ text: [UInt8]) throws {
        try emit(isFirstElement ? [UInt8(ascii: "\n")] : Self.separator)
        try emit(text)
        isFirstElement = false
    }

    private static let separator = [UInt8](",\n".utf8)
}

extension Component {
    var json: JSONValue {
        .object([
            .init("kind", .text(kind.rawValue)), .init("root", bytes: root.bytes),
            .init("status", .text(status.rawValue)), .init("files", .count(files)),
            .init("bytes", .count(bytes)),
            .init("sources", .array(sources.map { .object([.init("path", bytes: $0)]) })),
        ])
    }

    init(json: JSONValue) throws(ManifestError) {
        let fields = JSONFields(json, place: "smsbackup/manifest.json, components")
        guard let kind = ComponentKind(rawValue: try fields.text("kind")),
            let status = Status(rawValue: try fields.text("status"))
        else { throw fields.error("unknown kind or status") }
        var sources: [[UInt8]] = []
        for source in try fields.array("sources") {
            sources.append(try JSONFields(source, place: "source").bytes("path") ?? [])
        }
        self.init(
            kind: kind, root: try fields.path("root"), status: status, sources: sources,
            files: Int(try fields.number("files")), bytes: UInt64(try fields.number("bytes")))
    }
}

extension Warning {
    var json: JSONValue {
        .object([
            .init("kind", .text(kind.rawValue)), .init("subject", bytes: subject),
            .init("message", .text(message)), .init("attention", .bool(needsAttention)),
        ])
    }

    init(json: JSONValue) throws(ManifestError) {
        let fields = JSONFields(json, place: "smsbackup/manifest.json, warnings")
        guard let kind = Kind(rawValue: try fields.text("kind")) else {
            throw fields.error("unknown kind")
        }
        self.init(
            kind, try fields.bytes("subject") ?? [], try fields.text("message"),
            needsAttention: json["attention"] == .bool(true))
    }
}
