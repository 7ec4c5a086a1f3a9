// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The processors that this process may use.
enum Processors {
    /// How many, at least 1 (sysconf(3), `_SC_NPROCESSORS_ONLN`).
    static var count: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
}
