// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Tells a directory from a new file where a command takes either.
enum FileKind {
    /// Whether the path, links followed, is a directory, or is written like one.
    static func isDirectory(_ path: String) -> Bool {
        if path.hasSuffix("/") { return true }
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
