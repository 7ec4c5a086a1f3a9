"""Writes files and directories with exact bytes, modes and times, and counts what was written.

Times of directories are set last, deepest first: each file made inside a directory would change them again.
"""

import calendar
import collections
import os
import time

SECOND = 1_000_000_000


def moment(text):
    """Nanoseconds since 1970 of "YYYY-MM-DD hh:mm:ss", taken as UTC whatever the machine's zone is."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M:%S")) * SECOND


class Era:
    """A span of time in which files were written. Each path gets its own moment in it."""

    def __init__(self, first, last):
        self.first = moment(first) // SECOND
        self.last = moment(last) // SECOND

    def pick(self, material, path):
        """FAT-like even seconds for two files in three, NTFS ticks of 100 ns for the third."""
        seconds = self.first + material.number(self.last - self.first, "second", path)
        if material.number(3, "tick", path):
            return (seconds & ~1) * SECOND
        return seconds * SECOND + material.number(10_000_000, "fraction", path) * 100


PRODUCT = Era("1996-05-06 08:00:00", "1996-06-21 18:00:00")
SETUP = Era("1996-06-24 17:45:00", "1996-06-25 17:00:00")
PACKAGES = Era("1995-02-01 08:00:00", "1998-11-30 18:00:00")
DAILY = Era("1998-09-01 06:00:00", "1999-03-13 20:30:00")


class Tree:
    """Everything below one destination directory. Paths are relative, with `/`; str or bytes."""

    def __init__(self, root, material):
        self.root = os.fsencode(root)
        self.material = material
        self.files = 0
        self.bytes = 0
        self.twin_files = 0
        self.twin_bytes = 0
        self.per_top = collections.Counter()
        self._directories = {b"": None}

    def directory(self, path, mtime=None):
        path = os.fsencode(path)
        if path not in self._directories:
            self.directory(path.rpartition(b"/")[0])
            os.mkdir(self.absolute(path))
            self._directories[path] = None
        if mtime is not None:
            self._directories[path] = mtime

    def file(self, path, data, mtime, mode=0o644):
        """Writes one file. `data` is bytes or an iterable of bytes, for files too big to hold in memory."""
        path = os.fsencode(path)
        self.directory(path.rpartition(b"/")[0])
        size = 0
        descriptor = os.open(self.absolute(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            for part in (data,) if isinstance(data, bytes) else data:
                view = memoryview(part)
                while view:
                    view = view[os.write(descriptor, view):]
                size += len(part)
            os.fchmod(descriptor, mode)
            os.utime(descriptor, ns=(mtime, mtime))
        finally:
            os.close(descriptor)
        self.files += 1
        self.bytes += size
        self.per_top[path.partition(b"/")[0]] += size

    def twins(self, paths, data, mtime, mode=0o644):
        """The same bytes, name and time in several places, as a copy by NT leaves them."""
        for path in paths:
            self.file(path, data, mtime, mode)
        self.twin_files += max(0, len(paths) - 1)
        self.twin_bytes += max(0, len(paths) - 1) * len(data)

    def absolute(self, path):
        return os.path.join(self.root, path) if path else self.root

    @property
    def directories(self):
        return len(self._directories)

    def finish(self):
        """Sets the times and modes of all directories; nothing may be written afterwards."""
        for path in sorted(self._directories, key=lambda p: (-p.count(b"/") - bool(p), p)):
            mtime = self._directories[path]
            if mtime is None:
                mtime = SETUP.pick(self.material, path)
            os.chmod(self.absolute(path), 0o755)
            os.utime(self.absolute(path), ns=(mtime, mtime))
