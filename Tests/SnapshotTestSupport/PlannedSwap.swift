// SPDX-License-Identifier: Apache-2.0

import Foundation
import Snapshot

/// A small site with an archive of it that differs from what the site is now: what a restore in
/// place begins with.
public final class PlannedSwap: Sendable {
    /// The site; its directory is the target.
    public let site: BareSite
    /// What is at the target before.
    public let old: TreeState
    /// What is there after a restore.
    public let new: TreeState

    /// Makes the site, its archive `a`, and changes the site.
    public init() throws {
        site = try BareSite()
        try site.shell(
            """
            mkdir -p SITE.SRV/SCHEDULE.BOX BOX/DEEP; echo job > SITE.SRV/SCHEDULE.BOX/1.JOB
            echo a > BOX/A; ln BOX/A BOX/B; ln -s A BOX/S; echo deep > BOX/DEEP/FILE
            echo list > CL_NT.TXT; touch -d '1996-06-24 19:16:05.12Z' CL_NT.TXT SYSTEM.MAP
            """)
        try site.write(noise(300_000), to: "BOX/NOISE.BIN")
        try site.shell("touch -d '1997-01-01 00:00Z' BOX/DEEP BOX SITE.SRV/SCHEDULE.BOX SITE.SRV .")
        try site.capture(to: "a")
        var new = try TreeState(site.root)
        // What waits goes to the quarantine.
        new.nodes["SITE.SRV/SCHEDULE.BOX/1.JOB"] = nil
        self.new = new
        try site.shell(
            "echo changed > BOX/A; echo later > LATER; rm BOX/DEEP/FILE; touch SYSTEM.MAP")
        old = try TreeState(site.root)
    }

    /// A copy of everything in a directory of its own, for one run.
    public func copy() throws -> Copy {
        let directory = try TemporaryDirectory()
        let result = try StockTool.shell(
            "cp -a \"$1\"/site \"$1\"/a .", [site.directory.path], in: directory.path)
        guard result.status == 0 else { throw POSIXError(.EIO) }
        return Copy(directory: directory)
    }

    /// One copy.
    public struct Copy {
        /// The directory that holds the archive and the site.
        public let directory: TemporaryDirectory

        /// The target.
        public var target: String { directory.file("site/SMS") }

        /// Restores in place.
        public func restore(
            _ arguments: [String] = [], faults: String? = nil, counting: String? = nil
        ) throws -> StockTool.Result {
            var environment = faults.map { FaultInjection.environment($0) } ?? [:]
            if let counting {
                environment = FaultInjection.environment("none:1:1")
                environment["SMSBACKUP_FAULT_COUNT"] = counting
            }
            return try BuiltCommand.run(
                ["restore", directory.file("a"), target, "--in-place", "--jobs", "1"] + arguments,
                environment: environment)
        }

        /// The names beside the target, hidden ones included.
        public func names() throws -> [String] { try directory.names(in: "site") }

        /// The trees that are there, wherever they are: at the target, kept, or being written.
        public func trees() throws -> [TreeState] {
            try names().flatMap { name -> [TreeState] in
                if name.contains("quarantine") { return [] }
                if name.hasSuffix("-stage") {
                    let tree = directory.file("site/\(name)/tree")
                    return FileManager.default.fileExists(atPath: tree) ? [try TreeState(tree)] : []
                }
                return name.contains("journal")
                    ? [] : [try TreeState(directory.file("site/\(name)"))]
            }
        }
    }
}
