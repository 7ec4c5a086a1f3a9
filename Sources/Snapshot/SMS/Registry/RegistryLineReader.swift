// SPDX-License-Identifier: Apache-2.0

/// Reads the lines of an export one after another: which key is open, which value goes on.
///
/// The counts are those of a lenient importer (Wine 8's regedit); what a strict reader would
/// have found otherwise becomes a problem. A visitor is told of values only where the key they
/// belong to is certain.
struct RegistryLineReader<Visitor: RegistryVisitor>: Sendable {
    let version: RegistryExportVersion
    let isWide: Bool
    var visitor: Visitor
    var counts = RegistryCounts()
    var problems = RegistryProblemList()
    var layout = RegistryLayout()
    var firstKey: RegistryText?
    var lastKey: RegistryText?
    /// The rules for double bytes by which lines were read that could not be read by bytes.
    var doubleByteRules: Set<RegistryQuotedText.DoubleByteRule> = []

    var keys = RegistryNameSet()
    var values = RegistryNameSet()
    var keyHash = RegistryNameSet.seed
    /// Whether an importer would have a key open.
    var hasKey = false
    /// Whether the values that follow belong to the key last opened.
    var isKeyCertain = false
    var wantsValues = false
    var openHex: RegistryFoundValue?
    /// Numbers with all their digits and with fewer, to tell typed ones from one that was cut.
    var fullNumbers = 0
    var shortNumbers = 0
    var openText: RegistryOpenText?

    init(version: RegistryExportVersion, isWide: Bool, visitor: Visitor) {
        self.version = version
        self.isWide = isWide
        self.visitor = visitor
    }

    var keptByteCount: Int {
        wantsValues && isKeyCertain ? Visitor.keptByteCount : 0
    }

    var encoding: RegistryText.Encoding { isWide ? .utf16 : .codePage }

    /// Takes note of the first line, which was judged already.
    mutating func readHeader(_ line: RegistryOpenText.Line) {
        layout.addLineEnd(line.end, at: line.number)
    }

    /// Takes note of a line that was too long to be kept as a whole.
    mutating func skip(lineNumber: Int) {
        layout.depart(at: lineNumber, "a line that is too long")
        problems.add(
            at: .line(lineNumber), .warning,
            expected: "at most \(RegistryLineDecoder.maximumLineLength) characters in a line",
            found: "more, which were not read")
    }

    /// Reads a line behind the header.
    mutating func read(_ line: RegistryOpenText.Line) {
        layout.addLineEnd(line.end, at: line.number)
        dispatch(line)
    }

    /// Ends the file: what is still open stays open, and that is damage.
    mutating func finish() {
        if let value = openHex {
            problems.add(
                at: .line(value.line), .damage,
                expected: "more bytes of value \"\(value.name)\"", found: "the end of the file")
            // Importers store what they have and report success.
            openHex = nil
            set(value)
        }
        abandonText(because: "the end of the file")
        counts.distinctKeys = keys.count
        counts.distinctValues = values.count
    }

    mutating func dispatch(_ line: RegistryOpenText.Line) {
        if openHex != nil, continueHex(with: line) { return }
        if openText != nil {
            continueText(with: line)
        } else {
            interpret(line)
        }
    }

    private mutating func interpret(_ line: RegistryOpenText.Line) {
        let meaning = RegistryLine(line.units, isWide: isWide, keeping: keptByteCount)
        if line.number == 2, version == .regedit4 { checkSecondLine(meaning) }
        switch meaning {
        case .blank: layout.addBlank(at: line.number)
        case .comment: layout.depart(at: line.number, "a comment")
        case .key(let range, let isExact): openKey(line, range, isExact: isExact)
        case .keyDeletion: deleteKey(line)
        case .malformedKey: refuseKey(line)
        case .value(let value): readValue(value, on: line)
        case .unknown:
            counts.unknownLines += 1
            layout.depart(at: line.number, "a line that is no key and no value")
            problems.add(
                at: .line(line.number), .warning, expected: "a key, a value or a comment",
                found: "a line of \(line.units.count) characters that is none")
        }
    }

    /// NT 4 imports nothing when the second line is not empty (Q194029).
    private mutating func checkSecondLine(_ line: RegistryLine) {
        if case .blank = line { return }
        problems.add(
            at: .line(2), .warning, expected: "an empty line, as NT 4 demands", found: "text")
    }
}
