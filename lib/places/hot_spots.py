"""Where is more than chance would put there? Gi* of every cell, and the decision by an exact test of its neighbourhood.

The z of Gi* is the common currency and is reported. It does not decide: complaints in a cell are few, their counts skew,
and the normal approximation with Benjamini-Hochberg marks a hot cell on most maps of pure chance where cells hold little
(``docs/methods/hot_spots.md`` has the table). Given how many complaints the whole map holds, under chance the sum of a
neighbourhood is binomial, and its p is exact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.places import tails
from lib.result import Result

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int32]

HOT, COLD, QUIET, UNJUDGED = "hot", "cold", "no_evidence", "no_exposure"


def hot_spots(
    cells: pd.DataFrame, indptr: Rows, indices: Rows, *, false_discovery: float
) -> Result:
    """Which cells stand in a neighbourhood with more complaints than chance would put there?

    cells            ``cell`` (a code), ``count`` (complaints, >= 0), ``exposure`` (what chance deals complaints out by:
                     area inside the jurisdiction, inhabitants ... > 0; zero or missing: the cell is not judged and its
                     complaints are not among those dealt out)
    indptr, indices  the neighbours of each cell, itself included (``lib.places.grid.neighbours``)
    false_discovery  of the cells called hot or cold, the share that may be so by chance

    Returns the rows with ``around`` (complaints of the neighbourhood), ``cells_around``, ``expected`` (of the neighbourhood
    under chance), ``z`` (Gi*), ``p`` (exact, two-sided), ``q`` (p adjusted over the map), ``verdict``: "hot", "cold",
    "no_evidence" or "no_exposure". ``settings``: cells judged, hot, cold.
    Missing counts (hidden from an audience) are refused: a sum without them would be wrong.

    Formulae: Gi* (Getis & Ord 1992, Geographical Analysis 24, 189-206; Ord & Getis 1995, ibid. 27, 286-306), binary
    weights, self included. p: with N complaints on the map and a share s of the exposure in the neighbourhood, its sum is
    binomial(N, s) when each complaint falls independently by exposure; twice the smaller tail. Adjustment over all judged
    cells: Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57, 289-300; neighbourhoods overlap, which it bears
    (Benjamini & Yekutieli 2001, Ann. Statist. 29, 1165-1188, positive dependence).
    """
    count = cells["count"].to_numpy(dtype=np.float64)
    if np.isnan(count).any():
        raise ValueError("every cell needs its count")
    exposure = np.nan_to_num(cells["exposure"].to_numpy(dtype=np.float64))
    judged = exposure > 0
    around, total, share = neighbourhoods(count, exposure, indptr, indices)
    told = tails.judged(around[judged], total, share[judged], false_discovery)
    p, q = np.full((2, len(count)), np.nan)
    p[judged], q[judged] = told.p, told.adjusted
    verdict = np.full(len(count), UNJUDGED, dtype=object)
    verdict[judged] = np.where(told.hot, HOT, np.where(told.cold, COLD, QUIET))
    table = cells.assign(
        around=around.astype(np.int64), cells_around=np.diff(indptr), expected=share * total,
        z=getis_ord(count, indptr, indices), p=p, q=q, verdict=verdict,
    )
    hangs = ("around", "cells_around", "expected", "z", "p", "q", "verdict")
    return Result(
        table, dims=("cell",), derived={"count": hangs}, n=int(count.sum()),
        settings={
            "method": "gi_star_exact_conditional", "reference": "Getis & Ord 1992; Benjamini & Hochberg 1995",
            "false_discovery": false_discovery, "judged": int(judged.sum()), "hot": int(told.hot.sum()),
            "cold": int(told.cold.sum()),
        },
    )


def neighbourhoods(count: Floats, exposure: Floats, indptr: Rows, indices: Rows) -> tuple[Floats, int, Floats]:
    """(complaints of each neighbourhood, complaints of the whole map, share of the exposure in each neighbourhood).

    Cells without exposure are left out of every sum and total.
    """
    kept = exposure > 0
    count, exposure = np.where(kept, count, 0.0), np.where(kept, exposure, 0.0)
    whole = exposure.sum()
    held = sums(exposure, indptr, indices)
    share = np.minimum(held / whole, 1.0) if whole > 0 else held
    return sums(count, indptr, indices), int(count.sum()), share


def getis_ord(values: npt.ArrayLike, indptr: Rows, indices: Rows) -> Floats:
    """The z of Gi* of every cell: how far its neighbourhood's sum lies from the map's mean, in standard deviations.

    values  one number a cell; ``indptr``, ``indices``: its neighbours, itself included, weight one each
    NaN where it has no meaning: all values equal, or a neighbourhood that is the whole map.
    """
    x = np.asarray(values, dtype=np.float64)
    number, mean = len(x), x.mean() if len(x) else np.nan
    spread = np.sqrt(max((x**2).mean() - mean**2, 0.0)) if number else np.nan
    weight = np.diff(indptr).astype(np.float64)
    scale = spread * np.sqrt((number * weight - weight**2) / max(number - 1, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(scale > 0, (sums(x, indptr, indices) - mean * weight) / scale, np.nan)


def sums(values: Floats, indptr: Rows, indices: Rows) -> Floats:
    """The sum over each cell's neighbours; no cell may be without any (each is its own)."""
    return np.add.reduceat(values[indices], indptr[:-1]) if len(values) else values
