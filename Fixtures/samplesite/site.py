"""Who the three sites are, and how each spells its names on disk."""

import dataclasses

from .tree import SECOND, moment

BUILD = 786
LANGUAGE = "00000409"
# The quiet Saturday evening on which the site was made ready for its backup.
CONFIGURED = moment("1999-03-11 09:42:17") // SECOND
REGISTRY_SAVED = moment("1999-03-13 22:04:36")
DATABASE_DUMPED = moment("1999-03-13 21:48:10")


@dataclasses.dataclass(frozen=True)
class Site:
    code: str
    parent: str
    name: str
    server: str
    domain: str
    install: str
    logon_servers: tuple
    system_map_time: int
    spelling: str           # "mixed", "capital", "lower": NT keeps the case that the copying program happened to use
    units: tuple
    platforms: tuple
    unique_id: str          # name of the .UID file: code, range, next number, in base 36
    next_range: str

    @property
    def primary(self):
        return self.parent == ""

    @property
    def site_type(self):
        return 6 if self.primary else 9

    @property
    def drive(self):
        return self.install[0]

    @property
    def copy_list_version(self):
        """SMS writes the map's time into the copy lists; the two belong together."""
        return self.system_map_time // SECOND

    def spell(self, path, material):
        """The path below the SMS root as this site spells it. Tables are written in upper case."""
        if self.spelling == "lower":
            return path.lower()
        parts = path.split("/")
        if self.spelling == "capital":
            return "/".join(p.capitalize() for p in parts)
        name = parts[-1]
        # By the name alone: the same file is then spelled the same way in all its places.
        style = material.number(20, "spelling", name)
        if name in ("SYSTEM.MAP", "SITECTRL.CT0") or name.endswith(".UID"):
            style = 0
        parts[-1] = name if style < 12 else name.lower() if style < 17 else name.capitalize()
        return "/".join(parts)


_SERVER_UNITS = ("INTEL CLIENT", "SCRIPTS", "INTEL SERVER")
_ADMIN_UNITS = ("INTEL NETWORK MONITOR", "INTEL SMS ADMINISTRATOR", "ALPHA CLIENT", "ALPHA SERVER")

A01 = Site("A01", "", "Z\u00fcrich Central", "SRVZUERICH", "ALPINE", "D:\\SMS", ("SRVZUERICH", "SRVLOGON2"),
           moment("1996-06-24 17:40:22"), "mixed", _SERVER_UNITS + _ADMIN_UNITS, ("X86", "ALPHA"), "A01000K7", "A0102000")
B01 = Site("B01", "A01", "Bern Branch", "SRVBERN01", "BERN", "D:\\SMS", ("SRVBERN01",),
           moment("1996-07-02 06:12:48"), "capital", _SERVER_UNITS, ("X86",), "B010003C", "B0101000")
C01 = Site("C01", "A01", "Lugano Branch", "SRVLUGANO1", "LUGANO", "E:\\SMS", ("SRVLUGANO1",),
           moment("1996-07-03 11:55:06"), "lower", _SERVER_UNITS, ("X86",), "C01010ZZ", "C0102000")

SITES = (A01, B01, C01)


def children(site):
    return tuple(s for s in SITES if s.parent == site.code)


def site_with(code):
    return next(s for s in SITES if s.code == code)
