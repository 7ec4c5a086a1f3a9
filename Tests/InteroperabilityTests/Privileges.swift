// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What this process may do, where a stock tool's promises depend on it.
enum Privileges {
    /// Owners and set-id bits come back for root only.
    static var isRoot: Bool { geteuid() == 0 }

    /// Whether FUSE is there: in a container it often is not, however complete the tools.
    static var mayMount: Bool { access("/dev/fuse", R_OK | W_OK) == 0 }
}
