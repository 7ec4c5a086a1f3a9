// SPDX-License-Identifier: Apache-2.0

/// A small System.map of our own making, whole and well-formed, with all that white space may do.
enum SystemMapSample {
    static let text = """
        PLATFORMS = "INTEL X86", "DEC ALPHA"
        COPYLISTS = "DOS:STANDARD", "WIN16:PCM",
           "WIN95:PCM"
        LANGUAGES = "ENGLISH"
        UNITS = "INTEL CLIENT", "SCRIPTS"
        IDLIST "BUILDNUMBER" = "786"
        IDLIST "SPNUMBER" = ""
        IDLIST "PLATFORM_DIRECTORY" = "INTEL X86=X86.BIN", "DEC ALPHA=ALPHA.BIN"
        SERVICE "SMS_ASYNC_RAS_SENDER"
        BEGIN
           FLAGS = 3789
           MAIN "SENDER.DLL"
           SUBCOMPONENT "CONNRAS.DLL"
        END
        PACKAGE "SMS_INVENTORY_AGENT_NT" BEGIN FLAGS = 0 MAIN "INVWIN32.EXE" END
        DIRECTORY "PRIMSITE.SRV\\AUDIT"
        PLATFORM "" LANGUAGE "" SOURCE "COMMON\\INTNL" FLAGS = 42
        UNIT = "SCRIPTS"
        BEGIN
           "AUDIT.RUL", SIZE(1, 900, 900), "AUDIT.RUL", "AUDIT.RU_", REMOTE=NO, COPYLISTS(), COMPRESS=NO, FLAGS = 1
           "RUL2CFG.BAT", SIZE(1, 991, 991), "RUL2CFG.BAT", "RUL2CFG.BA_", REMOTE=NO, COPYLISTS(), COMPRESS=NO, FLAGS = 1
        END
        DIRECTORY "SITE.SRV\\X86.BIN" PLATFORM "INTEL X86" LANGUAGE "ENGLISH" SOURCE "X86" FLAGS = 10 UNIT = "INTEL CLIENT"
        BEGIN
           "GETDISK.EXE", SIZE(1, 16548, 16548),  "GETDISK.EXE",
           "GETDISK.EX_", REMOTE=YES,   COPYLISTS("WIN95:PCM" = "SMS",
           "WIN16:PCM" = "SMS", "DOS:STANDARD" = "WINDIR"), COMPRESS=NO,
           FLAGS = 5

           "95GETDSK.EXE", SIZE(1, 118960, 118960),
           "95GETDSK.EXE", "95GETDSK.EX_", REMOTE=YES, COPYLISTS("WIN95:PCM"
           = "SMS"), COMPRESS=YES, FLAGS = 5
        END

        """
    static let bytes = crlf(text)

    /// The map with every occurrence of one text replaced by another.
    static func replacing(_ old: String, by new: String) -> [UInt8] {
        let parts = text.split(separator: old, omittingEmptySubsequences: false)
        return crlf(parts.joined(separator: new))
    }
}
