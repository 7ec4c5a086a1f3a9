# SPDX-License-Identifier: Apache-2.0
"""Who takes part: for each discipline, our program and its peers, with the command that each runs."""

import dataclasses
import shutil
import subprocess
import typing

from .inputs import EVENING, count
from .processes import Failed, run


@dataclasses.dataclass
class Contestant:
    """One row of a table.

    discipline: capture, verify, restore or one.
    stages: the pipeline. statuses: those that are a success.
    prepare: runs before each run and is not measured. check: runs after it; returns the size of what was made, and raises
    Failed when that is not what it should be. prove: as check, once, after the last run.
    often: whether the row is compared with others and worth many runs. kept: whether a later discipline needs what it makes.
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
    often: bool = False
    kept: bool = False

    @property
    def key(self):
        return f"{self.discipline}/{self.name}"

    @property
    def missing(self):
        return [stage[0] for stage in self.stages if not shutil.which(str(stage[0]))]


class Field:
    """Everything that the commands of one input share: where things lie, and what must come out."""

    def __init__(self, input, work, smsbackup):
        self.input, self.work, self.smsbackup = input, work, smsbackup
        self.made = work / "made"        # archives and repositories, kept for the later disciplines
        self.restored = work / "restored"
        self.made.mkdir()
        self.ours = {"SOURCE_DATE_EPOCH": EVENING}
        self.restic = {"RESTIC_PASSWORD": "measure"}
        self.borg = {"BORG_BASE_DIR": work / "borg", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}

    def archive(self, codec="zstd", level=3, jobs=2):
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
                    often=codec == "zstd" and jobs == 2, kept=path == field.archive())

    def peer(label, path, stages, **more):
        prepare = more.pop("prepare", field.fresh(path))
        return Contestant("capture", label, stages, prepare, field.size_of(path), cwd=cwd, **{"kept": True, **more})

    tar = ["tar", "-cf", "-"]
    out = made / "base.tar.zst"
    yield peer("tar | zstd -3 -T2", out, [[*tar, name], ["zstd", "-3", "-T2", "-q", "-o", out]], often=True)
    out = made / "sorted.tar.zst"
    yield peer("tar --sort=name | zstd -3 -T2", out,
               [[*tar, "--sort=name", name], ["zstd", "-3", "-T2", "-q", "-o", out]], often=True, kept=False)
    out = made / "bsdtar.tar.zst"
    yield peer("bsdtar zstd:threads=2", out, [["bsdtar", "--zstd", "--options", "zstd:threads=2", "-cf", out, name]], often=True)
    out = made / "pigz.tar.gz"
    yield peer("tar | pigz -6 -p2", out, [[*tar, name], ["pigz", "-6", "-p2"]], output=out)
    out = made / "restic"
    yield peer("restic backup", out, [["restic", "-r", out, "--no-cache", "-q", "backup", name]], env=field.restic,
               prepare=lambda: repository(field, "restic"))
    out = made / "borg"
    yield peer("borg create zstd,3", out, [["borg", "create", "-C", "zstd,3", f"{made}/borg::a", name]], env=field.borg,
               prepare=lambda: repository(field, "borg"))
    out = made / "dar"
    yield peer("dar -zzstd:3", made / "dar.1.dar", [["dar", "-c", out, "-R", cwd, "-g", name, "-Q", "-q", "-zzstd:3"]],
               prepare=field.fresh(out))
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


def verify(field, _):
    ours, made = field.archive(), field.made
    for level, jobs in (("full", 2), ("full", 1), ("quick", 2), ("quick", 1)):
        yield Contestant(
            "verify", f"ours {level}, {jobs} {'workers' if jobs > 1 else 'worker'}",
            [[field.smsbackup, "verify", "--level", level, "-j", jobs, "-q", ours]],
            env=field.ours, statuses=(0, 3), often=True)
    yield Contestant("verify", "zstd -t", [["zstd", "-t", "-q", made / "base.tar.zst"]], often=True)
    yield Contestant("verify", "sha256sum -c", [["sha256sum", "-c", "--quiet", field.work / "sums"]],
                     cwd=field.input.directory)
    yield Contestant("verify", "restic check --read-data",
                     [["restic", "-r", made / "restic", "--no-cache", "-q", "check", "--read-data"]], env=field.restic)
    yield Contestant("verify", "borg check --verify-data", [["borg", "check", "--verify-data", made / "borg"]], env=field.borg)


def restore(field, _):
    made, into = field.made, field.restored

    def row(label, stages, expected=(field.input.files, field.input.bytes), **more):
        return Contestant("restore", label, stages, field.emptied, field.whole(*expected), cwd=into, **more)

    for jobs in (2, 1):
        yield row(f"ours, {jobs} {'workers' if jobs > 1 else 'worker'}",
                  [[field.smsbackup, "restore", field.archive(), into / "out", "-j", jobs, "-q"]],
                  field.input.restored, env=field.ours, often=True)
    yield row("zstd -dc | tar -x", [["zstd", "-dcq", made / "base.tar.zst"], ["tar", "-xpf", "-"]], often=True)
    yield row("bsdtar -x", [["bsdtar", "-xpf", made / "bsdtar.tar.zst"]])
    yield row("pigz -dc | tar -x", [["pigz", "-dc", made / "pigz.tar.gz"], ["tar", "-xpf", "-"]])
    yield row("restic restore", [["restic", "-r", made / "restic", "--no-cache", "-q", "restore", "latest", "--target", "."]],
              env=field.restic)
    yield row("borg extract", [["borg", "extract", f"{made}/borg::a"]], env=field.borg)
    yield row("dar -x", [["dar", "-x", made / "dar", "-Q", "-q", "-O"]])
    yield row("7zz x", [["7zz", "x", "-bd", "-bso0", "-bsp0", made / "seven.7z"]])
