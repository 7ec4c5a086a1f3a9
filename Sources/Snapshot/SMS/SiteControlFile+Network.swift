// SPDX-License-Identifier: Apache-2.0

extension SiteControlFile {
    /// A domain of the site: the block `DOMAIN`, 3 fields and its logon servers.
    public struct Domain: Sendable, Hashable {
        /// The name of the domain.
        public let name: SMSText
        /// The network, for example `Microsoft Windows NT or LAN Manager`.
        public let type: SMSText
        /// Whether SMS finds the logon servers itself (1) or keeps to the list (2); `nil`
        /// otherwise.
        public let findsServers: Bool?
        /// The logon servers.
        public let logonServers: [LogonServer]
        /// The line of `BEGIN_DOMAIN`, counted from 1.
        public let line: Int
    }

    /// A logon server: the line `LOGONSERVER <name><…><…><drive>` in a domain.
    public struct LogonServer: Sendable, Hashable {
        /// The computer.
        public let name: SMSText
        /// The second field, whose meaning is not documented; a volume on NetWare.
        public let volume: SMSText
        /// The third field, whose meaning is not documented; 0 in all known files.
        public let flags: SMSText
        /// The drive that SMS uses there, for example `D:`.
        public let drive: SMSText
        /// The line, counted from 1.
        public let line: Int
    }

    /// How a site is reached: the line `ADDRESS <origin><destination><sender><outbox>` and, on the
    /// next line, `#182({}{\\SERVER\SMS_SITE …})`.
    ///
    /// The string in parentheses ends in an encrypted account and password; of it only the server,
    /// the share and the lengths are kept.
    public struct Address: Sendable, Hashable {
        /// The code of the site that sends.
        public let origin: SMSText
        /// The code of the site that is reached; may be the same.
        public let destination: SMSText
        /// The kind of sender, for example `MS_LAN_SENDER`.
        public let senderType: SMSText
        /// The outbox to use; empty when any will do.
        public let outbox: SMSText
        /// The length of the string that the file claims, parentheses included; `nil` without one.
        public let countedLength: UInt32?
        /// The length that it has.
        ///
        /// A difference proves nothing: the vendor's own sample has one.
        public let length: Int
        /// The computer in the UNC name, or `nil` when the string holds none (RAS, SNA).
        ///
        /// One that is the site's own server in an address to another site destroys packages
        /// (Q266759).
        public let uncServer: SMSText?
        /// The share in the UNC name.
        public let uncShare: SMSText?
        /// Encrypted digits in the string; 156 when account and password are there.
        public let encryptedDigitCount: Int
        /// The line, counted from 1.
        public let line: Int
    }

    /// A queue of a sender: the line `OUTBOX`, 7 fields.
    public struct Outbox: Sendable, Hashable {
        /// The name of the outbox.
        public let name: SMSText
        /// The second field, empty in all known files.
        public let path: SMSText
        /// The kind of address that it takes, for example `MS_LAN_SENDER`.
        public let format: SMSText
        /// One hexadecimal digit for each hour of the week, 168 together; `F` is open to all jobs.
        public let schedule: SMSText
        /// Whether it is to be created, as written.
        public let createFlag: SMSText
        /// The drive that holds it.
        public let drive: SMSText
        /// The computer that holds it.
        public let server: SMSText
        /// The line, counted from 1.
        public let line: Int
    }

    /// A server with a further duty: the line `SERVER <name><type><flags><drive>`.
    public struct Server: Sendable, Hashable {
        /// The computer.
        public let name: SMSText
        /// Its duty, for example `Default Package Server`.
        public let type: SMSText
        /// A number of 32 bits; `nil` when the field is none.
        public let flags: UInt32?
        /// The drive, or empty.
        public let drive: SMSText
        /// The line, counted from 1.
        public let line: Int
    }
}

extension SiteControlFile.Address {
    /// Whether the address can be used: it leads from a site to a site and says how.
    public var isUsable: Bool {
        SiteCode(origin) != nil && SiteCode(destination) != nil && !senderType.isEmpty && length > 2
    }
}
