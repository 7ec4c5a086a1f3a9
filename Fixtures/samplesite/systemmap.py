"""SYSTEM.MAP: what the product consists of, which file stands where, and how large it is."""

from . import catalogue, scripts
from .site import BUILD
from .sitecontrol import COMPONENTS, SENDERS

_CLIENTS = ("DOS", "WIN16", "WIN95", "OS2", "WINNT")
_LISTS = ("STANDARD", "PCM", "APPCONTROL", "REMOTE_CONTROL", "MIFENTRY", "LANMAN", "NETWARE")
COPY_LISTS = tuple(f"{client}:{name}" for client in _CLIENTS for name in _LISTS
                   if (client, name) not in {("DOS", "APPCONTROL"), ("OS2", "APPCONTROL"), ("OS2", "REMOTE_CONTROL"),
                                             ("OS2", "LANMAN"), ("OS2", "NETWARE"), ("WINNT", "NETWARE")})
UNITS = tuple(f"{vendor} {name}" for name in ("SERVER", "CLIENT", "SMS ADMINISTRATOR", "NETWORK MONITOR")
              for vendor in ("ALPHA", "MIPS", "INTEL")) + ("MACINTOSH CLIENT", "SCRIPTS")
_IDLISTS = (
    ("BUILDNUMBER", str(BUILD)), ("SPNUMBER", ""), ("SYSMAPVERSION", str(BUILD), "FINAL", "SMS V1.2", "FULL"),
    ("SMSVERSIONINFO", "V1.2", "712"), ("LANGUAGE_DEFAULT", "ENGLISH"), ("PLATFORM_DEFAULT", "INTEL X86"),
    ("PERMITTED_UPGRADES", "479:479", "521:531", "531:786"), ("INTEL X86", "386", "486", "PENTIUM", "X86"),
    ("DEC ALPHA", "ALPHA", "DEC", "DIGITAL"), ("MIPS R4000", "R4000", "R4400", "MIPS"), ("MAC 68000", "MAC", "68000"),
    ("PLATFORM_DIRECTORY", *(f"{name}={folder}.BIN" for folder, name in catalogue.PLATFORM_NAMES.items())),
)
_PACKAGES = (("SMS_INVENTORY_AGENT_NT", "INVWIN32.EXE"), ("SMS_PACKAGE_COMMAND_MANAGER_NT", "PCMSVC32.EXE"),
             ("SMS_CLIENT_CONFIG_MANAGER", "CLISVCNT.EXE"))


def system_map(material, programs):
    """The map for a site that holds `programs`; other platforms are listed too, as the product's own map does."""
    out = [_strings("PLATFORMS = ", catalogue.PLATFORM_NAMES.values()), _strings("COPYLISTS = ", COPY_LISTS),
           _strings("LANGUAGES = ", ["ENGLISH"]), _strings("UNITS = ", UNITS)]
    out += [_strings(f'IDLIST "{name}" = ', values) for name, *values in _IDLISTS]
    for flags, name, main in COMPONENTS:
        out += _service("SERVICE", name, flags, main, [])
    for flags, _, main, name, _ in SENDERS:
        out += _service("SERVICE", name, flags, main, ["CONNLAN.DLL" if "LAN" in name else "CONNRAS.DLL"])
    for name, main in _PACKAGES:
        out += _service("PACKAGE", name, 0, main, [])
    for directory, files in scripts.PLACES:
        entries = [(name, len(scripts.content(material, name))) for name in files]
        out += _directory(material, directory, "", "", "COMMON\\INTNL", "SCRIPTS", 42, entries)
    for (directory, platform, unit), entries in _by_directory(material, programs).items():
        language = "ENGLISH" if "00000409" in directory else ""
        source = platform + ("\\ENGLISH" if language else "\\INTNL")
        out += _directory(material, directory, catalogue.PLATFORM_NAMES[platform], language, source, unit, 10, entries)
    return ("\r\n".join(out) + "\r\n").encode("ascii")


def _by_directory(material, programs):
    groups = {}
    for program in [*programs, *_not_installed(material)]:
        for place in program.places:
            groups.setdefault((place, program.platform, program.unit), []).append((program.name, program.size))
    return dict(sorted(groups.items()))


def _not_installed(material):
    """In the map of every site, on the disk of none here: two platforms, and the Alpha tools that nobody chose."""
    for platform in ("ALPHA", "MIPS", "MAC"):
        for kind, name in catalogue.names(platform):
            if platform == "ALPHA" and kind not in catalogue.PRIMARY_ONLY:
                continue
            yield catalogue.Program(name, kind, platform, 4_000 + material.number(90_000, "absent", platform, name))


def _service(kind, name, flags, main, parts):
    return [f'{kind} "{name}"', "BEGIN", f"   FLAGS = {flags}", f'   MAIN "{main}"',
            *(f'   SUBCOMPONENT "{part}"' for part in parts), "END"]


def _directory(material, directory, platform, language, source, unit, flags, entries):
    lines = [f'DIRECTORY "{_dos(directory)}"',
             f'PLATFORM "{platform}" LANGUAGE "{language}" SOURCE "{source}" FLAGS = {flags}', f'UNIT = "{unit}"', "BEGIN"]
    return lines + [_entry(material, directory, name, size) for name, size in entries] + ["END"]


def _entry(material, directory, name, size):
    """One file. A few are printed over several lines, because white space is free in this format."""
    base, dot, extension = name.partition(".")
    packed = base + dot + extension[:2] + "_" if dot else base[:7] + "_"
    chosen = []
    if "CLIENT.SRC" in directory or directory.startswith("LOGON.SRV/"):
        chosen = [c for c in COPY_LISTS if material.number(6, "copy list", name, c) == 0][:6]
    destination = "WINDIR" if name.endswith(".386") else "SMS"
    lists = ", ".join(f'"{c}" = "{destination}"' for c in chosen)
    fields = [f'"{name}", SIZE(1, {size}, {size}), "{name}", "{packed}"',
              f'REMOTE={"YES" if chosen else "NO"}', f"COPYLISTS({lists})", "COMPRESS=NO", f"FLAGS = {5 if chosen else 1}"]
    wrapped = material.number(9, "wrapped", directory, name) == 0
    return "   " + (",\r\n   " if wrapped else ", ").join(fields)


def _strings(head, values):
    lines, line = [], head
    for index, value in enumerate(values):
        item = f'"{value}"' if index == 0 else f', "{value}"'
        if len(line) + len(item) > 90:
            lines.append(line + ",")
            line, item = "   ", f'"{value}"'
        line += item
    return "\r\n".join(lines + [line])


def _dos(path):
    return path.replace("/", "\\")
