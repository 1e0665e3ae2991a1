"""The critical places: hot cells gathered into places small enough to patrol, the one with most complaints first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.places import tails
from lib.places.hot_spots import HOT, Rows, sums


@dataclass(frozen=True, eq=False)
class Critical:
    """Places and their cells.

    table  one row a place, in order: ``place`` (the code of its middle cell), ``cells``, ``count``, ``exposure``,
           ``expected`` (complaints under chance)
    of     the position in ``table`` of the place that each cell belongs to; -1 none
    """

    table: pd.DataFrame
    of: npt.NDArray[np.int32]


def critical_places(
    cells: pd.DataFrame, indptr: Rows, indices: Rows, most: int, level: float | None = None
) -> Critical:
    """Where should one go first?

    cells            the table of ``lib.places.hot_spots.hot_spots``
    indptr, indices  the neighbours that its sums used
    most             so many places at most
    level            None: every hot cell ends up in a place, if ``most`` allows

    The first place is the hot cell whose neighbourhood holds most complaints in hot cells, with those hot cells; the next
    is chosen in the same way among the cells not yet taken (the greedy rule of maximal covering: Church & ReVelle 1974,
    Papers of the Regional Science Association 32, 101-118). A wide hot area so becomes several places, none larger than
    one neighbourhood. With ``level`` what is left of a neighbourhood is a place only when it alone is beyond chance too:
    its exact p (``lib.places.tails.two_sided``) is at most ``level``. The places were chosen because their counts are high:
    part of that is chance, and their next counts will tend to be lower.
    """
    count, exposure = (cells[name].to_numpy(dtype=np.float64) for name in ("count", "exposure"))
    hot = (cells["verdict"] == HOT).to_numpy()
    kept = np.where(exposure > 0, count, 0.0)
    whole, total = np.nansum(exposure), kept.sum()
    left = np.where(hot, kept, 0.0)
    of = np.full(len(cells), -1, dtype=np.int32)
    free = hot & (kept > 0)
    rows: list[dict[str, object]] = []
    while len(rows) < most and free.any():
        middle = int(np.where(free, sums(left, indptr, indices), -1.0).argmax())
        near = indices[indptr[middle]: indptr[middle + 1]]
        taken = near[hot[near] & (of[near] < 0)]
        held, share = kept[taken].sum(), min(float(exposure[taken].sum() / whole), 1.0)
        p = float(tails.two_sided(np.array([held]), int(total), np.array([share]))[0])
        if level is not None and (p > level or held <= share * total):
            free[middle] = False
            continue
        of[taken], left[taken], free[taken] = len(rows), 0.0, False
        rows.append({
            "place": cells["cell"].iloc[middle], "cells": len(taken), "count": int(count[taken].sum()),
            "exposure": float(exposure[taken].sum()), "expected": share * total,
        })
    return Critical(pd.DataFrame(rows, columns=["place", "cells", "count", "exposure", "expected"]), of)


def busiest_hours(hour: npt.ArrayLike, length: int) -> tuple[int, int, int]:
    """(first hour, complaints, complaints of known hour) of the fullest ``length`` hours of the day; ties: the earliest.

    hour  0-23 of each complaint; negative is unknown and counts nowhere. The window may pass midnight.
    """
    known = np.asarray(hour, dtype=np.int64)
    each = np.bincount(known[known >= 0], minlength=24)
    held = np.convolve(np.r_[each, each[: length - 1]], np.ones(length, dtype=np.int64), "valid")
    first = int(held.argmax())
    return first, int(held[first]), int(each.sum())
