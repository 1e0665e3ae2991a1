"""Planting near repeats: some thefts happen at the corner of another theft of the days before; only their place moves."""

from __future__ import annotations

import numpy as np

from lib.demonstration.drawing import MANUAL, Drawn, Ints
from lib.demonstration.world import METRES_PER_DEGREE, World


def plant_repeats(rng: np.random.Generator, world: World, drawn: Drawn) -> Ints:
    """Move some located complaints of a group, in place, to the corner where another happened shortly before.

    Both lie in the same sector and outside the hot spot; dates, hours, kinds and totals stay as they were drawn.
    Returns the positions of those moved.
    """
    facts = world.facts["near_repeats"]
    group = np.isin(drawn.kind, world.kinds_of(facts["group"])) & (drawn.quality <= MANUAL) & ~drawn.in_hot_spot
    moved = []
    for sector, corners in enumerate(world.corners):
        rows = np.flatnonzero(group & (drawn.sector == sector))
        rows = rows[np.argsort(drawn.day[rows], kind="stable")]
        day = drawn.day[rows].astype(np.int64)
        later = np.flatnonzero(rng.random(len(rows)) < facts["share"])
        first, last = (np.searchsorted(day, day[later] - gap, side="left") for gap in (facts["days"], 0))
        later, first, last = (positions[last > first] for positions in (later, first, last))
        earlier = first + (rng.random(len(later)) * (last - first)).astype(np.int64)
        follows, leads = rows[later], rows[earlier]
        drawn.corner[follows] = drawn.corner[leads]
        off = np.clip(rng.normal(0, 15, (2, len(follows))), -28, 28) / METRES_PER_DEGREE
        drawn.longitude[follows] = corners[drawn.corner[follows], 0] + off[0]
        drawn.latitude[follows] = corners[drawn.corner[follows], 1] + off[1]
        moved.append(follows)
    return np.concatenate(moved)
