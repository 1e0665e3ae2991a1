"""Would somebody else's map show the same hot spots? The same points judged over many grids, reaches and windows.

A hot cell of one map depends on choices that nobody can defend to the metre: how large the cells are, where the first one
lies, how far a neighbourhood reaches, which months are looked at. A place that is hot whatever was chosen deserves a
patrol; one that is hot in a third of the choices was made by the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.places import binning
from lib.places.grid import Cells, Grid, Shape
from lib.places.raster import Raster
from lib.places.tails import judged
from lib.result import Result

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """One way to draw the map.

    shape   hexagons or squares; ``size_m`` metres
    shift   where the grid begins, as shares of a cell east and north
    rings   reach: cells round a cell that count with it; 0 the cell alone
    window  (from, to): the part of the period that is looked at, as shares of its days
    """

    shape: Shape
    size_m: float
    shift: tuple[float, float]
    rings: int
    window: tuple[float, float]


FACTORS = ("shape", "size_m", "rings", "window_share")
"""The choices by which the shares may be taken apart."""

VERDICTS = ("critical", "doubtful", "by_choice", "quiet")
"""Hot in nearly all choices, in most, in some, in hardly any."""


def choices(
    number: int, seed: int, *, base_m: float, factors: Sequence[float], rings: Sequence[int], windows: Sequence[float],
    shapes: Sequence[Shape] = ("hexagon", "square"),
) -> tuple[Choice, ...]:
    """``number`` ways to draw the map, each value of each choice about equally often.

    base_m   the cell of the map shown; ``factors`` multiply it
    rings    reaches in cells; ``windows`` lengths of the window as shares of the period, begun anywhere in it
    seed     the same seed gives the same choices
    Each list is repeated to the length and shuffled by itself (a Latin hypercube; McKay, Beckman & Conover 1979,
    Technometrics 21, 239-245), so that 200 choices cover combinations that a full crossing would need thousands for.
    """
    rng = np.random.default_rng(seed)

    def spread(values: Sequence[Any]) -> list[Any]:
        return [values[i] for i in rng.permutation(np.resize(np.arange(len(values)), number))]

    every = zip(
        spread(shapes), spread(factors), spread(rings), spread(windows), rng.random((number, 2)), rng.random(number),
        strict=True,
    )
    return tuple(
        Choice(shape, base_m * factor, (float(shift[0]), float(shift[1])), reach,
               ((1 - length) * float(begin), (1 - length) * float(begin) + length))
        for shape, factor, reach, length, shift, begin in every
    )


def multiverse(
    x: Floats, y: Floats, day: npt.NDArray[np.int32], period: tuple[int, int], ground: Raster, shown: Cells,
    made: Sequence[Choice], *, level: float, progress: Callable[[float], None] | None = None,
) -> Result:
    """In what share of the choices is each cell of the map hot?

    x, y, day   located complaints: metres, and days since 1970; those off the ground count nowhere
    period      first and last day of what is looked at
    ground      what the cells are compared by: area or inhabitants (``lib.places.raster``)
    shown       the cells of the map, a few hundred metres wide; each is hot in a choice when its middle lies in a hot cell
    made        ``choices(...)``
    level       false discoveries accepted over each map
    progress    told the share of the choices done
    Returns one row for each cell: ``cell``, ``count``, ``share`` (0-1 of the choices), and the share within each value of
    each choice, as ``size_m=250`` or ``rings=1``. ``settings["single"]`` is the mean number of hot cells in one choice.
    A cell is hot when its neighbourhood's count is above what its share of the ground gives, by the exact test and the
    correction over the map of ``lib.places.hot_spots``. Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Perspectives on
    Psychological Science 11, 702-712 (the multiverse of defensible choices).
    Raises ValueError without choices.
    """
    if not made:
        raise ValueError("no choices")
    order = np.argsort(day, kind="stable")
    points = _Points(x[order], y[order], day[order], period, ground, shown, level)
    hot = np.zeros((len(made), len(shown)), dtype=bool)
    done = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for k, found in enumerate(pool.map(points.hot, made)):
            hot[k] = found
            done += 1
            if progress is not None:
                progress(done / len(made))
    counted = binning.table(shown.grid, ground.box, 0)
    held = counted.count(x, y).ravel()[counted.at(shown.x, shown.y)]
    table = pd.DataFrame({"cell": shown.codes, "count": held.astype(np.int64), "share": hot.mean(axis=0)})
    parts = {name: hot[mine].mean(axis=0) for name, mine in _parts(made).items()}
    table = pd.concat([table, pd.DataFrame(parts)], axis=1)
    return Result(
        table, dims=("cell",), counts=("count",), derived={"count": ("share", *parts)}, measure="stability", unit="share",
        n=int(held.sum()),
        settings={
            "method": "multiverse", "reference": "Steegen et al. 2016", "choices": len(made), "level": level,
            "single": float(hot.sum(axis=1).mean()), "cell_m": shown.grid.size_m, "shape": shown.grid.shape,
            "epsg": shown.grid.epsg, "parts": tuple(parts),
        },
    )


def verdicts(share: npt.ArrayLike, *, critical: float, doubtful: float, faint: float) -> npt.NDArray[np.object_]:
    """What the share of the choices makes of each cell, one of VERDICTS: each limit belongs to the word above it."""
    told = np.asarray(share, dtype=np.float64) + 1e-12
    return np.select([told >= critical, told >= doubtful, told >= faint], VERDICTS[:3], VERDICTS[3]).astype(object)


def _parts(made: Sequence[Choice]) -> dict[str, npt.NDArray[np.bool_]]:
    """Which choices have each value of each factor."""
    out: dict[str, npt.NDArray[np.bool_]] = {}
    for name in FACTORS:
        values = [
            round(choice.window[1] - choice.window[0], 4) if name == "window_share" else getattr(choice, name)
            for choice in made
        ]
        for value in sorted(set(values)):
            said = value if isinstance(value, str) else f"{value:g}"
            out[f"{name}={said}"] = np.array([other == value for other in values])
    return out


@dataclass(frozen=True, eq=False)
class _Points:
    """What all choices share. The points are in order of their day, so that a window is a slice."""

    x: Floats
    y: Floats
    day: npt.NDArray[np.int32]
    period: tuple[int, int]
    ground: Raster
    shown: Cells
    level: float

    def hot(self, choice: Choice) -> npt.NDArray[np.bool_]:
        """Which cells of the map are hot under this choice."""
        x, y = self._within(choice.window)
        grid = Grid(choice.shape, choice.size_m, (choice.shift[0] * choice.size_m, choice.shift[1] * choice.size_m))
        table = binning.table(grid, self.ground.box, choice.rings)
        counts, ground = table.count(x, y), table.ground(self.ground)
        counts[ground <= 0] = 0
        near = table.around(counts, choice.rings), table.around(ground, choice.rings)
        held = ground > 0
        total, whole = int(counts.sum()), float(ground.sum())
        hot = np.zeros(counts.shape, dtype=bool)
        if total:
            share = np.minimum(near[1][held] / whole, 1.0)
            hot[held] = judged(near[0][held], total, share, self.level).hot
        return hot.ravel()[table.at(self.shown.x, self.shown.y)]

    def _within(self, window: tuple[float, float]) -> tuple[Floats, Floats]:
        first, last = self.period
        days = last + 1 - first
        low = first + round(window[0] * days)
        high = low + max(1, round((window[1] - window[0]) * days))
        begin, end = np.searchsorted(self.day, (low, high))
        return self.x[begin:end], self.y[begin:end]
