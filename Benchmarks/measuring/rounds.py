# SPDX-License-Identifier: Apache-2.0
"""Runs contestants in turns, so that what the machine does meanwhile falls on all of them alike."""

import dataclasses
import statistics
import subprocess
import sys

from .processes import Failed, run


def hold(contestants, repeats):
    """One run of each contestant per round, the order rotated from round to round.

    Returns {key: {"runs": [...]}}, or {key: {"failed": sentence}} for one that failed, whose figures are dropped. A contestant is
    run `repeats` times, or fewer when its budget is used up.
    """
    results = {one.key: {"discipline": one.discipline, "name": one.name, "runs": []} for one in contestants}
    spent = dict.fromkeys(results, 0.0)
    for one in contestants:
        if one.missing:
            results[one.key]["absent"] = ", ".join(map(str, one.missing))
    for number in range(repeats):
        first = number * len(contestants) // repeats
        for one in contestants[first:] + contestants[:first]:
            result = results[one.key]
            if "absent" in result or "failed" in result or (number and spent[one.key] > one.budget):
                continue
            spent[one.key] += _once(one, number, result)
    for one in contestants:
        _prove(one, results[one.key])
    return results


def _once(one, number, result):
    try:
        one.prepare()
        cost = run(one.stages, cwd=one.cwd, env=one.env, output=one.output, statuses=one.statuses)
        size = one.check()
    except (Failed, OSError, subprocess.SubprocessError) as error:
        _fail(one, result, error)
        return 0.0
    result["runs"].append({"round": number, "size": size, **dataclasses.asdict(cost)})
    print(f"  {number + 1} {one.key}: {cost.wall:.2f} s", file=sys.stderr)
    return cost.wall


def _prove(one, result):
    if not result["runs"]:
        return
    try:
        one.prove()
    except (Failed, OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        _fail(one, result, error)


def _fail(one, result, error):
    result["failed"], result["runs"] = str(error), []
    print(f"  FAILED {one.key}: {error}", file=sys.stderr)


def median(result, figure):
    """The median over the runs; None when there is none."""
    values = [run[figure] for run in result["runs"] if run[figure] is not None]
    return statistics.median(values) if values else None


def ratio(result, base, figure="wall"):
    """The median of result / base over the rounds in which both ran; None when there is none."""
    bases = {run["round"]: run[figure] for run in base["runs"]}
    pairs = [(run[figure], bases.get(run["round"])) for run in result["runs"]]
    values = [one / other for one, other in pairs if one is not None and other]
    return statistics.median(values) if values else None
