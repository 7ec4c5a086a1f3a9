// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Snapshot
import Synchronization

/// A sample site with one archive of it for each compression, made once for all tests of a process.
public final class ArchivedSite: Sendable {
    /// The name of the snapshot: the first name of every path in the archives.
    public static let name = "A01-test"
    /// A site with everything that a file system can hold and a DOS site rarely does.
    public static let odd = Result<ArchivedSite, any Error> { try ArchivedSite(isOdd: true) }
    /// A site as it should be.
    public static let plain = Result<ArchivedSite, any Error> { try ArchivedSite(isOdd: false) }

    /// The site.
    public let site: SampleSite

    private init(isOdd: Bool) throws {
        site = try SampleSite(quirks: isOdd)
        LastWishes.remove(site.directory.path)
        if isOdd { try OddNames.add(to: site.root) }
        for codec in Compression.Codec.allCases {
            _ = try Capture(site.inputs, options: SampleSite.options(codec, name: Self.name))
                .run(to: .file([UInt8](archive(codec).utf8)))
        }
    }

    /// The path of an archive.
    public func archive(_ codec: Compression.Codec) -> String {
        site.directory.file(Self.name + codec.fileExtension)
    }

    /// The path of the zstd archive.
    public var zstdArchive: String { archive(.zstd) }
    /// The path of the gzip archive.
    public var gzipArchive: String { archive(.gzip) }

    /// What `data/A01` must hold once the overlay is copied into it, read from the sources
    /// themselves.
    public func payload() throws -> TreeState {
        var payload = try TreeState(site.root)
        // A FIFO has no content to capture.
        payload.nodes["QUIRKS/QUEUE.PIP"] = nil
        payload.nodes = Self.below("tree", payload.nodes)
        let places =
            [
                ("site-control/SITECTRL.CT0", "A01/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"),
                ("system-map/SYSTEM.MAP", "A01/SMS/SYSTEM.MAP"),
                ("registry/sms-registry.reg", "backup/sms-registry.reg"),
                ("children/B01/System.map", "B01/SMS/System.map"),
                ("children/B01/Sitectrl.ct0", "B01/SMS/Site.srv/Sitecfg.box/Sitectrl.ct0"),
                ("children/C01/system.map", "C01/SMS/system.map"),
                ("children/C01/sitectrl.ct0", "C01/SMS/site.srv/sitecfg.box/sitectrl.ct0"),
                ("extra/MS", "A01/MS"), ("extra/SCMAN.LOG", "A01/SCMAN.LOG"),
                ("extra/SMS.INI", "A01/SMS.INI"), ("extra/SMSSETUP.LOG", "A01/SMSSETUP.LOG"),
                ("extra/SMS_PKGD", "A01/SMS_PKGD"),
            ] + SampleSite.databaseFiles.map { ("database/\($0)", "backup/\($0)") }
        for (place, source) in places {
            let nodes = Self.below(place, try TreeState(site.path(source)).nodes)
            payload.nodes.merge(nodes) { first, _ in first }
        }
        return payload
    }

    private static func below(
        _ place: String, _ nodes: [String: TreeState.Node]
    ) -> [String: TreeState.Node] {
        Dictionary(
            uniqueKeysWithValues: nodes.map { ($0 == "." ? place : "\(place)/\($0)", $1) })
    }
}

/// Names and attributes beyond those of `Fixtures/make-site --quirks`.
private enum OddNames {
    /// Adds them, in directories of their own, all with one time.
    ///
    /// `FIRST/ONLY%` is the one thing in its directory, and the first in the site, that no bag can
    /// hold: what is above it must be in the overlay too, and what is below it only there.
    static func add(to root: String) throws {
        let script = #"""
            set -e
            cd "$1"
            mkdir -p 'FIRST/ONLY%/INSIDE' ODD 'ODD/SUB%/BELOW/EMPTY' ODD/LIFELESS ATTRIBUT
            echo inside > 'FIRST/ONLY%/INSIDE/FILE.TXT'
            cd ODD
            for name in '100%.txt' 'a%0Ab' 'back\slash.txt' $'return\rname' $'tab\tname' \
                $'\xff\xfe.bin' 'quo"te '"'"'$HOME' ' leading' 'trailing ' '-dash' '*' 'grün.txt'; do
                printf '%s' "$name" > "./$name"
            done
            echo below > 'SUB%/BELOW/FILE.TXT'
            long=$(printf 'D%.0s' {1..60})
            mkdir -p "$long/$long/$long/$long/$long/$long"
            echo deep > "$long/$long/$long/$long/$long/$long/$(printf 'F%.0s' {1..200})"
            echo two names > 'LINK%1'
            ln 'LINK%1' 'LINK%2'
            ln -s 'LIFELESS/100%.txt' 'INNER.LNK'
            chmod 2750 LIFELESS
            cd ../ATTRIBUT
            echo x > PLAIN.DAT
            setfattr -n user.nul -v 0x6100620a25 PLAIN.DAT
            setfattr -n user.empty PLAIN.DAT
            setfattr -n 'user.equal=sign%percent' -v 0x01ff PLAIN.DAT
            setfattr -n user.dir -v of-a-directory .
            echo x > ACL.DAT
            setfacl -m u:1234:r,g:2345:rw ACL.DAT
            mkdir ACL.DIR
            setfacl -d -m u:1234:r ACL.DIR
            echo x > ACL32.DAT
            setfacl -m u:3000000000:r ACL32.DAT
            echo x > OWNED.DAT
            if [ "$(id -u)" = 0 ]; then chown 1234:5678 OWNED.DAT; fi
            chmod 640 OWNED.DAT
            cd ..
            find FIRST ODD ATTRIBUT -depth -exec touch -h -d '1997-07-07 07:07:08.123456700Z' {} +
            touch -d '1969-12-31 23:59:57.25Z' ATTRIBUT/OWNED.DAT
            touch -d '1996-06-25 00:23:44Z' .
            """#
        let result = try StockTool.shell(script, [root])
        guard result.status == 0 else { throw Failure(message: result.errors) }
    }

    private struct Failure: Error {
        let message: String
    }
}

/// Directories that live as long as the process.
private enum LastWishes {
    private static let paths = Mutex<[String]>([])

    /// Removes a directory when the process ends: a value in a global variable is never dropped.
    static func remove(_ path: String) {
        let isFirst = paths.withLock { paths in
            paths.append(path)
            return paths.count == 1
        }
        guard isFirst else { return }
        atexit {
            for path in LastWishes.paths.withLock({ $0 }) {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }
}
