# SPDX-License-Identifier: Apache-2.0
"""Runs a command or a pipeline and says what it cost."""

import dataclasses
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time


class Failed(Exception):
    """A command that did not do what it should; its figures are worth nothing."""


@dataclasses.dataclass(frozen=True)
class Cost:
    """What one run took.

    wall: seconds from the start of the first process to the end of the last.
    cpu: seconds of processor time, user and system, of all processes.
    peak: bytes of resident memory: of each stage of a pipeline the largest process, added up.
    other: share of all processors that others used meanwhile, 0 to 1; None when it was too short to tell.
    """
    wall: float
    cpu: float
    peak: int
    other: float | None
    status: int


LAUNCH = pathlib.Path(__file__).with_name("launch.c")
SHORTEST_FOR_OTHER = 0.5  # /proc/stat counts in hundredths of a second


class Launcher:
    """The small program between this one and what is measured; see launch.c."""
    path = None

    @classmethod
    def build(cls, directory):
        cls.path = os.path.join(directory, "launch")
        # Without shared libraries: what they take would be counted as the smallest size of everything.
        for flags in (["-static"], []):
            compile = ["cc", "-O1", *flags, "-o", cls.path, LAUNCH]
            if subprocess.run(compile, stderr=subprocess.DEVNULL, check=False).returncode == 0:
                return
        raise Failed(f"cc cannot compile {LAUNCH}")


def run(stages, *, cwd=None, env=None, output=None, limit=600, statuses=(0,)):
    """Runs stages that are joined by pipes, each in a process group of its own; returns the Cost.

    output: a file for what the last stage writes to standard output. limit: seconds, then all of it is killed.
    statuses: the statuses of the last stage that are a success; the others must end with 0.
    """
    variables = {**os.environ, "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no", **(env or {})}
    with tempfile.TemporaryDirectory() as peaks, tempfile.TemporaryFile() as errors, open(output or os.devnull, "wb") as last:
        processes, late = [], threading.Event()
        busy, start = _busy(), time.perf_counter()
        try:
            _start(stages, processes, peaks, cwd, variables, last, errors)
            timer = threading.Timer(limit, lambda: (late.set(), _kill(processes)))
            timer.start()
            try:
                ends = [_wait(process) for process in processes]
            finally:
                timer.cancel()
        except BaseException:
            _kill(processes)
            raise
        wall = time.perf_counter() - start
        busy = _busy() - busy
        errors.seek(0)
        said = errors.read()[-600:].decode("utf-8", "replace").strip()
        peak = 0 if late.is_set() else sum(_peak(peaks, position) for position in range(len(stages)))
    # Names without the directories of this machine: what failed is told in a document.
    command = " | ".join(" ".join(os.path.basename(str(word)) or str(word) for word in stage) for stage in stages)
    if late.is_set():
        raise Failed(f"{command}: not done after {limit} s")
    for position, (status, _) in enumerate(ends):
        if status not in (statuses if position == len(ends) - 1 else (0,)):
            raise Failed(f"{command}: status {status} of stage {position + 1}: {said}")
    cpu = sum(usage.ru_utime + usage.ru_stime for _, usage in ends)
    other = None
    if wall >= SHORTEST_FOR_OTHER:
        other = max(0.0, busy - cpu) / (wall * os.cpu_count())
    return Cost(wall, cpu, peak, other, ends[-1][0])


def _peak(directory, position):
    try:
        with open(os.path.join(directory, str(position)), encoding="ascii") as file:
            return int(file.read()) * 1024
    except FileNotFoundError:
        return 0  # killed; its status says so


def _start(stages, processes, peaks, cwd, variables, last, errors):
    source = subprocess.DEVNULL
    for position, stage in enumerate(stages):
        is_last = position == len(stages) - 1
        process = subprocess.Popen(
            [Launcher.path, f"{peaks}/{position}", *map(str, stage)], cwd=cwd, env=variables, stdin=source, stderr=errors,
            stdout=last if is_last else subprocess.PIPE, start_new_session=True)
        if source is not subprocess.DEVNULL:
            source.close()  # so that a stage that ends early is noticed by the one before it
        source = process.stdout
        processes.append(process)


def _wait(process):
    """wait4 gives the usage of this child and of all that it has waited for, which no other call does."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def _kill(processes):
    for process in processes:
        if process.returncode is None:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def _busy():
    """Seconds that all processors worked since the machine started, for whomever (proc(5), /proc/stat)."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, interrupt, soft, steal, *_ = map(int, file.readline().split()[1:])
    return (user + nice + system + interrupt + soft + steal) / os.sysconf("SC_CLK_TCK")
