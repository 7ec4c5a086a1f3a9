// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

/// A lie that an archive tells, what a full verification must say, and what a restore must not create.
struct Lie: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let code: FindingCode
    let message: String
    let tell: @Sendable (inout Forgery) -> Void

    init(
        _ description: String, _ code: FindingCode, _ message: String,
        _ tell: @escaping @Sendable (inout Forgery) -> Void
    ) {
        testDescription = description
        self.code = code
        self.message = message
        self.tell = tell
    }

    /// Replaces text in the manifest, in which it must occur.
    static func edit(_ forgery: inout Forgery, _ old: String, _ new: String) {
        let before = forgery.editManifest
        forgery.editManifest = { text in
            let text = before(text)
            precondition(text.contains(old), "\(old) is not in the manifest")
            return text.replacing(old, with: new)
        }
    }
}
