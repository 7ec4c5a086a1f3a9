// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The plaintext of an age file, read at any place: only the chunks that a read touches are
/// decrypted, each proved by its tag.
///
/// A chunk that is damaged reads as zeros and is noted in ``findings``: nothing of it is known, and
/// everything else is still there. Whoever reads an archive compares digests anyway; so damage in
/// an encrypted archive hits what it would hit in a plain one, in steps of 64 KiB. All calls are
/// safe to make from several threads.
final class AgeFile: Sendable {
    /// What the end of the file is.
    private enum End {
        case proved
        case cutOff
        case emptyChunk
    }

    private let file: OpenFile
    private let payload: AgePayload
    /// `nil` when the file ends before its first chunk.
    private let key: SymmetricKey?
    private let end: End
    private let damaged: DamagedChunks
    /// Called with the number of each chunk that is decrypted.
    private let observe: (@Sendable (UInt64) -> Void)?

    /// Unwraps the file's key and proves the last chunk: only then is the size known.
    ///
    /// - Throws: ``SnapshotError`` when the file cannot be decrypted with these identities,
    ///   ``SystemCallError`` when it cannot be read. A damaged payload is no error.
    init(
        _ file: OpenFile, identities: AgeIdentities, observe: (@Sendable (UInt64) -> Void)? = nil
    ) throws {
        let header = try AgeUnlocking.header(of: file)
        let fileKey = try AgeUnlocking.fileKey(in: header, of: file, identities)
        let payload = AgePayload(headerSize: header.size, fileSize: try file.status().size)
        let damaged = DamagedChunks()
        self.file = file
        self.payload = payload
        self.damaged = damaged
        self.observe = observe
        guard let last = payload.chunkCount.checkedPredecessor else {
            (key, end) = (nil, .cutOff)
            return
        }
        let nonce = try file.bytes(at: payload.nonceOffset, count: AgePayload.nonceSize)
        let key = AgeCipher.payloadKey(fileKey: fileKey, nonce: nonce)
        self.key = key
        let sealed = try file.bytes(at: payload.offset(of: last), count: AgePayload.sealedSize)
        observe?(last)
        if let plain = AgeCipher.open(
            sealed, nonce: AgePayload.nonce(of: last, isLast: true), key: key)
        {
            end = plain.isEmpty && last > 0 ? .emptyChunk : .proved
        } else if AgeCipher.open(
            sealed, nonce: AgePayload.nonce(of: last, isLast: false), key: key) != nil
        {
            end = .cutOff
        } else {
            damaged.insert(last)
            end = .proved
        }
    }

    /// The bytes of plaintext.
    var size: UInt64 { payload.size }

    /// Appends up to `length` bytes from `offset` to the buffer; fewer only at the end.
    func read(
        into buffer: ByteBuffer, at offset: UInt64, upTo length: Int
    ) throws(SystemCallError) -> Int {
        guard length > 0, offset < size else { return 0 }
        let stop = offset + min(UInt64(length), size - offset)
        var position = offset
        while position < stop {
            let (chunk, start) = position.quotientAndRemainder(
                dividingBy: UInt64(AgePayload.chunkSize))
            let count = min(payload.plainSize(of: chunk) - Int(start), Int(stop - position))
            if let plain = try plaintext(of: chunk) {
                buffer.append(plain[Int(start)..<(Int(start) + count)])
            } else {
                buffer.appendZeros(count)
            }
            position += UInt64(count)
        }
        return Int(stop - offset)
    }

    /// A chunk, or `nil` when it does not prove itself.
    private func plaintext(of chunk: UInt64) throws(SystemCallError) -> [UInt8]? {
        guard let key else { return nil }
        let sealed = try file.bytes(
            at: payload.offset(of: chunk), count: payload.sealedSize(of: chunk))
        observe?(chunk)
        // The end was judged when the file was opened: what is not marked as the last there, is
        // not.
        let isLast = chunk == payload.chunkCount - 1 && end != .cutOff
        let plain = AgeCipher.open(
            sealed, nonce: AgePayload.nonce(of: chunk, isLast: isLast), key: key)
        guard let plain, plain.count == payload.plainSize(of: chunk) else {
            damaged.insert(chunk)
            return nil
        }
        return plain
    }

    /// What is wrong with the encryption, as far as it was read.
    var findings: [Finding] {
        var findings = damaged.ranges.map { finding(of: $0) }
        switch end {
        case .proved: break
        case .cutOff:
            findings.append(
                Finding(
                    .encryption,
                    payload.chunkCount == 0
                        ? "the encrypted file ends before its first chunk: it is cut off"
                        : "the encrypted file ends behind chunk \(payload.chunkCount - 1), which is not its last: it is cut off"
                ))
        case .emptyChunk:
            findings.append(
                Finding(.encryption, "the last chunk of the encrypted file is empty"))
        }
        return findings
    }

    private func finding(of chunks: Range<UInt64>) -> Finding {
        let last = chunks.upperBound - 1
        let start = payload.offset(of: chunks.lowerBound)
        let count = payload.offset(of: last) + UInt64(payload.sealedSize(of: last)) - start
        let name =
            chunks.count == 1
            ? "chunk \(last)" : "chunks \(chunks.lowerBound) to \(last)"
        let isEnd = last == payload.chunkCount - 1
        // Places are those of the archive, as all other findings have them.
        let end = payload.plainOffset(of: last) + UInt64(payload.plainSize(of: last))
        return Finding(
            .encryption,
            "\(name) of the encrypted file (\(count) bytes from byte \(start)) cannot be decrypted: damaged"
                + (isEnd ? ", or the file is cut off or longer than it was" : ""),
            at: Finding.Place(bytes: payload.plainOffset(of: chunks.lowerBound)..<end))
    }
}

extension UInt64 {
    /// One less, or `nil` for zero.
    fileprivate var checkedPredecessor: UInt64? { self == 0 ? nil : self - 1 }
}
