// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

/// A case of the tests of PostgreSQL's `pg_verifybackup`, made anew with an archive.
///
/// That program proves a directory by a manifest in JSON beside it, so its tests are a list of what
/// a verifier of backups must not pass over.
struct BackupCase: CustomTestStringConvertible, Sendable {
    /// How the fact is made, and the archive or directory that is verified.
    enum Deed: Sendable {
        /// The archive `a` tells this lie.
        case lie(@Sendable (inout Forgery) -> Void)
        /// An honest archive in `store/a.tar.zst`, to whose directory something is done before an
        /// ordinary user verifies what is named.
        case shell(String, verify: String)
        /// An archive has nothing of this kind.
        case none
    }

    let testDescription: String
    let deed: Deed
    /// The exit status of the command, and what it must say; empty for a deed that is none.
    let status: Int32
    let says: String
    let reason: String

    init(
        _ name: String, _ status: Int32, _ says: String, _ reason: String, _ deed: Deed
    ) {
        testDescription = name
        self.status = status
        self.says = says
        self.reason = reason
        self.deed = deed
    }

    /// A case that has no meaning for an archive.
    init(_ name: String, noMeaning reason: String) {
        self.init(name, 0, "", reason, .none)
    }

    /// `003_corruption`: what can happen to the files.
    static let corruption = [
        BackupCase(
            "extra_file", 2, "[extra-entry] the tar has \"forged/data/XXX/tree/extra\"",
            "a member that the manifest does not name", .lie { add("data/XXX/tree/extra", to: &$0) }
        ),
        BackupCase(
            "extra_tablespace_file", 2,
            "[extra-entry] the tar has \"forged/overlay/XXX/tree/100%\"",
            "the overlay is the archive's second place for files",
            .lie { add("overlay/XXX/tree/100%", to: &$0) }),
        BackupCase(
            "missing_file", 2, "[missing-entry] \"data/XXX/tree/good\"",
            "an entry without a member",
            .lie { forgery in
                forgery.units[0][1].isInTar = false
                forgery.units[0][1].move = {
                    $0.headerOffset -= 512
                    $0.dataOffset -= 512
                }
            }),
        BackupCase(
            "missing_tablespace", 2, "[missing-entry] \"overlay/XXX/tree/TS.LNK\"",
            "the link to another place is not there",
            .lie { forgery in
                var link = Forgery.Member(
                    "overlay/XXX/tree/TS.LNK", .symbolicLink(target: [UInt8]("/ts".utf8)))
                link.isInTar = false
                link.move = { $0.headerOffset -= 512 }
                forgery.units[0].append(link)
            }),
        BackupCase(
            "append_to_file", 2, "[header] \"data/XXX/tree/bad\": ", "the tar has a byte more",
            .lie { resize(&$0, [UInt8]("bad\nx".utf8)) }),
        BackupCase(
            "truncate_file", 2, "[header] \"data/XXX/tree/bad\": ", "the tar has no byte",
            .lie { resize(&$0, []) }),
        BackupCase(
            "replace_file", 2, "[content] \"data/XXX/tree/bad\": ", "as many other bytes",
            .lie { $0.units[0][0].content = [UInt8]("qqqq".utf8) }),
        BackupCase(
            "bad_manifest", 2, "[manifest] smsbackup/manifest.json: its digest is ",
            "the manifest is not the one that is proved",
            .lie { forgery in
                forgery.editFooter = { $0.manifestDigest = Hashing.digest(of: [10]) }
            }),
        BackupCase(
            "open_file_fails", 1, "error: cannot verify \"STORE/a.tar.zst\"; nothing is proved",
            "who may not read an archive cannot call it damaged",
            .shell("chmod 000 a.tar.zst", verify: "a.tar.zst")),
        BackupCase(
            "open_directory_fails", 1, "error: ", "a directory that cannot be listed is not empty",
            .shell("chmod 000 .", verify: ".")),
        BackupCase(
            "search_directory_fails", 1, "error: ",
            "names alone are no archives", .shell("chmod 444 .", verify: ".")),
    ]

    private static func add(_ name: String, to forgery: inout Forgery) {
        var member = Forgery.Member(file: "extra", [0x61])
        member.entry.path = path(name)
        member.isInManifest = false
        forgery.units[0].append(member)
    }

    /// Other bytes for the first file, with a header that fits them.
    private static func resize(_ forgery: inout Forgery, _ content: [UInt8]) {
        let entry = forgery.units[0][0].entry
        forgery.units[0][0].header = Entry(
            path: entry.path, kind: Forgery.fileKind(content), attributes: entry.attributes)
        forgery.units[0][0].content = content
    }
}
