// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

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
    func holds(_ attribute: ExtendedAttribute) throws(SystemCallError) -> Bool {
        // One byte more than there should be: a longer value then shows.
        let buffer = ByteBuffer(capacity: attribute.value.count + 1)
        let count = try valueSize(attribute.name, into: buffer, upTo: attribute.value.count + 1)
        return count == attribute.value.count && buffer.bytes == attribute.value
    }

    /// Removes an extended attribute, if it is there (fremovexattr(2)).
    func removeExtendedAttribute(_ name: [UInt8]) throws(SystemCallError) {
        // Asking first is much cheaper: removing what is not there can cost a transaction.
        guard try valueSize(name, into: ByteBuffer(capacity: 0), upTo: 0) != nil else { return }
        let cName = CPath(name)
        _ = try retrying("fremovexattr", path: path) {
            cName.withPointer { unsafe smsb_fremovexattr(number, $0) }
        }
    }

    /// Reads the value of an extended attribute; with no room only its size is asked for.
    ///
    /// - Returns: how many bytes it has, those that found no room counted as one too many; `nil` when
    ///   there is no such attribute.
    private func valueSize(
        _ name: [UInt8], into buffer: ByteBuffer, upTo room: Int
    ) throws(SystemCallError) -> Int? {
        let name = CPath(name)
        var size = 0
        do throws(SystemCallError) {
            _ = try buffer.append(upTo: room) { free throws(SystemCallError) in
                size = try retrying("fgetxattr", path: path) {
                    name.withPointer { name in
                        unsafe smsb_fgetxattr(
                            number, name, free.baseAddress?.assumingMemoryBound(to: CChar.self),
                            UInt(free.count))
                    }
                }
                return min(size, room)
            }
        } catch {
            switch error.errno {
            case .noData, .notSupported: return nil
            case .outOfRange: return room + 1
            default: throw error
            }
        }
        return size
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
