# SPDX-License-Identifier: Apache-2.0
"""The discipline of taking one small file out: from the start, the middle and the end of tar's order."""

import re
import subprocess

from .contestants import OFTEN, Contestant
from .processes import Failed

LARGEST = 64 << 10
PLAIN = re.compile(r"[A-Za-z0-9._/-]+")  # names that no program takes for a pattern


def places(field):
    """(place, path below the work directory) of three files; the middle is that of the tar's bytes."""
    listing = ["tar", "--quoting-style=literal", "-tf", field.base]
    names = subprocess.run(listing, check=True, capture_output=True).stdout.split(b"\n")
    root = (field.input.directory / field.input.root).relative_to(field.input.directory.parent)
    found, offset = [], 0
    for name in names:
        path = field.input.directory.parent / name.decode("utf-8", "surrogateescape")
        if not name or name.endswith(b"/"):
            continue
        size = path.lstat().st_size
        relative = path.relative_to(field.input.directory.parent)
        if 0 < size <= LARGEST and relative.is_relative_to(root) and PLAIN.fullmatch(str(relative)):
            found.append((offset, relative))
        offset += size
    if not found:
        raise Failed("no small file to take out")
    middle = min(found, key=lambda one: abs(one[0] - offset // 2))
    return [("start", found[0][1]), ("middle", middle[1]), ("end", found[-1][1])]


def one(field):
    made, into = field.made, field.restored
    for place, path in places(field):
        def check(original=field.input.directory.parent / path):
            found = [file for file in into.rglob("*") if file.is_file()]
            if len(found) != 1 or found[0].read_bytes() != original.read_bytes():
                raise Failed(f"{original.name}: not the one file, or not its bytes, came out: {found[:3]}")

        def row(label, stages, place=place, check=check, **more):
            return Contestant("one", f"{label}, {place}", stages, field.emptied, check, cwd=into, **more)

        inside = path.relative_to((field.input.directory / field.input.root).relative_to(field.input.directory.parent))
        ours = f"{field.input.prefix}/{inside}"
        yield row("ours", [[field.smsbackup, "restore", field.archive(), into / "out", ours, "--queues", "restore", "-j", 2, "-q"]],
                  env=field.ours, budget=OFTEN)
        yield row("ours, cat", [[field.smsbackup, "cat", field.archive(), ours]], output=into / "file", env=field.ours, budget=OFTEN)
        yield row("tar --zstd -x", [["tar", "--zstd", "-xf", field.base, path]], budget=OFTEN)
        yield row("bsdtar -xq", [["bsdtar", "-xqf", made / "bsdtar.tar.zst", path]], budget=OFTEN)
        yield row("restic restore", [["restic", "-r", made / "restic", "--no-cache", "-q", "restore", "latest",
                                      "--target", ".", "--include", f"/{path}"]], env=field.restic)
        yield row("borg extract", [["borg", "extract", f"{made}/borg::a", path]], env=field.borg)
