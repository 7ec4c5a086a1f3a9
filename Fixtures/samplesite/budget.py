"""Divides the wanted size between database, packages, small files and programs."""

import dataclasses
import os

from . import catalogue

DEFAULT_SIZE = 7_000_000
LARGEST_MEAN = 150_000      # beyond this, more programs rather than larger ones
SMALL_FILE_SHARE = 65_536   # one inventory file for each so many bytes
HISTORY_SIZE = 2_650        # what such a file has on average
FIXED_SIZE = 900_000        # maps, logs and whatever else does not grow


@dataclasses.dataclass(frozen=True)
class Budget:
    size: int

    @property
    def dump(self):
        return self.size // 3 // 2048 * 2048

    @property
    def tape(self):
        """The SQL 7 file is an alternative to the dump, so it stays small."""
        return min(self.size // 20, 32 << 20)

    @property
    def histories(self):
        return max(90, self.size // SMALL_FILE_SHARE)

    @property
    def package_files(self):
        return self.size * 8 // 100

    @property
    def package_store(self):
        return self.size * 4 // 100

    @property
    def programs(self):
        """What is left: both platforms in all three sites, twins included."""
        taken = self.dump + self.tape + self.package_files + self.package_store + self.histories * HISTORY_SIZE
        return max(400_000, self.size - taken - FIXED_SIZE)


def choose_programs(material, budget, binaries):
    """The product's own files and, when the budget asks for it, more. Returns (product programs, extra programs)."""
    # Alpha code is rarer and fatter; the other platforms are named in the map and installed nowhere.
    slots = [(platform, kind, name) for platform in ("X86", "ALPHA")
             for kind, name in catalogue.names(platform)
             if platform == "X86" or kind not in catalogue.PRIMARY_ONLY]
    weights = [_weight(material, platform, name) for platform, _, name in slots]
    made = [catalogue.Program(name, kind, platform, weight) for (platform, kind, name), weight in zip(slots, weights)]
    if binaries:
        return _with_real(material, budget, made, binaries)
    total = sum(p.size * p.copies_everywhere for p in made)
    mean = budget.programs * sum(weights) / len(weights) / total
    scale = min(mean, LARGEST_MEAN) * len(weights) / sum(weights)
    product = [dataclasses.replace(p, size=max(700, int(p.size * scale))) for p in made]
    return product, _extras(material, budget.programs - sum(p.size * p.copies_everywhere for p in product))


def _weight(material, platform, name):
    """A few large files and many small ones, as in any program directory."""
    spread = 1 + material.number(1000, "weight", platform, name)
    return 300 + 1_800_000 // (spread + 120)


def _extras(material, left, first=0):
    extras = []
    while left > 0:
        number = first + len(extras)
        kind = ("client", "shared", "language", "server")[number % 4]
        size = 20_000 + material.number(2 * LARGEST_MEAN - 40_000, "extra", number)
        program = catalogue.Program(catalogue.extra_name(number), kind, "X86", size)
        extras.append(program)
        left -= size * program.copies
    return extras


def _with_real(material, budget, made, binaries):
    """Real files give the bytes: the smallest for the product's own names, the others under their own names.

    Where there are too few of them, made ones fill the gap.
    """
    found = sorted(_collect(binaries))
    if not found:
        raise ValueError(f"{binaries}: no program file (MZ) found below it")
    product = [dataclasses.replace(p, size=size, real=path) for p, (size, _, path) in zip(made, found)] + made[len(found):]
    left = budget.programs - sum(p.size * p.copies_everywhere for p in product)
    taken = {p.name for p in product}
    rest = sorted(found[len(made):], key=lambda f: material.number(1 << 60, "order", f[1]))
    extras = []
    for size, name, path in rest:
        if left <= 0:
            break
        if name.upper() in taken:
            continue
        taken.add(name.upper())
        kind = ("client", "shared", "language", "server")[len(extras) % 4]
        extras.append(catalogue.Program(name.upper(), kind, "X86", size, path))
        left -= size * extras[-1].copies
    return product, extras + _extras(material, left, len(extras))


def _collect(directory):
    """(size, base name, path) of the program files below a directory, each base name once."""
    found = {}
    for folder, subfolders, files in os.walk(directory, onerror=_fail):
        subfolders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            if os.path.islink(path) or not name.isascii() or name in found or '"' in name:
                continue
            size = os.path.getsize(path)
            if size >= 512 and _is_program(path):
                found[name] = (size, name, path)
    return list(found.values())


def _is_program(path):
    with open(path, "rb") as file:
        return file.read(2) == b"MZ"


def _fail(error):
    raise error
