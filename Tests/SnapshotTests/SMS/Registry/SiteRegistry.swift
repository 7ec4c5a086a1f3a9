// SPDX-License-Identifier: Apache-2.0

/// The registry of a made-up SMS 1.2 site, as an export and as a hive, with a secret in it.
enum SiteRegistry {
    static let secret = "Tr0ub4dor"

    /// An export as NT 4 writes it.
    static let export = text(
        """
        REGEDIT4

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS]

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components]

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER]
        "Maximum Concurrent Sendings"=dword:00000005

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER]
        "Next SMS Unique ID"="00A1"

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_SITE_CONFIG_MANAGER]
        "SiteControlImageSize"=dword:00040000
        "Mask"=hex:01,02,03,04,05,06,07,08,09,0a,0b,0c,0d,0e,0f,10,11,12,13,14,15,16,\\
          17,18

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]
        "Site Code"="ABC"
        "Parent Site Code"=""
        "Installation Directory"="D:\\\\SMS"
        "Site Server"="SERVER1"
        "Site Server Domain"="DOMAIN"

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]
        "Version"="786"

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Sites]

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Sites\\ABC]

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\SQL Server]
        "Server"="SERVER2"
        "Database Name"="SMS"
        "Login"="sa"
        "Password"="\(secret)"


        """)

    /// The same, with the facts of a hive.
    static let hiveRoot = HiveBuilder.Key(
        name: "SMS",
        subkeys: [
            .init(
                name: "Components",
                subkeys: [
                    .init(
                        name: "SMS_LAN_SENDER",
                        values: [.number("Maximum Concurrent Sendings", 5)]),
                    .init(
                        name: "SMS_MAINTENANCE_MANAGER",
                        values: [.text("Next SMS Unique ID", "00A1")]),
                    .init(
                        name: "SMS_SITE_CONFIG_MANAGER",
                        values: [
                            .number("SiteControlImageSize", 0x40000),
                            .init(name: "Mask", type: 3, data: Array(1...24)),
                        ]),
                ]),
            .init(
                name: "Identification",
                values: [
                    .text("Site Code", "ABC"), .text("Parent Site Code", ""),
                    .text("Installation Directory", "D:\\SMS"), .text("Site Server", "SERVER1"),
                    .text("Site Server Domain", "DOMAIN"),
                ]),
            .init(name: "Setup", values: [.text("Version", "786")]),
            .init(name: "Sites", subkeys: [.init(name: "ABC")]),
            .init(
                name: "SQL Server",
                values: [
                    .text("Server", "SERVER2"), .text("Database Name", "SMS"),
                    .text("Login", "sa"), .text("Password", secret),
                ]),
        ])

    static let hive = HiveBuilder().hive(hiveRoot)

    /// A text with the line ends of Windows, as bytes.
    static func text(_ text: String) -> [UInt8] {
        text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }

    /// Eight bits as UTF-16, little-endian.
    static func wide(_ bytes: [UInt8], mark: Bool = true) -> [UInt8] {
        (mark ? [0xFF, 0xFE] : []) + bytes.flatMap { [$0, 0] }
    }
}
