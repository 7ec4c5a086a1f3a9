// SPDX-License-Identifier: Apache-2.0

extension RegistryExport {
    /// Draws the conclusions from everything that was read.
    init<Visitor: RegistryVisitor>(
        _ lines: RegistryLineReader<Visitor>, _ decoder: RegistryLineDecoder,
        form: RegistryForm, byteCount: Int
    ) {
        self.init(form: Self.refined(form, by: decoder), verdict: .unproven)
        counts = lines.counts
        problems = lines.problems
        firstKey = lines.firstKey
        lastKey = lines.lastKey
        lineCount = decoder.number
        self.byteCount = byteCount
        handWork = lines.layout.departure.map { "line \($0.line): \($0.what)" }
        likelyCodePages = Self.codePages(of: lines.doubleByteRules)
        noteEncoding()
        noteEnd(lines.layout, decoder)
        if problems.count(of: .damage) > 0 {
            verdict = .damaged
        } else if handWork == nil, lines.layout.endsAsExported {
            verdict = .valid
        }
    }

    /// The whole file decides between ASCII, UTF-8 and a code page; its beginning cannot.
    private static func refined(
        _ form: RegistryForm, by decoder: RegistryLineDecoder
    ) -> RegistryForm {
        guard case .export(let version, let encoding) = form else { return form }
        switch encoding {
        case .ascii, .utf8, .codePage:
            if decoder.allBits < 0x80 { return .export(version, .ascii) }
            let isUTF8 = decoder.utf8.isValid && decoder.utf8.isComplete
            return .export(version, isUTF8 ? .utf8 : .codePage)
        case .utf8WithByteOrderMark, .utf16, .utf16WithoutByteOrderMark:
            return form
        }
    }

    private static func codePages(
        of rules: Set<RegistryQuotedText.DoubleByteRule>
    ) -> [Int] {
        var pages: [Int] = []
        if rules.contains(.codePage932) { pages.append(932) }
        if rules.contains(.codePage936Or949Or950) { pages += [936, 949, 950] }
        return pages
    }

    private mutating func noteEncoding() {
        guard case .export(let version, let encoding) = form else { return }
        switch encoding {
        case .utf8WithByteOrderMark:
            problems.add(
                at: .file, .warning, expected: "a text that every importer reads",
                found: "UTF-8 with a byte order mark, which some refuse")
        case .utf16WithoutByteOrderMark:
            problems.add(
                at: .file, .warning, expected: "a byte order mark before UTF-16",
                found: "none; importers refuse the text")
        case .utf16 where version == .regedit4:
            problems.add(
                at: .file, .warning, expected: "REGEDIT4 in 8-bit text", found: "UTF-16")
        default:
            break
        }
    }

    private mutating func noteEnd(_ layout: RegistryLayout, _ decoder: RegistryLineDecoder) {
        let end = RegistryProblem.Position.line(max(1, decoder.number))
        if decoder.hasHalfUnit {
            problems.add(
                at: end, .damage, expected: "an even number of bytes in UTF-16",
                found: "\(byteCount)")
        }
        if decoder.lineEnd == .cr, layout.crlfLines > 0 {
            problems.add(
                at: end, .damage, expected: "LF behind CR at the end of a line",
                found: "the end of the file")
        }
        if counts.keys == 0, counts.deletedKeys == 0 {
            problems.add(
                at: .file, .damage, expected: "at least one key", found: "none")
        }
        guard !layout.endsAsExported else { return }
        let isExported = handWork == nil && layout.hasWindowsLineEnds
        // People leave the end out, so in a text that they edited it proves nothing.
        let doubt: RegistryProblem.Severity = decoder.lineEnd == .missing ? .warning : .notice
        problems.add(
            at: end, isExported ? .damage : doubt,
            expected: "the empty line that ends an export", found: "the end of the file")
    }
}
