// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// An extended attribute that is there and was not read, or several that are too large.
struct UnreadAttribute {
    /// The file or directory that has it.
    let path: [UInt8]
    /// Its name; of several, the first one's.
    private let name: [UInt8]
    /// Why it was not read, for a person.
    let reason: String
    /// Whether it could be read, and no archive has room for it.
    let isTooLarge: Bool

    /// One that the system refused.
    init(path: [UInt8], name: [UInt8], error: SystemCallError) {
        self.path = path
        self.name = name
        reason = "\(error.errno)"
        isTooLarge = false
    }

    /// Those that no archive has room for; `nil` when there are none.
    init?(path: [UInt8], tooLarge names: [[UInt8]]) {
        guard let first = names.first else { return nil }
        self.path = path
        name = first
        let others = names.count == 1 ? "" : " and \(names.count - 1) more"
        reason =
            "too large\(others): a tar header has room for \(ExtendedAttributeReading.largest >> 10) KiB of attributes; keep a copy of them, as of getfattr(1), beside the archive"
        isTooLarge = true
    }

    /// What whoever captures has to know.
    var warning: Warning {
        Warning(.attribute, path, "extended attribute \(ScreenText.quoted(name)): \(reason)")
    }
}
