// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The permissions that nothing gets when it is created (umask(2)).
enum CreationMask {
    /// Makes what is created private until its own permissions are set, whatever the mask was.
    ///
    /// Only for commands that start no other program: it would inherit the mask.
    static func makePrivate() {
        _ = umask(0o077)
    }
}
