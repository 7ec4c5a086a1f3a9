// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Looks up the numbers of users and groups by name, each name once; for several threads.
final class OwnerNumbers: Sendable {
    private typealias Numbers = [[UInt8]: UInt32?]

    private let users = Mutex<Numbers>([:])
    private let groups = Mutex<Numbers>([:])

    /// The number of a user; `nil` when the machine has nobody of that name.
    func user(_ name: [UInt8]) -> UInt32? {
        unsafe number(of: name, in: users) { name, start, count in
            var record = unsafe passwd()
            var result: UnsafeMutablePointer<passwd>?
            let status = unsafe getpwnam_r(name, &record, start, count, &result)
            return unsafe (status, result?.pointee.pw_uid)
        }
    }

    /// The number of a group; `nil` when the machine has none of that name.
    func group(_ name: [UInt8]) -> UInt32? {
        unsafe number(of: name, in: groups) { name, start, count in
            var record = unsafe Glibc.group()
            var result: UnsafeMutablePointer<Glibc.group>?
            let status = unsafe getgrnam_r(name, &record, start, count, &result)
            return unsafe (status, result?.pointee.gr_gid)
        }
    }

    private func number(
        of name: [UInt8], in known: borrowing Mutex<Numbers>, _ lookUp: LookUp
    ) -> UInt32? {
        known.withLock { known in
            if let found = known[name] { return found }
            let number = unsafe Self.number(of: name, lookUp)
            known[name] = .some(number)
            return number
        }
    }

    /// Asks the name service, with room for its answer: status and number.
    private typealias LookUp = (
        UnsafePointer<CChar>, UnsafeMutablePointer<CChar>, Int
    ) -> (CInt, UInt32?)

    /// Gives the look-up more room until its answer fits; a failing name service means "nobody".
    private static func number(of name: [UInt8], _ lookUp: LookUp) -> UInt32? {
        // A name with a NUL is nobody's: what C reads of it would be somebody else's.
        guard !name.isEmpty, !name.contains(0) else { return nil }
        let path = CPath(name)
        var size = 1_024
        while size <= 1 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { unsafe buffer.deallocate() }
            let (status, number) = path.withPointer { unsafe lookUp($0, buffer, size) }
            if status == ERANGE {
                size *= 2
                continue
            }
            return status == 0 ? number : nil
        }
        return nil
    }
}
