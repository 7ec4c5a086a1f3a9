// SPDX-License-Identifier: Apache-2.0

extension SiteControlFile {
    /// What a site is and under which accounts it runs: the block `SITE_ACCOUNT`, 18 fields.
    public struct SiteAccount: Sendable, Equatable {
        /// Primary or secondary.
        public let siteType: SiteType
        /// The site's own code: three letters or digits.
        public let siteCode: SMSText
        /// The parent's code; empty for a site at the top.
        public let parentCode: SMSText
        /// The NetBIOS name of the site server.
        ///
        /// It is written all over database and registry; a restore under another name does not work
        /// (Q147469).
        public let siteServer: SMSText
        /// The domain that the site server belongs to.
        public let serverDomain: SMSText
        /// The name of the site, for people.
        public let siteName: SMSText
        /// The SMS root on the site server, a full DOS path such as `D:\SMS`.
        public let installDirectory: SMSText
        /// The domain of the service account.
        public let accountDomain: SMSText
        /// The service account: 78 digits.
        public let encryptedAccount: EncryptedField
        /// Its password: 78 digits.
        public let encryptedPassword: EncryptedField
        /// The public key of the service account: 42 digits.
        public let publicKey: EncryptedField
        /// The computer that runs SQL Server; empty on a secondary site, like the next four.
        public let sqlServer: SMSText
        /// The login at SQL Server: 78 digits.
        public let encryptedSQLLogin: EncryptedField
        /// Its password: 78 digits.
        public let encryptedSQLPassword: EncryptedField
        /// The database, `SMS` unless Setup was told otherwise.
        public let database: SMSText
        /// The public key of the SQL Server account: 42 digits.
        public let sqlPublicKey: EncryptedField
        /// Who installed the site.
        public let userName: SMSText
        /// For which organisation.
        public let organization: SMSText
        /// The line of `BEGIN_SITE_ACCOUNT`, counted from 1.
        public let line: Int

        /// The encrypted fields with their names and the number of digits that each has when
        /// present.
        public var encryptedFields: [(name: String, field: EncryptedField, digitCount: Int)] {
            [
                ("account", encryptedAccount, 78), ("password", encryptedPassword, 78),
                ("public key", publicKey, 42), ("SQL login", encryptedSQLLogin, 78),
                ("SQL password", encryptedSQLPassword, 78), ("SQL public key", sqlPublicKey, 42),
            ]
        }
    }

    /// The kinds of site (field 1 of `SITE_ACCOUNT`).
    public enum SiteType: Sendable, Hashable {
        /// 6: has a database of its own.
        case primary
        /// 9: its properties live in its parent's database.
        case secondary
        /// Anything else, as written.
        case unknown(SMSText)

        /// Reads field 1.
        init(_ field: SMSText) {
            switch field.number {
            case 6: self = .primary
            case 9: self = .secondary
            default: self = .unknown(field)
            }
        }
    }
}
