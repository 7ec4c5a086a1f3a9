// SPDX-License-Identifier: Apache-2.0

/// Recognises and judges a database dump of any format while its bytes pass by.
///
/// Feed every byte of the file in order, cut as you like, then call ``finish()``; the answer
/// does not depend on the cuts. `Span` is the fast way in: nothing of a chunk is kept but
/// headers and the first 256 KiB of a file that is not in tape format.
public struct DatabaseDumpReader: Sendable {
    private var tapeFormat = TapeFormatReader()
    private var opaque: OpaqueDumpReader?

    /// Makes a reader that stands before the first byte of a file.
    ///
    /// - Parameter fileName: The file's own name without directories; only for hints.
    public init(fileName: [UInt8] = []) {
        opaque = OpaqueDumpReader(fileName: fileName)
    }

    /// Takes the next bytes of the file.
    public mutating func consume(_ chunk: Span<UInt8>) {
        if tapeFormat.isTapeFormat != false { tapeFormat.consume(chunk) }
        if tapeFormat.isTapeFormat == true {
            opaque = nil
        } else {
            opaque?.consume(chunk)
        }
    }

    /// Takes the next bytes of the file.
    public mutating func consume(_ chunk: ArraySlice<UInt8>) {
        consume(chunk.span)
    }

    /// What the file is, now that all of it has passed.
    public consuming func finish() -> DatabaseDump {
        guard let opaque else { return DatabaseDump(.tapeFormat(tapeFormat.finish())) }
        tapeFormat.recogniseShortFile()
        if tapeFormat.isTapeFormat == true {
            return DatabaseDump(.tapeFormat(tapeFormat.finish()))
        }
        return DatabaseDump(.opaque(opaque.finish()))
    }
}
