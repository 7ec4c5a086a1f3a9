// SPDX-License-Identifier: Apache-2.0

import Snapshot

/// A parser that is given spoiled files; the raw values name its folder in `Fixtures/seeds`.
public enum FuzzSubject: String, Sendable, CaseIterable {
    case registryText = "registry-text"
    case hive
    case siteControlFile = "site-control-file"
    case systemMap = "system-map"
    case initialization = "sms-ini"
    case copyList = "copy-list"
    case uniqueID = "unique-id"
    case tapeFormat = "tape-format"
    case opaqueDump = "opaque-dump"
    case sidecar
    case eventLog = "event-log"
    case hierarchyManagerLog = "hierarchy-manager-log"
    case senderLog = "sender-log"
    case setupLog = "setup-log"
    case dosAttributes = "dos-attributes"
    case judgement

    /// What an input was taken for, as far as it tells two runs apart.
    public struct Answer: Sendable, Hashable {
        /// Whether the parser had nothing to say against it.
        public var isAccepted: Bool
        /// How much it said, or how much it found; a number that depends on the whole input.
        public var count: Int

        /// Makes an answer.
        public init(isAccepted: Bool, count: Int) {
            self.isAccepted = isAccepted
            self.count = count
        }
    }

    /// Reads an input and everything that can be asked of it.
    ///
    /// - Parameters:
    ///   - bytes: The input.
    ///   - piece: How many bytes a parser that takes pieces is given at once.
    /// - Returns: What it was taken for.
    public func answer(to bytes: [UInt8], piece: Int = .max) -> Answer {
        switch self {
        case .registryText: Self.registryText(bytes, piece)
        case .hive: Self.hive(bytes)
        case .siteControlFile: Self.siteControlFile(bytes)
        case .systemMap: Self.systemMap(bytes)
        case .initialization: Self.initialization(bytes)
        case .copyList: Self.copyList(bytes)
        case .uniqueID: Self.uniqueID(bytes)
        case .tapeFormat: Self.dump(bytes, name: "", piece)
        case .opaqueDump: Self.dump(bytes, name: "SMSDUMP.DAT", piece)
        case .sidecar: Self.sidecar(bytes)
        case .eventLog, .hierarchyManagerLog, .senderLog, .setupLog: log(bytes)
        case .dosAttributes: Self.dosAttributes(bytes)
        case .judgement: FuzzedSite(of: bytes).answer()
        }
    }

    private static func pieces(_ bytes: [UInt8], _ size: Int, _ take: (ArraySlice<UInt8>) -> Void) {
        let size = max(1, min(size, bytes.count))
        for start in stride(from: 0, to: bytes.count, by: size) {
            take(bytes[start..<min(bytes.count, start + size)])
        }
    }

    // MARK: - The parsers

    private static func registryText(_ bytes: [UInt8], _ piece: Int) -> Answer {
        var parser = RegistryExportParser()
        pieces(bytes, piece) { parser.consume($0) }
        let export = parser.finish()
        let asked = export.facts.shortcomings(isPrimary: true).count + export.form.reason.utf8.count
        return Answer(
            isAccepted: export.verdict == .valid,
            count: export.counts.keys + export.counts.values + export.problems.kept.count + asked)
    }

    private static func hive(_ bytes: [UInt8]) -> Answer {
        let hive = RegistryHive(bytes: bytes)
        return Answer(
            isAccepted: hive.verdict == .valid,
            count: hive.counts.keys + hive.counts.values + hive.problems.kept.count)
    }

    private static func siteControlFile(_ bytes: [UInt8]) -> Answer {
        let parsed = SiteControlFile.parse(bytes)
        let acceptance = SiteControlAcceptance(of: parsed.value)
        let asked =
            parsed.value.childCodesNamedByAddresses.count + parsed.value.softwareUnits.count
            + (parsed.value.hasDestructiveTransaction ? 1 : 0)
        return Answer(
            isAccepted: parsed.problems.isEmpty && acceptance.isAccepted,
            count: parsed.problems.count + asked)
    }

    private static func systemMap(_ bytes: [UInt8]) -> Answer {
        let parsed = SystemMap.parse(bytes)
        return Answer(
            isAccepted: parsed.problems.isEmpty,
            count: parsed.problems.count + parsed.value.entryCount + parsed.value.services.count)
    }

    private static func initialization(_ bytes: [UInt8]) -> Answer {
        let parsed = SMSInitialization.parse(bytes)
        let asked = (parsed.value.uniqueID?.sequence ?? 0) + Int(parsed.value.copyListVersion ?? 0)
        return Answer(
            isAccepted: parsed.problems.isEmpty && parsed.value.siteCode != nil,
            count: parsed.problems.count + asked)
    }

    private static func copyList(_ bytes: [UInt8]) -> Answer {
        let parsed = CopyList.parse(bytes)
        return Answer(
            isAccepted: parsed.problems.isEmpty && parsed.value.version != nil,
            count: parsed.problems.count)
    }

    private static func uniqueID(_ bytes: [UInt8]) -> Answer {
        guard let id = UniqueID(SMSText(bytes)) else { return Answer(isAccepted: false, count: 0) }
        let following = [id.next, id.firstOfNextRange].compactMap { $0?.sequence }
        return Answer(
            isAccepted: true,
            count: id.description.utf8.count + id.range + following.reduce(id.sequence, +))
    }

    private static func dump(_ bytes: [UInt8], name: String, _ piece: Int) -> Answer {
        var reader = DatabaseDumpReader(fileName: [UInt8](name.utf8))
        pieces(bytes, piece) { reader.consume($0) }
        let dump = reader.finish()
        let set = StripeSet(judging: [
            .init(name: "a", dump: dump), .init(name: "b", dump: dump, digest: [1]),
        ])
        return Answer(
            isAccepted: dump.verdict == .valid,
            count: dump.size + dump.problems.count + dump.shortcomings.count + dump.name.utf8.count
                + set.problems.count)
    }

    private static func sidecar(_ bytes: [UInt8]) -> Answer {
        guard let sidecar = DatabaseSidecar(parsing: bytes) else {
            return Answer(isAccepted: false, count: 0)
        }
        let asked = sidecar.problems(ofDumpOf: bytes.count, fileCount: 1, database: "SMS")
        return Answer(isAccepted: true, count: sidecar.warnings.count + asked.count)
    }

    private func log(_ bytes: [UInt8]) -> Answer {
        let count: Int? =
            switch self {
            case .eventLog:
                EventLog(parsing: bytes).map { $0.recordCount + $0.notableEvents.count }
            case .senderLog: SenderLog(parsing: bytes).map { $0.isStopped == true ? 2 : 1 }
            case .setupLog:
                SetupLog(parsing: bytes).map { $0.scripts.count + $0.failures.count }
            default:
                HierarchyManagerLog(parsing: bytes).map { $0.sites.count + $0.troubles.count }
            }
        return Answer(isAccepted: count != nil, count: count ?? 0)
    }

    private static func dosAttributes(_ bytes: [UInt8]) -> Answer {
        let read = DOSAttributes.attributeNames.compactMap {
            try? DOSAttributes(name: $0, value: bytes)
        }
        let flags = read.compactMap(\.flags?.rawValue).reduce(0) { $0 ^ Int($1) }
        return Answer(isAccepted: !read.isEmpty, count: flags)
    }
}
