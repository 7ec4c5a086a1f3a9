# SPDX-License-Identifier: Apache-2.0
"""The micro-benchmarks: programs of the package beside this directory, in a process for each line of theirs."""

import subprocess
import sys

from .inputs import HERE, site
from .processes import Failed

SAMPLE = 64_000_000

# The frames are of no public type: what a test sees of the library, they see too. One build serves both programs.
SEEING = ["-Xswiftc", "-enable-testing"]


def measure(name, options, work):
    """Returns {"lines": [...]}: the program's own table."""
    build = ["swift", "build", "-c", "release", "--package-path", HERE, "--product", name, *SEEING]
    subprocess.run(build, check=True, stdout=sys.stderr)
    where = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    program, sample = f"{where}/{name}", []
    if name == "frames":
        sample = [_sample(work)]
    cases = [case for case in _say(program, "--list") if not options.only or any(part in case for part in options.only)]
    lines = _say(program, "--header")
    for case in cases:
        print(f"  {name} {case}", file=sys.stderr)
        # A process for each: the peak of one is not that of another.
        lines += _say(program, case, *sample)
    return {"lines": lines}


def _sample(work):
    """The files of a small site, one after the other in the order of their names."""
    made = site(work, SAMPLE)
    path = work / "sample"
    with open(path, "wb") as out:
        for file in sorted(made.directory.rglob("*")):
            if file.is_file():
                out.write(file.read_bytes())
    return path


def _say(program, *arguments):
    said = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise Failed(f"{program} {' '.join(map(str, arguments))}: status {said.returncode}: {said.stderr[-600:]}")
    return said.stdout.splitlines()
