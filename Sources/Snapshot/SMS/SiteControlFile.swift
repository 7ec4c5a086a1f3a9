// SPDX-License-Identifier: Apache-2.0

/// The whole configuration of one site, as `SITE.SRV\SITECFG.BOX\SITECTRL.CT0` holds it.
///
/// The master copy is what Site Config Manager was last told to make of the site; `*.CT1`
/// (proposed) and `*.CT2` (actual) have the same grammar (Q133113; SMS 1.2 Resource Guide, "Site
/// Control File"). Everything is in the order of the file, so that two files can be compared.
///
/// Accounts, passwords and addresses are encrypted in a way that can be undone. They are not kept:
/// of each encrypted field only its length is known here.
public struct SiteControlFile: Sendable, Equatable {
    /// The first line; `nil` when the file does not begin as a site control file.
    public internal(set) var header: Header?
    /// What the file is and where it came from.
    public internal(set) var fileDefinition: FileDefinition?
    /// What the site is.
    public internal(set) var account: SiteAccount?
    /// Settings of one value.
    public internal(set) var properties: [Property] = []
    /// Settings of many values.
    public internal(set) var propertyLists: [PropertyList] = []
    /// The domains of the site with their logon servers.
    public internal(set) var domains: [Domain] = []
    /// How to reach this and other sites.
    public internal(set) var addresses: [Address] = []
    /// The queues of the senders.
    public internal(set) var outboxes: [Outbox] = []
    /// Servers with a further duty.
    public internal(set) var servers: [Server] = []
    /// The services and their threads.
    public internal(set) var components: [Component] = []
    /// The services that carry files to other sites.
    public internal(set) var senders: [Sender] = []
    /// Orders to be carried out once.
    public internal(set) var transactions: [Transaction] = []
    /// Blocks of kinds that version 1.x does not have.
    public internal(set) var opaqueBlocks: [OpaqueBlock] = []
    /// Size of the file in bytes.
    ///
    /// The database takes an image of 262,144 bytes (Q162536), later builds one of 454,000, or up
    /// to 681,000 with `SiteControlImageSize` (Q255262); what is beyond is lost without a word.
    public internal(set) var byteCount = 0

    /// The first line, `SITE CONTROL FILE [786][1.08]`.
    public struct Header: Sendable, Hashable {
        /// The build of SMS, as written: 786 is version 1.2 (Q189303).
        public let build: SMSText
        /// The version of the grammar, as written: `1.08` in build 786.
        public let syntax: SMSText

        /// The build as a number, or `nil` when it is none.
        public var buildNumber: Int? { build.number.map { Int($0) } }
    }

    /// A block of a kind that this reader does not know, such as `BEGIN_CLIENT_CONFIGURATION` of
    /// SMS 2.0 (Q277745).
    ///
    /// Its text is not kept: nothing says which of it is secret.
    public struct OpaqueBlock: Sendable, Hashable {
        /// The word after `BEGIN_`, as written.
        public let name: SMSText
        /// The line of `BEGIN_`, counted from 1.
        public let line: Int
        /// Values in angle brackets within it, also those in blocks inside it.
        public let fieldCount: Int
        /// Whether its `END_` was found.
        public let isClosed: Bool
    }

    /// An encrypted field, of which only the length is known.
    public struct EncryptedField: Sendable, Hashable {
        /// Characters of the field; 78 for a name or password, 42 for a key, 0 when it is empty.
        public let digitCount: Int
        /// Whether all of them are hexadecimal digits, as the product writes them.
        public let isHexadecimal: Bool

        /// Whether the field holds anything.
        public var isPresent: Bool { digitCount > 0 }

        /// Measures a field and forgets it.
        init(_ field: SMSText) {
            digitCount = field.bytes.count
            isHexadecimal = field.isEmpty || field.isHexadecimal
        }
    }
}
