# SPDX-License-Identifier: Apache-2.0
"""Which machine and which programs a measurement was made with, and whether others used it."""

import os
import platform
import re
import shutil
import subprocess
import tempfile
import time

QUIET = 0.5  # load above which a measurement is not to be trusted

VERSIONS = {
    "tar": ["tar", "--version"], "zstd": ["zstd", "--version"], "bsdtar": ["bsdtar", "--version"],
    "pigz": ["pigz", "--version"], "restic": ["restic", "version"], "borg": ["borg", "--version"],
    "dar": ["dar", "--version"], "7zz": ["7zz", "i"], "sha256sum": ["sha256sum", "--version"],
}


def version(command):
    """The first number with a dot in what a program says of itself; None when it is not there."""
    if not shutil.which(command[0]):
        return None
    said = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    found = re.search(r"v?(\d+\.\d[\w.+~-]*)", said.stdout + said.stderr)
    return found[1].rstrip(".") if found else "unknown"


def describe(smsbackup):
    return {
        "processor": _processor(), "processors": os.cpu_count(), "memory": _memory(),
        "system": _system(), "kernel": platform.release(), "smsbackup": version([smsbackup, "--version"]),
        "commit": _commit(),
        "versions": {name: found for name, command in VERSIONS.items() if (found := version(command))},
    }


def load():
    return os.getloadavg()[0]


def settle(seconds):
    """Waits until the load is below QUIET, no longer than `seconds`; returns the load then."""
    end = time.monotonic() + seconds
    while load() > QUIET and time.monotonic() < end:
        time.sleep(2)
    return round(load(), 2)


def claim(directory, count):
    """Fills so many bytes of a directory in memory and lets them go again.

    The first touch of a page can cost a virtual machine more than the work that is measured, and it would
    fall on whoever runs first.
    """
    block = os.urandom(1 << 20) * 8
    with tempfile.TemporaryFile(dir=directory) as file:
        for _ in range(count // len(block)):
            file.write(block)


def _processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"^model name\s*: (.*)$", file.read(), re.M)
    return found[1] if found else platform.machine()


def _memory():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _system():
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        return "Linux"


def _commit():
    here = os.path.dirname(os.path.abspath(__file__))
    said = subprocess.run(["git", "-C", here, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or None
