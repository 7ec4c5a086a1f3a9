"""Logs, copy lists and SMS.INI: what the site says about itself."""

import time

from . import catalogue
from .site import BUILD, LANGUAGE, children
from .tree import SECOND, moment

_LAST_CYCLE = moment("1999-03-13 20:00:00") // SECOND
_LOGS = {  # file: (component, sentences)
    "APPMAN": ("SMS_APPLICATIONS_MANAGER", ("Examining package rules", "No new package found")),
    "CLICFG": ("SMS_CLIENT_CONFIG_MANAGER", ("Verifying server services", "All services are running")),
    "DESPOOL": ("SMS_DESPOOLER", ("Checking the receive directory", "No instruction waits")),
    "INVAGENT": ("SMS_INVENTORY_AGENT_NT", ("Scanning hardware", "Scan complete")),
    "INVPROC": ("SMS_INVENTORY_PROCESSOR", ("Processing raw files", "Raw file processed")),
    "LANSEND": ("SMS_LAN_SENDER", ("Checking for sending capacity. Used 0 out of 3", "Nothing to send")),
    "MAINTMAN": ("SMS_MAINTENANCE_MANAGER", ("Verifying logon servers", "System.map has not changed")),
    "SCHED": ("SMS_SCHEDULER", ("Reading jobs", "Sleeping 600 seconds")),
    "SITEREP": ("SMS_SITE_REPORTER", ("Looking for MIF files", "Nothing to report")),
    "SMSEXEC": ("SMS_EXECUTIVE", ("Started thread", "Thread is running")),
}
_PRIMARY_LOGS = {
    "ALERTER": ("SMS_ALERTER", ("Evaluating alerts", "No alert is due")),
    "DATALODR": ("SMS_INVENTORY_DATA_LOADER", ("Processing delta MIF", "Machine updated")),
    "TRAPFLTR": ("SMS_TRAP_FILTER", ("Filter list read", "Trap discarded")),
}


def line(text, component, seconds, thread):
    stamp = time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(seconds))
    return f"{text}~  $$<{component}><{stamp}~><thread={thread:X}>\r\n"


def logs(site, material):
    """(file name, bytes) of every log in LOGS."""
    table = dict(_LOGS, **(_PRIMARY_LOGS if site.primary else {}))
    for name, (component, sentences) in sorted(table.items()):
        count = 30 + material.number(60, "log", site.code, name)
        start = _LAST_CYCLE - count * 611
        yield name + ".LOG", "".join(line(sentences[i % 2], component, start + i * 611, 0x80 + len(name))
                                     for i in range(count)).encode("ascii")
    if site.primary:
        yield "HMAN.LOG", _hierarchy_manager(site)


def _hierarchy_manager(site):
    component, out = "SMS_HIERARCHY_MANAGER", []
    for cycle in range(12):
        now = _LAST_CYCLE - (12 - cycle) * 300
        out.append(line("{6534} INFO: Beginning processing cycle", component, now, 0x12E))
        out.append(line("{6562} INFO: Checking access to SQL Server", component, now + 1, 0x12E))
        for each in (site, *children(site)):
            out.append(line(f"{{6391}} INFO: Site {each.code} status 1 (ACTIVE)", component, now + 2, 0x12E))
        out.append(line("{6354} INFO: Work cycle completed: sleeping 300000 milliseconds", component, now + 3, 0x12E))
    return "".join(out).encode("ascii")


def config_manager_log(site):
    now = _LAST_CYCLE - 3600
    text = (f"Reading site control file for site {site.code}", "Site control file is current", "Services are installed")
    return "".join(line(t, "SMS_SITE_CONFIG_MANAGER", now + i, 0x9A) for i, t in enumerate(text)).encode("ascii")


def setup_log():
    stamps = ("06-24-1996 17:41:02", "06-24-1996 17:52:40", "06-24-1996 18:03:15", "06-24-1996 18:03:19")
    text = ("Setup started: upgrade of build 531 to build 786", "Executing upgrade script SITE.SRV\\X86.BIN\\UPGRD12.SQL",
            "Script execution returns code 0", "Setup completed")
    return "".join(f"<{stamp}> {t}\r\n" for stamp, t in zip(stamps, text)).encode("ascii")


def copy_lists(site, programs):
    """CL_*.TXT: derived from the map and stamped with the map's time."""
    entries = [p for p in programs if p.platform == "X86" and p.kind in ("client", "language", "shared")]
    for name in ("DOS", "NT", "OS2", "WIN", "WIN95"):
        out = ["[Copy List]", f"CopyListVersion={site.copy_list_version}", f"Client={name}", "", "[Files]"]
        for number, program in enumerate(entries):
            folder = f"X86.BIN\\{LANGUAGE}" if program.kind == "language" else "X86.BIN"
            out.append(f"File{number + 1}={folder}\\{program.name},{program.size},SMS")
        yield f"CL_{name}.TXT", ("\r\n".join(out) + "\r\n").encode("ascii")


def sms_ini(site):
    """The settings of the server's own client."""
    return "\r\n".join([
        "[Package Command Manager]", "InstructionSharePoint=pcmins.box", "ResultSharePoint=despoolr.box",
        f"LocalRegistryLocation={site.drive}:\\MS\\SMS\\DATA\\pcmhist.reg", "PollingInterval=60", "",
        "[Servers]", f"Domain={site.domain}", f"CurrentLogonServer={site.server}",
        *(f"Server{i + 1}={name}" for i, name in enumerate(site.logon_servers)), "",
        "[SMS]", f"BuildNo={BUILD}", "SPNumber=0", "INIFileVersion=66302", f"CopyListVersion={site.copy_list_version}",
        f"SiteCode={site.code}", f"SMS Unique ID={site.code}00001", f"SMSPath={site.drive}:\\MS\\SMS", ""]).encode("ascii")


def product_programs(programs, site):
    """Those of the programs that this site has: its platforms, and the primary's own only on a primary."""
    return [p for p in programs if p.platform in site.platforms
            and (site.primary or p.kind not in catalogue.PRIMARY_ONLY)]
