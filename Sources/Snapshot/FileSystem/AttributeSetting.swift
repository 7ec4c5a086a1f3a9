// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Sets the attributes of an open file or directory through its descriptor.
struct AttributeSetting {
    /// The descriptor of the file or directory.
    let number: CInt
    /// The path for messages.
    let path: [UInt8]

    /// fchown(2).
    ///
    /// Clears set-id bits, so it comes before the permissions.
    func setOwner(_ owner: UInt32, group: UInt32) throws(SystemCallError) {
        _ = try retrying("fchown", path: path) { fchown(number, owner, group) }
    }

    /// fchmod(2).
    func setPermissions(_ permissions: UInt16) throws(SystemCallError) {
        _ = try retrying("fchmod", path: path) { fchmod(number, mode_t(permissions)) }
    }

    /// futimens(2); the access time is left alone.
    func setModified(_ moment: Timestamp) throws(SystemCallError) {
        let times = Self.times(moment)
        _ = try retrying("futimens", path: path) {
            unsafe times.withUnsafeBufferPointer { unsafe futimens(number, $0.baseAddress) }
        }
    }

    /// fsetxattr(2).
    func setExtendedAttribute(_ attribute: ExtendedAttribute) throws(SystemCallError) {
        let name = CPath(attribute.name)
        _ = try retrying("fsetxattr", path: path) {
            name.withPointer { name in
                unsafe attribute.value.withUnsafeBytes {
                    unsafe smsb_fsetxattr(number, name, $0.baseAddress, UInt($0.count))
                }
            }
        }
    }

    /// Whether an extended attribute reads back as it was set (fgetxattr(2)).
    func holds(_ attribute: ExtendedAttribute) -> Bool {
        let name = CPath(attribute.name)
        // One byte more than there should be: a longer value then shows.
        let buffer = ByteBuffer(capacity: attribute.value.count + 1)
        let count = buffer.append(upTo: attribute.value.count + 1) { free in
            name.withPointer { name in
                max(
                    0,
                    unsafe smsb_fgetxattr(
                        number, name, free.baseAddress?.assumingMemoryBound(to: CChar.self),
                        UInt(free.count)))
            }
        }
        return count == attribute.value.count && buffer.bytes == attribute.value
    }

    /// Removes an extended attribute, if it is there (fremovexattr(2)).
    func removeExtendedAttribute(_ name: [UInt8]) throws(SystemCallError) {
        let cName = CPath(name)
        // Asking first is much cheaper: removing what is not there can cost a transaction.
        let isThere = cName.withPointer { unsafe smsb_fgetxattr(number, $0, nil, 0) != -1 }
        guard isThere else { return }
        _ = try retrying("fremovexattr", path: path) {
            cName.withPointer { unsafe smsb_fremovexattr(number, $0) }
        }
    }

    /// The pair of times that utimensat(2) wants: the access time stays, the modification time is
    /// set.
    static func times(_ moment: Timestamp) -> [timespec] {
        [
            timespec(tv_sec: 0, tv_nsec: smsb_UTIME_OMIT),
            timespec(tv_sec: Int(moment.seconds), tv_nsec: Int(moment.nanoseconds)),
        ]
    }
}
