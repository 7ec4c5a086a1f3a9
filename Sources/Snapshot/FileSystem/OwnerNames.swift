// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Looks up the names of owners and groups, each number once.
struct OwnerNames {
    private var users: [UInt32: [UInt8]] = [:]
    private var groups: [UInt32: [UInt8]] = [:]

    /// The name of a user, or empty when the machine has none for the number.
    mutating func user(_ id: UInt32) -> [UInt8] {
        if let known = users[id] { return known }
        var record = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        let name = unsafe Self.lookUp { start, count in
            let status = unsafe getpwuid_r(id, &record, start, count, &found)
            return unsafe (status, found == nil ? nil : record.pw_name)
        }
        users[id] = name
        return name
    }

    /// The name of a group, or empty when the machine has none for the number.
    mutating func group(_ id: UInt32) -> [UInt8] {
        if let known = groups[id] { return known }
        var record = unsafe Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        let name = unsafe Self.lookUp { start, count in
            let status = unsafe getgrgid_r(id, &record, start, count, &found)
            return unsafe (status, found == nil ? nil : record.gr_name)
        }
        groups[id] = name
        return name
    }

    /// Gives the look-up more room until its answer fits; a failing name service means "no name".
    private static func lookUp(
        _ body: (UnsafeMutablePointer<CChar>, Int) -> (CInt, UnsafeMutablePointer<CChar>?)
    ) -> [UInt8] {
        var size = 1_024
        while size <= 1 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { unsafe buffer.deallocate() }
            let (status, name) = unsafe body(buffer, size)
            if status == ERANGE {
                size *= 2
                continue
            }
            guard status == 0, let name = unsafe name else { return [] }
            let bytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
            return unsafe [UInt8](bytes)
        }
        return []
    }
}
