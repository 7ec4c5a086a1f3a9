"""The product's files: names, kinds and the places in which each kind stands.

The same program stands in several places of a site, because the site server keeps the source, the logon server a
copy for its clients, and the helper server a third. These twins are what makes an SMS site special to compress.
"""

import dataclasses

PLATFORM_NAMES = {"X86": "INTEL X86", "ALPHA": "DEC ALPHA", "MIPS": "MIPS R4000", "MAC": "MAC 68000"}
VENDORS = {"X86": "INTEL", "ALPHA": "ALPHA", "MIPS": "MIPS", "MAC": "MACINTOSH"}
MACHINES = {"X86": 0x14C, "ALPHA": 0x184}

# kind: (unit, places, copied to the server's own client)
KINDS = {
    "client": ("CLIENT", ("SITE.SRV/MAINCFG.BOX/CLIENT.SRC/{p}.BIN", "LOGON.SRV/{p}.BIN"), True),
    "language": ("CLIENT", ("SITE.SRV/MAINCFG.BOX/CLIENT.SRC/{p}.BIN/00000409", "LOGON.SRV/{p}.BIN/00000409"), True),
    "shared": ("SERVER", ("SITE.SRV/{p}.BIN", "HELPER.SRV/{p}.BIN", "LOGON.SRV/{p}.BIN",
                          "SITE.SRV/MAINCFG.BOX/CLIENT.SRC/{p}.BIN"), True),
    "server": ("SERVER", ("SITE.SRV/{p}.BIN", "HELPER.SRV/{p}.BIN"), False),
    "message": ("SERVER", ("SITE.SRV/{p}.BIN/00000409", "HELPER.SRV/{p}.BIN/00000409", "LOGON.SRV/{p}.BIN/00000409"), False),
    "test": ("CLIENT", ("SITE.SRV/MAINCFG.BOX/MSTEST/{p}.BIN/00000409", "LOGON.SRV/MSTEST/{p}.BIN"), False),
    "admin": ("SMS ADMINISTRATOR", ("SITE.SRV/{p}.BIN/00000409", "PRIMSITE.SRV/AUDIT/PACKAGE/{p}.BIN/00000409"), False),
    "netmon": ("NETWORK MONITOR", ("NETMON/{p}",), False),
    "parser": ("NETWORK MONITOR", ("NETMON/{p}/PARSERS",), False),
}
PRIMARY_ONLY = ("admin", "netmon", "parser")

_X86 = {
    "client": "GETDISK.EXE 95GETDSK.EXE INVDOS.EXE INVWIN32.EXE NETSPEED.COM CLRLEVEL.COM DOSVER.COM SETLS16.EXE "
              "SETLS32I.EXE USERTSR.EXE USERIPX.EXE VUSER.386 SMSMSG.EXE PCMSVC32.EXE CLISVCNT.EXE INVOS2.EXE "
              "NETSET.DLL WAITFOR.EXE SMSRUN16.EXE SMSRUN32.EXE SMSCHECK.EXE NETVER.DLL CLIBOOT.COM",
    "language": "PCMWIN16.EXE PCMWIN32.EXE APPCTL16.EXE APPCTL32.EXE APPSTART.EXE MIFWIN.EXE MIFDOS.EXE WUSER.EXE "
                "WUSER32.EXE _WUSER.DLL WUSERMSG.DLL CLIHELP.HLP PCMHELP.HLP "
                "MIFHELP.HLP APPHELP.HLP RCHELP.HLP PCMRES16.DLL PCMRES32.DLL APPRES16.DLL APPRES32.DLL CLIRES.DLL",
    "shared": "BASE4.DLL NETMSLM.DLL NETNVNW.DLL SMSAPI.DLL SMSTIME.DLL SMSPERF.DLL NETBAN.DLL SMSLOG.DLL",
    "server": "SMSEXEC.EXE SITEINS.EXE PREINST.EXE ALERTER.DLL TRAPFLTR.DLL APPMGR.DLL MAINTAIN.DLL SITEREP.DLL "
              "SCHED.DLL DATALDR.DLL INVPROC.DLL DESPOOL.DLL SENDER.DLL CONNLAN.DLL CONNRAS.DLL CONNSNA.DLL "
              "SENDCODE.EXE BOOTSTRP.EXE COMPRESS.DLL DUMPSEND.EXE SETSTAT.EXE MIFPARSE.DLL SCHEDAPI.DLL SITEAPI.DLL",
    "message": "SMSEVENT.DLL SMSRES.DLL",
    "test": "MTRUN.EXE TESTDRVR.EXE TESTEVNT.DLL TESTSCRN.DLL TESTDLGS.DLL TESTCTRL.DLL",
    "admin": "SMS.EXE SECURITY.EXE MIFCHECK.EXE SMSVIEW.EXE SMSTRACE.EXE",
    "netmon": "NETMON.EXE NAL.DLL BHSUPP.DLL",
    "parser": "IP.DLL TCP.DLL SMB.DLL IPX.DLL NETBIOS.DLL LLC.DLL RPC.DLL ARP.DLL DNS.DLL SNMP.DLL FTP.DLL ATK.DLL",
}
_ALPHA_SKIPS = {"NETSPEED.COM", "CLRLEVEL.COM", "DOSVER.COM", "SETLS16.EXE", "USERTSR.EXE", "USERIPX.EXE", "VUSER.386",
                "PCMWIN16.EXE", "APPCTL16.EXE", "MIFDOS.EXE", "INVDOS.EXE", "GETDISK.EXE", "95GETDSK.EXE", "WUSER.EXE"}
_MAC = {"client": "INSTMAC INVMAC PCMMAC MIFMAC", "language": "MACHELP MACMSG MACRES"}


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    kind: str
    platform: str
    size: int
    real: str = ""           # path of a real file that supplies the bytes, or "" for made ones

    @property
    def unit(self):
        return VENDORS[self.platform] + " " + KINDS[self.kind][0]

    @property
    def places(self):
        return [place.format(p=self.platform) for place in KINDS[self.kind][1]]

    @property
    def copies(self):
        """How often it stands in the primary site, with the server's own client."""
        return len(self.places) + (1 if self.on_own_client else 0)

    @property
    def copies_everywhere(self):
        """The secondary sites hold the product's Intel files, but not what only a primary needs."""
        return self.copies * (3 if self.platform == "X86" and self.kind not in PRIMARY_ONLY else 1)

    @property
    def on_own_client(self):
        return self.platform == "X86" and KINDS[self.kind][2]


def names(platform):
    """(kind, name) of every program that the product's map lists for a platform."""
    table = _MAC if platform == "MAC" else _X86
    for kind, text in table.items():
        for name in text.split():
            if platform == "X86" or name not in _ALPHA_SKIPS:
                yield kind, name


def extra_name(number):
    """A pronounceable 8.3 name for files beyond the product's own list."""
    parts = []
    for _ in range(3):
        number, digit = divmod(number, 100)
        parts.append("BDFGKLMNPRSTVWXZCHJQ"[digit % 20] + "AEIOU"[digit // 20])
    return "X" + "".join(parts) + ".DLL"
