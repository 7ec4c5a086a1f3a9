// SPDX-License-Identifier: Apache-2.0

import CLibarchive

/// Turns entries into tar headers, with libarchive's pax writer (archive_write_set_format_pax(3)).
///
/// Only the header comes from libarchive. The bytes of a file follow it from our own buffers, so
/// that frames can be cut between any two of them.
@safe
struct TarHeaderEncoder {
    /// The name of the bag, which is the first name of every path in the tar; empty for none.
    private let bag: [UInt8]

    init(bag: [UInt8]) {
        self.bag = bag
    }

    /// The size of a tar block.
    static let blockSize = 512

    /// Appends the header of an entry, with a pax header before it where one is needed.
    ///
    /// The size of a file in `entry` is how many bytes must follow, padded to a block.
    func append(_ entry: Entry, to buffer: ByteBuffer) throws(LibarchiveError) {
        try append(entry, as: TarMember.prefix(of: bag) + entry.path.bytes, to: buffer)
    }

    /// Appends the header of the bag's own directory.
    func appendBag(_ attributes: FileAttributes, to buffer: ByteBuffer) throws(LibarchiveError) {
        guard let path = EntryPath(bytes: bag) else {
            throw LibarchiveError("archive_entry_set_pathname", status: -1, message: "no name")
        }
        let entry = Entry(path: path, kind: .directory, attributes: attributes)
        try append(entry, as: bag, to: buffer)
    }

    /// libarchive reads names into composed characters (NFC), whatever spelling the header has.
    ///
    /// A name that it would not give back as it is goes out with `hdrcharset=BINARY`, which it
    /// leaves alone.
    private func append(
        _ entry: Entry, as path: [UInt8], to buffer: ByteBuffer
    ) throws(LibarchiveError) {
        if Self.texts(of: entry, path).allSatisfy({ $0.allSatisfy { $0 < 0x80 } }) {
            return try encode(entry, as: path, isBinary: false, to: buffer)
        }
        let header = ByteBuffer(capacity: 4 * Self.blockSize)
        if Self.texts(of: entry, path).allSatisfy({ String(validating: $0, as: UTF8.self) != nil })
        {
            try encode(entry, as: path, isBinary: false, to: header)
            let members = try TarUnitReader.members(in: header, limit: 1)
            if members.first?.differences(from: entry, path: path, bag: bag).isEmpty == true {
                return buffer.append(header, in: 0..<header.count)
            }
            header.removeAll()
        }
        try encode(entry, as: path, isBinary: true, to: buffer)
    }

    private func encode(
        _ entry: Entry, as path: [UInt8], isBinary: Bool, to buffer: ByteBuffer
    ) throws(LibarchiveError) {
        try NameEncoding.withUTF8 { () throws(LibarchiveError) in
            let handle = try unsafe makeHandle(isBinary: isBinary, writingTo: buffer)
            // A handle that is closed pads the file it was promised with zeros, gigabytes of them;
            // one that failed is only freed (archive_write_free(3)).
            defer {
                unsafe _ = archive_write_fail(handle)
                unsafe _ = archive_write_free(handle)
            }
            guard let record = unsafe archive_entry_new() else {
                throw LibarchiveError("archive_entry_new", status: -1, message: "out of memory")
            }
            defer { unsafe archive_entry_free(record) }
            unsafe TarEntryRecord(record).fill(from: entry, path: path, bag: bag)
            let status = unsafe archive_write_header(handle, record)
            // ARCHIVE_WARN: the name is no UTF-8, which is why it goes out as binary.
            guard status == ARCHIVE_OK || (status == ARCHIVE_WARN && isBinary) else {
                throw unsafe LibarchiveError("archive_write_header", status: status, handle: handle)
            }
        }
    }

    private func makeHandle(
        isBinary: Bool, writingTo buffer: ByteBuffer
    ) throws(LibarchiveError) -> OpaquePointer {
        guard let handle = unsafe archive_write_new() else {
            throw LibarchiveError("archive_write_new", status: -1, message: "out of memory")
        }
        let charset = isBinary ? ",pax:hdrcharset=BINARY" : ""
        let steps: [(String, () -> CInt)] = [
            ("archive_write_set_format_pax", { unsafe archive_write_set_format_pax(handle) }),
            (
                "archive_write_set_options",
                { unsafe archive_write_set_options(handle, "pax:xattrheader=SCHILY" + charset) }
            ),
            // No blocking: every byte of the header arrives at once, and no byte of padding after
            // it.
            (
                "archive_write_set_bytes_per_block",
                { unsafe archive_write_set_bytes_per_block(handle, 0) }
            ),
            (
                "archive_write_open",
                {
                    unsafe archive_write_open(
                        handle, Unmanaged.passUnretained(buffer).toOpaque(), nil, appendToBuffer,
                        nil)
                }
            ),
        ]
        for (function, step) in steps {
            let status = step()
            guard status == ARCHIVE_OK else {
                let error = unsafe LibarchiveError(function, status: status, handle: handle)
                unsafe _ = archive_write_free(handle)
                throw error
            }
        }
        return unsafe handle
    }

    private static func texts(of entry: Entry, _ path: [UInt8]) -> [[UInt8]] {
        var texts = [path, entry.attributes.ownerName, entry.attributes.groupName]
        switch entry.kind {
        case .hardLink(let target, _, _): texts.append(target.bytes)
        case .symbolicLink(let target): texts.append(target)
        case .file, .directory: break
        }
        return texts
    }
}

/// What libarchive calls with the bytes of a header.
private func appendToBuffer(
    _: OpaquePointer?, context: UnsafeMutableRawPointer?, bytes: UnsafeRawPointer?, count: Int
) -> Int {
    guard let context = unsafe context else { return -1 }
    let buffer = unsafe Unmanaged<ByteBuffer>.fromOpaque(context).takeUnretainedValue()
    unsafe buffer.append(UnsafeRawBufferPointer(start: bytes, count: count))
    return count
}
