"""Where did it change beyond chance between two periods? Each cell tested, none subtracted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from lib.places.grid import Cells, neighbours
from lib.places.hot_spots import sums
from lib.result import Result

Floats = npt.NDArray[np.float64]


def moved(
    cells: Cells, now: npt.ArrayLike, before: npt.ArrayLike, *, exposure: tuple[float, float], level: float, rings: int
) -> Result:
    """In which cells are there more, or fewer, complaints than before, beyond what chance explains?

    now, before  complaints of the two periods, (parts, cells): each period in several parts of equal length (months), from
                 which the spread is seen; one part is allowed, and says nothing of it
    exposure     what the periods are over (now, before): days, times the share of complaints that have a point. The
                 totals of the map instead ask whether a cell changed otherwise than the whole map
    level        false discoveries accepted over the map; ``rings`` reach of a neighbourhood, in cells
    Returns one row for each cell: ``cell``, ``now``, ``before``, ``around_now``, ``around_before`` (with its
    neighbours), ``ratio`` (of the latter, over the exposures' ratio; inf where nothing was before), ``p``, ``adjusted``,
    ``verdict``: "up", "down", "no_evidence", or "too_few" when not even all the neighbourhood's complaints falling on one
    side could be told from chance.
    Given the neighbourhood's two counts' sum, the count of now is binomial (Przyborowski & Wilenski 1940, Biometrika 31,
    313-323). Complaints come in bursts: counts are divided by the variance over Poisson variance that the parts of each
    period show among themselves, one number for all cells, not below 1 (McCullagh & Nelder 1989, 4.5); what changed
    between the periods is not in it. p is twice the smaller tail, adjusted over the cells that can be tested (Tarone 1990;
    Benjamini & Hochberg 1995).
    """
    parts = [np.atleast_2d(np.asarray(period, dtype=np.float64)) for period in (now, before)]
    own_now, own_before = (period.sum(axis=0) for period in parts)
    near = neighbours(cells, rings)
    late, early = sums(own_now, *near), sums(own_before, *near)
    null = exposure[0] / (exposure[0] + exposure[1])
    phi = dispersion([np.stack([sums(part, *near) for part in period]) for period in parts])
    total = (late + early) / phi
    testable = 2 * max(null, 1 - null) ** total <= level
    p = np.ones(len(cells))
    p[testable] = conditional(late[testable] / phi, early[testable] / phi, null)
    adjusted = np.ones(len(cells))
    if testable.any():
        adjusted[testable] = stats.false_discovery_control(p[testable], method="bh")
    more = late * exposure[1] > early * exposure[0]
    verdict = np.select(
        [~testable, (adjusted <= level) & more, adjusted <= level], ["too_few", "up", "down"], "no_evidence"
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = late / early * (exposure[1] / exposure[0])
    table = pd.DataFrame({
        "cell": cells.codes, "now": own_now.astype(np.int64), "before": own_before.astype(np.int64),
        "around_now": late.astype(np.int64), "around_before": early.astype(np.int64), "ratio": ratio,
        "p": np.where(testable, p, np.nan), "adjusted": np.where(testable, adjusted, np.nan), "verdict": verdict,
    })
    hangs = ("around_now", "around_before", "ratio", "p", "adjusted", "verdict")
    return Result(
        table, dims=("cell",), counts=("now", "before"), derived={"now": hangs, "before": hangs}, measure="change",
        unit="ratio", n=int(own_now.sum() + own_before.sum()),
        settings={
            "method": "conditional_quasi_binomial", "level": level, "rings": rings, "dispersion": phi,
            "reference": "Przyborowski & Wilenski 1940; McCullagh & Nelder 1989; Benjamini & Hochberg 1995",
            "tested": int(testable.sum()), "exposure": exposure, "totals": (int(own_now.sum()), int(own_before.sum())),
            "cell_m": cells.grid.size_m, "shape": cells.grid.shape, "epsg": cells.grid.epsg,
        },
    )


def conditional(now: npt.ArrayLike, before: npt.ArrayLike, null: float) -> Floats:
    """Two-sided p of ``now`` given the sum, if each fell into now with probability ``null``; broken counts are allowed."""
    late, early = np.asarray(now, dtype=np.float64), np.asarray(before, dtype=np.float64)
    up = np.where(late > 0, special.betainc(np.maximum(late, 1e-9), early + 1, null), 1.0)
    down = np.where(early > 0, special.betaincc(late + 1, np.maximum(early, 1e-9), null), 1.0)
    return np.minimum(1.0, 2 * np.minimum(up, down))


def dispersion(periods: Sequence[Floats]) -> float:
    """Variance over Poisson variance of each place's parts around what the whole map did in them, at least 1.

    periods  (parts, places) each: the parts of one period are compared among themselves only. Places with more weigh more.
    1 where no period has two parts.
    Formula: given a place's n complaints of the period, those of its part j are expected to be n s_j, with variance
    n s_j (1 - s_j), s_j the part's share of the whole map; the squares are summed over places, parts and periods.
    """
    squares = expected = 0.0
    for held in periods:
        whole = held.sum()
        if len(held) < 2 or not whole:
            continue
        share = held.sum(axis=1, keepdims=True) / whole
        total = held.sum(axis=0)
        squares += float(((held - total * share) ** 2).sum())
        expected += float((total * share * (1 - share)).sum())
    return max(1.0, squares / expected) if expected else 1.0
