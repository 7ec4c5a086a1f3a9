// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// What `list` prints, collected and written in large pieces.
struct EntryText {
    private let isLong: Bool
    private let hasContent: Bool
    private var pending: [UInt8] = []

    /// `hasContent`: whether sizes of links and digests are known.
    init(isLong: Bool, hasContent: Bool = true) {
        self.isLong = isLong
        self.hasContent = hasContent
    }

    /// Adds the line of an entry.
    mutating func append(_ entry: Entry) {
        let path = entry.restoredPath?.description ?? ""
        pending += (isLong ? long(entry, path) : path + (entry.kind == .directory ? "/" : "")).utf8
        pending.append(UInt8(ascii: "\n"))
        if pending.count > 1 << 16 { flush() }
    }

    /// Writes what was collected.
    mutating func flush() {
        StandardStream.output.write(pending)
        pending.removeAll(keepingCapacity: true)
    }

    private func long(_ entry: Entry, _ path: String) -> String {
        let attributes = entry.attributes
        let octal = String(attributes.permissions, radix: 8)
        let content = hasContent ? entry.content : nil
        let size = (content?.size ?? entry.plainSize).map { String($0) } ?? "-"
        let digest = content?.digest.hex.prefix(16).description ?? Quantity.padded("-", 16)
        let owner = "\(attributes.ownerID):\(attributes.groupID)"
        let columns = [
            kind(entry), String(repeating: "0", count: max(0, 4 - octal.count)) + octal,
            Quantity.padded(owner, 9),
            String(repeating: " ", count: max(0, 12 - size.count)) + size,
            attributes.modified.description, digest,
            path + suffix(entry),
        ]
        return columns.joined(separator: " ")
    }

    private func kind(_ entry: Entry) -> String {
        switch entry.kind {
        case .file: "-"
        case .directory: "d"
        case .hardLink: "h"
        case .symbolicLink: "l"
        }
    }

    private func suffix(_ entry: Entry) -> String {
        let notes =
            entry.notes.isEmpty
            ? "" : " [\(entry.notes.map(\.rawValue).sorted().joined(separator: ", "))]"
        switch entry.kind {
        case .directory: return "/" + notes
        case .symbolicLink(let target): return " -> " + ScreenText.escaped(target) + notes
        case .hardLink(let target, _, _):
            return " link to " + (target.droppingFirst(1)?.description ?? "") + notes
        case .file: return notes
        }
    }
}

extension Entry {
    /// The size of a file; `nil` for anything else, also for another name of one.
    var plainSize: UInt64? {
        if case .file(let size, _) = kind { size } else { nil }
    }
}
