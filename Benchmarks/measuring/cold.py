# SPDX-License-Identifier: Apache-2.0
"""What it costs when nothing is in memory yet: each run begins with an empty page cache, and reads from a disk."""

import os
import pathlib
import shutil
import tempfile

from .contestants import OURS, Contestant, Field
from .inputs import site
from .rounds import hold
from .targets import BASE

DROP = pathlib.Path("/proc/sys/vm/drop_caches")
SIZE, QUICK_SIZE = 500 << 20, 3_000_000
PATIENT = 120  # seconds, see Contestant.budget


def measure(options, work):
    """Returns {title, results}, or {note} where the system does not let its cache be dropped."""
    try:
        DROP.write_text("1", encoding="ascii")
    except OSError as error:
        return {"note": f"not measured: this system does not let us drop its page cache ({error.strerror})"}
    options.disk.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="smsbackup-cold-", dir=options.disk) as disk:
        disk = pathlib.Path(disk)
        if os.stat(disk).st_dev == os.stat(work).st_dev or _bytes_read(os.stat(disk).st_dev) is None:
            return {"note": "not measured: what was named as disk is none whose reads are counted"}
        input = site(disk, QUICK_SIZE if options.quick else SIZE)
        field = _OnDisk(input, disk, work, options.smsbackup)
        results = {}
        for discipline in (_capture, _verify, _restore):
            rows = [row for row in discipline(field) if not options.only or any(part in row.key for part in options.only)]
            results.update(hold(rows, 1 if options.quick else 3))
            for row in rows:
                for run, read in zip(results[row.key]["runs"], field.read.get(row.key, [])):
                    run["read"] = read
        return {"title": input.title, "files": input.files, "bytes": input.bytes, "results": results}


class _OnDisk(Field):
    """Inputs and archives on a disk, results in memory; counts what each run reads from the disk."""

    def __init__(self, input, disk, work, smsbackup):
        # In memory: reading our program from the disk costs more than a small archive.
        super().__init__(input, disk, shutil.copy(smsbackup, work))
        self.restored = work / "restored"
        self.fresh_archives = work / "made"
        self.fresh_archives.mkdir()
        self.device = os.stat(disk).st_dev
        self.read = {}

    def row(self, discipline, name, stages, prepare=lambda: None, check=lambda: None, **more):
        before = 0

        def begin():
            nonlocal before
            prepare()
            os.sync()
            DROP.write_text("3", encoding="ascii")
            before = _bytes_read(self.device)

        def end():
            self.read.setdefault(f"{discipline}/{name}", []).append(_bytes_read(self.device) - before)
            return check()

        return Contestant(discipline, name, stages, begin, end, budget=PATIENT, **more)


def _bytes_read(device):
    """Of a disk, since the machine started (Documentation/admin-guide/iostats.rst: sectors of 512 bytes); None for what is no disk."""
    wanted = [str(os.major(device)), str(os.minor(device))]
    for line in pathlib.Path("/proc/diskstats").read_text(encoding="ascii").splitlines():
        words = line.split()
        if words[:2] == wanted:
            return int(words[5]) * 512
    return None


def _capture(field):
    directory = field.input.directory
    ours, base = field.fresh_archives / "ours.tar.zst", field.fresh_archives / "base.tar.zst"
    tar = ["tar", "-C", directory.parent, "-cf", "-", directory.name]
    yield field.row("capture", OURS,
                    [[field.smsbackup, "capture", *field.input.arguments, "-o", ours, "-j", 2, "-q"]],
                    field.fresh(ours), field.size_of(ours), env=field.ours, statuses=(0, 3))
    yield field.row("capture", BASE, [tar, ["zstd", "-3", "-T2", "-q", "-o", base]], field.fresh(base), field.size_of(base))
    yield field.row("capture", "tar to nowhere", [tar, ["cat"]])


def _verify(field):
    ours, base = field.archive(), field.base
    _copy(field.fresh_archives / "ours.tar.zst", ours)
    _copy(field.fresh_archives / "base.tar.zst", base)
    for level in ("full", "quick"):
        yield field.row("verify", f"ours {level}, 2 workers",
                        [[field.smsbackup, "verify", ours, "--level", level, "-j", 2, "-q"]], env=field.ours)
    yield field.row("verify", "zstd -t", [["zstd", "-tq", base]])
    yield field.row("verify", "cat of ours", [["cat", ours]])


def _restore(field):
    into = field.restored
    yield field.row("restore", "ours, 2 workers",
                    [[field.smsbackup, "restore", field.archive(), into / "out", "--queues", "restore", "-j", 2, "-q"]],
                    field.emptied, field.whole(*field.input.restored), env=field.ours)
    yield field.row("restore", "zstd -dc | tar -x", [["zstd", "-dcq", field.base], ["tar", "-C", into, "-xf", "-"]],
                    field.emptied, field.whole(field.input.files, field.input.bytes))


def _copy(source, destination):
    if source.exists():
        shutil.copyfile(source, destination)
