// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// Which attributes a restore gives back.
struct AttributeOptions: ParsableArguments {
    /// What `--owners` takes; root has a flag of its own.
    enum Owners: String, ExpressibleByArgument, CaseIterable {
        case numeric, names, none
    }

    @Option(
        help:
            "To whom restored files belong: numeric (the numbers in the archive), names (who has these names here) or none (whoever restores)."
    )
    var owners = Owners.numeric

    @Flag(help: "Give everything to root, whoever it belonged to.")
    var asRootOwner = false

    @Flag(
        name: .customLong("set-ids"),
        help: "Give back set-user-ID and set-group-ID bits, which are left out otherwise.")
    var setIDs = false

    func validate() throws {
        if asRootOwner, owners != .numeric {
            throw ValidationError("--as-root-owner and --owners exclude one another")
        }
    }

    /// The policy of the restore.
    var policy: AttributePolicy {
        var policy = AttributePolicy()
        policy.owners =
            switch owners {
            case _ where asRootOwner: .root
            case .numeric: .numeric
            case .names: .names
            case .none: .none
            }
        policy.restoresSetIDs = setIDs
        return policy
    }
}
