// SPDX-License-Identifier: Apache-2.0

/// `smsbackup/RESTORE.txt`: tells somebody who has never heard of this program, and has only the
/// tools that every system has, how to check and restore this very archive, and then the site.
enum RestoreText {
    /// Most bytes of the guide; that of a hierarchy of a hundred sites has a tenth of it.
    private static let largestGuide = 256 << 10

    /// The text, with this archive's own names; a whole number of tar blocks and at least two of
    /// them, because the first unit ends inside this file (see docs/FORMAT.md, "Unit 0").
    static func text(_ description: ArchiveDescription, guide: RestoreGuide) -> [UInt8] {
        let name = description.bag
        let file = name + description.compression.codec.fileExtension
        let decompress = description.compression.codec == .zstd ? "zstd -dc" : "gzip -dc"
        let site = description.site
        // The rest of the record and of what it is wrapped in.
        let behindSeal = description.compression.codec == .zstd ? 128 : 138
        let text = """
            This archive holds a backup of a Microsoft Systems Management Server 1.x site.

              site     \(site.code) (\(site.kind.rawValue)), server \(site.server.isEmpty ? "unknown" : site.server)
              taken    \(description.created.wholeSecondDescription)
              written  by \(description.tool) with \(description.library)

            WITHOUT smsbackup, with stock tools only
              1. Unpack, as root if owners are to be kept:
                   tar --acls --xattrs --xattrs-include='*' -xpf \(file)
                 or \(decompress) \(file) | tar -xpf -
              2. Check every byte (the archive is a BagIt bag, RFC 8493):
                   cd \(name)
                   sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt
                   test ! -e smsbackup/overlay.sha256 || sha256sum --quiet -c smsbackup/overlay.sha256
                 or: bagit.py --validate \(name)
              3. If there is a directory overlay/, it holds what a bag cannot (links, odd names); complete
                 the tree with:
                   cp -a overlay/. data/
                 (two names of one file, one of them odd, are two files after that)
              4. The site is in data/\(site.code)/:
                   site-control  SITECTRL.CT0          system-map  SYSTEM.MAP
                   registry      exports or hives      database    dump files
                   children      their SYSTEM.MAP      extra       SMS.INI, MS, SMS_PKGx, logs
                   tree          the site's directory

            IF THE ARCHIVE IS DAMAGED
              tar stops at the first damaged place; everything before it is unpacked. The archive is a row of
              independent compressed units, each followed by a 128-byte record that begins with SMSBSEAL.
              List them with
                   LC_ALL=C grep -abo SMSBSEAL \(file)
              and unpack what follows one of them, up to the next damaged place, with
                   tail -c +$((OFFSET+1)) \(file) | \(decompress) | tar -xpf -
              where OFFSET is the number that grep printed plus \(behindSeal).
              These lines try each unit and print the OFFSET behind every damaged one. Unpack from each
              of them, in their order:
                   OFFSET=0; for N in $(LC_ALL=C grep -abo SMSBSEAL \(file) | cut -d: -f1); do
                     tail -c +$((OFFSET+1)) \(file) | head -c $((N+\(behindSeal)-OFFSET)) |
                       \(decompress) >/dev/null 2>&1 || echo OFFSET=$((N+\(behindSeal)))
                     OFFSET=$((N+\(behindSeal)))
                   done
              tar complains where a unit begins inside a file, and goes on with the next file. Then check
              as in step 2: what is missing or FAILED is lost. If manifest-sha256.txt itself is lost,
              nothing tells what is missing. smsbackup salvage does all of this, and proves what it finds.

            BEFORE YOU COPY ANYTHING BACK ONTO A SITE
              - The server must have the same computer name and domain as before (Q147469).
              - SYSTEM.MAP must keep its modification time exactly: with another time every client of the
                site reinstalls itself (Q166771). tar -p keeps it; check it last of all.
              - Restored .UID files can give out SMSIDs a second time; files left in queues (RECEIVE,
                REQUESTS, SCHEDULE, *.CT1, *.CT2) replay old jobs (Q138347, Q183347).
              - Load the database before any SMS service starts.

            """
        var bytes = [UInt8](text.utf8)
        let rule = String(repeating: "=", count: 80)
        bytes += "\n\(rule)\n".utf8
        // The page lies in the first unit, which a reader must be able to hold.
        bytes += guide.text.utf8.prefix(largestGuide)
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        let block = TarHeaderEncoder.blockSize
        // Blank lines fill the last block: the file must end where a block ends.
        bytes += [UInt8](
            repeating: UInt8(ascii: "\n"), count: (block - bytes.count % block) % block)
        return bytes
    }
}
