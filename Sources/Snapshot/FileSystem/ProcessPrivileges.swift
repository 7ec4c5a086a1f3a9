// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What this process may do to files.
enum ProcessPrivileges {
    /// Whether it may give files to any owner (chown(2)); root may, unless a sandbox says
    /// otherwise.
    static var mayChangeOwners: Bool { geteuid() == 0 }
}
