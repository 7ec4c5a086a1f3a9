// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A mutex with one condition (pthread_mutex_lock(3), pthread_cond_wait(3)).
///
/// `Synchronization.Mutex` has no condition to wait for, and a thread without a free slot must
/// sleep.
@safe
final class ThreadLock: Sendable {
    // Invariant: initialised once, destroyed once, and used through the pthread functions only.
    private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        // Neither can fail with default attributes on Linux.
        unsafe _ = pthread_mutex_init(mutex, nil)
        unsafe _ = pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe _ = pthread_cond_destroy(condition)
        unsafe _ = pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func acquire() {
        unsafe _ = pthread_mutex_lock(mutex)
    }

    func release() {
        unsafe _ = pthread_mutex_unlock(mutex)
    }

    /// Lets go of the lock, sleeps until somebody signals, and takes the lock again.
    func wait() {
        unsafe _ = pthread_cond_wait(condition, mutex)
    }

    func signalAll() {
        unsafe _ = pthread_cond_broadcast(condition)
    }
}
