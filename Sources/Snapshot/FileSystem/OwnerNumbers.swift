// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Looks up the numbers of users and groups by name, each name once; for several threads.
final class OwnerNumbers: Sendable {
    private struct Known {
        var users: [[UInt8]: UInt32?] = [:]
        var groups: [[UInt8]: UInt32?] = [:]
    }

    private let known = Mutex(Known())

    /// The number of a user; `nil` when the machine has nobody of that name.
    func user(_ name: [UInt8]) -> UInt32? {
        known.withLock { known in
            if let found = known.users[name] { return found }
            var record = unsafe passwd()
            var result: UnsafeMutablePointer<passwd>?
            let isThere = unsafe Self.lookUp(name) { name, start, count in
                let status = unsafe getpwnam_r(name, &record, start, count, &result)
                return unsafe (status, result != nil)
            }
            let number = isThere ? unsafe record.pw_uid : nil
            known.users[name] = .some(number)
            return number
        }
    }

    /// The number of a group; `nil` when the machine has none of that name.
    func group(_ name: [UInt8]) -> UInt32? {
        known.withLock { known in
            if let found = known.groups[name] { return found }
            var record = unsafe Glibc.group()
            var result: UnsafeMutablePointer<Glibc.group>?
            let isThere = unsafe Self.lookUp(name) { name, start, count in
                let status = unsafe getgrnam_r(name, &record, start, count, &result)
                return unsafe (status, result != nil)
            }
            let number = isThere ? unsafe record.gr_gid : nil
            known.groups[name] = .some(number)
            return number
        }
    }

    /// Gives the look-up more room until its answer fits; a failing name service means "nobody".
    private static func lookUp(
        _ name: [UInt8],
        _ body: (UnsafePointer<CChar>, UnsafeMutablePointer<CChar>, Int) -> (CInt, Bool)
    ) -> Bool {
        // A name with a NUL is nobody's: what C reads of it would be somebody else's.
        guard !name.isEmpty, !name.contains(0) else { return false }
        let path = CPath(name)
        var size = 1_024
        while size <= 1 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { unsafe buffer.deallocate() }
            let (status, isThere) = path.withPointer { unsafe body($0, buffer, size) }
            if status == ERANGE {
                size *= 2
                continue
            }
            return status == 0 && isThere
        }
        return false
    }
}
