// SPDX-License-Identifier: Apache-2.0

/// What a check is about; the raw values are stable.
public enum CheckCode: String, Sendable, Hashable, CaseIterable {
    // The vendor's checklist (Q171338).
    case readDocuments = "step-1"
    case readChapter = "step-2"
    case serviceAccount = "step-3"
    case eventLog = "step-4"
    case backUpDocuments = "step-5"
    case backUpSite = "step-6"
    case networkUse = "step-7"
    case siteReset = "step-8"
    case databaseServerConfiguration = "step-9"
    case databaseSpace = "step-10"
    case childConnectivity = "child-step-1"
    case childrenActive = "child-step-2"

    // The site control file.
    case controlFile = "control-file"
    case controlFileGrammar = "control-file-grammar"
    case controlFileAcceptance = "control-file-acceptance"
    case controlFileType = "control-file-type"
    case controlFileOrders = "control-file-orders"
    case controlFileReferences = "control-file-references"
    case controlFileCredentials = "control-file-credentials"
    case controlFileSize = "control-file-size"
    case secondaryParent = "secondary-parent"

    // System.map and the copy lists.
    case map = "map"
    case mapGrammar = "map-grammar"
    case mapPrograms = "map-programs"
    case mapUnits = "map-units"
    case mapMissing = "map-missing-files"
    case mapSizes = "map-sizes"
    case mapPurged = "map-purged-files"
    case mapCopies = "map-copies"
    case copyLists = "copy-lists"

    // The registry.
    case registry = "registry"
    case registryFile = "registry-file"
    case registryContent = "registry-content"
    case registryServices = "registry-services"

    // The database.
    case database = "database"
    case databaseFile = "database-file"
    case databaseSet = "database-set"
    case databaseMaster = "database-master"
    case databaseAnswers = "database-answers"

    // The documents against one another.
    case identityBuild = "identity-build"
    case identitySiteCode = "identity-site-code"
    case identityParent = "identity-parent"
    case identityServer = "identity-server"
    case identityDomain = "identity-domain"
    case identityDirectory = "identity-directory"
    case identityDatabase = "identity-database"
    case children = "children"
    case child = "child"
    case addresses = "addresses"

    // Time.
    case staleness = "staleness"
    case stalenessControlFile = "staleness-control-file"
    case stalenessTree = "staleness-tree"
    case clockFuture = "clock-future"
    case clockEnd = "clock-2037"
    case clockControlFile = "clock-control-file"

    // The state of the site.
    case quiet = "quiet"
    case transientFiles = "transient-files"
    case uniqueIDs = "unique-ids"
    case uniqueIDRanges = "unique-id-ranges"
    case nextUniqueID = "next-unique-id"
    case hierarchyManager = "hierarchy-manager"
    case senders = "senders"
    case scheduler = "scheduler"
    case setup = "setup"
    case names = "names"
    case extras = "extras"
    case secrets = "secrets"
    case unexamined = "unexamined"

    // The upgrade.
    case upgradeLoss = "upgrade-loss"
}

extension CheckCode {
    /// Whether the check is a line of the vendor's checklist.
    public var isVendorStep: Bool {
        rawValue.hasPrefix("step-") || rawValue.hasPrefix("child-step-")
    }

    /// The articles that a check rests on, for example `Q171338`; empty when it is plain sense.
    public var source: String {
        if isVendorStep { return "Q171338" }
        return switch self {
        case .controlFile, .controlFileGrammar, .controlFileType, .controlFileReferences: "Q133113"
        case .controlFileAcceptance: "Q121683"
        case .controlFileOrders: "Resource Guide, TRANSACTION"
        case .controlFileCredentials, .secrets: "Q123221"
        case .controlFileSize: "Q162536, Q255262"
        case .secondaryParent: "Q138347"
        case .map, .mapGrammar, .mapPrograms, .mapUnits: "Resource Guide, SYSTEM.MAP"
        case .mapMissing, .mapSizes: "Q193031"
        case .mapPurged: "Q107245"
        case .mapCopies: "Q193269"
        case .copyLists: "Q166771"
        case .registry, .registryFile: "Q158294"
        case .registryContent: "Q270218"
        case .registryServices: "Q152466"
        case .database, .databaseFile, .databaseSet: "Q247060"
        case .databaseMaster: "Q176517"
        case .databaseAnswers: "Q193929"
        case .identityServer: "Q147469"
        case .identityBuild, .identitySiteCode, .identityParent, .identityDomain,
            .identityDirectory, .identityDatabase:
            "Q122179"
        case .child, .children, .unexamined: "Q171338"
        case .addresses: "Q266759"
        case .staleness, .stalenessTree: "Q176517"
        case .stalenessControlFile, .clockControlFile: "Q154577"
        case .clockFuture: "Q200380"
        case .clockEnd: "Q151648"
        case .quiet, .transientFiles: "Q183347"
        case .uniqueIDs, .uniqueIDRanges, .nextUniqueID: "Q127052"
        case .hierarchyManager: "Q137376"
        case .senders: "Q163379"
        case .scheduler: "Q159201"
        case .setup: "Q238093"
        case .names: "Q176014"
        case .extras: "Q138347"
        case .upgradeLoss: "Q199238"
        default: ""
        }
    }
}
