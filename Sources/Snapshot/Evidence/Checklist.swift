// SPDX-License-Identifier: Apache-2.0

/// The judgement of a site as an archive stores it: the content of `smsbackup/checklist.json`.
///
/// ```
/// {"format":"smsbackup-checklist","version":"1.0","tool":"smsbackup 0.1.0",
/// "captured":"1999-03-13T22:00:00.000000000Z","staleness":86400,"absent_extras":["MS"],"looked_for_extras":true,
/// "checks":[
/// {"code":"control-file","verdict":"PASS","examined":"…","found":"…"},
/// …
/// ]}
/// ```
public struct Checklist: Sendable, Hashable {
    /// Its path in the bag.
    static let path = "smsbackup/checklist.json"
    /// The name of the format.
    static let format = "smsbackup-checklist"
    /// The version that this code writes; it reads every version with the same first number.
    static let version = "1.0"
    /// Most bytes of a document that is read; one of ours has a few tens of thousands.
    static let largestSize: UInt64 = 16 << 20

    /// The program that judged.
    public let tool: String
    /// What was judged, without checks that this program does not know.
    public let judgement: Judgement
    /// Codes of checks that this program does not know.
    public let unknownCodes: [String]
    /// Under which circumstances; what the components of an archive tell is not among them.
    let circumstances: EvidenceCircumstances

    /// Makes the document of a new archive.
    init(of evidence: SiteEvidence, judgement: Judgement) {
        tool = ArchiveDescription.tool
        self.judgement = judgement
        unknownCodes = []
        var circumstances = EvidenceCircumstances(captured: evidence.captured)
        circumstances.stalenessLimit = evidence.stalenessLimit
        circumstances.absentExtras = evidence.declaredAbsentExtras
        circumstances.hasLookedForExtras = evidence.hasLookedForExtras
        self.circumstances = circumstances
    }

    /// Whether this very version of the program judged: then it must judge the same again.
    var isOwn: Bool { tool == ArchiveDescription.tool }
}

// MARK: - Bytes

extension Checklist {
    /// The document.
    var encoded: [UInt8] {
        let head: [JSONValue.Member] = [
            .init("format", .text(Self.format)), .init("version", .text(Self.version)),
            .init("tool", .text(tool)),
        ]
        let about: [JSONValue.Member] = [
            .init("captured", .text(circumstances.captured.description)),
            .init("staleness", .number(circumstances.stalenessLimit)),
            .init(
                "absent_extras",
                .array(
                    NotableExtra.allCases.filter { circumstances.absentExtras.contains($0) }
                        .map { .text($0.rawValue) })),
            .init("looked_for_extras", .bool(circumstances.hasLookedForExtras)),
        ]
        // Laid out in lines, so that two of them can be compared with `diff`.
        var bytes = [UInt8](JSONValue.object(head).encoded.dropLast())
        bytes += ",\n".utf8
        bytes += JSONValue.object(about).encoded.dropFirst().dropLast()
        bytes += ",\n\"checks\":[\n".utf8
        for (index, check) in judgement.checks.enumerated() {
            bytes += (index == 0 ? "" : ",\n").utf8
            bytes += check.json.encoded
        }
        return bytes + [UInt8]("\n]}\n".utf8)
    }

    /// Reads a document.
    ///
    /// - Throws: ``ManifestError`` when it is malformed or of another major version.
    init(_ bytes: [UInt8]) throws(ManifestError) {
        let json: JSONValue
        do throws(JSONParser.Failure) {
            json = try JSONParser.parse(bytes[...])
        } catch {
            throw ManifestError(place: Self.path, problem: "\(error)")
        }
        let fields = JSONFields(json, place: Self.path)
        guard try fields.text("format") == Self.format else {
            throw fields.error("\"format\" is not \(Self.format)")
        }
        let version = try fields.text("version")
        guard version.prefix(while: { $0 != "." }) == Self.version.prefix(while: { $0 != "." })
        else {
            throw fields.error(
                "version \(ScreenText.quoted(version)) is newer than this program knows")
        }
        var circumstances = EvidenceCircumstances(captured: try fields.timestamp("captured"))
        circumstances.stalenessLimit = try fields.number("staleness")
        // One that a later version added is none that this one could miss.
        circumstances.absentExtras = Set(
            try fields.array("absent_extras").compactMap { $0.text.flatMap(NotableExtra.init) })
        guard case .bool(let hasLooked) = try fields.value("looked_for_extras") else {
            throw fields.error("\"looked_for_extras\" is not true or false")
        }
        circumstances.hasLookedForExtras = hasLooked
        self.circumstances = circumstances
        tool = try fields.text("tool")
        var checks: [Check] = []
        var unknown: [String] = []
        for (index, value) in try fields.array("checks").enumerated() {
            let place = JSONFields(value, place: "\(Self.path), check \(index + 1)")
            let code = try place.text("code")
            if let known = CheckCode(rawValue: code) {
                checks.append(try Check(known, place, value))
            } else {
                unknown.append(code)
            }
        }
        judgement = Judgement(checks: checks)
        unknownCodes = unknown
    }
}

extension Check {
    /// The check as a line of the document; what does not apply is left out.
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [.init("code", .text(code.rawValue))]
        if !subject.isEmpty { members.append(.init("subject", .text(subject))) }
        members.append(.init("verdict", .text(verdict.rawValue)))
        if let level { members.append(.init("level", .text(level.rawValue))) }
        members += [.init("examined", .text(examined)), .init("found", .text(found))]
        if let advice { members.append(.init("advice", .text(advice))) }
        return .object(members)
    }

    fileprivate init(
        _ code: CheckCode, _ fields: JSONFields, _ json: JSONValue
    ) throws(ManifestError) {
        let level = json["level"]?.text
        guard let verdict = Verdict(rawValue: try fields.text("verdict")),
            level == nil || level.flatMap(Level.init) != nil,
            let outcome = Outcome(verdict: verdict, level: level.flatMap(Level.init))
        else { throw fields.error("unknown \"verdict\" or \"level\"") }
        self.init(
            code, outcome, subject: json["subject"]?.text ?? "",
            examined: try fields.text("examined"), found: try fields.text("found"),
            advice: json["advice"]?.text)
    }
}
