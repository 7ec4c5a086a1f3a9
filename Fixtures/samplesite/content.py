"""What the clients and the administrators put into a site: inventory, packages, documents."""

import os

from .tree import DAILY, PACKAGES, moment

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GROUPS = ("Identification", "Workstation Status", "Operating System", "Processor", "Disk", "Memory", "Netcard", "Mouse")


def base36(number, width):
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits.rjust(width, "0")


def inventory(tree, site, root, count):
    """One history file for each computer, some collected files, and a few changes that still wait for the loader."""
    material = tree.material
    groups = [_group(material, number) for number in range(96)]
    history = root + site.spell("SITE.SRV/INVENTRY.BOX/HISTORY", material)
    for number in range(count):
        machine = site.code + "00" + base36(number + 1, 3) if number < 46_000 else site.code + base36(number, 5)
        picks = material.rng("inventory", site.code, number).randbytes(6)
        head = f"START COMPONENT\r\n  NAME = \"{machine}\"\r\n  SITE = \"{site.code}\"\r\n".encode()
        data = head + b"".join(groups[pick % len(groups)] for pick in picks) + b"END COMPONENT\r\n"
        path = f"{history}/{machine}.HMS"
        tree.file(path, data, DAILY.pick(material, path))
    for number in range(3):
        path = root + site.spell(f"LOGON.SRV/INVENTRY.BOX/{site.code}{base36(9000 + number, 5)}.RAW", material)
        tree.file(path, material.program(900, 0x14C, "raw", site.code, number), DAILY.pick(material, path))
    if site.primary:
        for number in range(4):
            path = root + f"SITE.SRV/DATALOAD.BOX/DELTAMIF.COL/{base36(70_000 + number, 8)}.MIF"
            tree.file(path, groups[number], DAILY.pick(material, path))
        for number in range(6):
            path = root + f"SITE.SRV/DATALOAD.BOX/FILES.COL/{base36(500 + number, 8)}.COL"
            tree.file(path, material.text(2_500, "collected", number), DAILY.pick(material, path))
        for server in site.logon_servers:
            path = root + f"SITE.SRV/MAINCFG.BOX/PCMDOM.BOX/{site.domain}.000/{server[:8]}.INS"
            tree.file(path, material.text(700, "instruction", server), DAILY.pick(material, path))
    path = root + site.spell("LOGON.SRV/PCMINS.BOX/EVERYONE.INS", material)
    tree.file(path, material.text(1_100, "instructions", site.code), DAILY.pick(material, path))


def _group(material, number):
    name = _GROUPS[number % len(_GROUPS)]
    rng = material.rng("group", number)
    lines = ["  START GROUP", f"    NAME = \"{name}\"", f"    ID = {number + 1}",
             f"    CLASS = \"MICROSOFT|{name.upper()}|1.0\""]
    for attribute in range(2 + rng.randrange(4)):
        value = rng.getrandbits(20)
        lines += ["    START ATTRIBUTE", f"      NAME = \"Attribute {attribute + 1}\"", f"      VALUE = \"{value}\"",
                  "    END ATTRIBUTE"]
    return ("\r\n".join(lines) + "\r\n  END GROUP\r\n").encode()


def packages(tree, site, drive, root, file_bytes, store_bytes):
    """Package sources in SMS_PKGD beside the root, their compressed forms in the despooler's store."""
    material = tree.material
    count = max(2, min(12, file_bytes // 4_000_000))
    for number in range(1, count + 1):
        package = f"{site.code}{number:05d}"
        folder = f"{drive}SMS_PKGD/{package}/"
        left = file_bytes // count
        part = 0
        while left > 0:
            part += 1
            size = min(left, 8_000 + material.number(max(40_000, file_bytes // count // 6), "package", package, part))
            name = "SETUP.EXE" if part == 1 else f"DISK{1 + part // 8}/DATA{part:03d}.DLL"
            path = folder + name
            # Sources copied from a CD keep its read-only attribute.
            tree.file(path, material.program(size, 0x14C, "package", package, part), PACKAGES.pick(material, path),
                      0o444 if number % 2 == 0 else 0o644)
            left -= size
        path = folder + "README.TXT"
        tree.file(path, material.text(1_500, "readme", package), PACKAGES.pick(material, path))
        path = root + f"SITE.SRV/DESPOOLR.BOX/STORE/{package}.W00"
        tree.file(path, _noise(material, store_bytes // count, package), PACKAGES.pick(material, path))
        path = root + f"SITE.SRV/MAINCFG.BOX/PKGRULE/{package}.RUL"
        tree.file(path, material.text(300, "rule", package), DAILY.pick(material, path))


def _noise(material, size, package):
    for start in range(0, size, 1 << 20):
        yield material.noise(min(1 << 20, size - start), "store", package, start)


def documents(tree, site, drive, root):
    """Names that a DOS program would not choose and an administrator does."""
    material = tree.material
    import_folder = os.fsencode(root + "PRIMSITE.SRV/IMPORT.SRC/ENU/")
    package = os.fsencode(f"{drive}SMS_PKGD/{site.code}00001/")
    long_name = b"Notes of the meeting about the upgrade " + b"and all that was decided there " * 5 + b"(final).txt"
    # 0xDC is the umlaut of code page 1252 and no valid UTF-8.
    for path, size in ((import_folder + b"WORD60.PDF", 2_400), (import_folder + b"Office Setup Notes.txt", 900),
                       (import_folder + b"\xdcbersicht.doc", 3_100), (import_folder + long_name, 700),
                       (package + b"Read me first.txt", 600), (package + b"\xdcbersicht.doc", 3_100),
                       (package + b"100% complete.txt", 200), (os.fsencode(root) + b"LOGON.SRV/PCMPKG.SRC/.hidden.inf", 120),
                       (os.fsencode(root) + b"SITE.SRV/X86.BIN/MYTOOL 2%.BAT", 180)):
        name = path.rpartition(b"/")[2].decode("cp1252")
        tree.file(path, material.text(size, "document", name), PACKAGES.pick(material, name))
    # A file made by hand during one busy night: its time has a fraction that no FAT volume could hold.
    tree.file(root + "SITE.SRV/MAINCFG.BOX/CLIENT.SRC/CUSTOM.INI", material.text(400, "custom"),
              moment("1998-02-03 04:05:07") + 123_456_700, 0o444)
