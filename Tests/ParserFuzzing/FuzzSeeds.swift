// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The good files that are spoiled: one folder for each subject in `Fixtures/seeds`.
public struct FuzzSeeds: Sendable {
    private let files: [FuzzSubject: [[UInt8]]]

    /// Reads all seeds.
    public init(directory: String = Self.directory) throws {
        var files: [FuzzSubject: [[UInt8]]] = [:]
        for subject in FuzzSubject.allCases where subject != .judgement {
            let folder = "\(directory)/\(subject.rawValue)"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            files[subject] = try names.map {
                [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
            }
        }
        self.files = files
    }

    /// `Fixtures/seeds` of the repository.
    public static let directory =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/seeds"

    /// The seeds of one subject, in the order of their names.
    public func seeds(of subject: FuzzSubject) -> [[UInt8]] {
        subject == .judgement
            ? [site(isPrimary: true), site(isPrimary: false)] : files[subject] ?? []
    }

    /// Everything of a whole site in one row.
    private func site(isPrimary: Bool) -> [UInt8] {
        var row: [UInt8] = []
        func add(_ role: FuzzedSite.Role, _ bytes: [UInt8]?) {
            row += FuzzedSite.mark + [role.rawValue] + (bytes ?? [])
        }
        func add(_ role: FuzzedSite.Role, _ text: String) { add(role, [UInt8](text.utf8)) }
        let controls = files[.siteControlFile] ?? []
        // Capture and limit; then each document, itself the first: configured on Thursday, the map
        // of 1996, and the rest on Saturday evening.
        let times = ["921366000", "86400", "0", "921145339", "835638022"]
        add(.times, (times + Array(repeating: "921362676", count: 19)).joined(separator: "\n"))
        // In the order of their names: grammar, orders, primary, secondary.
        add(.control, controls.dropFirst(isPrimary ? 2 : 3).first)
        add(.map, files[.systemMap]?.last)
        add(.registryText, files[.registryText]?.last)
        if isPrimary {
            add(.dump, files[.tapeFormat]?.last)
            // Settings and databases; the third is about another dump.
            for sidecar in files[.sidecar]?.prefix(2) ?? [] { add(.sidecar, sidecar) }
            add(.childControl, controls.last)
            add(.childMap, files[.systemMap]?.last)
            add(.hierarchyManagerLog, files[.hierarchyManagerLog]?.first)
        } else {
            add(.hive, files[.hive]?.last)
        }
        add(.initialization, files[.initialization]?.first)
        add(.copyList, files[.copyList]?.first)
        add(.senderLog, files[.senderLog]?.first)
        add(.setupLog, files[.setupLog]?.first)
        add(.eventLog, files[.eventLog]?.first)
        add(.uniqueIDs, "A01000K7.UID\n")
        add(.box, "SITECTRL.CT0\n")
        add(
            .tree,
            """
            SYSTEM.MAP|3000|835638022
            SITE.SRV/SITECFG.BOX/SITECTRL.CT0|3000|921145339
            Site.srv/X86.bin/smsexec.exe|500|800000000
            SITE.SRV/X86.BIN/SENDER.DLL|600|800000000
            SITE.SRV/X86.BIN/MYTOOL.BAT|7|900000000
            PRIMSITE.SRV/AUDIT/AUDIT.RUL|900|800000000
            LOGON.SRV/SMSID/A01000K7.UID|0|900000000
            SITE.SRV/DATALOAD.BOX/DELTAMIF.COL/1.MIF|12|921000000

            """)
        return row
    }
}
