# SPDX-License-Identifier: Apache-2.0
"""Makes what is measured: an SMS-shaped site and a general tree, each a directory that every program takes whole."""

import dataclasses
import hashlib
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent.parent
SMALLEST_REAL = 50_000_000
EVENING = "921362700"  # when the sample site was saved; later, its parts would be called stale
ABSENT = ["site-control", "system-map", "registry", "database", "child"]


@dataclasses.dataclass
class Input:
    """A directory, what is in it, and how our program is told to take it.

    twice: files that our archive holds a second time, as vital items, relative to the directory.
    root: the part of the directory that lies below `prefix` in a restored snapshot.
    """
    name: str
    directory: pathlib.Path
    title: str
    arguments: list
    twice: list
    root: str
    prefix: str
    files: int = 0
    bytes: int = 0

    def __post_init__(self):
        self.files, self.bytes = count(self.directory)

    @property
    def restored(self):
        """Files and bytes that a restore of our archive gives."""
        sizes = [(self.directory / name).stat().st_size for name in self.twice]
        return self.files + len(sizes), self.bytes + sum(sizes)


def count(directory):
    """Number and bytes of the regular files below a directory."""
    files = total = 0
    pending = [directory]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    files += 1
                    total += entry.stat(follow_symlinks=False).st_size
    return files, total


def site(work, size):
    """The sample hierarchy, without what a capture of its primary site does not take.

    Real programs make even a small site 40 MB, so a trial has made ones.
    """
    directory = work / "site"
    command = [HERE.parent / "Fixtures/make-site", directory, "--size", str(size)]
    binaries = HERE / ".build/binaries"
    is_real = size >= SMALLEST_REAL and binaries.is_dir()
    if is_real:
        command += ["--binaries", binaries]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for name in ("SMS70.BAK", "sms-registry-B01.reg", "sms-registry-C01.reg"):
        (directory / "backup" / name).unlink()
    for code in ("B01", "C01"):
        _keep_map(directory / code)
    backup = directory / "backup"
    arguments = [directory / "A01/SMS", "--registry", backup / "sms-registry.reg", "--database"]
    arguments += [backup / name for name in ("SMSDUMP.DAT", "MASTER.DMP", "sp_helpdb.rpt", "server.rpt")]
    for code in ("B01", "C01"):
        arguments += ["--child", f"{code}={directory / code / 'SMS'}"]
    programs = "real programs of Wine" if is_real else "made programs"
    return Input("site", directory, f"SMS-shaped site, {programs}", arguments,
                 ["A01/SMS/SYSTEM.MAP", "A01/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"], "A01/SMS", "A01/tree")


def _keep_map(child):
    for entry in child.iterdir():
        if entry.name.upper() != "SMS":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for entry in (child / "SMS").iterdir():
        if entry.name.upper() != "SYSTEM.MAP":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def tree(work, size, source="/usr"):
    """Files of this machine's /usr in the order of the SHA-256 of their paths, up to the size."""
    found = []
    for folder, _, names in os.walk(source):
        for name in names:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            if os.path.isfile(path) and not os.path.islink(path) and os.access(path, os.R_OK):
                found.append((hashlib.sha256(os.fsencode(path)).digest(), path, status.st_size))
    directory, left = work / "tree", size
    listing = hashlib.sha256()
    for _, path, length in sorted(found):
        if length > left or length > size // 8:
            continue
        destination = directory / os.path.relpath(path, source)
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, destination)
        listing.update(os.fsencode(path) + b"\0%d\n" % length)
        left -= length
    title = f"general tree from {source}, list {listing.hexdigest()[:12]}"
    return Input("tree", directory, title, [directory, "--allow-missing", *ABSENT], [], ".", "XXX/tree")


MAKERS = {"site": site, "tree": tree}
