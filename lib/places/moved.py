"""Where did it change beyond chance between two periods? Each cell tested, none subtracted."""

from __future__ import annotations

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

    now, before  complaints in each cell in the two periods
    exposure     what the periods are over (now, before): days, times the share of complaints that have a point. The
                 totals of the map instead ask whether a cell changed otherwise than the whole map
    level        false discoveries accepted over the map; ``rings`` reach of a neighbourhood, in cells
    Returns one row for each cell: ``cell``, ``now``, ``before``, ``ratio`` (of the neighbourhood, over the exposures'
    ratio; inf where nothing was before), ``p``, ``adjusted``, ``verdict``: "up", "down", "no_evidence", or "too_few" when
    not even all the neighbourhood's complaints falling on one side could be told from chance.
    Given the neighbourhood's two counts' sum, the count of now is binomial (Przyborowski & Wilenski 1940, Biometrika 31,
    313-323). The variance is estimated from all cells around the ratio that they share, not below binomial; counts are
    divided by it (McCullagh & Nelder 1989, 4.5). p is twice the smaller tail, adjusted over the cells that can be tested
    (Tarone 1990; Benjamini & Hochberg 1995). Real changes raise the variance too: a map on which much changed is judged
    more strictly.
    """
    own_now, own_before = (np.asarray(part, dtype=np.float64) for part in (now, before))
    near = neighbours(cells, rings)
    late, early = sums(own_now, *near), sums(own_before, *near)
    null = exposure[0] / (exposure[0] + exposure[1])
    phi = dispersion(late, early)
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
        "cell": cells.codes, "now": own_now.astype(np.int64), "before": own_before.astype(np.int64), "ratio": ratio,
        "p": np.where(testable, p, np.nan), "adjusted": np.where(testable, adjusted, np.nan), "verdict": verdict,
    })
    hangs = ("ratio", "p", "adjusted", "verdict")
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


def dispersion(now: Floats, before: Floats) -> float:
    """Variance over binomial variance around the ratio that all cells share, at least 1; larger cells weigh more."""
    total = now + before
    whole = total.sum()
    share = now.sum() / whole if whole else 0.0
    if share in (0.0, 1.0):
        return 1.0
    return max(1.0, float(((now - total * share) ** 2).sum() / (whole * share * (1 - share))))
