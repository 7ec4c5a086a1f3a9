// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import Snapshot

extension BackupCase {
    private static let ranges = "the units stand where the ranges of the log do"
    private static let noLog = "a site has no write-ahead log, so there are no timelines"

    /// `005_bad_manifest`: what can be wrong with the manifest, whose digests are right.
    static let manifest = [
        whole("input string ended unexpectedly", "line 1: expected \",\" at its end", "{\n"),
        whole("unexpected object end", "line 1: expected \",\" at its end", "{}\n"),
        whole("unexpected array start", "line 1: expected \"{\"", "[]\n"),
        edited(
            "expected version indicator", "\"format\" is missing", "the format names itself first",
            "{\"format\":{\"name\"", "{\"not-expected\":{\"name\""),
        edited(
            "manifest version not an integer", "\"phooey\" is no version of the format",
            "a version is two numbers", "\"version\":\"1.0\"", "\"version\":\"phooey\""),
        edited(
            status: 1, "unexpected manifest version",
            "error: archive \"A\" cannot be judged by this version: format version \"9876599.0\" is",
            "another version's archive is not damaged", "\"version\":\"1.0\"",
            "\"version\":\"9876599.0\""),
        edited(
            "unexpected scalar", "line 3: \"entries\" is not a list with a line",
            "a list is a list", "\"entries\":[\n",
            "\"entries\":true,\n\"later\":[\n"),
        edited(
            status: 0, "unrecognized top-level field", "intact (full)",
            "a later version may say more: what need not be known is passed over",
            "\"totals\":{", "\"Oops\":1,\n\"totals\":{"),
        edited(
            "unexpected object start", "line 3: \"entries\" is not a list with a line",
            "a list is a list", "\"entries\":[\n",
            "\"entries\":{},\n\"later\":[\n"),
        edited(
            "missing path name", "line 4: \"p\" is missing", "an entry has a path",
            "\"p\":\"data/XXX/tree/bad\",", ""),
        edited(
            "both path name and encoded path name", "line 4: both \"p\" and \"p_hex\" are there",
            "two readers could take one each", "\"p\":\"data/XXX/tree/bad\",",
            "\"p\":\"data/XXX/tree/bad\",\"p_hex\":\"ff\","),
        edited(
            status: 0, "unexpected file field", "intact (full)", "see the field of the top level",
            "\"p\":\"data/XXX/tree/bad\",", "\"p\":\"data/XXX/tree/bad\",\"Oops\":1,"),
        edited(
            "missing size", "line 4: \"s\" is missing", "a file has a size", "\"s\":4,", ""),
        edited(
            "file size is not an integer", "line 4: \"s\" is not a number from 0 to 2^63",
            "a size is a number", "\"s\":4,", "\"s\":\"Oops\","),
        edited(
            "could not decode file name", "line 4: \"p_hex\" is not hexadecimal",
            "two digits make a byte", "\"p\":\"data/XXX/tree/bad\",", "\"p_hex\":\"123\","),
        BackupCase(
            "duplicate path name in backup manifest", 2,
            "[duplicate-entry] \"data/XXX/tree/bad\": the entry occurs twice",
            "one of the two could not be restored", .lie { $0.units[0][1] = $0.units[0][0] }),
        BackupCase(
            "checksum without algorithm",
            noMeaning: "the key of a digest is its algorithm; no digest is the case after next"),
        edited(
            "unrecognized checksum algorithm",
            "[digest-algorithm] smsbackup/manifest.json, line 4: it has a digest by \"sha512\"",
            "what this program cannot compute it cannot prove", "\"sha256\":\"", "\"sha512\":\""),
        edited(
            "invalid checksum for file", "line 4: \"sha256\" is not a SHA-256 digest",
            "64 digits", "\"sha256\":\"", "\"sha256\":\"0"),
        unit("missing start LSN", ranges) { $0.replacing("[0,", with: "[") },
        unit("missing end LSN", ranges) { $0.replacing("[0,", with: "[") },
        BackupCase("unexpected WAL range field", noMeaning: noLog),
        BackupCase("missing timeline", noMeaning: noLog),
        edited(
            "unexpected object end, after the ranges",
            "line 15: expected the end of a list or one more element",
            "the list of units does not end the manifest", "],\n\"components\"",
            "]}\n\"components\""),
        BackupCase("timeline is not an integer", noMeaning: noLog),
        unit("could not parse start LSN", ranges) { $0.replacing("[0,", with: "[\"oops\",") },
        unit("could not parse end LSN", ranges) { line in
            let comma = line.index(after: line.firstIndex(of: ",") ?? line.startIndex)
            return line[..<comma] + "\"oops\"" + line[comma...].drop { $0 != "," }
        },
        whole(
            "expected at least 2 lines", "line 1: expected \",\" at its end",
            "{\"format\":{\"name\":\"smsbackup-archive\",\"version\":\"1.0\",\"requires\":[]}}\n"),
        tag("last line not newline-terminated", "line 21: the last line has no end") {
            $0.dropLast()
        },
        BackupCase(
            "invalid manifest checksum", 2, "its own digest is wrong",
            "the last line proves those before it",
            .lie { $0.manifestDigest = Hashing.digest(of: []) }),
    ]

    private static func tag(
        _ name: String, _ says: String, _ change: @escaping @Sendable ([UInt8]) -> ArraySlice<UInt8>
    ) -> BackupCase {
        BackupCase(
            name, 2, "smsbackup/manifest.json, \(says)", "the manifest is lines",
            .lie { forgery in
                forgery.editTag = { $0 == "smsbackup/manifest.json" ? [UInt8](change($1)) : $1 }
            })
    }

    /// Another manifest altogether.
    private static func whole(_ name: String, _ says: String, _ text: String) -> BackupCase {
        tag(name, says) { _ in [UInt8](text.utf8)[...] }
    }

    private static func edited(
        status: Int32 = 2, _ name: String, _ says: String, _ reason: String, _ old: String,
        _ new: String
    ) -> BackupCase {
        BackupCase(
            name, status, says, reason,
            .lie { forgery in
                // The first place only: that is the first entry's.
                forgery.editManifest = { text in
                    guard let place = text.range(of: old) else {
                        preconditionFailure("\(old) is not in the manifest")
                    }
                    return text.replacingCharacters(in: place, with: new)
                }
            })
    }

    /// A change of the first line of the list of units.
    private static func unit(
        _ name: String, _ reason: String, _ change: @escaping @Sendable (String) -> String
    ) -> BackupCase {
        BackupCase(
            name, 2, "expected offset, two sizes and a digest", reason,
            .lie { forgery in
                forgery.editManifest = { text in
                    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                        .map(String.init)
                    let list = lines.firstIndex { $0.hasSuffix("\"units\":[") } ?? 0
                    lines[list + 1] = change(lines[list + 1])
                    return lines.joined(separator: "\n")
                }
            })
    }
}
