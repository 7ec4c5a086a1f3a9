// SPDX-License-Identifier: Apache-2.0

/// Takes the bytes of a registry file in order, whatever it is, and says at the end what it is.
///
/// A text is parsed while it passes. The records of a hive point to and fro, so a hive is kept: in
/// memory while it is small, in a file without a name when it is not.
struct RegistryIntake {
    /// What the file turned out to be.
    enum Outcome {
        case export(RegistryExport)
        case hive(RegistryHive)
        /// It could not be looked at, and why.
        case failed(String)
    }

    /// Up to how many bytes of a hive are kept in memory.
    static let largestInMemory = 16 << 20

    // At most one of these is there, and is changed in place; `beginning` comes first.
    private var beginning: [UInt8]? = []
    private var text: RegistryExportParser?
    private var memory: [UInt8]?
    private var file: TemporaryFile?
    private var failure: String?
    private let largestInMemory: Int

    /// - Parameter largestInMemory: Up to how many bytes of a hive are kept in memory.
    init(largestInMemory: Int = RegistryIntake.largestInMemory) {
        self.largestInMemory = largestInMemory
    }

    /// Takes the next bytes of the file.
    mutating func consume(_ buffer: ByteBuffer, in range: Range<Int>) {
        let range = begin(buffer, range)
        if text != nil {
            buffer.withSpan(in: range) { text?.consume($0) }
        } else if let count = memory?.count, count + range.count <= largestInMemory {
            memory? += buffer.bytes(in: range)
        } else if memory != nil || file != nil {
            spool(buffer, range)
        }
    }

    /// Ends the file and says what it is.
    func finish() -> Outcome {
        if let beginning {
            return RegistryForm(prefix: beginning, isWhole: true) == .hive
                ? .hive(RegistryHive(bytes: beginning)) : .export(RegistryExport(bytes: beginning))
        }
        if let text { return .export(text.finish()) }
        if let memory { return .hive(RegistryHive(bytes: memory)) }
        if let file { return Self.finish(file) }
        return .failed(failure ?? "")
    }

    /// Collects as much as tells what the file is; gives the range that is left.
    private mutating func begin(_ buffer: ByteBuffer, _ range: Range<Int>) -> Range<Int> {
        guard let count = beginning?.count else { return range }
        let missing = RegistryForm.prefixByteCount - count
        let middle = min(range.upperBound, range.lowerBound + missing)
        beginning? += buffer.bytes(in: range.lowerBound..<middle)
        guard let bytes = beginning, bytes.count == RegistryForm.prefixByteCount else {
            return middle..<range.upperBound
        }
        beginning = nil
        if RegistryForm(prefix: bytes, isWhole: false) == .hive {
            memory = bytes
        } else {
            text = RegistryExportParser()
            text?.consume(bytes)
        }
        return middle..<range.upperBound
    }

    /// Moves what is in memory to a file, where the rest follows.
    private mutating func spool(_ buffer: ByteBuffer, _ range: Range<Int>) {
        do throws(SystemCallError) {
            let spool: TemporaryFile
            if let file { spool = file } else { spool = try TemporaryFile() }
            if let memory { try spool.append(memory) }
            try spool.append(buffer, in: range)
            file = spool
        } catch {
            file = nil
            failure = "a hive of this size needs a temporary file: \(error)"
        }
        memory = nil
    }

    private static func finish(_ file: TemporaryFile) -> Outcome {
        let source = HiveReading(byteCount: Int(clamping: file.count)) {
            (offset, count) throws(SystemCallError) in
            try file.bytes(at: UInt64(offset), count: count)
        }
        do throws(SystemCallError) {
            return .hive(try RegistryHive(reading: source))
        } catch {
            return .failed("its temporary copy cannot be read: \(error)")
        }
    }
}
