// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How a name gets something new: whoever opens it sees the old or the new, never a part
/// (rename(2)).
extension DirectoryHandle {
    /// Puts something new over whatever file has a name, in one step.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - temporary: the name that the new one has until it is whole; it must be the caller's own.
    ///   - complete: makes or completes what has the temporary name.
    /// - Throws: what `complete` throws, too. The old one then has its name, and nothing the
    ///   temporary one.
    func replaceFile(
        named name: [UInt8], by temporary: [UInt8], _ complete: () throws(SystemCallError) -> Void
    ) throws(SystemCallError) {
        do throws(SystemCallError) {
            try complete()
            try rename(temporary, to: name)
        } catch {
            // On a path that already fails, and what is removed is ours.
            try? removeFile(named: temporary)
            throw error
        }
    }

    /// Puts a new link over whatever file has a name, in one step.
    ///
    /// - `make`: makes it under another name that is free; what it throws leaves the old one there.
    func replaceFile(
        named name: [UInt8], _ make: ([UInt8]) throws(SystemCallError) -> Void
    ) throws(SystemCallError) {
        // The digest makes the name short, and a second run finds the first one's remains.
        let temporary = [UInt8](".smsbackup-\(Hashing.digest(of: name).hex.prefix(16))".utf8)
        try removeFileIfThere(named: temporary)
        try replaceFile(named: name, by: temporary) { () throws(SystemCallError) in
            try make(temporary)
        }
    }

    /// Puts a new file over whatever file has a name, in one step, and both on the disk.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - temporary: the name that the new file has until it is whole.
    ///   - bytes: what the new file holds.
    ///   - permissions: its permissions, less what the umask takes away.
    /// - Throws: `EEXIST` when the temporary name is taken, which may be another process's.
    func replaceFile(
        named name: [UInt8], through temporary: [UInt8], with bytes: [UInt8], permissions: mode_t
    ) throws(SystemCallError) {
        let file = try createFile(named: temporary, permissions: permissions)
        try replaceFile(named: name, by: temporary) { () throws(SystemCallError) in
            let buffer = ByteBuffer(capacity: bytes.count)
            buffer.append(bytes)
            try file.write(buffer, in: 0..<buffer.count)
            try file.synchronize()
        }
        try synchronize()
    }
}
