// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Counts from several threads.
public final class Counter: @unchecked Sendable {
    // Guarded by the lock.
    private var count = 0
    private let lock = NSLock()

    /// Starts at 0.
    public init() {}

    /// The number of calls, this one included.
    @discardableResult
    public func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }

    /// Whether nobody has counted yet.
    public var isZero: Bool { lock.withLock { count == 0 } }
}
