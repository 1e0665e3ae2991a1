"""Incident-layer files of any size, for tests and benchmarks: seeded, written in chunks, never held in memory."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from lib.demonstration.drawing import draw
from lib.demonstration.layer import layer_table, write_csv
from lib.demonstration.world import World, ica

CHUNK = 250_000
FIRST_ID = 50_000_000


def incident_layer_file(
    target: BinaryIO, rows: int, *, seed: int = 1, centroid_share: float = 0.4, filler_share: float | None = None,
    years: tuple[int, int] = (2018, 2025),
) -> None:
    """Write a synthetic file of the georeferenced layer, one row per complaint, into five sectors.

    target           an open binary stream; rows are appended in chunks of 250,000
    rows             data rows, all acceptable, complaint numbers unique
    seed             same seed, same bytes
    centroid_share   share of rows forced to the station's point (0-1): counted, never to be drawn
    filler_share     share at the filler point; the demonstration's when None
    years            first and last calendar year, both included, equally likely; not after the invented extract
    """
    world = ica()
    rng = np.random.default_rng(seed)
    share = _shares(world)
    for start in range(0, rows, CHUNK):
        n = min(CHUNK, rows - start)
        kind = rng.choice(len(world.kinds), n, p=share)
        year = rng.integers(years[0], years[1] + 1, n)
        drawn = draw(rng, world, kind, year, centroid_share=centroid_share, filler_share=filler_share)
        table = layer_table(rng, world, drawn, FIRST_ID + start)
        write_csv(table, target, header=start == 0)


def _shares(world: World) -> np.ndarray:
    """Kinds as frequent as in the demonstration, all years together."""
    totals = {group: sum(counts) for group, counts in world.facts["published"]["counts"].items()}
    totals["No delito"] = sum(world.facts["non_crimes"]["per_year"])
    weight = np.array([totals[kind.group] * kind.share for kind in world.kinds], dtype=float)
    return weight / weight.sum()
