// SPDX-License-Identifier: Apache-2.0

/// A small site control file of our own making, whole and well-formed.
enum SiteControlSample {
    /// Digits that stand where the product writes encrypted text.
    ///
    /// They decrypt to nothing.
    static let secret78 = String(repeating: "5EC2E7", count: 13)
    static let secret42 = String(repeating: "5EC2E7", count: 7)

    static let addressString =
        "({}{\\\\SRVA\\SMS_SITE \(secret78)\(secret78)})"

    static let header = "SITE CONTROL FILE [786][1.08]\n\n"
    static let fileDefinition = """
        BEGIN_FILE_DEFINITION
          <2>
          <Site properties changed>
          <A01>
          <A01>
          <921145337>
          <1>
        END_FILE_DEFINITION


        """
    static let account = """
        BEGIN_SITE_ACCOUNT
          <6>
          <A01>
          <>
          <SRVA>
          <DOMA>
          <Head office>
          <D:\\SMS>
          <DOMA>
          <\(secret78)>
          <\(secret78)>
          <\(secret42)>
          <SQLA>
          <\(secret78)>
          <\(secret78)>
          <SMS>
          <\(secret42)>
          <>
          <>
        END_SITE_ACCOUNT


        """
    static let settings = """
        PROPERTY <Last Valid @><\(secret78)><\(secret78)><831190761>
        PROPERTY <Version><786><><0>
        BEGIN_PROPERTY_LIST
           <SoftwareUnits>
           <INTEL CLIENT>
           <SCRIPTS>
        END_PROPERTY_LIST


        """
    static let domain = """
        BEGIN_DOMAIN
          <DOMA>
          <Microsoft Windows NT or LAN Manager>
          <1>
          LOGONSERVER <SRVA><><0><D:>
        END_DOMAIN


        """
    static let addresses = """
        ADDRESS <A01><A01><MS_LAN_SENDER><LAN_DEFAULT>
          #\(addressString.utf8.count)\(addressString)
        ADDRESS <A01><c01><MS_LAN_SENDER><>
          #\(addressString.utf8.count)\(addressString)
        ADDRESS <A01><B01><MS_LAN_SENDER><>
          #\(addressString.utf8.count)\(addressString)
        ADDRESS <A01><C01><MS_LAN_SENDER><>
          #\(addressString.utf8.count)\(addressString)
        OUTBOX <LAN_DEFAULT><><MS_LAN_SENDER><\(String(repeating: "F", count: 168))><1><D><SRVA>
        SERVER <SRVA><Default Package Server><0><>


        """
    static let component = """
        BEGIN_COMPONENT
          <2253>
          <SMS_SCHEDULER>
          <SCHED.DLL>
          <SRVA>
          <D>
        END_COMPONENT


        """
    static let sender = """
        BEGIN_SENDER
          <2765>
          <MS_LAN_SENDER>
          <SENDER.DLL>
          <D>
          <SRVA>
          <SMS_LAN_SENDER>
          OUTBOX <LAN_DEFAULT>
        END_SENDER

        """

    static let text =
        header + fileDefinition + account + settings + domain + addresses + component + sender
    static let bytes = crlf(text)

    /// The file with every occurrence of one text replaced by another, as text of the same kind.
    static func replacing(_ old: String, by new: String) -> [UInt8] {
        let parts = text.split(separator: old, omittingEmptySubsequences: false)
        return crlf(parts.joined(separator: new))
    }
}
