// SPDX-License-Identifier: Apache-2.0

/// Judges a registry export whose bytes arrive in chunks of any size.
///
/// Memory does not grow with the file: it is bounded by the longest line (4 Mi units), by
/// ``RegistryProblemList/keptPerSeverity`` and by what is remembered of 262,144 names.
///
/// - Complexity: Linear in the number of bytes.
public struct RegistryExportParser: Sendable {
    private var core = RegistryExportReader(visitor: RegistryFactsCollector(origin: .export))

    /// Creates a parser that has read nothing yet.
    public init() {}

    /// Reads on.
    public mutating func consume(_ chunk: Span<UInt8>) {
        core.consume(chunk)
    }

    /// Reads on.
    public mutating func consume(_ chunk: [UInt8]) {
        core.consume(chunk.span)
    }

    /// Reads on.
    public mutating func consume(_ chunk: ArraySlice<UInt8>) {
        core.consume(chunk.span)
    }

    /// Ends the file and says what it is.
    public consuming func finish() -> RegistryExport {
        var (export, collector) = core.finish()
        export.facts = collector.finish()
        return export
    }
}

/// The parser for any visitor; ``RegistryExportParser`` is the one for the facts of a site.
struct RegistryExportReader<Visitor: RegistryVisitor>: Sendable {
    private let visitor: Visitor
    private var prologue: [UInt8] = []
    private var byteCount = 0
    private var form: RegistryForm?
    private var decoder = RegistryLineDecoder(isWide: false)
    /// Reads the lines, once it is known that this is an export.
    private var lines: RegistryLineReader<Visitor>?

    init(visitor: Visitor) {
        self.visitor = visitor
    }

    mutating func consume(_ chunk: Span<UInt8>) {
        byteCount += chunk.count
        var position = 0
        if form == nil {
            while position < chunk.count, prologue.count < RegistryForm.prefixByteCount {
                prologue.append(chunk[position])
                position += 1
            }
            guard prologue.count == RegistryForm.prefixByteCount else { return }
            recognise(isWhole: false)
        }
        readLines(of: chunk, from: position)
    }

    consuming func finish() -> (RegistryExport, Visitor) {
        if form == nil { recognise(isWhole: true) }
        let form = form ?? .empty
        guard var lines else {
            var export = RegistryExport(form: form, verdict: .refused)
            export.byteCount = byteCount
            export.problems.add(
                at: .file, .damage, expected: "a registry export", found: form.reason)
            return (export, visitor)
        }
        if decoder.completeLastLine() { readLine(&lines) }
        lines.finish()
        let export = RegistryExport(lines, decoder, form: form, byteCount: byteCount)
        return (export, lines.visitor)
    }

    /// Decides what the file is and reads what was held back for that.
    private mutating func recognise(isWhole: Bool) {
        let form = RegistryForm(prefix: prologue, isWhole: isWhole)
        self.form = form
        if case .export(let version, let encoding) = form {
            decoder = RegistryLineDecoder(isWide: encoding.isWide)
            lines = RegistryLineReader(
                version: version, isWide: encoding.isWide, visitor: visitor)
            let held = prologue
            readLines(of: held.span, from: encoding.markByteCount)
        }
        prologue = []
    }

    private mutating func readLines(of chunk: Span<UInt8>, from start: Int) {
        // Taken out for the loop, so that nothing is copied while both are changed.
        guard var reader = lines else { return }
        lines = nil
        var position = start
        while decoder.completeLine(from: chunk, at: &position) { readLine(&reader) }
        lines = reader
    }

    private mutating func readLine(_ lines: inout RegistryLineReader<Visitor>) {
        let number = decoder.number
        if decoder.hasZero {
            lines.problems.add(
                at: .line(number), .damage, expected: "text", found: "a zero character")
        }
        if decoder.isOverlong {
            lines.skip(lineNumber: number)
        }
        let line = RegistryOpenText.Line(
            units: decoder.takeUnits(), number: number, end: decoder.lineEnd)
        if number == 1 {
            lines.readHeader(line)
        } else {
            lines.read(line)
        }
        decoder.reuse(line.units)
    }
}
