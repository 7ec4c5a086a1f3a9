// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the command does while something fails, with its arguments and what it makes.
///
/// Everything that a run may make lies in `out` below its directory.
enum FaultOperation: String, CaseIterable, Sendable {
    case capture = "capture to a file"
    case captureNamed = "capture, where a file needs a name from the start"
    case captureOnto = "capture onto a name that is taken"
    case captureToPipe = "capture to a pipe"
    case verify = "verify"
    case restore = "restore into a new directory"
    case restoreOver = "restore over a tree, `--overwrite changed`"
    case salvage = "salvage"
    case diff = "diff with the site"

    /// The arguments of the command for a run in this directory.
    func arguments(_ scene: FaultScene, in directory: String) -> [String] {
        let jobs = ["--jobs", "1"]
        switch self {
        case .capture, .captureNamed, .captureOnto:
            return ["capture", "-o", "\(directory)/out/a.tar.zst"] + scene.capture + jobs
        case .captureToPipe: return ["capture", "-o", "-"] + scene.capture + jobs
        case .verify: return ["verify", "--level", "full", scene.archive] + jobs
        case .restore: return ["restore", scene.archive, "\(directory)/out/dest"] + jobs
        case .restoreOver:
            return ["restore", "--overwrite", "changed", scene.archive, "\(directory)/out/dest"]
                + jobs
        case .salvage: return ["salvage", scene.remains, "\(directory)/out/dest"] + jobs
        case .diff: return ["diff", scene.archive, scene.site] + jobs
        }
    }

    /// Whether it makes an archive.
    var isCapture: Bool {
        [.capture, .captureNamed, .captureOnto, .captureToPipe].contains(self)
    }

    /// A fault that is always there: no files without a name (`O_TMPFILE`), as on NFS.
    var standingFault: String? { self == .captureNamed ? "openat:1:\(EOPNOTSUPP)" : nil }

    /// Whether it writes a tree that a second run completes.
    var isRestore: Bool { [.restore, .restoreOver].contains(self) }

    /// Whether it only looks, so that a fault that it meets may not pass unseen.
    var isJudgement: Bool { [.verify, .diff].contains(self) }

    /// What lies in `out` before it runs, as a directory of the scene.
    var template: String? {
        switch self {
        case .captureOnto: "taken"
        case .restoreOver: "older"
        default: nil
        }
    }
}
