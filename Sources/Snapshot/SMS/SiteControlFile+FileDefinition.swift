// SPDX-License-Identifier: Apache-2.0

extension SiteControlFile {
    /// What a site control file is and where it came from: the block `FILE_DEFINITION`, 6 fields.
    public struct FileDefinition: Sendable, Equatable {
        /// What the file is for.
        public let type: FileType
        /// What led to the file, for example `Setup-based site creation`.
        public let comment: SMSText
        /// The code of the site that is configured.
        public let targetSite: SMSText
        /// The code of the site that wanted it so.
        public let originatingSite: SMSText
        /// When the file was made, in seconds since 1970-01-01T00:00:00Z; `nil` when the field is
        /// no number.
        ///
        /// A time in the future makes SMS drop every later change (Q154577), one from 2037 on stops
        /// services (Q151648).
        public let gmtTime: Int64?
        /// Whether Hierarchy Manager uses the file itself (1) or leaves it alone (0); `nil`
        /// otherwise.
        public let isPosted: Bool?
        /// The line of `BEGIN_FILE_DEFINITION`, counted from 1.
        public let line: Int
    }

    /// What a site control file is for (field 1 of `FILE_DEFINITION`).
    public enum FileType: Sendable, Hashable {
        /// 1: what the site is, usually a `*.CT2`.
        case actual
        /// 2: what the site is to be, a `*.CT1` and the master copy `SITECTRL.CT0`.
        case proposed
        /// 3: Setup's order to make a new site.
        case newSite
        /// 4: nothing but transactions.
        case transactions
        /// 5 or 6: transactions within the site. The Resource Guide says 5, Q133113 says 6.
        case localTransactions
        /// Anything else, as written.
        case unknown(SMSText)

        /// Reads field 1.
        init(_ field: SMSText) {
            switch field.number {
            case 1: self = .actual
            case 2: self = .proposed
            case 3: self = .newSite
            case 4: self = .transactions
            case 5, 6: self = .localTransactions
            default: self = .unknown(field)
            }
        }

        /// Whether the file configures a site, as against only carrying orders.
        public var describesSite: Bool {
            self == .actual || self == .proposed || self == .newSite
        }
    }
}
