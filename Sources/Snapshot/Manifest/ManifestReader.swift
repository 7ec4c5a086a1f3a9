// SPDX-License-Identifier: Apache-2.0

/// Reads `smsbackup/manifest.json` from its first line to its last, holding one line at a time.
struct ManifestReader {
    /// What one step gives.
    enum Item {
        /// An entry, in the order of the tar.
        case entry(ManifestLine)
        /// A unit before the metadata, without what its seal adds.
        case unit(offset: UInt64, compressedCount: UInt32, count: UInt32, digest: Digest)
        case component(Component)
        case warning(Warning)
        /// How many files there are, and their bytes together.
        case totals(files: Int64, bytes: Int64)
        /// The description of the archive and its identifier.
        case archive(ArchiveDescription, id: ArchiveID)
        /// The last line was right; nothing follows.
        case end
        /// The next piece of the text is not there yet.
        case later
    }

    /// A line of an entry, from which a reader can go on without reading what stands before.
    struct Waypoint: Sendable {
        /// Where the entry's header lies in the tar.
        let headerOffset: UInt64
        /// Where the line begins in the manifest.
        let textOffset: UInt64
        /// The number of the line, from 1.
        let line: Int
    }

    private enum Section: Equatable {
        case top
        case list(String)
    }

    private var text: ManifestText
    /// Where the line begins that was given last.
    var lineStart: UInt64 { text.lineStart }
    private var section = Section.top
    /// In a list: whether the last line promised one more element; `nil` before the first.
    private var expectsElement: Bool?
    private var hasEnded = false
    /// The version and the requirements of the format, which the first line holds.
    private var format: [JSONValue.Member] = []
    /// The keys of the top level that this reader knows and has met.
    private var met: Set<String> = []

    /// - Parameters:
    ///   - proof: what the text is held against, if anything.
    ///   - source: gives the text.
    init(_ proof: ManifestText.Proof, _ source: @escaping ManifestText.Source) {
        text = ManifestText(proof, source)
    }

    /// Goes on at an entry's line, in a manifest that was read once before and found right.
    init(at waypoint: Waypoint, _ source: @escaping ManifestText.Source) {
        text = ManifestText(
            after: waypoint.line - 1, offset: waypoint.textOffset, .done, source)
        section = .list("entries")
        expectsElement = true
    }

    /// The line that was given last as a place to go on from, when its offset is seen at a glance.
    func waypoint(at given: ManifestLine) -> Waypoint? {
        given.plainHeaderOffset.map {
            Waypoint(headerOffset: $0, textOffset: text.lineStart, line: text.line)
        }
    }

    /// The next thing that the manifest says; unknown keys and lists are passed over.
    ///
    /// - Throws: ``ManifestError`` for malformed text, and whatever the source throws.
    mutating func next() throws -> Item {
        while true {
            guard let line = try text.next() else {
                if text.isWaiting { return .later }
                throw error("it ends too early")
            }
            if hasEnded { throw error("text after the last line") }
            if let item = try item(in: line) { return item }
        }
    }

    /// Passes over lines of entries that are there already, as long as they are not wanted: none of
    /// them is given out, and so none costs a reference.
    ///
    /// - Parameters:
    ///   - limit: Where in the manifest the last of them must begin before.
    ///   - isWanted: Whether a line must be given by ``next()``.
    /// - Returns: how many they were.
    mutating func passEntries(before limit: UInt64, unless isWanted: LineFilter) -> Int {
        guard section == .list("entries"), expectsElement == true else { return 0 }
        return text.pass(before: limit) { line in
            // The last of the list, and what is none, are for who reads them one by one.
            guard line.count > 1, line[0] != UInt8(ascii: "]"),
                line[line.count - 1] == UInt8(ascii: ",")
            else { return false }
            return !isWanted(line.extracting(droppingLast: 1))
        }
    }

    /// Makes sure that nothing follows the last line.
    mutating func expectEnd() throws {
        if try text.next() != nil { throw error("text after the last line") }
    }

    private func error(_ problem: String) -> ManifestError { text.error(problem) }

    private mutating func item(in text: ArraySlice<UInt8>) throws -> Item? {
        if case .list(let key) = section {
            if text.first == UInt8(ascii: "]") {
                guard expectsElement != true, text.elementsEqual("],".utf8) else {
                    throw error("expected the end of a list or one more element")
                }
                section = .top
                return nil
            }
            // Line by line is a way to read JSON, not another language: the commas must be right.
            guard expectsElement != false else {
                throw error("a comma is missing before this line")
            }
            expectsElement = text.last == UInt8(ascii: ",")
            return try element(of: key, text)
        }
        if text.starts(with: "\"manifest_sha256\":\"".utf8) { return try end(text) }
        if text.last == UInt8(ascii: "["), let key = listKey(text) {
            if Self.lists.contains(key) { try meet(key) }
            section = .list(key)
            expectsElement = nil
            return nil
        }
        return try member(text)
    }

    /// A line like `"key":{…},`; the first one has the brace of the whole document before it.
    private mutating func member(_ text: ArraySlice<UInt8>) throws -> Item? {
        var text = text
        if self.text.line == 1 {
            guard text.first == UInt8(ascii: "{") else { throw error("expected \"{\"") }
            text = text.dropFirst()
        }
        guard text.popLast() == UInt8(ascii: ",") else { throw error("expected \",\" at its end") }
        let value = try parse(([UInt8(ascii: "{")] + text + [UInt8(ascii: "}")])[...])
        if let key = Self.lists.first(where: { value[$0] != nil }) {
            throw error("\"\(key)\" is not a list with a line for each element")
        }
        for key in ["format", "archive", "totals"] where value[key] != nil { try meet(key) }
        if let about = value["format"] {
            let fields = JSONFields(about, place: "smsbackup/manifest.json")
            guard try fields.text("name") == ArchiveDescription.format else {
                throw error("another format")
            }
            format = [
                .init("format", .text(ArchiveDescription.format)),
                .init("version", try fields.value("version")),
                .init("requires", try fields.value("requires")),
            ]
        }
        if let totals = value["totals"] {
            let fields = JSONFields(totals, place: "smsbackup/manifest.json, totals")
            return .totals(files: try fields.number("files"), bytes: try fields.number("bytes"))
        }
        guard let about = value["archive"], case .object(let members) = about else { return nil }
        guard
            let id = about["id"]?.bytes.flatMap({ Hexadecimal.decode($0) }).flatMap({
                ArchiveID(bytes: $0)
            })
        else { throw error("\"id\" is not an identifier") }
        return .archive(try ArchiveDescription(json: .object(format + members)), id: id)
    }

    private static let lists = ["entries", "units", "components", "warnings"]

    /// Of two values of one key, other readers of JSON may take the other one.
    private mutating func meet(_ key: String) throws(ManifestError) {
        guard met.insert(key).inserted else { throw error("\"\(key)\" stands there twice") }
    }

    private func listKey(_ text: ArraySlice<UInt8>) -> String? {
        guard text.first == UInt8(ascii: "\""), text.suffix(3).elementsEqual("\":[".utf8) else {
            return nil
        }
        return String(decoding: text.dropFirst().dropLast(3), as: UTF8.self)
    }

    private func element(of key: String, _ text: ArraySlice<UInt8>) throws -> Item? {
        let text = text.last == UInt8(ascii: ",") ? text.dropLast() : text
        switch key {
        case "entries": return .entry(ManifestLine(text: text, number: self.text.line))
        case "units": return try unit(try parse(text))
        case "components": return .component(try Component(json: try parse(text)))
        case "warnings": return .warning(try Warning(json: try parse(text)))
        default: return nil
        }
    }

    private func unit(_ value: JSONValue) throws -> Item {
        guard let parts = value.array, parts.count >= 4,
            let offset = parts[0].number.flatMap({ UInt64(exactly: $0) }),
            let compressedCount = parts[1].number.flatMap({ UInt32(exactly: $0) }),
            let count = parts[2].number.flatMap({ UInt32(exactly: $0) }), count <= Unit.largest,
            compressedCount <= Unit.largestCompressed,
            let digest = parts[3].bytes.flatMap({ Digest(hex: $0) })
        else { throw error("expected offset, two sizes and a digest") }
        return .unit(offset: offset, compressedCount: compressedCount, count: count, digest: digest)
    }

    private mutating func end(_ text: ArraySlice<UInt8>) throws -> Item {
        hasEnded = true
        let key = "\"manifest_sha256\":\"".utf8
        guard text.suffix(2).elementsEqual("\"}".utf8),
            self.text.isDigestOfLinesBefore(text, text.dropFirst(key.count).dropLast(2))
        else { throw error("its own digest is wrong") }
        return .end
    }

    private func parse(_ text: ArraySlice<UInt8>) throws -> JSONValue {
        do {
            return try JSONParser.parse(text)
        } catch {
            throw self.error("\(error)")
        }
    }
}
