// SPDX-License-Identifier: Apache-2.0

@testable import Snapshot

/// A small healthy hierarchy of our own making: the primary site A01 and its child B01.
///
/// Every document agrees with every other, so that a test spoils one thing and sees one check
/// fail. The evening is that of the sample site: 13 March 1999.
enum JudgedSite {
    /// 1999-03-13T23:00:00Z.
    static let captured = Timestamp(wholeSeconds: 921_366_000)
    /// 1999-03-11T09:42:19Z.
    static let configured = Timestamp(wholeSeconds: 921_145_339)
    /// 1996-06-24T17:40:22.1234567Z.
    static let mapTime =
        Timestamp(seconds: 835_638_022, nanoseconds: 123_456_700) ?? Timestamp(wholeSeconds: 0)
    static let copyListVersion = 835_638_022
    static let secret = SiteControlSample.secret78

    /// A site control file of one site.
    struct Control {
        var code = "A01"
        var type = 6
        var parent = ""
        var server = "SRVA"
        var directory = "D:\\SMS"
        var build = "786"
        var version = "786"
        var stamp: Int64 = 921_145_337
        var addresses = [("A01", "SRVA"), ("B01", "SRVB")]
        var senderType = "MS_LAN_SENDER"
        var schedule = String(repeating: "F", count: 168)
        var units = ["INTEL CLIENT", "SCRIPTS"]
        var logonServers = ["SRVA"]
        var more = ""

        static let child = Control(
            code: "B01", type: 9, parent: "A01", server: "SRVB",
            addresses: [("B01", "SRVB"), ("A01", "SRVA")], logonServers: ["SRVB"])

        var bytes: [UInt8] {
            crlf([top, settings, network, programs, more].joined())
        }

        private var top: String {
            let secret = JudgedSite.secret
            let key = SiteControlSample.secret42
            let database = type == 6 ? ["SRVA", secret, secret, "SMS", key] : ["", "", "", "", ""]
            let account =
                ["\(type)", code, parent, server, "DOMA", "Office", directory, "DOMA"]
                + [secret, secret, key] + database + ["", ""]
            return "SITE CONTROL FILE [\(build)][1.08]\n\n"
                + block("FILE_DEFINITION", ["2", "Changed", code, "A01", "\(stamp)", "1"])
                + block("SITE_ACCOUNT", account)
        }

        private var settings: String {
            "PROPERTY <Version><\(version)><><0>\n"
                + block("PROPERTY_LIST", ["ADRSTRFMT", senderType])
                + block("PROPERTY_LIST", ["SoftwareUnits"] + units)
                + block("PROPERTY_LIST", ["Remote Control Permitted Viewers", "Help Desk"])
        }

        private var network: String {
            let servers = logonServers.map { "  LOGONSERVER <\($0)><><0><D:>\n" }.joined()
            let domain =
                "BEGIN_DOMAIN\n <DOMA>\n <Microsoft Windows NT or LAN Manager>\n <1>\n"
                + servers + "END_DOMAIN\n"
            let lines = addresses.map { destination, server in
                let string = "({}{\\\\\(server)\\SMS_SITE \(secret)\(secret)})"
                return "ADDRESS <\(code)><\(destination)><\(senderType)><OUT>\n"
                    + "  #\(string.utf8.count)\(string)\n"
            }
            return domain + lines.joined()
                + "OUTBOX <OUT><><\(senderType)><\(schedule)><1><D><\(server)>\n"
        }

        private var programs: String {
            block("COMPONENT", ["205", "SMS_EXECUTIVE", "SMSEXEC.EXE", server, "D"])
                + "BEGIN_SENDER\n <2765>\n <\(senderType)>\n <SENDER.DLL>\n <D>\n <\(server)>\n"
                + " <SMS_LAN_SENDER>\n OUTBOX <OUT>\nEND_SENDER\n"
        }

        private func block(_ name: String, _ fields: [String]) -> String {
            "BEGIN_\(name)\n" + fields.map { "  <\($0)>\n" }.joined() + "END_\(name)\n\n"
        }
    }

    /// A System.map with three files of installed units and one of a unit that is not.
    static func map(build: String = "786") -> String {
        """
        PLATFORMS = "INTEL X86", "DEC ALPHA"
        COPYLISTS = "DOS:STANDARD"
        LANGUAGES = "ENGLISH"
        UNITS = "INTEL CLIENT", "ALPHA CLIENT", "SCRIPTS"
        IDLIST "BUILDNUMBER" = "\(build)"
        IDLIST "PLATFORM_DIRECTORY" = "INTEL X86=X86.BIN", "DEC ALPHA=ALPHA.BIN"
        SERVICE "SMS_EXECUTIVE" BEGIN FLAGS = 205 MAIN "SMSEXEC.EXE" END
        SERVICE "SMS_LAN_SENDER" BEGIN FLAGS = 2765 MAIN "SENDER.DLL" END
        DIRECTORY "SITE.SRV\\X86.BIN" PLATFORM "INTEL X86" LANGUAGE "" SOURCE "X86" FLAGS = 10
        UNIT = "INTEL CLIENT" BEGIN
        \(entry("SMSEXEC.EXE", 500))
        \(entry("SENDER.DLL", 600))
        END
        DIRECTORY "SITE.SRV\\ALPHA.BIN" PLATFORM "DEC ALPHA" LANGUAGE "" SOURCE "ALPHA" FLAGS = 10
        UNIT = "ALPHA CLIENT" BEGIN
        \(entry("SMSEXEC.EXE", 700))
        END
        DIRECTORY "PRIMSITE.SRV\\AUDIT" PLATFORM "" LANGUAGE "" SOURCE "C" FLAGS = 42
        UNIT = "SCRIPTS" BEGIN
        \(entry("AUDIT.RUL", 900))
        END

        """
    }

    private static func entry(_ name: String, _ size: Int) -> String {
        "   \"\(name)\", SIZE(1, \(size), \(size)), \"\(name)\", \"\(name)\", REMOTE=NO, "
            + "COPYLISTS(), COMPRESS=NO, FLAGS = 1"
    }

    /// The files of the site that the map expects, and what every site has.
    static let files: [(path: String, size: Int64)] = [
        ("SYSTEM.MAP", 3_000), ("SITE.SRV/SITECFG.BOX/SITECTRL.CT0", 3_000),
        ("Site.srv/X86.bin/smsexec.exe", 500), ("SITE.SRV/X86.BIN/SENDER.DLL", 600),
        ("PRIMSITE.SRV/AUDIT/AUDIT.RUL", 900), ("LOGON.SRV/SMSID/A01000K7.UID", 0),
    ]
}
