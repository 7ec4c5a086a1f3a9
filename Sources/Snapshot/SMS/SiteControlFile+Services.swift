// SPDX-License-Identifier: Apache-2.0

extension SiteControlFile {
    /// A service or thread of the site: the block `COMPONENT`, 5 fields.
    public struct Component: Sendable, Hashable {
        /// How it is installed; `nil` when the field is no number.
        public let flags: SMSServiceFlags?
        /// Its name, for example `SMS_SCHEDULER`.
        public let name: SMSText
        /// The name of its program, the `MAIN` of a service in System.map; with the flag
        /// ``SMSServiceFlags/literalPath`` a full path.
        public let fileID: SMSText
        /// The computer that runs it.
        public let server: SMSText
        /// The drive that holds it.
        public let drive: SMSText
        /// The line of `BEGIN_COMPONENT`, counted from 1.
        public let line: Int
    }

    /// A service that carries files to other sites: the block `SENDER`, 6 fields and its outboxes.
    public struct Sender: Sendable, Hashable {
        /// How it is installed; `nil` when the field is no number.
        public let flags: SMSServiceFlags?
        /// The kind of address that it understands, for example `MS_LAN_SENDER`.
        public let format: SMSText
        /// The name of its program, as in a component.
        public let fileID: SMSText
        /// The drive that holds it.
        ///
        /// The order of this and the next field differs from a component.
        public let drive: SMSText
        /// The computer that runs it.
        public let server: SMSText
        /// Its name, for example `SMS_LAN_SENDER`.
        public let name: SMSText
        /// The outboxes that it empties.
        public let outboxes: [SMSText]
        /// The line of `BEGIN_SENDER`, counted from 1.
        public let line: Int
    }
}
