// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// A file whose modification time is data, and is set once more when nothing else will be written.
///
/// With another time of `SYSTEM.MAP`, Maintenance Manager makes new copy lists, and every client of
/// the site reinstalls itself. The lists belong to the map, and have their times together with it
/// (Q166771).
enum TimedFile: Sendable, Hashable {
    /// `CL_*.TXT`.
    case copyList
    /// `SYSTEM.MAP`.
    case systemMap

    /// Whether the file of a path can be one of those; `false` is certain.
    static func canBeOne(_ path: Span<UInt8>) -> Bool {
        // The shortest: `CL_.TXT`.
        guard path.count >= 7 else { return false }
        switch path[path.count - 1] | 0x20 {
        case UInt8(ascii: "p"), UInt8(ascii: "t"): return true
        default: return false
        }
    }

    /// What a file of this name is, in any case; `nil` for any other.
    init?(name: ArraySlice<UInt8>) {
        guard Self.canBeOne(name.span) else { return nil }
        let name = DirectoryHandle.lowercased([UInt8](name))
        if name.elementsEqual("system.map".utf8) {
            self = .systemMap
        } else if name.starts(with: "cl_".utf8), name.suffix(4).elementsEqual(".txt".utf8) {
            self = .copyList
        } else {
            return nil
        }
    }

    /// What an entry is; only files have a time that is data.
    init?(_ entry: Entry) {
        switch entry.kind {
        case .file, .hardLink: break
        case .directory, .symbolicLink: return nil
        }
        self.init(name: entry.path.lastName)
    }

    /// What happens when the time is another one.
    private var consequence: String {
        switch self {
        case .copyList: "the copy lists and SYSTEM.MAP would not belong together (Q166771)"
        case .systemMap: "every client would reinstall (Q166771)"
        }
    }

    /// Sets the time again and reads it back.
    func settle(_ path: EntryPath, _ wanted: Timestamp, in target: DestinationTree) -> [Finding] {
        do throws(SystemCallError) {
            let directory = try target.directory(at: path.parent)
            let file = try directory.file(at: [UInt8](path.lastName))
            try AttributeSetting(number: file.number, path: file.path).setModified(wanted)
            return finding(path, try file.status().modified, wanted).map { [$0] } ?? []
        } catch {
            return [
                Finding(
                    .restored, path: path, "its modification time could not be checked: \(error)")
            ]
        }
    }

    /// What is wrong with the time that was read back; `nil` when it is exact.
    func finding(_ path: EntryPath, _ found: Timestamp, _ wanted: Timestamp) -> Finding? {
        guard found != wanted else { return nil }
        let reason =
            Self.isRounded(found, of: wanted)
            ? "; the file system of the destination cannot hold times that exactly, restore to another one"
            : ""
        return Finding(
            .restored, path: path,
            "its modification time is \(found), the archive says \(wanted): \(consequence)\(reason)"
        )
    }

    /// Whether a time is another one cut to the steps of a file system: at most two seconds, those
    /// of FAT.
    static func isRounded(_ found: Timestamp, of wanted: Timestamp) -> Bool {
        let (seconds, isOver) = found.seconds.subtractingReportingOverflow(wanted.seconds)
        guard !isOver, (-2...2).contains(seconds) else { return false }
        let steps = found.nanoseconds == 0 || found.nanoseconds % 100 == 0
        return steps && found != wanted
    }
}
