// SPDX-License-Identifier: Apache-2.0

/// A document whose bytes are passing by.
///
/// Memory is bounded: a text is kept up to its largest size, a dump leaves its headers, a registry
/// what ``RegistryIntake`` keeps.
final class OpenDocument {
    /// What the file is expected to be.
    let kind: DocumentKind
    /// The bytes of a text, or of a small file that may be one.
    private(set) var text: [UInt8] = []
    private let largestText: Int
    private var registry: RegistryIntake?
    private var dump: DatabaseDumpReader?

    /// - Parameters:
    ///   - kind: What the file is expected to be.
    ///   - fileName: Its last name; only for hints.
    ///   - size: Its size in bytes.
    init(_ kind: DocumentKind, fileName: [UInt8], size: UInt64) {
        self.kind = kind
        switch kind {
        case .registry:
            registry = RegistryIntake()
            largestText = 0
        case .dump:
            dump = DatabaseDumpReader(fileName: fileName)
            largestText = size <= UInt64(DocumentKind.largestReport) ? Int(size) : 0
        default:
            // One byte more tells the parser that there is more.
            largestText = (kind.largest ?? 0) + 1
        }
    }

    /// How many of the next bytes nobody has to read.
    var dispensableByteCount: Int { dump?.dispensableByteCount ?? 0 }

    /// Whether what is still to come would not be kept.
    var isFull: Bool { registry == nil && dump == nil && text.count == largestText }

    /// Whether only a dump's beginning is wanted, and has passed.
    var hasSeenHead: Bool { dump?.hasSeenHead ?? false }

    /// Takes the next bytes of the file.
    func consume(_ buffer: ByteBuffer, in range: Range<Int>) {
        let room = largestText - text.count
        if room > 0 {
            text += buffer.bytes(
                in: range.lowerBound..<min(range.upperBound, range.lowerBound + room))
        }
        if dump != nil { buffer.withSpan(in: range) { dump?.consume($0) } }
        registry?.consume(buffer, in: range)
    }

    /// Takes bytes that the file has and that nobody read.
    func skip(_ count: Int) { dump?.skip(count) }

    /// What the registry is; `nil` when the document is none.
    func finishRegistry() -> RegistryIntake.Outcome? {
        defer { registry = nil }
        return registry?.finish()
    }

    /// What the dump is; `nil` when the document is none.
    ///
    /// `size` is that of the whole file, when only its beginning has passed.
    func finishDump(headOfFileOfSize size: UInt64?) -> DatabaseDump? {
        guard let reader = dump else { return nil }
        dump = nil
        return size.map { reader.finish(headOfFileOfSize: Int(clamping: $0)) } ?? reader.finish()
    }
}
