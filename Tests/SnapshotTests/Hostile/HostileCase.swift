// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

/// An archive that means harm, with right digests and seals, and what must become of it.
struct HostileCase: CustomTestStringConvertible, Sendable {
    /// What a run of the command must say and how it must end.
    struct Outcome: Sendable {
        let statuses: Set<Int32>
        /// A part of its output; empty where there is nothing to say.
        let message: String
    }

    let testDescription: String
    let verify: Outcome
    let restore: Outcome
    /// The options of the restore.
    var options: [String] = []
    /// What may lie below the destination besides the forgery's good file and its directories.
    var allowed: Set<String> = []
    let tell: @Sendable (inout Forgery) -> Void

    /// An archive of which nothing is restored: it cannot be opened, or contradicts itself.
    static func refused(
        _ description: String, _ message: String, restoring: String? = nil,
        _ tell: @escaping @Sendable (inout Forgery) -> Void
    ) -> HostileCase {
        HostileCase(
            testDescription: description, verify: Outcome(statuses: [2], message: message),
            restore: Outcome(statuses: [2], message: restoring ?? message), tell: tell)
    }

    /// An archive that does no harm when it is restored, and of which verify says what is wrong.
    ///
    /// `message`: what verify finds, or empty when nothing is wrong with it.
    static func contained(
        _ description: String, _ message: String = "", restoring: String = "",
        statuses: Set<Int32> = [0], allowed: Set<String> = [], options: [String] = [],
        _ tell: @escaping @Sendable (inout Forgery) -> Void
    ) -> HostileCase {
        HostileCase(
            testDescription: description,
            verify: Outcome(statuses: message.isEmpty ? [0] : [2], message: message),
            restore: Outcome(statuses: statuses, message: restoring), options: options,
            allowed: allowed, tell: tell)
    }

    /// What the first member is in tar and manifest without being called so by either.
    static func rename(_ forgery: inout Forgery, tar: String, manifest: String) {
        forgery.units[0][0].rawHeader = RawHeader(tar).bytes
        Lie.edit(&forgery, "\"data/XXX/tree/bad\"", manifest)
    }

    /// Puts the first member's header blocks into the tar as they are.
    static func header(_ forgery: inout Forgery, _ blocks: [UInt8]) {
        forgery.units[0][0].rawHeader = blocks
        let offset = UInt64(blocks.count)
        forgery.units[0][0].move = { $0.dataOffset = $0.headerOffset + offset }
    }

    /// Puts bytes into the manifest before the first place where a text stands.
    static func insert(
        _ forgery: inout Forgery, before marker: String, _ bytes: @escaping @Sendable () -> [UInt8]
    ) {
        forgery.editManifestBytes = { manifest in
            let wanted = [UInt8](marker.utf8)
            guard
                let place = manifest.indices.first(where: {
                    manifest[$0] == wanted[0] && manifest[$0...].starts(with: wanted)
                })
            else { preconditionFailure("\(marker) is not in the manifest") }
            return [UInt8](manifest[..<place]) + bytes() + [UInt8](manifest[place...])
        }
    }
}
