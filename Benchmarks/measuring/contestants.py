# SPDX-License-Identifier: Apache-2.0
"""Who takes part: for each discipline, our program and its peers, with the command that each runs."""

import dataclasses
import os
import shutil
import subprocess
import typing

from .inputs import EVENING, count
from .processes import Failed, run


# Seconds, see Contestant.budget: five runs of what much is compared with, two of restic and borg, one or two of the rest.
OFTEN, TWICE, SELDOM = 25, 15, 8


@dataclasses.dataclass
class Contestant:
    """One row of a table.

    discipline: capture, verify, restore or one.
    stages: the pipeline. statuses: those that are a success.
    prepare: runs before each run and is not measured. check: runs after it; returns the size of what was made, and raises
    Failed when that is not what it should be. prove: as check, once, after the last run.
    budget: seconds that its runs may take in all before no further run begins.
    makes: what later disciplines may read.
    """
    discipline: str
    name: str
    stages: list
    prepare: typing.Callable = lambda: None
    check: typing.Callable = lambda: None
    prove: typing.Callable = lambda: None
    cwd: object = None
    env: dict = dataclasses.field(default_factory=dict)
    output: object = None
    statuses: tuple = (0,)
    budget: float = SELDOM
    makes: object = None

    @property
    def key(self):
        return f"{self.discipline}/{self.name}"

    @property
    def missing(self):
        return [stage[0] for stage in self.stages if not shutil.which(str(stage[0]))]


LEVEL = 2  # of zstd, when nobody asks for another
OURS = f"ours zstd {LEVEL}, 2 workers"


class Field:
    """Everything that the commands of one input share: where things lie, and what must come out."""

    def __init__(self, input, work, smsbackup):
        self.input, self.work, self.smsbackup = input, work, smsbackup
        self.made = work / "made"        # archives and repositories, kept for the later disciplines
        self.restored = work / "restored"
        self.made.mkdir()
        self.base = self.made / "base.tar.zst"  # of tar and zstd
        self.ours = {"SOURCE_DATE_EPOCH": EVENING}
        self.restic = {"RESTIC_PASSWORD": "measure"}
        self.borg = {"BORG_BASE_DIR": work / "borg", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}

    def archive(self, codec="zstd", level=LEVEL, jobs=2):
        return self.made / f"ours-{codec}-{level}-{jobs}.tar.{'zst' if codec == 'zstd' else 'gz'}"

    def fresh(self, path):
        """Removes what an earlier run made."""
        def prepare():
            if path.is_dir():
                shutil.rmtree(path)
            for old in path.parent.glob(path.name + "*"):
                old.unlink()
        return prepare

    def emptied(self):
        shutil.rmtree(self.restored, ignore_errors=True)
        self.restored.mkdir()

    def roomy(self):
        """Fetches the memory for a whole restore: a virtual machine may have given it back to its host when it was freed."""
        self.emptied()
        memory, zeros = self.restored / "memory", bytes(1 << 20)
        with open(memory, "wb") as file:
            for _ in range(self.input.bytes // len(zeros) + 256):
                file.write(zeros)
        memory.unlink()

    def size_of(self, path):
        def check():
            size = count(path)[1] if path.is_dir() else path.stat().st_size if path.exists() else 0
            if size == 0:
                raise Failed(f"{path}: nothing was made")
            return size
        return check

    def listed(self, path):
        """Proves with bsdtar, which is not ours, that a tar holds at least the files and bytes of the input."""
        def prove():
            lines = subprocess.run(["bsdtar", "-tvf", path], check=True, capture_output=True).stdout.splitlines()
            sizes = [int(line.split(None, 5)[4]) for line in lines if line.startswith(b"-")]
            if len(sizes) < self.input.files or sum(sizes) < self.input.bytes:
                raise Failed(f"{path}: holds {len(sizes)} files and {sum(sizes)} bytes")
        return prove

    def noticed(self, stages, damaged, **more):
        """Proves that a verification is one: with one bit of what it reads the other way round, it must not succeed."""
        def prove():
            found = [path for path in damaged.rglob("*") if path.is_file()] if damaged.is_dir() else [damaged]
            path = max(found, key=lambda file: file.stat().st_size)
            _flip(path)
            try:
                run(stages, **more)
            except Failed:
                return
            finally:
                _flip(path)
            raise Failed(f"says nothing of a wrong bit in the middle of {path.name}")
        return prove

    def whole(self, files, size):
        def check():
            found = count(self.restored)
            if found != (files, size):
                raise Failed(f"restored {found[0]} files and {found[1]} bytes instead of {files} and {size}")
        return check


def capture(field, thorough):
    """thorough: also the combinations that are slow and tell little."""
    made, name, cwd = field.made, field.input.directory.name, field.input.directory.parent
    for codec in ("zstd", "gzip"):
        for jobs in (2, 1):
            for level in (1, 2, 3, 6):
                if codec == "gzip" and not thorough and (jobs == 1 or level not in (1, 6)):
                    continue
                path = field.archive(codec, level, jobs)
                yield Contestant(
                    "capture", f"ours {codec} {level}, {jobs} {'workers' if jobs > 1 else 'worker'}",
                    [[field.smsbackup, "capture", *field.input.arguments, "-o", path, "--codec", codec,
                      "--level", level, "-j", jobs, "-q"]],
                    field.fresh(path), field.size_of(path), field.listed(path), env=field.ours, statuses=(0, 3),
                    budget=OFTEN if codec == "zstd" and jobs == 2 else SELDOM, makes=path)

    def peer(label, path, stages, **more):
        prepare = more.pop("prepare", field.fresh(path))
        return Contestant("capture", label, stages, prepare, field.size_of(path), cwd=cwd, **{"makes": path, **more})

    tar = ["tar", "-cf", "-"]
    out = field.base
    yield peer("tar | zstd -3 -T2", out, [[*tar, name], ["zstd", "-3", "-T2", "-q", "-o", out]], budget=OFTEN)
    out = made / "base-2.tar.zst"
    yield peer("tar | zstd -2 -T2", out, [[*tar, name], ["zstd", "-2", "-T2", "-q", "-o", out]], budget=OFTEN)
    out = made / "sorted.tar.zst"
    yield peer("tar --sort=name | zstd -3 -T2", out,
               [[*tar, "--sort=name", name], ["zstd", "-3", "-T2", "-q", "-o", out]], budget=OFTEN)
    out = made / "bsdtar.tar.zst"
    yield peer("bsdtar zstd:threads=2", out, [["bsdtar", "--zstd", "--options", "zstd:threads=2", "-cf", out, name]], budget=OFTEN)
    out = made / "pigz.tar.gz"
    yield peer("tar | pigz -6 -p2", out, [[*tar, name], ["pigz", "-6", "-p2"]], output=out)
    out = made / "restic"
    yield peer("restic backup", out, [["restic", "-r", out, "--no-cache", "-q", "backup", name]], env=field.restic, budget=TWICE,
               prepare=lambda: repository(field, "restic"))
    out = made / "borg"
    yield peer("borg create zstd,3", out, [["borg", "create", "-C", "zstd,3", f"{made}/borg::a", name]], env=field.borg, budget=TWICE,
               prepare=lambda: repository(field, "borg"))
    out = made / "dar"
    yield peer("dar -zzstd:3", made / "dar.1.dar", [["dar", "-c", out, "-R", cwd, "-g", name, "-Q", "-q", "-zzstd:3"]],
               prepare=field.fresh(out), makes=out)
    out = made / "seven.7z"
    yield peer("7zz a -mx=1", out, [["7zz", "a", "-mx=1", "-mmt=2", "-snl", "-bd", "-bso0", "-bsp0", out, name]])


def repository(field, program):
    """An empty repository in place of the last; making it is not measured."""
    path = field.made / program
    shutil.rmtree(path, ignore_errors=True)
    if program == "restic":
        run([["restic", "-r", path, "--no-cache", "-q", "init"]], env=field.restic)
    else:
        shutil.rmtree(field.borg["BORG_BASE_DIR"], ignore_errors=True)
        run([["borg", "init", "-e", "none", path]], env=field.borg)


def _flip(path):
    os.chmod(path, path.stat().st_mode | 0o200)
    with open(path, "r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))


def verify(field):
    ours, made = field.archive(), field.made

    def row(label, damaged, stage, statuses=(0,), budget=SELDOM, **more):
        prove = field.noticed([stage], damaged, statuses=statuses, **more)
        return Contestant("verify", label, [stage], prove=prove, statuses=statuses, budget=budget, **more)

    for level, jobs in (("full", 2), ("full", 1), ("quick", 2), ("quick", 1)):
        yield row(f"ours {level}, {jobs} {'workers' if jobs > 1 else 'worker'}", ours,
                  [field.smsbackup, "verify", "--level", level, "-j", jobs, "-q", ours], (0, 3), OFTEN, env=field.ours)
    yield row("zstd -t", field.base, ["zstd", "-t", "-q", field.base], budget=OFTEN)
    yield row("sha256sum -c", field.input.directory, ["sha256sum", "-c", "--quiet", field.work / "sums"],
              cwd=field.input.directory)
    yield row("restic check --read-data", made / "restic",
              ["restic", "-r", made / "restic", "--no-cache", "-q", "check", "--read-data"], env=field.restic)
    yield row("borg check --verify-data", made / "borg", ["borg", "check", "--verify-data", made / "borg"], env=field.borg)


def restore(field):
    made, into = field.made, field.restored

    def row(label, stages, expected=(field.input.files, field.input.bytes), **more):
        return Contestant("restore", label, stages, field.roomy, field.whole(*expected), cwd=into, **more)

    for jobs in (2, 1):
        yield row(f"ours, {jobs} {'workers' if jobs > 1 else 'worker'}",
                  [[field.smsbackup, "restore", field.archive(), into / "out", "--queues", "restore", "--set-ids", "-j", jobs,
                    "-q"]],
                  field.input.restored, env=field.ours, budget=OFTEN)
    yield row("zstd -dc | tar -x", [["zstd", "-dcq", field.base], ["tar", "-xpf", "-"]], budget=OFTEN)
    yield row("bsdtar -x", [["bsdtar", "-xpf", made / "bsdtar.tar.zst"]])
    yield row("pigz -dc | tar -x", [["pigz", "-dc", made / "pigz.tar.gz"], ["tar", "-xpf", "-"]])
    yield row("restic restore", [["restic", "-r", made / "restic", "--no-cache", "-q", "restore", "latest", "--target", "."]],
              env=field.restic, budget=TWICE)
    yield row("borg extract", [["borg", "extract", f"{made}/borg::a"]], env=field.borg, budget=TWICE)
    yield row("dar -x", [["dar", "-x", made / "dar", "-Q", "-q", "-O"]])
    yield row("7zz x", [["7zz", "x", "-bd", "-bso0", "-bsp0", made / "seven.7z"]])
