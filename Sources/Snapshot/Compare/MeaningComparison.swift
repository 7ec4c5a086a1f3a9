// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Compares the documents of two sides by what they mean.
///
/// Documents of the same digest are not read at all.
struct MeaningComparison {
    private(set) var changes: [MeaningChange] = []
    /// What could not be compared, or is different and cannot be shown; for a person.
    private(set) var remarks: [String] = []

    private let old: any ComparedSide
    private let new: any ComparedSide

    /// Compares the documents of the old side with those of the new one.
    ///
    /// - Throws: ``SnapshotError`` when one of them cannot be read.
    init(
        _ old: any ComparedSide, _ documents: [ComparedDocument],
        _ new: any ComparedSide, _ others: [ComparedDocument]
    ) throws {
        self.old = old
        self.new = new
        try compareRegistries(
            documents.filter { $0.kind == .registry }, others.filter { $0.kind == .registry })
        let counterparts = Dictionary(
            others.filter { $0.kind != .registry }.map { ($0.kind, $0) },
            uniquingKeysWith: { first, _ in first })
        for document in documents.sorted(by: Self.isBefore) where document.kind != .registry {
            guard let other = counterparts[document.kind], other.digest != document.digest else {
                continue
            }
            try compare(document, other)
        }
    }

    private static func isBefore(_ left: ComparedDocument, _ right: ComparedDocument) -> Bool {
        left.component == right.component
            ? left.path < right.path : left.component < right.component
    }

    private mutating func compareRegistries(
        _ documents: [ComparedDocument], _ others: [ComparedDocument]
    ) throws {
        guard !documents.isEmpty, !others.isEmpty,
            Set(documents.map(\.digest)) != Set(others.map(\.digest))
        else { return }
        let found = RegistryComparison.changes(
            from: try table(of: documents, on: old), to: try table(of: others, on: new))
        changes += found
        if found.isEmpty {
            remarks.append(
                "the registry files differ, but no key and no value in them: another form or order")
        }
    }

    private mutating func table(
        of documents: [ComparedDocument], on side: any ComparedSide
    ) throws -> RegistryTable {
        var reading = RegistryReading()
        for document in documents.sorted(by: Self.isBefore) {
            var failure: SystemCallError?
            try side.read(document) { piece in
                guard failure == nil else { return }
                do throws(SystemCallError) { try reading.consume(piece) } catch { failure = error }
            }
            do {
                if let failure { throw failure }
                try reading.finish(document.path)
            } catch {
                throw SnapshotError(
                    .system, "cannot keep a copy of \(ScreenText.quoted(document.path.bytes))",
                    hint: "TMPDIR names the directory that needs the room", cause: error)
            }
        }
        remarks += reading.problems
        return reading.table
    }

    private mutating func compare(_ document: ComparedDocument, _ other: ComparedDocument) throws {
        let (before, after) = (try text(document, on: old), try text(other, on: new))
        guard let before, let after else {
            remarks.append(
                "\(ScreenText.quoted(other.path.bytes)) is too large to be compared by what it says"
            )
            return
        }
        let found: [MeaningChange]
        switch document.kind {
        case .siteControl, .childControl:
            found = Statements.changes(
                .siteControl, child: Self.child(document.kind),
                from: Statements(SiteControlFile.parse(before).value),
                to: Statements(SiteControlFile.parse(after).value))
        case .systemMap, .childMap:
            found = Statements.changes(
                .systemMap, child: Self.child(document.kind),
                from: Statements(SystemMap.parse(before).value),
                to: Statements(SystemMap.parse(after).value))
        default: return
        }
        changes += found
        if found.isEmpty {
            remarks.append(
                "\(ScreenText.quoted(other.path.bytes)) differs, but in nothing that is shown: encrypted fields, comments, order or spelling"
            )
        }
    }

    private static func child(_ kind: DocumentKind) -> String? {
        switch kind {
        case .childControl(let code), .childMap(let code): code.text
        default: nil
        }
    }

    /// The bytes of a text, or `nil` when it is larger than its parser reads.
    private func text(
        _ document: ComparedDocument, on side: any ComparedSide
    ) throws -> [UInt8]? {
        guard let largest = document.kind.largest, document.size <= UInt64(largest) else {
            return nil
        }
        var text: [UInt8] = []
        try side.read(document) { text += $0 }
        return text
    }
}
