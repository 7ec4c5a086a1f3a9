# SPDX-License-Identifier: Apache-2.0
"""What was promised: ratios to peers that were measured in the same rounds, and bounds of memory."""

import dataclasses

from .contestants import OURS
from .rounds import ratio


@dataclasses.dataclass(frozen=True)
class Target:
    """Our `figure` (wall or size) is at most `most` times that of the peer."""
    discipline: str
    ours: str
    peer: str
    most: float
    figure: str = "wall"
    inputs: tuple = ("site", "tree")

    def measured(self, results):
        one, other = (results.get(f"{self.discipline}/{name}") for name in (self.ours, self.peer))
        return ratio(one, other, self.figure) if one and other else None


BASE = "tar | zstd -3 -T2"

TARGETS = [
    Target("capture", OURS, BASE, 0.65, inputs=("site",)),
    Target("capture", OURS, BASE, 0.65, "size", ("site",)),
    Target("capture", OURS, BASE, 0.95, inputs=("tree",)),
    Target("capture", OURS, BASE, 1.05, "size", ("tree",)),
    Target("capture", OURS, "restic backup", 1 / 2.5),
    Target("capture", OURS, "borg create zstd,3", 1 / 2.5),
    Target("verify", "ours full, 2 workers", "zstd -t", 0.80),
    Target("verify", "ours quick, 2 workers", "zstd -t", 0.25),
    Target("verify", "ours full, 2 workers", "restic check --read-data", 1 / 3),
    Target("verify", "ours full, 2 workers", "borg check --verify-data", 1 / 3),
    Target("restore", "ours, 2 workers", "zstd -dc | tar -x", 0.65),
    Target("restore", "ours, 2 workers", "restic restore", 1 / 3),
    Target("restore", "ours, 2 workers", "borg extract", 1 / 3),
    *(Target("one", f"{ours}, {place}", f"tar --zstd -x, {place}", 1 / 50)
      for ours in ("ours", "ours, cat") for place in ("start", "middle", "end")),
]

# Bytes, for each row of ours with two workers and the level of zstd that is the default.
MEMORY = 64 << 20
MEMORY_ROWS = (f"capture/{OURS}", "verify/ours full, 2 workers", "restore/ours, 2 workers")
