// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

/// An open directory: everything below it is reached from here and never through a link.
///
/// Paths are resolved by the kernel (openat2(2) with `RESOLVE_BENEATH` and `RESOLVE_NO_SYMLINKS`),
/// or, on kernels before 5.6, name by name with `O_NOFOLLOW`. So neither `..`, nor a link that was
/// there before, nor one that somebody puts there while we work leads out. What it does not protect
/// from: another file system mounted below the directory, and a process that moves whole
/// directories.
final class DirectoryHandle: Sendable {
    private let handle: DescriptorHandle
    /// The path for messages.
    let path: [UInt8]

    init(owning handle: consuming DescriptorHandle, path: [UInt8]) {
        self.handle = handle
        self.path = path
    }

    var number: CInt { handle.number }

    /// The kernel takes at most 4,096 bytes a call; longer paths are walked in pieces below that.
    private static let longestCall = 4_000
    /// How often a path is looked up while others rename something in it.
    private static let lookUps = 100

    /// Opens a directory by a path that the user gave; links in it are followed.
    static func open(_ path: [UInt8]) throws(SystemCallError) -> DirectoryHandle {
        let name = CPath(path)
        let number = try retrying("open", path: path) {
            name.withPointer { unsafe Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        return DirectoryHandle(owning: DescriptorHandle(owning: number), path: path)
    }

    /// Opens the directory at a relative path, or this one again for an empty path.
    func directory(at relative: [UInt8]) throws(SystemCallError) -> DirectoryHandle {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        return DirectoryHandle(
            owning: try openBeneath(
                relative.isEmpty ? [UInt8(ascii: ".")] : relative, flags: flags),
            path: fullPath(relative))
    }

    /// Opens the file at a relative path for reading, without waiting for a writer of a FIFO.
    func file(at relative: [UInt8]) throws(SystemCallError) -> OpenFile {
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        // A backup should not touch access times; only the owner of a file may ask for that
        // (open(2)).
        do throws(SystemCallError) {
            return OpenFile(
                owning: try openBeneath(relative, flags: flags | smsb_O_NOATIME),
                path: fullPath(relative))
        } catch  where error.errno == .notPermitted {
            return OpenFile(
                owning: try openBeneath(relative, flags: flags), path: fullPath(relative))
        }
    }

    /// Creates a file that must not exist yet, for reading and writing.
    func createFile(
        named name: [UInt8], permissions: mode_t
    ) throws(SystemCallError) -> OpenFile {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let path = CPath(name)
        let number = try retrying("openat", path: fullPath(name)) {
            path.withPointer { unsafe openat(handle.number, $0, flags, permissions) }
        }
        return OpenFile(owning: DescriptorHandle(owning: number), path: fullPath(name))
    }

    /// What there is under a name, itself, not what it points to; `nil` when there is nothing.
    func status(of name: [UInt8]) throws(SystemCallError) -> FileStatus? {
        var status = stat()
        let path = CPath(name)
        do throws(SystemCallError) {
            _ = try retrying("fstatat", path: fullPath(name)) {
                path.withPointer {
                    unsafe fstatat(handle.number, $0, &status, AT_SYMLINK_NOFOLLOW)
                }
            }
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        }
        return FileStatus(status)
    }

    /// fstat(2) of the directory itself.
    func status() throws(SystemCallError) -> FileStatus {
        var status = stat()
        _ = try retrying("fstat", path: path) { unsafe fstat(handle.number, &status) }
        return FileStatus(status)
    }

    /// The names in the directory in byte order, without `.` and `..`.
    func names() throws(SystemCallError) -> [[UInt8]] {
        // A descriptor of its own: a duplicate would share the position, and a second listing be
        // empty.
        let own = try openBeneath([UInt8(ascii: ".")], flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        let number = own.relinquish()
        guard let stream = unsafe fdopendir(number) else {
            let error = SystemCallError("fdopendir", path: path)
            _ = Glibc.close(number)
            throw error
        }
        defer { unsafe _ = closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            Glibc.errno = 0
            guard let record = unsafe readdir(stream) else {
                // NULL is both the end and an error; only errno tells (readdir(3)).
                if Glibc.errno == 0 { break }
                let error = SystemCallError("readdir", path: path)
                // A network file system may be interrupted; the position has not moved then.
                if error.errno == .interrupted { continue }
                throw error
            }
            let name = unsafe withUnsafeBytes(of: &record.pointee.d_name) { bytes in
                unsafe [UInt8](bytes.prefix { $0 != 0 })
            }
            if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] {
                names.append(name)
            }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The target of a symbolic link.
    func linkTarget(of name: [UInt8]) throws(SystemCallError) -> [UInt8] {
        let path = CPath(name)
        let buffer = ByteBuffer(capacity: Self.longestCall)
        while true {
            let room = buffer.capacity
            buffer.removeAll()
            let count = try buffer.append(upTo: room) { free throws(SystemCallError) in
                try retrying("readlinkat", path: fullPath(name)) {
                    path.withPointer { name in
                        guard let start = free.baseAddress else { return 0 }
                        return unsafe readlinkat(
                            handle.number, name, start.assumingMemoryBound(to: CChar.self),
                            free.count)
                    }
                }
            }
            // A full buffer may have cut the target (readlink(2)).
            if count < room { return buffer.bytes }
            buffer.reserve(room * 2)
        }
    }

    /// The path of something below this directory, for messages.
    func fullPath(_ relative: [UInt8]) -> [UInt8] {
        if relative.isEmpty { return path }
        return path.last == UInt8(ascii: "/")
            ? path + relative : path + [UInt8(ascii: "/")] + relative
    }

    /// Opens what lies at a relative path, in pieces that the kernel accepts.
    private func openBeneath(
        _ relative: [UInt8], flags: CInt
    ) throws(SystemCallError) -> DescriptorHandle {
        var rest = relative[...]
        var base: DescriptorHandle?
        while rest.count > Self.longestCall {
            let head = rest.prefix(Self.longestCall)
            guard let slash = head.lastIndex(of: UInt8(ascii: "/")) else {
                throw SystemCallError("openat2", errno: .fileNameTooLong, path: fullPath(relative))
            }
            let next = try openOnce(
                rest[..<slash], from: base?.number ?? handle.number,
                flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            base = consume next
            rest = rest[(slash + 1)...]
        }
        let number = base?.number ?? handle.number
        let result = try openOnce(rest, from: number, flags: flags)
        return result
    }

    private func openOnce(
        _ relative: ArraySlice<UInt8>, from base: CInt, flags: CInt
    ) throws(SystemCallError) -> DescriptorHandle {
        let path = CPath(relative)
        let resolve = smsb_RESOLVE_BENEATH | smsb_RESOLVE_NO_SYMLINKS | smsb_RESOLVE_NO_MAGICLINKS
        var attempt = 1
        while true {
            let number = path.withPointer {
                unsafe smsb_openat2(base, $0, UInt64(CUnsignedInt(bitPattern: flags)), 0, resolve)
            }
            if number != -1 { return DescriptorHandle(owning: number) }
            let error = SystemCallError("openat2", path: fullPath([UInt8](relative)))
            if error.errno == .interrupted { continue }
            // Something above was renamed meanwhile and the kernel cannot vouch for "beneath"
            // (openat2(2)). Who never stops renaming must not hold us for ever.
            if error.errno == .resourceTemporarilyUnavailable, attempt < Self.lookUps {
                attempt += 1
                continue
            }
            if error.errno == .noFunction {
                return try openNameByName(relative, from: base, flags: flags)
            }
            throw error
        }
    }

    /// The same without openat2: every step is one name, opened without following a link.
    private func openNameByName(
        _ relative: ArraySlice<UInt8>, from base: CInt, flags: CInt
    ) throws(SystemCallError) -> DescriptorHandle {
        let names = relative.split(separator: UInt8(ascii: "/"))
        var current: DescriptorHandle?
        for (index, name) in names.enumerated() {
            let isLast = index == names.count - 1
            let path = CPath(name)
            let from = current?.number ?? base
            let stepFlags =
                isLast ? flags | O_NOFOLLOW : O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
            let number = try retrying("openat", path: fullPath([UInt8](relative))) {
                path.withPointer { unsafe openat(from, $0, stepFlags) }
            }
            current = DescriptorHandle(owning: number)
        }
        guard let result = current.take() else {
            throw SystemCallError(
                "openat", errno: .invalidArgument, path: fullPath([UInt8](relative)))
        }
        return result
    }
}
