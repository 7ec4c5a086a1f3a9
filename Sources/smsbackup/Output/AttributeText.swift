// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// How the attributes that a destination does not hold are told: counted, with a few examples.
enum AttributeText {
    /// So many of each kind are told one by one.
    private static let mostLines = 3

    static func report(_ tally: AttributeTally) {
        for (kind, found) in tally.kinds {
            Diagnostics.report([Warning](found.examples.prefix(mostLines)))
            guard found.count > mostLines else { continue }
            Diagnostics.line(
                .warning,
                "\(kind.rawValue): \(found.count) entries in all are not as the archive has them; --json has more of them"
            )
        }
    }
}

/// The same for `--json`.
struct AttributeJSON: Encodable {
    struct Example: Encodable {
        let path: JSONPath
        let message: String
    }

    let kind: String
    let count: Int
    let examples: [Example]

    /// An object for each kind.
    static func all(_ tally: AttributeTally) -> [AttributeJSON] {
        tally.kinds.map { kind, found in
            AttributeJSON(
                kind: kind.rawValue, count: found.count,
                examples: found.examples.map {
                    Example(path: JSONPath($0.subject), message: $0.message)
                })
        }
    }
}
