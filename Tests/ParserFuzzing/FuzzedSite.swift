// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// Evidence of a site out of one row of bytes, so that everything in it can be spoiled.
///
/// The row holds documents one behind the other, each after ``mark`` and a letter for its role.
/// A document with a spoiled mark belongs to the one before it, and one with an unknown role is
/// left out.
struct FuzzedSite {
    /// In front of a document.
    static let mark: [UInt8] = [0x1E, 0x1E, 0x1E]

    /// What a document is.
    enum Role: UInt8, CaseIterable {
        case control = 0x63  // c
        case map = 0x6D  // m
        case registryText = 0x72  // r
        case hive = 0x68  // h
        case dump = 0x64  // d
        case sidecar = 0x73  // s
        case childControl = 0x6B  // k
        case childMap = 0x6A  // j
        case initialization = 0x69  // i
        case copyList = 0x79  // y
        case hierarchyManagerLog = 0x6C  // l
        case senderLog = 0x6E  // n
        case setupLog = 0x70  // p
        case eventLog = 0x65  // e
        /// Names of `.UID` files, one a line.
        case uniqueIDs = 0x75  // u
        /// Names in `SITECFG.BOX`, one a line.
        case box = 0x62  // b
        /// Path, size and time of a file, one a line.
        case tree = 0x74  // t
        /// The moment of the capture, the limit of age, and the time of every other document.
        case times = 0x78  // x
    }

    private(set) var evidence: SiteEvidence

    /// Reads the documents of a row.
    init(of row: [UInt8]) {
        let documents = Self.documents(row)
        let times = documents.last { $0.role == .times }.map { Self.numbers($0.bytes) } ?? []
        func time(_ index: Int) -> Timestamp {
            Timestamp(wholeSeconds: times.isEmpty ? 0 : times[index % times.count])
        }
        evidence = SiteEvidence(captured: time(0))
        if times.count > 1 { evidence.stalenessLimit = times[1] }
        evidence.rootPath = [UInt8]("/mnt/SMS".utf8)
        var counts: [Role: Int] = [:]
        for (index, document) in documents.enumerated() {
            // Each is a file that somebody gave: a thousand of no bytes would cost nobody else memory.
            counts[document.role, default: 0] += 1
            guard counts[document.role, default: 0] <= 8 else { continue }
            add(document.role, document.bytes, time(index + 2))
        }
        evidence.extras = [.clientTree]
        evidence.hasLookedForExtras = times.count % 2 == 0
        if evidence.dumps.count > 1 {
            evidence.stripeSet = StripeSet(
                judging: evidence.dumps.map { .init(name: $0.name, dump: $0.dump) })
        }
    }

    /// Judges, plans and writes the guide, as a capture does.
    func answer() -> FuzzSubject.Answer {
        let judgement = Judgement(of: evidence)
        let plan = UpgradePlan(for: evidence)
        let guide = RestoreGuide(for: evidence, judgement: judgement)
        let told = judgement.checks.reduce(0) { $0 + $1.description.utf8.count }
        return FuzzSubject.Answer(
            isAccepted: judgement.isUsable,
            count: told + plan.text.utf8.count + guide.text.utf8.count + judgement.checks.count)
    }

    // MARK: - Splitting

    private static func documents(_ row: [UInt8]) -> [(role: Role, bytes: [UInt8])] {
        var starts: [Int] = []
        var index = 0
        while index + mark.count < row.count {
            if row[index..<index + mark.count].elementsEqual(mark) {
                starts.append(index)
                index += mark.count
            } else {
                index += 1
            }
        }
        let ends = starts.dropFirst() + [row.count]
        return zip(starts, ends).compactMap { start, end in
            Role(rawValue: row[start + mark.count]).map {
                ($0, [UInt8](row[(start + mark.count + 1)..<max(end, start + mark.count + 1)]))
            }
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: 10).map { [UInt8]($0) }
    }

    private static func numbers(_ bytes: [UInt8]) -> [Int64] {
        lines(bytes).compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }

    // MARK: - Reading

    private mutating func add(_ role: Role, _ bytes: [UInt8], _ time: Timestamp) {
        let count = bytes.count
        switch role {
        case .control:
            evidence.siteControl = .init(
                SiteControlFile.parse(bytes), modified: time, byteCount: count)
        case .map:
            evidence.systemMap = .init(SystemMap.parse(bytes), modified: time, byteCount: count)
        case .registryText:
            evidence.registries.append(
                .init(name: "a.reg", export: RegistryExport(bytes: bytes), modified: time))
        case .hive:
            evidence.registries.append(
                .init(name: "b.hiv", hive: RegistryHive(bytes: bytes), modified: time))
        case .dump:
            var reader = DatabaseDumpReader()
            reader.consume(bytes[...])
            evidence.dumps.append(
                .init(name: "d.bak", dump: reader.finish(), modified: time, size: count))
        case .sidecar:
            if let sidecar = DatabaseSidecar(parsing: bytes) {
                evidence.sidecars.append(.init(name: "s.rpt", sidecar: sidecar, modified: time))
            }
        case .childControl, .childMap: addChild(role, bytes, time)
        case .initialization:
            evidence.initialization = .init(
                SMSInitialization.parse(bytes), modified: time, byteCount: count)
        case .copyList:
            evidence.copyLists.append(
                .init(name: "CL.TXT", list: CopyList.parse(bytes).value, modified: time))
        case .hierarchyManagerLog, .senderLog, .setupLog, .eventLog: addLog(role, bytes)
        case .uniqueIDs:
            evidence.uniqueIDFiles = Self.lines(bytes).enumerated()
                .map { .init(server: $0.offset % 3 == 0 ? "" : "S", name: $0.element) }
        case .box: evidence.siteConfigNames = Self.lines(bytes)
        case .tree: addTree(bytes)
        case .times: break
        }
    }

    private mutating func addChild(_ role: Role, _ bytes: [UInt8], _ time: Timestamp) {
        guard let code = SiteCode("B01") else { return }
        var child = evidence.children.first ?? .init(code: code)
        if role == .childControl {
            child.control = .init(
                SiteControlFile.parse(bytes), modified: time, byteCount: bytes.count)
        } else {
            child.map = .init(SystemMap.parse(bytes), modified: time, byteCount: bytes.count)
        }
        evidence.children = [child]
    }

    private mutating func addLog(_ role: Role, _ bytes: [UInt8]) {
        switch role {
        case .hierarchyManagerLog:
            evidence.hierarchyManagerLog = HierarchyManagerLog(parsing: bytes)
        case .senderLog:
            if let log = SenderLog(parsing: bytes) {
                evidence.senderLogs.append(.init(name: "LANSEND.LOG", log: log))
            }
        case .setupLog: evidence.setupLog = SetupLog(parsing: bytes)
        default:
            if let log = EventLog(parsing: bytes) {
                evidence.eventLogs.append(.init(name: "app.evt", log: log))
            }
        }
    }

    private mutating func addTree(_ bytes: [UInt8]) {
        var tree = TreeFiles()
        for line in Self.lines(bytes) {
            let parts = line.split(separator: 0x7C, maxSplits: 2, omittingEmptySubsequences: false)
            let numbers = parts.dropFirst().compactMap {
                Int64(String(decoding: $0, as: UTF8.self))
            }
            tree.append(
                path: parts[0], size: numbers.first ?? 0,
                modified: Timestamp(wholeSeconds: numbers.count > 1 ? numbers[1] : 0))
        }
        evidence.tree = tree
    }
}
