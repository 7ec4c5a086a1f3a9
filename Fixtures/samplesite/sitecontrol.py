"""SITECTRL.CT0: the whole configuration of one site as text, in the server's ANSI code page with CRLF."""

from .site import BUILD, CONFIGURED, children, site_with

FORMATS = ("MS_LAN_SENDER", "MS_BATCH_SNA_SENDER", "MS_INTER_SNA_SENDER", "MS_ASYNC_RAS_SENDER", "MS_ISDN_RAS_SENDER",
           "MS_X25_RAS_SENDER")
OUTBOXES = (("LAN_DEFAULT", "MS_LAN_SENDER"), ("SNA_BATCH_DEFAULT", "MS_BATCH_SNA_SENDER"),
            ("SNA_INTER_DEFAULT", "MS_INTER_SNA_SENDER"), ("RAS_ASYNC_DEFAULT", "MS_ASYNC_RAS_SENDER"),
            ("RAS_ISDN_DEFAULT", "MS_ISDN_RAS_SENDER"), ("RAS_X25_DEFAULT", "MS_X25_RAS_SENDER"))
NETWORK = "Microsoft Windows NT or LAN Manager"

# (flags, component, file): 40h runs on primaries, 80h on secondaries.
COMPONENTS = (
    (2125, "SMS_ALERTER", "ALERTER.DLL"), (2125, "SMS_TRAP_FILTER", "TRAPFLTR.DLL"),
    (77, "SMS_HIERARCHY_MANAGER", "PREINST.EXE"), (2253, "SMS_APPLICATIONS_MANAGER", "APPMGR.DLL"),
    (457, "SMS_SITE_CONFIG_MANAGER", "SITEINS.EXE"), (205, "SMS_EXECUTIVE", "SMSEXEC.EXE"),
    (2253, "SMS_MAINTENANCE_MANAGER", "MAINTAIN.DLL"), (2253, "SMS_SITE_REPORTER", "SITEREP.DLL"),
    (2253, "SMS_SCHEDULER", "SCHED.DLL"), (2125, "SMS_INVENTORY_DATA_LOADER", "DATALDR.DLL"),
    (2253, "SMS_INVENTORY_PROCESSOR", "INVPROC.DLL"), (2253, "SMS_DESPOOLER", "DESPOOL.DLL"),
)
SENDERS = ((2765, "MS_LAN_SENDER", "SENDER.DLL", "SMS_LAN_SENDER", ("LAN_DEFAULT",)),
           (3789, "MS_ASYNC_RAS_SENDER", "SENDER.DLL", "SMS_ASYNC_RAS_SENDER", ("RAS_ASYNC_DEFAULT",)))


def fake_hex(digits, purpose):
    """Stands where the product writes encrypted text. Reads FAKEDATA to the eye and decrypts to nothing."""
    return ("FA4EDA7A" + format(sum(purpose.encode()) % 0x10000, "04X") * 64)[:digits]


def site_control_file(site):
    out = [f"SITE CONTROL FILE [{BUILD}][1.08]", ""]
    origin = site.parent or site.code
    out += _block("FILE_DEFINITION", 2, "Site properties changed", site.code, origin, CONFIGURED, 1)
    out += _block("SITE_ACCOUNT", *_account(site))
    out += [f"PROPERTY <{name}><{first}><{second}><{number}>" for name, first, second, number in _properties(site)] + [""]
    for name, *values in _lists(site):
        out += ["BEGIN_PROPERTY_LIST", f"   <{name}>", *(f"   <{value}>" for value in values), "END_PROPERTY_LIST", ""]
    out += ["BEGIN_DOMAIN", f"  <{site.domain}>", f"  <{NETWORK}>", "  <1>"]
    out += [f"  LOGONSERVER <{server}><><0><{site.drive}:>" for server in site.logon_servers] + ["END_DOMAIN", ""]
    out += _addresses(site)
    hours = "F" * 168
    out += [f"OUTBOX <{box}><><{form}><{hours}><1><{site.drive}><{site.server}>" for box, form in OUTBOXES]
    out += [f"SERVER <{site.server}><Default Package Server><0><>", ""]
    for flags, name, file in COMPONENTS:
        if flags & (0x40 if site.primary else 0x80):
            out += _block("COMPONENT", flags, name, file, site.server, site.drive)
    for flags, form, file, name, boxes in SENDERS:
        block = _block("SENDER", flags, form, file, site.drive, site.server, name)
        out += block[:-2] + [f"  OUTBOX <{box}>" for box in boxes] + block[-2:]
    return ("\r\n".join(out).rstrip() + "\r\n").encode("cp1252")


def _block(kind, *fields):
    return ["BEGIN_" + kind, *(f"  <{field}>" for field in fields), "END_" + kind, ""]


def _account(site):
    sql = (site.server, fake_hex(78, "sql login"), fake_hex(78, "sql password"), "SMS", fake_hex(42, "sql key"))
    return (site.site_type, site.code, site.parent, site.server, site.domain, site.name, site.install, site.domain,
            fake_hex(78, "account " + site.code), fake_hex(78, "password " + site.code), fake_hex(42, "key " + site.code),
            *(sql if site.primary else ("",) * 5), "", "")


def _properties(site):
    yield "Site Server Platform", "INTEL X86", "", 0
    yield "Site Server Language", "ENGLISH", "", 0
    yield "Last Valid @", "", "", CONFIGURED - 86400
    if site.primary:
        yield "Last Valid Sql @", "", "", CONFIGURED - 86400
    yield "Hardware Scan", "", "", 3
    yield "Software Scan", "", "", 3
    yield "Hardware Scan Interval", "", "", 7
    yield "Software Scan Interval", "", "", 14
    yield "User And Organization", "Sample Administrator", "Example Organisation", 1
    yield "SNA Local Address", "", "", 0
    yield "Service Response", "", "", 2
    yield "Slow Net Strategy", "", "", 1
    yield "CLIENT CONFIG MANAGER ON SERVERS", "", "", 3
    yield "PACKAGE COMMAND MANAGER ON SERVERS", "", "", 7
    yield "INVENTORY AGENT ON SERVERS", "", "", 7
    yield "PCM Polling", "", "", 60
    yield "Logon Scripts", "", "", 3
    yield "Client Installation", "", "", 891
    yield "Version", BUILD, "", 0
    yield "Default Package Server", "Default Package Server", "", 0
    yield "Account Checking", "", "", 1
    yield "Remote Control Install Video Driver", "", "", 1
    yield "Remote Control Command Line", "-L0", "", 0


def _lists(site):
    services = ("PACKAGE COMMAND MANAGER ON SERVERS|WINDOWS NT 3.X=SMS_PACKAGE_COMMAND_MANAGER_NT",
                "INVENTORY AGENT ON SERVERS|WINDOWS NT 3.X=SMS_INVENTORY_AGENT_NT",
                "CLIENT CONFIG MANAGER ON SERVERS|WINDOWS NT 3.X=SMS_CLIENT_CONFIG_MANAGER")
    yield "ADRSTRFMT", *FORMATS
    yield "Remote Control Permitted Viewers", "Administrators", "Help Desk"
    yield "Remote Control Supported Video Drivers", "FRAMEBUF", "MGA", "S3", "VGA", "VGA256", "XGA"
    yield ("NET_PROVIDERS", NETWORK + ", Dri&ve:,  15, 15, 2, 0x10000109 ,NETMSLM.DLL",
           "Novell NetWare,  &Volume:, 15, 48, 16, 0x20000204 ,NETNVNW.DLL")
    yield "Novell NetWare", ""
    yield NETWORK, *services
    yield "DOMAINTYPE", "Novell NetWare", NETWORK
    yield ("Desktop Services", "INVENTORY AGENT ON SERVERS|0X00000007", "PACKAGE COMMAND MANAGER ON SERVERS|0X00000007",
           "CLIENT CONFIG MANAGER ON SERVERS|0X00000003")
    yield "SoftwareUnits", *site.units
    yield "Logon Script Files", "SMSLS.BAT", "SMSLS.INI"
    if site.primary:
        for number, (source, action, title) in enumerate((("EnterpriseOID *", 1, "Keep authentication failures"),
                                                          ("NTEventSourceOID *", 1, "Keep server events"),
                                                          ("EnterpriseOID *", 0, "Drop the rest"))):
            yield (f"TrapFilter {number}", "Valid 1", "Active 1", "IPAddress ", source, "GenericTrapID 127",
                   "SpecificTrapID *", f"TrapAction {action}", "Description " + title)


def _addresses(site):
    """To itself (normal in this product), to its children and to its parent."""
    targets = [(site, "LAN_DEFAULT")] + [(child, "") for child in children(site)]
    if site.parent:
        targets.append((site_with(site.parent), ""))
    lines = []
    for target, outbox in targets:
        secret = fake_hex(78, "address " + target.code) + fake_hex(78, "address password " + target.code)
        string = "({}{\\\\" + target.server + "\\SMS_SITE " + secret + "})"
        lines.append(f"ADDRESS <{site.code}><{target.code}><MS_LAN_SENDER><{outbox}>")
        lines.append(f"  #{len(string)}{string}")
    return lines
