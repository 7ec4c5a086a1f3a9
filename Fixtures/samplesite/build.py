"""Puts the whole hierarchy together."""

from . import catalogue, content, database, evidence, layout, quirks, registry, scripts, tape
from .budget import choose_programs
from .site import A01, DATABASE_DUMPED, REGISTRY_SAVED, SITES
from .sitecontrol import site_control_file
from .systemmap import system_map
from .tree import DAILY, PRODUCT, SECOND, SETUP, moment


def hierarchy(tree, budget, binaries=None, with_quirks=False):
    """Writes everything. Returns what the file system could not hold."""
    product, extras = choose_programs(tree.material, budget, binaries)
    for site in SITES:
        _documents_of_site(tree, site, product + extras if site.primary else product)
    for program in product:
        _program(tree, program, SITES)
    for program in extras:
        _program(tree, program, (A01,))
    content.inventory(tree, A01, "A01/SMS/", budget.histories)
    for site in SITES[1:]:
        content.inventory(tree, site, f"{site.code}/SMS/", 12)
    content.packages(tree, A01, "A01/", "A01/SMS/", budget.package_files, budget.package_store)
    content.documents(tree, A01, "A01/", "A01/SMS/")
    _backup(tree, budget)
    refused = quirks.add(tree, "A01/SMS/") if with_quirks else []
    tree.finish()
    return refused


def _documents_of_site(tree, site, programs):
    """Directories, the control documents, logs and scripts: all that is small."""
    material, drive, root = tree.material, site.code + "/", site.code + "/SMS/"

    def put(path, data, mtime, mode=0o644):
        tree.file(root + site.spell(path, material), data, mtime, mode)

    for path in layout.directories(site):
        # A site of mixed spelling keeps its directories in upper case: Setup made them, other programs made the files.
        tree.directory(root + (path if site.spelling == "mixed" else site.spell(path, material)))
    for path in layout.CLIENT_TREE:
        tree.directory(drive + path)
    own = evidence.product_programs(programs, site)
    configured = moment("1999-03-11 09:42:19") + 870_310_000
    put("SITE.SRV/SITECFG.BOX/SITECTRL.CT0", site_control_file(site), configured)
    put("SYSTEM.MAP", system_map(material, programs), site.system_map_time, 0o444)
    lists = list(evidence.copy_lists(site, own))
    for name, data in lists:
        paths = [root + site.spell(f"{place}/{name}", material) for place in ("SITE.SRV/MAINCFG.BOX/CLIENT.SRC", "LOGON.SRV")]
        # Maintenance Manager writes them on its next cycle after it saw the map change.
        tree.twins(paths, data, site.system_map_time + 372 * SECOND)
    put(f"LOGON.SRV/SMSID/{site.unique_id}.UID", b"", moment("1996-06-24 18:20:00"))
    for name, data in evidence.logs(site, material):
        put("LOGS/" + name, data, moment("1999-03-13 20:00:00") + material.number(10_000_000, site.code, name) * 100)
    if not site.primary:
        put("BOOT.LOG", material.text(900, "boot", site.code), SETUP.pick(material, site.code + "boot"))
    for name in scripts.all_names():
        paths = [root + site.spell(f"{place}/{name}", material) for place in scripts.places(site, name)]
        if paths:
            tree.twins(paths, scripts.content(material, name), PRODUCT.pick(material, name))
    tree.file(drive + "SMS.INI", evidence.sms_ini(site), moment("1999-03-12 07:31:55") + 20_000_000, 0o444)
    tree.file(drive + "SCMAN.LOG", evidence.config_manager_log(site), moment("1999-03-13 19:00:02"))
    if site.primary:
        tree.file(drive + "SMSSETUP.LOG", evidence.setup_log(), moment("1996-06-24 18:03:20"))
    tree.file(drive + "MS/SMS/BIN/Csdver.sms", b"3\r\n", SETUP.pick(material, "csdver"))
    tree.file(drive + "MS/SMS/DATA/PCMHIST.REG", material.text(1_300, "history", site.code), DAILY.pick(material, site.code))


def _program(tree, program, sites):
    """Makes the bytes of a program once and writes them wherever it stands, in those of the sites that have it."""
    if program.real:
        with open(program.real, "rb") as file:
            data = file.read()
    else:
        machine = catalogue.MACHINES[program.platform]
        data = tree.material.program(program.size, machine, program.platform, program.name)
    mtime = PRODUCT.pick(tree.material, program.platform + program.name)
    for site in sites:
        if not evidence.product_programs([program], site):
            continue
        paths = [f"{site.code}/SMS/" + site.spell(f"{place}/{program.name}", tree.material) for place in program.places]
        if program.on_own_client:
            paths.append(f"{site.code}/MS/SMS/BIN/{program.name}")
        tree.twins(paths, data, mtime)


def _backup(tree, budget):
    """What the administrator saved on the evening of the backup."""
    for site in SITES:
        name = "sms-registry.reg" if site.primary else f"sms-registry-{site.code}.reg"
        tree.file("backup/" + name, registry.export(site), REGISTRY_SAVED)
    megabytes = max(45, budget.dump // (1 << 20) + 20)
    tree.file("backup/sp_helpdb.rpt", database.helpdb_report(A01, megabytes), DATABASE_DUMPED - 300 * SECOND)
    tree.file("backup/server.rpt", database.server_report(A01), DATABASE_DUMPED - 290 * SECOND)
    tree.file("backup/MASTER.DMP", database.dump(tree.material, 32 * database.PAGE, "master"), DATABASE_DUMPED - 60 * SECOND)
    tree.file("backup/SMSDUMP.DAT", database.dump(tree.material, budget.dump), DATABASE_DUMPED)
    tree.file("backup/SMS70.BAK", tape.backup(tree.material, budget.tape, A01.server), DATABASE_DUMPED)
    for path in ("backup", ""):
        tree.directory(path, DATABASE_DUMPED)
