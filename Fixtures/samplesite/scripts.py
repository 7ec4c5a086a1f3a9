"""The text files that the product installs with its unit SCRIPTS."""

PLACES = (
    ("PRIMSITE.SRV/AUDIT", ("AUDIT.RUL", "RUL2CFG.BAT")),
    ("LOGON.SRV", ("RUNSMS.BAT", "SMSLS.BAT", "SMSLS.INI", "UPGRADE.BAT")),
    ("SITE.SRV/MAINCFG.BOX/APPCTL.SRC/SCRIPTS", ("STDINST.SCR", "STDREM.SCR")),
    ("SITE.SRV/MAINCFG.BOX/CLIENT.SRC", ("RUNSMS.BAT", "SMSLS.BAT", "SMSLS.INI", "UPGRADE.BAT")),
    ("SITE.SRV/X86.BIN", ("SP_SITE.SQL", "UPGRD12.SQL")),
)
_SIZES = {"AUDIT.RUL": 24_000, "SP_SITE.SQL": 6_000, "UPGRD12.SQL": 9_000}


def content(material, name):
    """The bytes of one script, the same wherever it stands."""
    remark = {"BAT": "@REM ", "SQL": "-- ", "INI": "; ", "RUL": "; "}.get(name[-3:], "' ")
    body = material.text(_SIZES.get(name, 1_400), "script", name)
    return f"{remark}{name}: sample text\r\n".encode() + body.replace(b"\r\n", b"\r\n" + remark.encode()) + b"\r\n"


def places(site, name):
    """Directories of this site that hold the script."""
    return [d for d, files in PLACES if name in files and (site.primary or not d.startswith("PRIMSITE"))]


def all_names():
    return sorted({name for _, files in PLACES for name in files})
