// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Makes libarchive take names as UTF-8, whatever the locale of the process is.
///
/// libarchive converts names between the locale and the UTF-8 of a pax header. In the C locale,
/// which Swift programs start in, that fails for every name outside ASCII. A thread can have a
/// locale of its own (uselocale(3)), so nothing else in the process sees this.
@safe
final class NameEncoding: Sendable {
    // Invariant: made once, never changed, and never freed.
    private nonisolated(unsafe) let locale: locale_t

    /// The locale that every glibc since 2.35 has built in.
    static let utf8 = NameEncoding()

    private init?() {
        guard let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return nil }
        unsafe self.locale = locale
    }

    /// Runs `body` with names as UTF-8 in this thread.
    static func withUTF8<Result>(
        _ body: () throws(LibarchiveError) -> Result
    ) throws(LibarchiveError) -> Result {
        guard let encoding = utf8 else {
            throw LibarchiveError(
                "newlocale", status: -1, message: "the locale C.UTF-8 does not exist")
        }
        let previous = unsafe uselocale(encoding.locale)
        defer { unsafe _ = uselocale(previous) }
        return try body()
    }
}
