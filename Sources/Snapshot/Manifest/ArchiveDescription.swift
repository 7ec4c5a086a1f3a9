// SPDX-License-Identifier: Apache-2.0

/// What is known of an archive before anything is read: the content of `smsbackup/archive.json`.
///
/// ```
/// {"format":"smsbackup-archive","version":"1.0","requires":[],"bag":"A01-20261120T205723Z",
///  "created":"2026-11-20T20:57:23Z","site":{"code":"A01",…},"codec":"zstd","level":3, …}
/// ```
/// (one line in the file, filled up with blanks to a whole number of tar blocks)
public struct ArchiveDescription: Sendable, Hashable {
    /// The name of the format.
    static let format = "smsbackup-archive"
    /// The version that this code writes; it reads every version with the same first number.
    static let version = "1.0"
    /// The version of this program, as archives record it.
    public static let tool = "smsbackup 0.1.0"

    /// The version of the format.
    public var version = ArchiveDescription.version
    /// Features that a reader must know to read the archive rightly.
    public var requirements: [String] = []
    /// The first name of every path in the tar.
    public var bag: String
    /// The moment of the capture.
    public var created: Timestamp
    /// The site.
    public var site: SiteIdentity
    /// The compression.
    public var compression: Compression
    /// The library that compressed, with its version.
    public var library: String
    /// Up to how many bytes of tar small files are packed into one unit.
    public var packSize: Int
    /// After how many bytes a large file is cut.
    public var sliceSize: Int
    /// The program that wrote the archive.
    public var tool = ArchiveDescription.tool

    /// Makes the description of a new archive.
    init(
        bag: String, created: Timestamp, site: SiteIdentity, compression: Compression,
        packSize: Int,
        sliceSize: Int
    ) {
        self.bag = bag
        self.created = created
        self.site = site
        self.compression = compression
        library = compression.library
        self.packSize = packSize
        self.sliceSize = sliceSize
    }
}

extension ArchiveDescription {
    /// The bytes of `smsbackup/archive.json`: at least 1,024 and a whole number of tar blocks.
    var encoded: [UInt8] {
        var bytes = json.encoded
        let size = max(1_024, (bytes.count + 512) / 512 * 512)
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: size - 1 - bytes.count)
        return bytes + [UInt8(ascii: "\n")]
    }

    /// The description as a JSON object.
    var json: JSONValue {
        .object([
            .init("format", .text(Self.format)), .init("version", .text(version)),
            .init("requires", .array(requirements.map { .text($0) })), .init("bag", .text(bag)),
            .init("created", .text(created.wholeSecondDescription)), .init("site", site.json),
            .init("codec", .text(compression.codec.rawValue)),
            .init("level", .count(compression.level)),
            .init("library", .text(library)), .init("pack", .count(packSize)),
            .init("slice", .count(sliceSize)), .init("tool", .text(tool)),
        ])
    }

    /// Reads a description.
    ///
    /// - Throws: ``ManifestError`` when it is malformed, of another major version, or demands a
    ///   feature that this program does not know.
    init(json: JSONValue) throws(ManifestError) {
        let fields = JSONFields(json, place: "smsbackup/archive.json")
        guard try fields.text("format") == Self.format else {
            throw fields.error("\"format\" is not \(Self.format)")
        }
        let version = try fields.text("version")
        func major(_ text: String) -> Int? { Int(text.prefix(while: { $0 != "." })) }
        guard let found = major(version), let known = major(Self.version), found >= known else {
            throw fields.error("\(ScreenText.quoted(version)) is no version of the format")
        }
        guard found == known else {
            throw ManifestError(
                place: "smsbackup/archive.json",
                problem:
                    "format version \(ScreenText.quoted(version)) is newer than this program knows",
                isUnsupported: true)
        }
        let requirements = try fields.array("requires").map { value throws(ManifestError) in
            guard let text = value.text else {
                throw fields.error("\"requires\" holds something else than text")
            }
            return text
        }
        guard requirements.isEmpty else {
            let list = requirements.map { ScreenText.quoted($0) }.joined(separator: ", ")
            throw ManifestError(
                place: "smsbackup/archive.json", problem: "it requires \(list)",
                isUnsupported: true)
        }
        guard let codec = Compression.Codec(rawValue: try fields.text("codec")),
            let compression = Compression(codec, level: Int(try fields.number("level")))
        else { throw fields.error("unknown codec or level") }
        let bag = try fields.text("bag")
        guard EntryPath.isName(bag.utf8) else { throw fields.error("\"bag\" is not a name") }
        self.init(
            bag: bag, created: try fields.timestamp("created"),
            site: try SiteIdentity(json: fields.value("site")),
            compression: compression, packSize: Int(try fields.number("pack")),
            sliceSize: Int(try fields.number("slice")))
        self.version = version
        library = try fields.text("library")
        tool = try fields.text("tool")
    }
}

extension SiteIdentity {
    var json: JSONValue {
        .object([
            .init("code", .text(code)), .init("kind", .text(kind.rawValue)),
            .init("parent", parent.map { .text($0) } ?? .null), .init("server", .text(server)),
            .init("build", .text(build)),
        ])
    }

    init(json: JSONValue) throws(ManifestError) {
        let fields = JSONFields(json, place: "site")
        guard let kind = Kind(rawValue: try fields.text("kind")) else {
            throw fields.error("unknown \"kind\"")
        }
        self.init(
            code: try fields.text("code"), kind: kind, parent: json["parent"]?.text,
            server: try fields.text("server"), build: try fields.text("build"))
    }
}
