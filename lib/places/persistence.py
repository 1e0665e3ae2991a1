"""Is a place hot month after month, newly, on and off, or no longer? The same cells judged window by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.places.grid import Cells, count, neighbours
from lib.places.hot_spots import neighbourhoods
from lib.places.tails import judged
from lib.result import Result

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CLASSES = ("persistent", "emerging", "intermittent", "former", "once", "never")
"""What a cell may be over the windows; the first that fits, in the order of ``Rules``."""


@dataclass(frozen=True)
class Rules:
    """The printed rules, in whole windows. Made by ``rules``.

    windows     how many there are; the last ``recent`` of them are the recent ones
    persistent  hot in at least so many of all
    emerging    hot in at least so many of the recent ones, and in at most ``before`` of the earlier
    former      hot in none of the recent ones, and in at least so many of the earlier
    Else "intermittent" when hot in two or more, "once" when hot in one (which one map of chance in six shows), "never".
    """

    windows: int
    recent: int
    persistent: int
    emerging: int
    before: int
    former: int


def rules(
    windows: int, *, persistent: float, recent: float, emerging: float, before: float, former: float
) -> Rules:
    """The rules for so many windows, from shares: persistent of all; recent = the last part of all; emerging of the recent;
    before and former of the earlier. "At least" is rounded up, "at most" down."""
    late = max(1, round(recent * windows))
    early = windows - late

    def least(share: float, of: int) -> int:
        return max(1, int(np.ceil(share * of - 1e-9)))

    return Rules(windows, late, least(persistent, windows), least(emerging, late), int(before * early + 1e-9),
                 least(former, early))


def classes(hot: npt.ArrayLike, by: Rules) -> npt.NDArray[np.object_]:
    """The class of each cell, one of CLASSES.

    hot  (windows, cells), oldest window first
    """
    table = np.asarray(hot, dtype=bool)
    times = table.sum(axis=0)
    late = table[len(table) - by.recent:].sum(axis=0)
    early = times - late
    return np.select(
        [times >= by.persistent, (late >= by.emerging) & (early <= by.before), (late == 0) & (early >= by.former),
         times >= 2, times == 1],
        ["persistent", "emerging", "former", "intermittent", "once"], "never",
    ).astype(object)


def persistence(
    x: Floats, y: Floats, day: npt.NDArray[np.int32], spans: Sequence[tuple[int, int]], cells: Cells, weight: npt.ArrayLike,
    by: Rules, *, level: float, rings: int, fewest: int,
) -> Result:
    """In which windows was each cell hot, and what does that make of it?

    x, y, day  located complaints: metres, days since 1970
    spans      (first, last day) of each window, oldest first
    cells      the cells of the map; ``weight`` what each holds of the ground: its area or its inhabitants
    level      false discoveries accepted over each map; ``rings`` reach of a neighbourhood, in cells
    fewest     a window with fewer complaints is not judged: nothing is hot in it, and ``settings["empty"]`` counts them
    Returns one row for each cell: ``cell``, ``count`` (all windows), ``windows`` (hot in so many), ``last`` (position of
    the last hot one, missing when none), ``kind`` (one of CLASSES) and ``w0``, ``w1`` ...: hot in that window or not.
    ``settings["single"]`` holds the hot cells of each window.
    A cell is hot in a window by the exact test of its neighbourhood's count and the correction over that window's map.
    """
    hot, held = np.zeros((len(spans), len(cells)), dtype=bool), np.zeros((len(spans), len(cells)))
    near = neighbours(cells, rings)
    ground = np.asarray(weight, dtype=np.float64)
    for k, (first, last) in enumerate(spans):
        mine = (day >= first) & (day <= last)
        held[k] = count(cells, x[mine], y[mine])
        if held[k].sum() >= fewest:
            hot[k] = judged(*neighbourhoods(held[k], ground, *near), level).hot
    times = hot.sum(axis=0)
    last_hot = len(spans) - 1 - np.argmax(hot[::-1], axis=0)
    table = pd.DataFrame({
        "cell": cells.codes, "count": held.sum(axis=0).astype(np.int64), "windows": times,
        "last": pd.array(np.where(times > 0, last_hot, -1), dtype="Int64"), "kind": classes(hot, by),
    })
    table.loc[times == 0, "last"] = pd.NA
    each = pd.DataFrame({f"w{k}": hot[k] for k in range(len(spans))})
    return Result(
        pd.concat([table, each], axis=1), dims=("cell",),
        derived={"count": ("windows", "last", "kind", *each.columns)}, measure="persistence", n=int(held.sum()),
        settings={
            "method": "conditional_binomial_by_window", "reference": "Benjamini & Hochberg 1995", "level": level,
            "rings": rings, "rules": by, "single": tuple(int(n) for n in hot.sum(axis=1)),
            "totals": tuple(int(n) for n in held.sum(axis=1)), "empty": int((held.sum(axis=1) < fewest).sum()),
            "cell_m": cells.grid.size_m, "shape": cells.grid.shape, "epsg": cells.grid.epsg,
        },
    )
