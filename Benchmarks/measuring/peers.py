# SPDX-License-Identifier: Apache-2.0
"""Our program beside its peers, on both inputs."""

import hashlib
import os
import shutil
import sys

from . import contestants, machine
from .inputs import MAKERS
from .onefile import one
from .rounds import hold

LATER = [contestants.verify, contestants.restore, one]


def measure(options, work):
    """Returns {input: {title, files, bytes, results}}."""
    found = {}
    machine.claim(work, 4 * options.size)
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
    def wanted(rows):
        return [row for row in rows if not options.only or any(part in row.key for part in options.only)]

    captures = list(contestants.capture(field, options.thorough or input.name == "site"))
    results = hold(wanted(captures), options.repeat)
    # What is verified and restored must be made, also when its making is not asked for.
    hold([row for row in captures if row.makes == field.base and row.key not in results], 1)
    later = [wanted(enter(field)) for enter in LATER]
    read = [str(part) for rows in later for row in rows for stage in row.stages for part in stage]
    hold([row for row in captures if row.makes != field.base and row.key not in results
          and any(str(row.makes) in part for part in read)], 1)
    for rows in later:
        results.update(hold(rows, options.repeat))
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
