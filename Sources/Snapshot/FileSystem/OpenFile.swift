// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

/// An open file: reads and writes whole runs of bytes, however short the kernel's steps are.
///
/// A class, because the threads of a pipeline share it; all its calls are safe to make from several
/// threads, except that `read` and `write` move one common position.
final class OpenFile: Sendable {
    private let handle: DescriptorHandle
    /// The path for messages.
    let path: [UInt8]

    init(owning handle: consuming DescriptorHandle, path: [UInt8]) {
        self.handle = handle
        self.path = path
    }

    /// Opens an existing file by its path, for reading, without waiting for a writer of a FIFO.
    static func open(_ path: [UInt8]) throws(SystemCallError) -> OpenFile {
        let name = CPath(path)
        let number = try retrying("open", path: path) {
            name.withPointer { unsafe Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) }
        }
        return OpenFile(owning: DescriptorHandle(owning: number), path: path)
    }

    /// A second owner of one of the process's standard streams.
    static func duplicate(of number: CInt, path: [UInt8]) throws(SystemCallError) -> OpenFile {
        let copy = try retrying("fcntl", path: path) { Glibc.fcntl(number, F_DUPFD_CLOEXEC, 3) }
        return OpenFile(owning: DescriptorHandle(owning: copy), path: path)
    }

    var number: CInt { handle.number }

    /// fstat(2).
    func status() throws(SystemCallError) -> FileStatus {
        var status = stat()
        _ = try retrying("fstat", path: path) { unsafe fstat(handle.number, &status) }
        return FileStatus(status)
    }

    /// Appends up to `length` bytes from the current position to the buffer.
    ///
    /// - Parameters:
    ///   - buffer: What they are appended to.
    ///   - length: The most bytes to read.
    ///   - expected: How many there are, by what the caller knows: when just as many came, the file
    ///     is not asked whether that was its end.
    /// - Returns: how many came; fewer than `length` only at the end of the file.
    /// - Throws: ``SystemCallError`` of read(2).
    func read(
        into buffer: ByteBuffer, upTo length: Int, expecting expected: Int? = nil
    ) throws(SystemCallError) -> Int {
        var total = 0
        while total < length {
            let count = try buffer.append(upTo: length - total) { free throws(SystemCallError) in
                try retrying("read", path: path) {
                    unsafe Glibc.read(handle.number, free.baseAddress, free.count)
                }
            }
            total += count
            if count == 0 || total == expected { break }
        }
        return total
    }

    /// Appends up to `length` bytes from `offset` to the buffer; fewer only at the end of the file.
    func read(
        into buffer: ByteBuffer, at offset: UInt64, upTo length: Int
    ) throws(SystemCallError) -> Int {
        var total = 0
        while total < length {
            guard let position = off_t(exactly: offset + UInt64(total)) else { break }
            let count = try buffer.append(upTo: length - total) { free throws(SystemCallError) in
                try retrying("pread", path: path) {
                    unsafe pread(handle.number, free.baseAddress, free.count, position)
                }
            }
            if count == 0 { break }
            total += count
        }
        return total
    }

    /// The bytes of a range, or fewer when the file ends before.
    func bytes(at offset: UInt64, count: Int) throws(SystemCallError) -> [UInt8] {
        let buffer = ByteBuffer(capacity: count)
        _ = try read(into: buffer, at: offset, upTo: count)
        return buffer.bytes
    }

    /// Writes a part of the buffer at the current position, all of it.
    func write(_ buffer: ByteBuffer, in range: Range<Int>) throws(SystemCallError) {
        try buffer.withBytes(in: range) { bytes throws(SystemCallError) in
            var written = 0
            while written < bytes.count {
                written += try retrying("write", path: path) {
                    unsafe Glibc.write(
                        handle.number, bytes.baseAddress?.advanced(by: written),
                        bytes.count - written)
                }
            }
        }
    }

    /// Writes a part of the buffer at `offset`, all of it.
    func write(
        _ buffer: ByteBuffer, in range: Range<Int>, at offset: UInt64
    ) throws(SystemCallError) {
        try buffer.withBytes(in: range) { bytes throws(SystemCallError) in
            var written = 0
            while written < bytes.count {
                let position = off_t(clamping: offset + UInt64(written))
                written += try retrying("pwrite", path: path) {
                    unsafe pwrite(
                        handle.number, bytes.baseAddress?.advanced(by: written),
                        bytes.count - written, position)
                }
            }
        }
    }

    /// Makes the file exactly `length` bytes long.
    func setLength(_ length: UInt64) throws(SystemCallError) {
        let length = off_t(clamping: length)
        _ = try retrying("ftruncate", path: path) { ftruncate(handle.number, length) }
    }

    /// Moves the common position of `read` and `write`.
    func seek(to offset: UInt64) throws(SystemCallError) {
        let offset = off_t(clamping: offset)
        _ = try retrying("lseek", path: path) { lseek(handle.number, offset, SEEK_SET) }
    }

    /// Writes everything to the disk; after an error nothing is known about what is there.
    func synchronize() throws(SystemCallError) {
        _ = try retrying("fsync", path: path) { fsync(handle.number) }
    }

    /// Asks the kernel to forget its copy, so that what is read next comes from the disk.
    func dropCache() {
        // Advice only: a file system without a cache to drop answers with an error that changes
        // nothing.
        _ = posix_fadvise(handle.number, 0, 0, POSIX_FADV_DONTNEED)
    }

    /// The most parts with data of which a file is taken for one with holes.
    ///
    /// A line of the manifest has room for more than that; without them no byte is lost.
    static let mostDataRanges = 100_000

    /// The parts of the file that hold data, in order (lseek(2), `SEEK_DATA`), or `nil` where the
    /// file system cannot tell, or there are more than `most`.
    func dataRanges(
        size: UInt64, most: Int = OpenFile.mostDataRanges
    ) throws(SystemCallError) -> [Range<UInt64>]? {
        var ranges: [Range<UInt64>] = []
        var position: off_t = 0
        let end = off_t(clamping: size)
        while position < end {
            let start = lseek(handle.number, position, smsb_SEEK_DATA)
            if start == -1 {
                let error = SystemCallError("lseek", path: path)
                // ENXIO: no data from here to the end.
                if error.errno == .noSuchAddressOrDevice { break }
                if error.errno == .invalidArgument { return nil }
                if error.errno == .interrupted { continue }
                throw error
            }
            if start >= end { break }
            let stop = try retrying("lseek", path: path) {
                lseek(handle.number, start, smsb_SEEK_HOLE)
            }
            if ranges.count == most { return nil }
            ranges.append(UInt64(start)..<UInt64(min(stop, end)))
            position = stop
        }
        return ranges
    }
}
