// SPDX-License-Identifier: Apache-2.0

/// A file of the archive's own that breaks the rules of the format.
struct ManifestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which file and where in it.
    let place: String
    /// What is wrong.
    let problem: String
    /// Which rule it breaks.
    var code = FindingCode.manifest
    /// Whether nothing is wrong, and it only takes a later version to read it.
    var isUnsupported = false

    var description: String { "\(place): \(problem)" }
}

extension Finding {
    /// What a verification says about it.
    init(_ error: ManifestError) {
        self.init(error.code, "\(error)")
    }
}
