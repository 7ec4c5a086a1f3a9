// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

/// A bag of the Library of Congress's conformance suite for BagIt, its fact made anew in an archive
/// whose digests are all right, and what a full verification answers.
///
/// The suite judges bags of every version and algorithm. An archive is a bag of version 1.0 with
/// SHA-256 whose tag files have one form each, so much that is valid there is a difference here.
struct ConformanceBag: CustomTestStringConvertible, Sendable {
    /// What a verification says.
    enum Answer: Sendable {
        case intact
        /// Intact, with a warning that names this path.
        case warning(String)
        case finding(FindingCode, String)
    }

    let testDescription: String
    let answer: Answer
    let reason: String
    let make: @Sendable (inout Forgery) -> Void

    init(
        _ name: String, _ answer: Answer, _ reason: String,
        _ make: @escaping @Sendable (inout Forgery) -> Void
    ) {
        testDescription = name
        self.answer = answer
        self.reason = reason
        self.make = make
    }

    /// The digest in a line that is not another one's.
    static let deadbeef = String(repeating: "deadbeef", count: 8)
    static let bagList = "manifest-sha256.txt"

    /// Changes the text of a tag file; the change must be one.
    static func tag(
        _ path: String, _ change: @escaping @Sendable (String) -> String
    ) -> @Sendable (inout Forgery) -> Void {
        bytes(path) { [UInt8](change(String(decoding: $0, as: UTF8.self)).utf8) }
    }

    static func bytes(
        _ path: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]?
    ) -> @Sendable (inout Forgery) -> Void {
        { forgery in
            forgery.editTag = { name, old in
                guard name == path else { return old }
                let new = change(old)
                precondition(new != old, "nothing is changed in \(path)")
                return new
            }
        }
    }

    /// A line more in the bag's list of files, for a path that no archive can hold.
    static func listed(_ path: String) -> @Sendable (inout Forgery) -> Void {
        tag(bagList) { $0 + "\(deadbeef)  \(path)\n" }
    }

    /// A list of files to fetch, which an archive never has.
    static func fetch(_ path: String) -> @Sendable (inout Forgery) -> Void {
        { $0.moreTags = [("fetch.txt", [UInt8]("https://example.org/x - \(path)\n".utf8))] }
    }

    /// Files more in the site's tree.
    static func files(_ paths: String...) -> @Sendable (inout Forgery) -> Void {
        { forgery in
            for (number, name) in paths.enumerated() {
                var member = Forgery.Member(file: "x", [UInt8(ascii: "a") + UInt8(number)])
                member.entry.path = SnapshotTests.path(name)
                forgery.units[0].append(member)
            }
        }
    }

    /// Lines of `bag-info.txt` more.
    static func information(_ lines: String) -> @Sendable (inout Forgery) -> Void {
        tag("bag-info.txt") { $0 + lines }
    }

    static func utf16(_ bytes: [UInt8]) -> [UInt8] {
        [0xFE, 0xFF]
            + String(decoding: bytes, as: UTF8.self).utf16.flatMap {
                [UInt8($0 >> 8), UInt8($0 & 0xFF)]
            }
    }
}
