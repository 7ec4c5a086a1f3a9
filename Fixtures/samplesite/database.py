"""A database dump as SQL Server 6.x leaves it, and the report an administrator saves beside it.

The true format was never published. What is known is kept: pages of 2048 bytes, readable names of system tables, no
magic number, no checksum, not Microsoft Tape Format.
"""

import struct

PAGE = 2048
_SYSTEM_TABLES = ("sysobjects", "sysindexes", "syscolumns", "systypes", "sysprocedures", "syscomments", "syssegments",
                  "syslogs", "sysprotects", "sysusers", "sysalternates", "sysdepends", "syskeys")
_SITE_TABLES = ("Sites", "SiteControl", "Domains", "MachineDataTable", "Packages", "Jobs", "JobDetails", "Queries",
                "Alerts", "Events", "Processor_SPEC", "Disk_SPEC", "Netcard_COMM")


def dump(material, size, database="SMS"):
    """Yields the dump in pieces of about 512 KB; its size is `size` rounded down to whole pages."""
    rng = material.rng("dump")
    pages = max(16, size // PAGE)
    first = _page(1, 1, _catalogue(database))
    pieces = [first]
    for number in range(2, pages + 1):
        table = 1 + number * 17 // pages if number < 40 else 100 + number // 64 % 997
        # A page is rarely full: the tail of each stays empty as deletes leave it.
        used = 1200 + (number * 7919) % 800
        pieces.append(_page(number, table, material.rows(rng, used)))
        if len(pieces) == 256:
            yield b"".join(pieces)
            pieces = []
    yield b"".join(pieces)


def _page(number, table, rows):
    header = struct.pack("<IIIIHHHHII", number, number + 1, number - 1, table, 32 + len(rows), 1, 0x0101, 20, number * 3, 0)
    return header + rows + bytes(PAGE - len(header) - len(rows))


def _catalogue(database):
    names = [database, *_SYSTEM_TABLES, *_SITE_TABLES]
    return b"".join(struct.pack("<BIB", 1, index + 1, len(name)) + name.encode() for index, name in enumerate(names))


def helpdb_report(site, megabytes):
    """What `sp_helpdb SMS` prints through ISQL: size, status and the order of the fragments, which a load must repeat."""
    log = max(1, megabytes // 5)
    rows = [("name", "db_size", "owner", "dbid", "created", "status"),
            ("-" * 24, "-" * 13, "-" * 24, "-" * 6, "-" * 11, "-" * 40),
            ("SMS", f"{megabytes + log:>10}.00 MB"[-13:], "sa", "6", "Jun 24 1996", "trunc. log on chkpt.")]
    fragments = [("device_fragments", "size", "usage"), ("-" * 30, "-" * 13, "-" * 20),
                 ("SMSDATA", f"{megabytes}.00 MB", "data only"), ("SMSLOG", f"{log}.00 MB", "log only")]
    lines = [f"1> sp_helpdb SMS   -- server {site.server}", "2> go"]
    lines += [" " + " ".join(cell.ljust(width) for cell, width in zip(row, (24, 13, 24, 6, 11, 40))).rstrip() for row in rows]
    lines += ["", "(0 rows affected)", ""]
    lines += [" " + " ".join(cell.ljust(width) for cell, width in zip(row, (30, 13, 20))).rstrip() for row in fragments]
    return ("\r\n".join([*lines, "", "(return status = 0)", ""])).encode("ascii")


def server_report(site):
    """What `select @@version` and `sp_helpsort` print: a dump loads only onto a server that answers the same."""
    lines = [f"1> select @@version   -- server {site.server}", "2> sp_helpsort", "3> go", "", " " + "-" * 60,
             " Microsoft SQL Server  6.50 - 6.50.201 (Intel X86)", "\tApr  3 1996 02:55:53",
             "\tCopyright (c) 1988-1996 Microsoft Corporation", "", "(1 row affected)",
             " Sort Order Description", " " + "-" * 60, " Character Set = 1, iso_1", "     ISO 8859-1 (Latin-1)",
             " Sort Order = 52, nocase_iso", "     Case-insensitive dictionary sort order", "", "(return status = 0)", ""]
    return "\r\n".join(lines).encode("ascii")
