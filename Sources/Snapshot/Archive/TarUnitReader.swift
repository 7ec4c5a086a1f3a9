// SPDX-License-Identifier: Apache-2.0

import CLibarchive

/// Reads the headers of the tar members in one unit, with libarchive (tar format only, no filters).
enum TarUnitReader {
    /// The members whose headers lie in the buffer, in order.
    ///
    /// `limit`: how many are wanted; what follows the last one's header is not looked at.
    ///
    /// - Throws: for every status but success and the end. After a damaged header libarchive would
    ///   skip to the next good one, and lose an entry without a word.
    static func members(
        in buffer: ByteBuffer, limit: Int = .max
    ) throws(LibarchiveError) -> [TarMember] {
        var members: [TarMember] = []
        try read(buffer, limit: limit, into: &members)
        return members
    }

    /// The members before the first damaged header.
    static func intactMembers(in buffer: ByteBuffer, limit: Int = .max) -> [TarMember] {
        var members: [TarMember] = []
        // What comes after it is not looked at: libarchive would guess where the next one begins.
        try? read(buffer, limit: limit, into: &members)
        return members
    }

    private static func read(
        _ buffer: ByteBuffer, limit: Int, into members: inout [TarMember]
    ) throws(LibarchiveError) {
        try NameEncoding.withUTF8 { () throws(LibarchiveError) in
            try buffer.withBytes { bytes throws(LibarchiveError) in
                let handle = try unsafe open(bytes)
                defer { unsafe _ = archive_read_free(handle) }
                var record: OpaquePointer?
                while true {
                    let status = unsafe archive_read_next_header(handle, &record)
                    if status == ARCHIVE_EOF { return }
                    guard status == ARCHIVE_OK, let entry = unsafe record else {
                        throw unsafe LibarchiveError(
                            "archive_read_next_header", status: status, handle: handle)
                    }
                    let start = unsafe Int(clamping: archive_read_header_position(handle))
                    var member = unsafe TarEntryRecord(entry).member(headerOffset: start)
                    // What libarchive has consumed of its only filter is exactly the headers so
                    // far.
                    member.dataOffset = unsafe Int(clamping: archive_filter_bytes(handle, 0))
                    members.append(member)
                    if members.count == limit { return }
                }
            }
        }
    }

    private static func open(_ bytes: UnsafeRawBufferPointer) throws(LibarchiveError)
        -> OpaquePointer
    {
        guard let handle = unsafe archive_read_new() else {
            throw LibarchiveError("archive_read_new", status: -1, message: "out of memory")
        }
        var status = unsafe archive_read_support_format_tar(handle)
        if status == ARCHIVE_OK {
            status = unsafe archive_read_open_memory(handle, bytes.baseAddress, bytes.count)
        }
        guard status == ARCHIVE_OK else {
            let error = unsafe LibarchiveError(
                "archive_read_open_memory", status: status, handle: handle)
            unsafe _ = archive_read_free(handle)
            throw error
        }
        return unsafe handle
    }
}
