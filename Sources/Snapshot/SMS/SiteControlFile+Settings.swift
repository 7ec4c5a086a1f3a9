// SPDX-License-Identifier: Apache-2.0

extension SiteControlFile {
    /// A string of a property or transaction.
    ///
    /// The same two strings are plain text in most records and an encrypted account and password in
    /// others (`Last Valid @`, `Change@`), so a long hexadecimal one is taken for encrypted
    /// anywhere.
    public enum Value: Sendable, Hashable {
        case text(SMSText)
        case encrypted(EncryptedField)

        /// Reads a string; `isSecret` when the record is known to carry encrypted ones.
        init(_ field: SMSText, isSecret: Bool = false) {
            let looksSecret = field.isHexadecimal && field.bytes.count >= SMSText.shortestSecret
            self =
                looksSecret || (isSecret && !field.isEmpty)
                ? .encrypted(EncryptedField(field)) : .text(field)
        }

        /// The text, unless it is encrypted.
        public var text: SMSText? {
            guard case .text(let text) = self else { return nil }
            return text
        }
    }

    /// A setting of one value: the line `PROPERTY <name><first><second><number>`.
    public struct Property: Sendable, Hashable {
        /// What is set.
        public let name: SMSText
        /// A string, mostly empty.
        public let first: Value
        /// Another one.
        public let second: Value
        /// A number of 32 bits; `nil` when the field is none.
        public let number: UInt32?
        /// The line, counted from 1.
        public let line: Int
    }

    /// A setting of many values: the block `PROPERTY_LIST`.
    public struct PropertyList: Sendable, Hashable {
        /// What is set: the first field.
        public let name: SMSText
        /// The other fields; an empty list is written as one empty field.
        public let values: [SMSText]
        /// The line of `BEGIN_PROPERTY_LIST`, counted from 1.
        public let line: Int
    }

    /// An order to be carried out once: the line `TRANSACTION
    /// type<persistent><number><first><second>`.
    public struct Transaction: Sendable, Hashable {
        /// What is ordered, with or without angle brackets in the file.
        public let type: SMSText
        /// Whether it stays in force (1) or not (0), as written.
        public let isPersistent: SMSText
        /// A number of 32 bits; `nil` when the field is none.
        public let number: UInt32?
        /// A string, for example a list of servers.
        public let first: Value
        /// Another one.
        public let second: Value
        /// The line, counted from 1.
        public let line: Int

        /// Whether the Resource Guide lists this order.
        public var isKnown: Bool { Self.known.contains { $0.isSame(as: type) } }

        /// Whether the order removes, detaches or stops a site.
        public var isDestructive: Bool { Self.destructive.contains { $0.isSame(as: type) } }

        /// The orders of SMS 1.2 (Resource Guide, "TRANSACTION").
        static let known: [SMSText] =
            destructive + [
                "Change@", "SqlChange@", "InactiveDomains", "InactiveServers", "InactiveComponents",
                "InactiveSenders", "DeinstallSiteAck", "InitiateUpgrade", "ShutdownAck", "Upgrade",
                "Heartbeat", "RequestNewSCFile", "TriggerWatchdog", "TriggerWatchdogHeartbeat",
                "TriggerUserGroupMIF", "TriggerLogonScriptConfig", "LogEventForBootstrap",
                "SMSBaseID", "NoEnumeration",
            ]

        /// Those that must never be given again by accident.
        static let destructive: [SMSText] = [
            "DeinstallSite", "InitiateDeinstall", "Shutdown", "DeleteSite", "SyncParentDetach",
            "ParentDetach",
        ]
    }
}
