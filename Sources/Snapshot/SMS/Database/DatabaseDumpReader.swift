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

    /// How many of the next bytes it does not look at; ``skip(_:)`` may stand for them.
    public var dispensableByteCount: Int { opaque == nil ? tapeFormat.dispensableByteCount : 0 }

    /// Takes bytes that the file has and that nobody read.
    ///
    /// - Parameter count: From 0 to ``dispensableByteCount``, and never beyond the end of the file.
    public mutating func skip(_ count: Int) {
        if opaque == nil { tapeFormat.skip(count) }
    }

    /// Whether more bytes can only tell how the file ends and not what it is: it is in no format
    /// that can be walked, and its first 256 KiB have passed.
    public var hasSeenHead: Bool { tapeFormat.isTapeFormat == false && opaque?.hasHead == true }

    /// What the file is by its beginning alone; nothing is said against what was not looked at.
    ///
    /// `size` is that of the whole file, in bytes.
    public consuming func finish(headOfFileOfSize size: Int) -> DatabaseDump {
        guard tapeFormat.isTapeFormat == false, let opaque else { return finish() }
        return DatabaseDump(.opaque(opaque.finish(headOfFileOfSize: size)))
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
