// SPDX-License-Identifier: Apache-2.0

/// Says where each entry goes: to its place, to the quarantine, or nowhere.
///
/// It goes by the path alone and by what ``RestoreHazards`` found before, so that every part of a
/// restore comes to the same place.
struct RestorePlacing: Sendable {
    /// Where an entry goes.
    enum Place: Sendable, Hashable {
        case at(EntryPath)
        /// Beside the site's directory, and why.
        case quarantined(EntryPath, String)
        /// Nowhere, and why; the path is where it would have gone.
        case refused(EntryPath, String)

        /// The path below the destination; `nil` when it goes nowhere.
        var path: EntryPath? {
            switch self {
            case .at(let path), .quarantined(let path, _): path
            case .refused: nil
            }
        }
    }

    let layout: RestoreLayout
    /// Whether queue files go to the quarantine.
    let quarantinesQueues: Bool
    let hazards: RestoreHazards

    /// The place of an entry; `nil` for what is not below the destination.
    func place(of path: EntryPath, isDirectory: Bool) -> Place? {
        guard let place = layout.path(of: path) else { return nil }
        if !hazards.reissues.isEmpty, let reason = hazards.reissues[path] {
            return .refused(place, reason)
        }
        guard !isDirectory, let below = layout.treePath(of: path), Self.mayWait(below) else {
            return .at(place)
        }
        var reason = hazards.controlFiles[path]
        if reason == nil, quarantinesQueues, let kind = TransientFile(path: below) {
            reason = "\(kind.rawValue): it would be done again"
        }
        guard let reason, let apart = layout.quarantinePath(of: path) else { return .at(place) }
        return .quarantined(apart, reason)
    }

    /// The place of an entry.
    func place(of entry: Entry) -> Place? {
        place(of: entry.path, isDirectory: entry.kind == .directory)
    }

    /// Whether a path below the site's directory can lie in a queue: a site has a million files, and
    /// nearly all are told by their first letters.
    private static func mayWait(_ below: ArraySlice<UInt8>) -> Bool {
        let queues = "SITE.SRV/".utf8
        return below.count > queues.count
            && zip(below, queues).allSatisfy { SMSText.uppercased($0) == $1 }
    }
}
