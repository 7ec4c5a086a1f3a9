// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

/// A small site with every kind of entry, and archives of it, made once and never changed by a run.
final class FaultScene: Sendable {
    static let shared = Result<FaultScene, any Error> { try FaultScene() }

    let directory: TemporaryDirectory
    /// The site, and everything it holds.
    let site: String
    let siteState: TreeState
    /// A whole archive of it, and one that has lost its end.
    let archive: String
    let remains: String

    /// Arguments of a capture, besides the output.
    var capture: [String] {
        [
            site, "--allow-missing", "site-control", "system-map", "registry", "child", "extra",
            "tree", "database",
        ]
    }

    private init() throws {
        directory = try TemporaryDirectory()
        site = directory.file("site")
        archive = directory.file("a.tar.zst")
        remains = directory.file("remains")
        try directory.makeDirectory("site/DOC")
        try directory.write(noise(2_200_000), to: "site/BIG.DAT")
        for number in 1...3 {
            try directory.write(noise(3_000, seed: UInt64(number)), to: "site/DOC/F\(number).DAT")
        }
        let made = try StockTool.shell(
            #"""
            set -e
            printf 'map\r\n' > SYSTEM.MAP
            mkdir EMPTY
            cd DOC
            : > ZERO.DAT
            ln F1.DAT SECOND.DAT
            ln -s F2.DAT LINK
            echo percent > '100%.TXT'
            setfattr -n user.attribute -v value F3.DAT
            truncate -s 1M HOLES.DAT
            printf x | dd of=HOLES.DAT bs=1 seek=500000 conv=notrunc status=none
            chmod 640 F2.DAT
            cd ..
            find . -depth -exec touch -h -d '1997-07-07 07:07:08Z' {} +
            """#, in: site)
        try #require(made.status == 0, "\(made.errors)")
        siteState = try TreeState(site)
        let captured = try BuiltCommand.run(
            [
                "capture", site, "-o", archive, "--allow-missing", "site-control", "system-map",
                "registry", "child", "extra", "tree", "database", "--jobs", "1",
            ])
        try #require(captured.status == 3, "\(captured.errors)")
        let bytes = try SnapshotTestSupport.bytes(of: archive)
        try directory.write([UInt8](bytes.dropLast(40)), to: "remains")
        try directory.makeDirectory("taken")
        try directory.write([UInt8]("not ours".utf8), to: "taken/a.tar.zst")
        try directory.makeDirectory("older")
        let restored = try BuiltCommand.run(["restore", archive, directory.file("older/dest")])
        try #require(restored.status == 0, "\(restored.errors)")
        try age("older/dest/XXX/tree")
    }

    /// Makes the restored tree an older one: files that changed, lack, are links to others, and one
    /// that is the user's own.
    private func age(_ tree: String) throws {
        let result = try StockTool.shell(
            #"""
            set -e
            echo older > DOC/F1.DAT
            rm DOC/SECOND.DAT DOC/ZERO.DAT
            echo another > DOC/SECOND.DAT
            ln -sf F3.DAT DOC/LINK
            head -c 1000 BIG.DAT > BIG && mv BIG BIG.DAT
            echo older > DOC/HOLES.DAT
            echo mine > DOC/MINE.TXT
            find . -depth -exec touch -h -d '1996-06-06 06:06:06Z' {} +
            """#, in: directory.file(tree))
        try #require(result.status == 0, "\(result.errors)")
    }
}
