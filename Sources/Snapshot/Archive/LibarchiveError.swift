// SPDX-License-Identifier: Apache-2.0

import CLibarchive

/// What libarchive said.
struct LibarchiveError: Error, Sendable, Hashable {
    /// The function that failed.
    let function: String
    /// Its status, for example `ARCHIVE_FATAL`, −30.
    let status: CInt
    /// The library's own sentence; it has none for some failures.
    let message: String

    init(_ function: String, status: CInt, message: String) {
        self.function = function
        self.status = status
        self.message = message
    }

    /// What the library last said about a handle.
    init(_ function: String, status: CInt, handle: OpaquePointer) {
        // archive_error_string(3) is NULL for failures without words: seen with a cut GNU long
        // name.
        let text = unsafe archive_error_string(handle).map { unsafe String(cString: $0) }
        self.init(function, status: status, message: text ?? "no message")
    }
}

extension LibarchiveError: CustomStringConvertible {
    var description: String { "\(function): \(message) (status \(status))" }
}
