# SPDX-License-Identifier: Apache-2.0
"""Results to the Markdown of docs/PERFORMANCE.md."""

import statistics

from .machine import QUIET
from .rounds import median, ratio
from .targets import BASE, MEMORY, MEMORY_ROWS, TARGETS

MIB = 1 << 20
NOISY = 0.05  # share of the processors that others may use

# What each discipline is held against: a row of it, or for `one` the row of the same place.
BASES = {"capture": BASE, "verify": "zstd -t", "restore": "zstd -dc | tar -x", "one": "tar --zstd -x"}
TITLES = {"capture": "Capture", "verify": "Verify", "restore": "Restore", "one": "One small file"}


def render(name, document):
    """The text that stands between the marks of one benchmark."""
    body = {"peers": _peers, "large": _large, "cold": _cold, "parsers": _lines, "frames": _lines}[name](document["found"])
    return "\n".join([*_circumstances(document), "", *body]).rstrip() + "\n"


def _table(heads, rows):
    for number, row in enumerate([heads, *rows]):
        if number == 1:
            yield "|" + "---|" * len(heads)
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"


def _circumstances(document):
    machine, (start, end) = document["machine"], document["load"]
    yield (f"{document['date']}, smsbackup {machine['smsbackup']} ({machine['commit']}). {machine['processors']} x "
           f"{machine['processor']}, {machine['memory'] / 2**30:.0f} GiB, {machine['system']}, Linux {machine['kernel']}. "
           f"Load {start} at the start, {end} at the end.")
    if document["quick"]:
        yield "\n**A trial with small inputs: these figures prove the runner and nothing else.**"
    for sentence in _warnings(document):
        yield f"\n**Warning: {sentence}**"
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    yield f"\nVersions: {versions}."


def _warnings(document):
    start, end = document["load"]
    if start > QUIET or end > QUIET:
        yield f"the machine was not quiet (load {start} and {end}, more than {QUIET})."
    others = [share for share in _others(document["found"]) if share is not None]
    if others and statistics.median(others) > NOISY:
        yield f"others used {statistics.median(others):.0%} of the processors during the median run."


def _others(found):
    """The share of others in each run, wherever in the results a run is."""
    if isinstance(found, dict):
        if "other" in found:
            yield found["other"]
        found = list(found.values())
    if isinstance(found, list):
        for part in found:
            yield from _others(part)


def _peers(found):
    yield "### Targets\n"
    yield from _table(["Input", "What", "Against", "Figure", "At most", "Measured", "Met"], _target_rows(found))
    for name, one in found.items():
        for discipline, title in TITLES.items():
            rows = [row for row in one["results"].values() if row["discipline"] == discipline]
            if rows:
                yield f"\n### {title}: {name}\n"
                yield f"{one['title']}: {one['files']:,} files, {one['bytes'] / 1e6:,.0f} MB.\n"
                yield from _rows(discipline, rows, one)


def _target_rows(found):
    for name, one in found.items():
        for target in TARGETS:
            if name in target.inputs:
                yield (name, f"{target.discipline}: {target.ours}", target.peer, target.figure, f"{target.most:.2f}",
                       *_met(target.measured(one["results"]), target.most, "{:.3f}"))
        for key in MEMORY_ROWS:
            peak = median(one["results"].get(key, {"runs": []}), "peak")
            yield (name, key.replace("/", ": "), "", "peak MiB", MEMORY // MIB,
                   *_met(peak and peak / MIB, MEMORY / MIB, "{:.0f}"))


def _met(value, most, form):
    return (form.format(value), "yes" if value <= most else "**no**") if value is not None else ("not measured", "")


def _rows(discipline, rows, one):
    heads = ["", "runs", "wall s", "lowest to highest", "CPU s", "peak MiB", "MB/s", f"wall, {BASES[discipline]} = 1"]
    if discipline == "capture":
        heads[7:7] = ["size MB"]
        heads.append("size, same = 1")
    good = [row for row in rows if row["runs"]]
    if good:
        yield from _table(heads, (_row(discipline, row, one) for row in good))
    for row in rows:
        if "failed" in row:
            yield f"\n**{row['name']}: failed, its figures are dropped.** {row['failed'].splitlines()[0]}"
        elif "absent" in row:
            yield f"\n{row['name']}: not measured, not installed: {row['absent']}."


def _row(discipline, row, one):
    base = BASES[discipline]
    if discipline == "one":
        base += "," + row["name"].rpartition(",")[2]
    other = one["results"].get(f"{discipline}/{base}")
    walls = [run["wall"] for run in row["runs"]]
    wall = statistics.median(walls)
    digits = 3 if wall < 1 else 2
    cells = [row["name"], len(walls), f"{wall:.{digits}f}", f"{min(walls):.{digits}f} to {max(walls):.{digits}f}",
             f"{median(row, 'cpu'):.{digits}f}", f"{median(row, 'peak') / MIB:.0f}",
             "" if discipline == "one" else f"{one['bytes'] / 1e6 / wall:,.0f}"]
    if discipline == "capture":
        cells.append(f"{median(row, 'size') / 1e6:,.1f}")
    cells.append(_number(other and ratio(row, other), 3))
    if discipline == "capture":
        cells.append(_number(other and ratio(row, other, "size"), 3))
    return cells


def _cold(found):
    if "note" in found:
        yield found["note"]
        return
    yield f"{found['title']}: {found['files']:,} files, {found['bytes'] / 1e6:,.0f} MB.\n"
    rows = list(found["results"].values())
    heads = ["", "", "runs", "wall s", "lowest to highest", "CPU s", "read from the disk, MB", "wall, peer = 1"]
    yield from _table(heads, (_cold_row(row, found["results"]) for row in rows if row["runs"]))
    for row in rows:
        if "failed" in row or "absent" in row:
            yield f"\n{row['discipline']}, {row['name']}: {row.get('failed') or 'not installed: ' + row['absent']}"


def _cold_row(row, results):
    walls = [run["wall"] for run in row["runs"]]
    base = results.get(f"{row['discipline']}/{BASES[row['discipline']]}")
    return [row["discipline"], row["name"], len(walls), f"{statistics.median(walls):.2f}", f"{min(walls):.2f} to {max(walls):.2f}",
            f"{median(row, 'cpu'):.2f}", f"{median(row, 'read') / 1e6:,.0f}", _number(base and ratio(row, base), 3)]


def _number(value, digits):
    return "" if value is None else f"{value:.{digits}f}"


def _large(found):
    rows, notes = [], []
    for case in found:
        notes.append(f"- {case['title']}: " + (f"**failed.** {case['failed']}" if "failed" in case else case["note"] + "."))
        for step in case["steps"]:
            rows.append([case["title"], step["step"], f"{step['wall']:.1f}", f"{step['cpu']:.1f}", f"{step['peak'] / MIB:.0f}",
                         case["most"] // MIB, "yes" if step["peak"] <= case["most"] else "**no**"])
    yield from _table(["What", "Step", "wall s", "CPU s", "peak MiB", "at most", "Met"], rows)
    yield ""
    yield from notes


def _lines(found):
    yield "```"
    yield from found["lines"]
    yield "```"


def enter(path, name, text):
    """Puts the text between the marks of a document; ValueError when it has not exactly one pair of them."""
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    document = path.read_text(encoding="utf-8")
    if document.count(begin) != 1 or document.count(end) != 1:
        raise ValueError(f"{path}: expected one pair of {begin.strip()} and {end}")
    before, _, rest = document.partition(begin)
    path.write_text(before + begin + "\n" + text + "\n" + end + rest.partition(end)[2], encoding="utf-8")
