// SPDX-License-Identifier: Apache-2.0

/// An entry with its place in the tar: one line of the manifest.
///
/// ```
/// {"p":"data/A01/tree/A.DLL","t":"file","c":"tree","m":"0644","u":0,"g":0,"un":"root","gn":"root",
///  "mt":"1996-06-24T19:16:05.000000000Z","s":300002,"sha256":"…","h":5632,"o":6144}
/// ```
/// (one line in the file)
struct ManifestEntry: Sendable, Hashable {
    var entry: Entry
    /// Where its first header block lies in the tar.
    var headerOffset: UInt64
    /// Where its bytes begin in the tar; the end of the header for an entry without bytes.
    var dataOffset: UInt64

    /// The range of the tar that the entry's bytes fill, without padding.
    var dataRange: Range<UInt64> { dataOffset..<(dataOffset + entry.storedSize) }
}

extension ManifestEntry {
    /// The line, without the comma and the line end.
    var line: [UInt8] {
        var line = JSONObjectText(reserving: 384)
        line.append("p", bytes: entry.path.bytes)
        line.append("t", plain: typeName)
        if let component = entry.component { line.append("c", plain: component.rawValue) }
        appendAttributes(to: &line)
        switch entry.kind {
        case .file: break
        case .hardLink(let target, _, _): line.append("to", bytes: target.bytes)
        case .symbolicLink(let target): line.append("to", bytes: target)
        case .directory: break
        }
        if let content = entry.content {
            line.append("s", number: content.size)
            line.append("sha256", digest: content.digest)
        }
        if let ranges = entry.dataRanges {
            let pairs = ranges.map {
                JSONValue.array([.count($0.lowerBound), .count($0.upperBound)])
            }
            line.append("data", .array(pairs))
        }
        if !entry.notes.isEmpty {
            let notes = Entry.Note.allCases.filter { entry.notes.contains($0) }
            line.append("notes", .array(notes.map { .text($0.rawValue) }))
        }
        line.append("h", number: headerOffset)
        if entry.storedSize > 0 { line.append("o", number: dataOffset) }
        return line.finish()
    }

    private var typeName: String {
        switch entry.kind {
        case .file: "file"
        case .directory: "dir"
        case .hardLink: "link"
        case .symbolicLink: "symlink"
        }
    }

    private func appendAttributes(to line: inout JSONObjectText) {
        let attributes = entry.attributes
        let octal = String(attributes.permissions, radix: 8)
        line.append("m", plain: String(repeating: "0", count: max(0, 4 - octal.count)) + octal)
        line.append("u", number: attributes.ownerID)
        line.append("g", number: attributes.groupID)
        if !attributes.ownerName.isEmpty { line.append("un", bytes: attributes.ownerName) }
        if !attributes.groupName.isEmpty { line.append("gn", bytes: attributes.groupName) }
        line.append("mt", time: attributes.modified)
        if !attributes.extended.isEmpty {
            let list = attributes.extended.map { attribute in
                JSONValue.object([
                    .init("n", bytes: attribute.name),
                    .init("v", .bytes(Hexadecimal.digits(attribute.value))),
                ])
            }
            line.append("x", .array(list))
        }
        if let list = attributes.accessControl {
            line.append("acl", hexadecimal: list.attributeValue)
        }
        if let list = attributes.defaultAccessControl {
            line.append("dacl", hexadecimal: list.attributeValue)
        }
    }
}

extension ManifestEntry {
    /// Reads a line.
    init(json: JSONValue, line: Int) throws(ManifestError) {
        let fields = JSONFields(json, place: "smsbackup/manifest.json, line \(line)")
        let path = try fields.path("p")
        let kind = try Self.kind(json, fields)
        var entry = Entry(path: path, kind: kind, attributes: try Self.attributes(json, fields))
        if let name = json["c"] {
            guard let text = name.text, let component = ComponentKind(rawValue: text) else {
                throw fields.error("unknown component")
            }
            entry.component = component
        }
        for value in json["notes"] == nil ? [] : try fields.array("notes") {
            guard let text = value.text, let note = Entry.Note(rawValue: text) else {
                throw fields.error("unknown note")
            }
            entry.notes.insert(note)
        }
        if json["data"] != nil {
            entry.dataRanges = try Self.dataRanges(
                try fields.array("data"), size: entry.storedSize, fields)
        }
        let headerOffset = UInt64(try fields.number("h"))
        let dataOffset = entry.storedSize > 0 ? UInt64(try fields.number("o")) : headerOffset
        guard dataOffset <= UInt64(Int64.max) - entry.storedSize, dataOffset >= headerOffset else {
            throw fields.error("\"o\" and \"s\" lie outside every tar")
        }
        self.init(entry: entry, headerOffset: headerOffset, dataOffset: dataOffset)
    }

    private static func kind(_ json: JSONValue, _ fields: JSONFields) throws(ManifestError)
        -> Entry.Kind
    {
        switch try fields.text("t") {
        case "dir": return .directory
        case "file":
            return .file(size: UInt64(try fields.number("s")), digest: try fields.digest("sha256"))
        case "link":
            return .hardLink(
                to: try fields.path("to"), size: UInt64(try fields.number("s")),
                digest: try fields.digest("sha256"))
        case "symlink":
            guard let target = try fields.bytes("to"), !target.isEmpty, !target.contains(0),
                target.count <= EntryPath.longest
            else { throw fields.error("\"to\" is not the target of a link") }
            return .symbolicLink(target: target)
        default: throw fields.error("unknown kind of entry")
        }
    }

    private static func attributes(
        _ json: JSONValue, _ fields: JSONFields
    ) throws(ManifestError) -> FileAttributes {
        let mode = try fields.text("m")
        // Exactly four digits: radix 8 alone would take a sign as well.
        guard mode.utf8.count == 4, mode.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
            let permissions = UInt16(mode, radix: 8),
            let owner = UInt32(exactly: try fields.number("u")),
            let group = UInt32(exactly: try fields.number("g"))
        else { throw fields.error("\"m\", \"u\" or \"g\" is out of range") }
        var attributes = FileAttributes(
            permissions: permissions, ownerID: owner, groupID: group,
            modified: try fields.timestamp("mt"),
            ownerName: try fields.bytes("un") ?? [], groupName: try fields.bytes("gn") ?? [])
        for value in json["x"] == nil ? [] : try fields.array("x") {
            let parts = JSONFields(value, place: "extended attribute")
            guard let name = try parts.bytes("n"), !name.isEmpty, !name.contains(0),
                name.count <= 255,
                let bytes = value["v"]?.bytes.flatMap({ Hexadecimal.decode($0) })
            else { throw fields.error("\"x\" holds something else than extended attributes") }
            attributes.extended.append(ExtendedAttribute(name: name, value: bytes))
        }
        attributes.accessControl = try list("acl", json, fields)
        attributes.defaultAccessControl = try list("dacl", json, fields)
        return attributes
    }

    private static func list(
        _ key: String, _ json: JSONValue, _ fields: JSONFields
    ) throws(ManifestError) -> AccessControlList? {
        guard let value = json[key] else { return nil }
        guard let bytes = value.bytes.flatMap({ Hexadecimal.decode($0) }),
            let list = AccessControlList(attributeValue: bytes)
        else { throw fields.error("\"\(key)\" is not an access control list") }
        return list
    }

    private static func dataRanges(
        _ values: [JSONValue], size: UInt64, _ fields: JSONFields
    ) throws(ManifestError) -> [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        for value in values {
            let bounds = value.array?.compactMap(\.number).compactMap { UInt64(exactly: $0) } ?? []
            guard bounds.count == 2, bounds[0] < bounds[1], bounds[1] <= size,
                bounds[0] >= ranges.last?.upperBound ?? 0
            else { throw fields.error("\"data\" is not a list of ranges in order") }
            ranges.append(bounds[0]..<bounds[1])
        }
        return ranges
    }
}
