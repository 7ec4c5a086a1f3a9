// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

extension DirectoryHandle {
    /// Holds on to the symbolic link under a name (open(2), `O_PATH`); `nil` when it is no link.
    ///
    /// Nothing can be read or written through the descriptor; it is for the link's own attributes.
    func symbolicLink(named name: [UInt8]) throws(SystemCallError) -> OpenFile? {
        let path = CPath(name)
        let descriptor = try retrying("openat", path: fullPath(name)) {
            path.withPointer {
                unsafe openat(number, $0, smsb_O_PATH | O_NOFOLLOW | O_CLOEXEC)
            }
        }
        let link = OpenFile(owning: DescriptorHandle(owning: descriptor), path: fullPath(name))
        return try link.status().kind == .symbolicLink ? link : nil
    }
}

extension OpenFile {
    /// `AT_EMPTY_PATH` of linux/fcntl.h: the descriptor itself, not something below it.
    private static let emptyPath: CInt = 0x1000

    /// Sets the owner of a symbolic link that is held with ``DirectoryHandle/symbolicLink(named:)``
    /// (fchownat(2)).
    func setOwnerOfLink(_ owner: UInt32, group: UInt32) throws(SystemCallError) {
        let none = CPath([])
        _ = try retrying("fchownat", path: path) {
            none.withPointer { unsafe fchownat(number, $0, owner, group, Self.emptyPath) }
        }
    }

    /// Sets the modification time of such a link (utimensat(2); Linux 5.8).
    func setModifiedOfLink(_ moment: Timestamp) throws(SystemCallError) {
        let none = CPath([])
        let times = AttributeSetting.times(moment)
        _ = try retrying("utimensat", path: path) {
            none.withPointer { name in
                unsafe times.withUnsafeBufferPointer {
                    unsafe utimensat(number, name, $0.baseAddress, Self.emptyPath)
                }
            }
        }
    }
}
