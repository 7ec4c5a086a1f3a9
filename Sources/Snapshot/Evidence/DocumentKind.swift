// SPDX-License-Identifier: Apache-2.0

/// Which document of a site a file is, by the component that it belongs to and its place there.
///
/// What it really is, its content tells later: a registry, a dump and a report are recognised by
/// their bytes, whatever they are called.
enum DocumentKind: Hashable {
    case siteControl
    case systemMap
    case registry
    /// A dump, or an answer of the server that was given with it.
    case dump
    case childControl(SiteCode)
    case childMap(SiteCode)
    case initialization
    case copyList
    case hierarchyManagerLog
    case senderLog
    case setupLog
    case eventLog
    /// A text that may be an answer of the server.
    case report

    /// - Parameters:
    ///   - component: The component.
    ///   - path: The path below the component's folder.
    init?(_ component: ComponentKind?, path: ArraySlice<UInt8>) {
        switch component {
        case .siteControl: self = .siteControl
        case .systemMap: self = .systemMap
        case .registry: self = .registry
        case .database: self = .dump
        case .child: self.init(ofChild: path)
        case .extra: self.init(ofExtra: path)
        case .tree: self.init(ofTree: path)
        case nil: return nil
        }
    }

    /// `CODE/NAME`; what is no site control file was given as the child's map.
    private init?(ofChild path: ArraySlice<UInt8>) {
        let names = path.split(separator: UInt8(ascii: "/"))
        guard names.count == 2, let code = SiteCode(SMSText(names[0])) else { return nil }
        self =
            SMSText(names[1]).uppercased.hasSuffix(".CT0") ? .childControl(code) : .childMap(code)
    }

    private init?(ofExtra path: ArraySlice<UInt8>) {
        let name = SMSText(path).uppercased
        if name.hasSuffix(".EVT") {
            self = .eventLog
        } else if path.contains(UInt8(ascii: "/")) {
            return nil
        } else if name == "SMS.INI" {
            self = .initialization
        } else if name == "SMSSETUP.LOG" {
            self = .setupLog
        } else {
            self = .report
        }
    }

    private init?(ofTree path: ArraySlice<UInt8>) {
        // A site has a million files: nearly all of them are told by their last letters.
        guard path.count > 7, let last = path.last, "GTgt".utf8.contains(last) else { return nil }
        let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.startIndex
        let name = SMSText(path[start...]).uppercased
        if name.hasPrefix("CL_"), name.hasSuffix(".TXT") {
            self = .copyList
        } else if name.hasSuffix(".LOG"), SMSText(path[..<start]).uppercased == "LOGS/" {
            if name == "HMAN.LOG" {
                self = .hierarchyManagerLog
            } else if name.hasSuffix("SEND.LOG") {
                self = .senderLog
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    /// Most bytes that are kept of such a document; `nil` where memory does not grow with it.
    var largest: Int? {
        switch self {
        case .siteControl, .childControl: SiteControlFile.largestSize
        case .systemMap, .childMap: SystemMap.largestSize
        case .initialization: SMSInitialization.largestSize
        case .copyList: CopyList.largestSize
        case .report: Self.largestReport
        case .hierarchyManagerLog, .senderLog, .setupLog: 8 << 20
        case .eventLog: 32 << 20
        case .registry, .dump: nil
        }
    }

    /// Most bytes of what may be an answer of the server.
    static let largestReport = 1 << 20

    /// Whether the parser itself tells that the file is larger than ``largest``.
    var tellsItsSize: Bool {
        switch self {
        case .siteControl, .childControl, .systemMap, .childMap, .initialization, .copyList: true
        default: false
        }
    }
}
