// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Real files for the parsers of this folder.
///
/// They are not part of the repository: where they lie beside it, tests read them, and where not,
/// those tests are skipped.
enum SMSSample {
    static let siteControlFile = "SITECTRL_skz_unwrapped.ct0"
    static let systemMap = "SYSTEM_MAP_fragments.map"
    static let initialization = "SMS_INI_sample.ini"

    /// Why a test is skipped.
    static let absent = "samples are not beside the repository"

    static func isPresent(_ name: String) -> Bool { bytes(of: name) != nil }

    static func bytes(of name: String) -> [UInt8]? {
        var parts = #filePath.split(separator: "/")
        // Four names below the root of the repository: Tests/SnapshotTests/SMS/SMSSample.swift.
        parts.removeLast(4)
        let path = "/" + parts.dropLast().joined(separator: "/") + "/shared/samples/sms/" + name
        return FileManager.default.contents(atPath: path).map { [UInt8]($0) }
    }
}

/// Text with the line ends that the product writes.
func crlf(_ text: String) -> [UInt8] {
    text.utf8.flatMap { $0 == UInt8(ascii: "\n") ? [13, 10] : [$0] }
}
