"""The registry key HKLM\\SOFTWARE\\Microsoft\\SMS as NT 4's REGEDIT exports it: REGEDIT4, ANSI code page, CRLF."""

from .site import BUILD, CONFIGURED, children
from .sitecontrol import COMPONENTS, SENDERS, fake_hex

ROOT = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"


def export(site):
    """Keys depth first in the registry's own order; an empty line before each key and one at the very end."""
    tree = {}
    for path, values in _keys(site):
        parts = path.split("\\") if path else []
        for depth in range(len(parts) + 1):
            tree.setdefault(tuple(parts[:depth]), {})
        tree[tuple(parts)].update(values)
    out = ["REGEDIT4"]
    for parts in sorted(tree, key=lambda p: [part.upper() for part in p]):
        out += ["", "[" + "\\".join((ROOT, *parts)) + "]"]
        out += [_value(name, data) for name, data in tree[parts].items()]
    return ("\r\n".join(out) + "\r\n\r\n").encode("cp1252")


def _keys(site):
    yield "", {}
    yield "Applications", {"Database Path": site.install + "\\SITE.SRV\\APPMGR.BOX"}
    yield "Client Services", {"Program Group Control": 1, "Remote Control": 1, "Viewers": ["Administrators", "Help Desk"]}
    yield "Compression", {"Level": 3}
    for flags, name, _ in COMPONENTS:
        if flags & (0x40 if site.primary else 0x80):
            yield "Components\\" + name, {"Flags": flags, "Startup Type": "Automatic"}
    for flags, _, _, name, _ in SENDERS:
        yield "Components\\" + name, {"Flags": flags, "Maximum Concurrent Sendings": 5, "Maximum Per Site": 3}
    yield "Components\\SMS_MAINTENANCE_MANAGER", {
        "Next SMS Unique ID": site.next_range, "Inventory False Logon Limit": 3, "Copy List Version": site.copy_list_version}
    yield "Components\\SMS_SITE_CONFIG_MANAGER", {
        "SiteControlImageSize": 454000, "Watchdog Interval": 1440, "Last Image Digest": bytes.fromhex(fake_hex(64, "image"))}
    if site.primary:
        yield "Components\\SMS_HIERARCHY_MANAGER", {"Dont Send DB To Parent Site": 0, "Polling Interval": 300}
    yield "Components\\SMS_DESPOOLER", {
        "Current History": bytes(range(48)), "Transfer Packages": 1, "Preferred Drive For Temp Directory": site.drive,
        "Minimum Free Space": 0x64}
    yield "Identification", {
        "Site Code": site.code, "Parent Site Code": site.parent, "Site Name": site.name, "Site Server": site.server,
        "Site Server Domain": site.domain, "Installation Directory": site.install, "Site Type": site.site_type,
        "AppleTalk Zone Name": ""}
    yield "Setup", {"Version": str(BUILD), "Service Pack": 0, "Install Source": "E:\\SMSSETUP", "Full Version": "1.2.786.0",
                    "Installed": CONFIGURED - 85_000_000}
    for each in (site, *children(site)):
        base = "Sites\\" + each.code
        key = bytes.fromhex(fake_hex(42, each.code))
        yield base, {"Site Name": each.name, "Site Server": each.server, "Public Key": key}
        # Roles of a server are bits: 1, 2 (logon server), 4 and 10h.
        roles = {server: 0x17 if server == each.server else 2 for server in each.logon_servers}
        yield f"{base}\\Domains\\{each.domain}", roles
    if site.primary:
        yield "SQL Server", {"Server": site.server, "Database": "SMS", "Login": "sa_sms", "Version": "6.5",
                             "Password": bytes.fromhex(fake_hex(78, "sql password"))}
    yield "Tracing", {"Enabled": 1, "SQLEnabled": 0, "MaxFileSize": 128 * 1024,
                      "TraceFilename": ExpandString("%SystemDrive%\\SMS\\LOGS")}


class ExpandString(str):
    """A REG_EXPAND_SZ, which an export writes as hex of the ANSI bytes."""


def _value(name, data):
    head = f'"{_escaped(name)}"='
    if isinstance(data, ExpandString):
        return _hex(head + "hex(2):", data.encode("cp1252") + b"\0")
    if isinstance(data, list):
        return _hex(head + "hex(7):", b"".join(item.encode("cp1252") + b"\0" for item in data) + b"\0")
    if isinstance(data, bytes):
        return _hex(head + "hex:", data)
    if isinstance(data, int):
        return f"{head}dword:{data:08x}"
    return f'{head}"{_escaped(data)}"'


def _hex(line, data):
    """Lines break with a backslash when they reach column 77; the next begins with two blanks."""
    lines = []
    for index, byte in enumerate(data):
        line += f"{byte:02x}" + ("," if index + 1 < len(data) else "")
        if len(line) >= 76 and index + 1 < len(data):
            lines.append(line + "\\")
            line = "  "
    return "\r\n".join(lines + [line])


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')
