// SPDX-License-Identifier: Apache-2.0

/// How a service or one of its threads is installed.
///
/// The components and senders of a site control file and the services and packages of System.map
/// share these bits (SMS 1.2 Resource Guide, "Site Control File" and "SYSTEM.MAP").
public struct SMSServiceFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// It is installed.
    public static let install = SMSServiceFlags(rawValue: 0x1)
    /// On a logon server it runs as the system, not under the service account.
    public static let localSystemAccount = SMSServiceFlags(rawValue: 0x2)
    /// It is started when it is found stopped.
    public static let startService = SMSServiceFlags(rawValue: 0x4)
    /// Its first registry values are set.
    public static let setRegistry = SMSServiceFlags(rawValue: 0x8)
    /// Not used by the product.
    public static let executable = SMSServiceFlags(rawValue: 0x10)
    /// Its file ID is a full path, not a name that System.map knows.
    public static let literalPath = SMSServiceFlags(rawValue: 0x20)
    /// It belongs to a primary site.
    public static let primarySite = SMSServiceFlags(rawValue: 0x40)
    /// It belongs to a secondary site.
    public static let secondarySite = SMSServiceFlags(rawValue: 0x80)
    /// It starts with the system.
    public static let autoStart = SMSServiceFlags(rawValue: 0x100)
    /// It is a sender.
    public static let sender = SMSServiceFlags(rawValue: 0x200)
    /// The site may do without it.
    public static let optional = SMSServiceFlags(rawValue: 0x400)
    /// It is a thread of SMS_EXECUTIVE.
    public static let asThread = SMSServiceFlags(rawValue: 0x800)
    /// It stays when the site is shut down or removed.
    public static let isNotStopped = SMSServiceFlags(rawValue: 0x1000)
}
