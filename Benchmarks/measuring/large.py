# SPDX-License-Identifier: Apache-2.0
"""What is large: a million files, one file of 50 GB, a thousand archives. The memory must not follow."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys

from .inputs import ABSENT, EVENING, HERE, count
from .processes import Failed, run

MIB = 1 << 20
PIECE = 64 << 10
LIMIT = 3600


@dataclasses.dataclass(frozen=True)
class Scale:
    files: int
    bytes: int
    archives: int


FULL = Scale(1_000_000, 50_000_000_000, 1_000)
SMALL = Scale(2_000, 200_000_000, 5)


class Case:
    """Runs steps of our program on one large thing and keeps their costs; the first that fails ends it."""

    def __init__(self, title, work, smsbackup, most):
        self.title, self.work, self.smsbackup, self.most = title, work, smsbackup, most
        self.steps, self.failure = [], None

    def step(self, command, *arguments, output=None):
        cost = run([[self.smsbackup, command, *arguments, "-q", "-j", 2]], env={"SOURCE_DATE_EPOCH": EVENING},
                   limit=LIMIT, statuses=(0, 3), output=output)
        self.steps.append({"step": command, **dataclasses.asdict(cost)})
        print(f"  {self.title}, {command}: {cost.wall:.1f} s, {cost.peak / MIB:.0f} MiB", file=sys.stderr)
        return cost

    def expect(self, condition, sentence):
        if not condition:
            raise Failed(f"{self.title}: {sentence}")


def measure(options, work):
    """Returns a list of cases, each {title, most, steps, note}, with `failed` when it went wrong."""
    scale = SMALL if options.quick else FULL
    cases = []
    for title, most, body in (
            (f"{scale.files:,} files", 300 * MIB, lambda case: _files(case, scale.files)),
            (f"one file of {scale.bytes / 1e9:g} GB", 64 * MIB, lambda case: _sparse(case, scale.bytes)),
            (f"{scale.archives:,} archives", 64 * MIB, lambda case: _archives(case, scale.archives))):
        if options.only and not any(part in title for part in options.only):
            continue
        place = work / "large"
        place.mkdir()
        case = Case(title, place, options.smsbackup, most)
        found = {"title": title, "most": most, "steps": case.steps}
        try:
            found["note"] = body(case)
        except (Failed, OSError, LookupError, ValueError, subprocess.SubprocessError) as error:
            print(f"  FAILED {title}: {error}", file=sys.stderr)
            found.update(failed=str(error), steps=[])
        finally:
            shutil.rmtree(place)
        cases.append(found)
    return cases


def _tree_steps(case, tree):
    archive, into = case.work / "large.tar.zst", case.work / "restored"
    case.step("capture", tree, "--allow-missing", *ABSENT, "-o", archive)
    case.step("verify", archive)
    case.step("list", archive)
    case.step("restore", archive, into)
    return archive, into


def _files(case, number):
    tree = case.work / "tree"
    for folder in range((number + 999) // 1000):
        path = tree / f"box{folder:04}.srv"
        path.mkdir(parents=True)
        for file in range(min(1000, number - 1000 * folder)):
            with open(path / f"{file:08x}.mif", "wb", 0) as out:
                out.write(b"Start Component\r\n  Name = \"%d.%d\"\r\nEnd Component\r\n" % (folder, file))
    archive, into = _tree_steps(case, tree)
    made, restored = count(tree), count(into)
    case.expect(made == restored and made[0] == number, f"{made} was made, {restored} restored")
    return f"archive of {archive.stat().st_size / 1e6:.1f} MB; {made[0]:,} files of {made[1] / made[0]:.0f} bytes restored"


def _sparse(case, size):
    """Holes, and a piece that cannot be compressed every hundredth of the file."""
    tree = case.work / "tree"
    tree.mkdir()
    offsets = [size // 100 * part // PIECE * PIECE for part in range(100)]
    piece = os.urandom(PIECE)
    with open(tree / "SMSDATA.DAT", "wb") as file:
        for offset in offsets:
            file.seek(offset)
            file.write(offset.to_bytes(8, "little") + piece[8:])
        file.truncate(size)
    archive, into = _tree_steps(case, tree)
    [restored] = into.rglob("SMSDATA.DAT")
    status = restored.stat()
    case.expect(status.st_size == size, f"restored with {status.st_size} bytes")
    case.expect(status.st_blocks <= 2 * (tree / "SMSDATA.DAT").stat().st_blocks, "its holes were filled")
    with open(restored, "rb") as file:
        for offset in offsets:
            file.seek(offset)
            case.expect(file.read(PIECE) == offset.to_bytes(8, "little") + piece[8:], f"other bytes at {offset}")
    return f"archive of {archive.stat().st_size / 1e6:.1f} MB; restored with its holes"


def _archives(case, number):
    site, store, answer = case.work / "site", case.work / "store", case.work / "answer.json"
    store.mkdir()
    subprocess.run([HERE.parent / "Fixtures/make-site", site, "--size", "2M"], check=True, stdout=subprocess.DEVNULL)
    archive = case.work / "one.tar.zst"
    case.step("capture", site / "A01/SMS", "--allow-missing", "registry", "database", "child", "-o", archive)
    del case.steps[:]
    for copy in range(number):
        shutil.copyfile(archive, store / f"A01-{copy:04}.tar.zst")
    case.step("verify", store / "A01-0000.tar.zst")
    case.steps[-1]["step"] = "verify one of them"
    case.step("verify", store, "--json", output=answer)
    case.steps[-1]["step"] = f"verify all {number:,}"
    verdicts = [one["verdict"] for one in json.loads(answer.read_bytes())["report"]["archives"]]
    case.expect(verdicts == ["intact"] * number, f"{verdicts.count('intact')} of {len(verdicts)} are intact")
    return f"copies of one archive of {archive.stat().st_size / 1e6:.2f} MB; all {number:,} intact"
