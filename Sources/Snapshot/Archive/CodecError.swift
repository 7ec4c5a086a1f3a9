// SPDX-License-Identifier: Apache-2.0

/// What libzstd or zlib said.
struct CodecError: Error, Sendable, Hashable {
    /// The function that failed.
    let function: String
    /// The library's own sentence.
    let message: String
}

extension CodecError: CustomStringConvertible {
    var description: String { "\(function): \(message)" }
}
