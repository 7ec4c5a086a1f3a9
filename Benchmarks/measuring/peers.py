# SPDX-License-Identifier: Apache-2.0
"""Our program beside its peers, on both inputs."""

import hashlib
import os
import shutil
import sys

from . import contestants
from .inputs import MAKERS
from .onefile import one
from .rounds import hold

DISCIPLINES = {"capture": contestants.capture, "verify": contestants.verify, "restore": contestants.restore, "one": one}


def measure(options, work):
    """Returns {input: {title, files, bytes, results}}."""
    found = {}
    for name in options.input:
        print(f"making {name}", file=sys.stderr)
        place = work / name
        place.mkdir()
        try:
            found[name] = _contest(MAKERS[name](place, options.size), place, options)
        finally:
            shutil.rmtree(place)
    return found


def _contest(input, place, options):
    field = contestants.Field(input, place, options.smsbackup)
    _sums(input.directory, place / "sums")
    results = {}
    for discipline, enter in DISCIPLINES.items():
        entered = list(enter(field, options.thorough or input.name == "site"))
        wanted = [one for one in entered if not options.only or any(part in one.key for part in options.only)]
        if discipline == "capture":
            # What is verified and restored later must be made, also when its making is not asked for.
            hold([one for one in entered if one.kept and one not in wanted], 1)
        results.update(hold(wanted, options.repeat))
    return {"title": input.title, "files": input.files, "bytes": input.bytes, "results": results}


def _sums(directory, list_path):
    """What `sha256sum -c` reads."""
    with open(list_path, "wb") as sums:
        for folder, _, names in os.walk(os.fsencode(directory)):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                sums.write(digest.encode() + b"  " + os.path.relpath(path, os.fsencode(directory)) + b"\n")
