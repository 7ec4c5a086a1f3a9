// SPDX-License-Identifier: Apache-2.0

/// What becomes of a document once all of its bytes have passed.
extension EvidenceCollector {
    func take(_ document: OpenDocument, of entry: Entry, isWhole: Bool) {
        let modified = entry.attributes.modified
        let name = String(decoding: entry.path.lastName, as: UTF8.self)
        let text = document.text
        let size = Int(clamping: entry.storedSize)
        switch document.kind {
        case .siteControl:
            evidence.siteControl = .init(
                SiteControlFile.parse(text), modified: modified, byteCount: size)
        case .systemMap:
            evidence.systemMap = .init(SystemMap.parse(text), modified: modified, byteCount: size)
        case .childControl(let code):
            children[code, default: .init(code: code)].control = .init(
                SiteControlFile.parse(text), modified: modified, byteCount: size)
        case .childMap(let code):
            children[code, default: .init(code: code)].map = .init(
                SystemMap.parse(text), modified: modified, byteCount: size)
        case .initialization:
            evidence.initialization = .init(
                SMSInitialization.parse(text), modified: modified, byteCount: size)
        case .copyList:
            evidence.copyLists.append(
                .init(
                    name: String(decoding: Self.place(of: entry), as: UTF8.self),
                    list: CopyList.parse(text).value, modified: modified))
        case .registry: takeRegistry(document, entry)
        case .dump: takeDump(document, entry, isWhole: isWhole)
        case .report:
            if let sidecar = DatabaseSidecar(parsing: text) {
                evidence.sidecars.append(.init(name: name, sidecar: sidecar, modified: modified))
            }
        case .hierarchyManagerLog, .senderLog, .setupLog, .eventLog:
            if !takeLog(document.kind, text, name) {
                addUnexamined(entry, "it is no log of that kind")
            }
        }
    }

    private func takeRegistry(_ document: OpenDocument, _ entry: Entry) {
        let name = String(decoding: Self.place(of: entry), as: UTF8.self)
        let modified = entry.attributes.modified
        switch document.finishRegistry() {
        case .export(let export):
            evidence.registries.append(.init(name: name, export: export, modified: modified))
        case .hive(let hive):
            evidence.registries.append(.init(name: name, hive: hive, modified: modified))
        case .failed(let reason): addUnexamined(entry, reason)
        case nil: break
        }
    }

    /// A text that answers questions about the server is a report; all else was given as a dump.
    private func takeDump(_ document: OpenDocument, _ entry: Entry, isWhole: Bool) {
        let name = String(decoding: Self.place(of: entry), as: UTF8.self)
        let modified = entry.attributes.modified
        let size = isWhole ? nil : entry.storedSize
        guard let dump = document.finishDump(headOfFileOfSize: size) else { return }
        if case .opaque(let opaque) = dump.content, opaque.fileKind == .text,
            let sidecar = DatabaseSidecar(parsing: document.text)
        {
            evidence.sidecars.append(.init(name: name, sidecar: sidecar, modified: modified))
            return
        }
        evidence.dumps.append(
            .init(name: name, dump: dump, modified: modified, size: Int(clamping: entry.storedSize))
        )
        var digest: [UInt8] = []
        // A plan does not know it; a digest of zeros is none.
        if case .file(_, let known) = entry.kind, known != Digest(words: (0, 0, 0, 0)) {
            digest = known.bytes
        }
        stripes.append(.init(name: name, dump: dump, digest: digest))
    }

    private func takeLog(_ kind: DocumentKind, _ text: [UInt8], _ name: String) -> Bool {
        switch kind {
        case .hierarchyManagerLog:
            guard let log = HierarchyManagerLog(parsing: text) else { return false }
            evidence.hierarchyManagerLog = log
        case .senderLog:
            guard let log = SenderLog(parsing: text) else { return false }
            evidence.senderLogs.append(.init(name: name, log: log))
        case .setupLog:
            guard let log = SetupLog(parsing: text) else { return false }
            evidence.setupLog = log
        case .eventLog:
            guard let log = EventLog(parsing: text) else { return false }
            evidence.eventLogs.append(.init(name: name, log: log))
        default: return true
        }
        return true
    }

    /// A further name of a file, whose bytes passed under its first one.
    func addLink(_ entry: Entry, to target: EntryPath, _ kind: DocumentKind) {
        if kind == .report { return }
        var first = entry
        first.path = target
        let name = String(decoding: Self.place(of: first), as: UTF8.self)
        if kind == .copyList, let known = evidence.copyLists.first(where: { $0.name == name }) {
            evidence.copyLists.append(
                .init(
                    name: String(decoding: Self.place(of: entry), as: UTF8.self),
                    list: known.list, modified: known.modified))
            return
        }
        addUnexamined(entry, "it is another name of \(ScreenText.quoted(target.bytes))")
    }
}
