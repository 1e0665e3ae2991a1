"""Near repeats: after one complaint, do others follow close by and soon, more than if place and day had nothing to do with
each other? The Knox test over bands of distance and of days."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from lib.errors import UsageError
from lib.places.close_pairs import LANES, LONGEST, ClosePairs, apart, close_pairs
from lib.result import Result

Distance = Literal["manhattan", "euclidean"]
DISTANCES: tuple[Distance, ...] = ("manhattan", "euclidean")
Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]


def knox(
    x: npt.ArrayLike, y: npt.ArrayLike, day: npt.ArrayLike, *, space: Sequence[float], time: Sequence[float],
    distance: Distance, permutations: int, seed: int, level: float, most_pairs: int,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """After a complaint, how many follow within so many metres and so many days, against what chance would give?

    x, y          metres on one plane; day  whole days, counted from anywhere. No value may be missing
    space, time   edges of the bands, rising from 0, metres and days; the last may be infinite. Half-open: a pair at 100 m
                  and 3 days is in [100, 200) and in [3, 7). A first space edge below a metre sets repeats at the same
                  place apart
    distance      "manhattan" (along a grid of streets) or "euclidean" (straight)
    permutations  shufflings of the days over the places; seed  of the shufflings
    level         confidence level, 0-1
    most_pairs    pairs within the last finite space edge that memory may hold
    progress      called with the share done, 0-1

    Returns a row per band of distance and of days, near and soon first: ``space``, ``time`` (interval notation), ``from_m``,
    ``to_m``, ``from_days``, ``to_days``, ``pairs``, ``expected`` (exact mean over all shufflings), ``ratio`` (pairs over
    expected; NaN when nothing is expected), ``low``, ``high`` (what chance gives at the ``level``), ``p`` (one-sided: as
    many pairs or more), ``verdict`` ("more" after Benjamini and Hochberg over the finite bands, "no_evidence"; "" for what
    lies beyond them, which only mirrors them). ``n``: complaints.
    Raises UsageError for more close pairs than ``most_pairs``; ValueError for bands that do not rise from 0, for a
    missing place.

    Formula: pairs of a band are counted once each; expected = pairs in the space band x pairs in the time band / all pairs;
    p = (1 + shufflings with as many or more) / (1 + shufflings). The test looks for interaction only: a busy street or a
    busy month raises the expected number as well.
    Sources: Knox (1964), Applied Statistics 13, 25-29; permutation: Besag & Diggle (1977), Applied Statistics 26, 327-333;
    near repeats: Johnson et al. (2007), Journal of Quantitative Criminology 23, 201-219; Phipson & Smyth (2010), Statistical
    Applications in Genetics and Molecular Biology 9, 39 (why 1 is added).
    """
    _check(space)
    _check(time)
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    days = np.asarray(day, dtype=np.int64)
    n, settings = len(xs), {
        "method": "knox", "reference": "Knox 1964", "distance": distance, "space": tuple(space), "time": tuple(time),
        "permutations": permutations, "seed": seed, "level": level,
    }
    if not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        raise ValueError("every point needs its place")
    if n < 2:
        return _result(_bands(space, time), np.zeros((len(space) - 1, len(time) - 1), np.int64), None, n, settings)
    days = days - days.min()
    if days.max() > LONGEST:
        raise ValueError(f"the days span more than {LONGEST}")
    finite = np.array([edge for edge in space if math.isfinite(edge)], dtype=np.float64)
    pairs = close_pairs(xs, ys, finite, distance == "manhattan", most_pairs)
    if pairs is None:
        raise UsageError("near_repeats_too_many", metres=int(finite[-1]), most=most_pairs)
    edges = np.array([math.ceil(min(edge, LONGEST + 1)) for edge in time[1:]], dtype=np.int64)
    soon = _pairs_within(days, edges)
    table = np.concatenate([
        _table(pairs, batch, edges, soon, math.isinf(space[-1]))
        for batch in _counted(pairs, days, edges, permutations, seed, progress)
    ], axis=2)[:, :, :permutations + 1]
    expected = np.outer(_in_space(pairs, n, math.isinf(space[-1])), np.diff(soon, prepend=0)) / (n * (n - 1) / 2)
    return _result(_bands(space, time), table, expected, n, settings)


def _check(edges: Sequence[float]) -> None:
    finite = [edge for edge in edges if math.isfinite(edge)]
    if len(finite) < 2 or edges[0] != 0 or any(not b > a for a, b in zip(edges, edges[1:], strict=False)):
        raise ValueError(f"bands must rise from 0 and one must end: {tuple(edges)}")


def _counted(
    pairs: ClosePairs, days: Longs, edges: Longs, permutations: int, seed: int, progress: Callable[[float], None] | None,
) -> Iterator[Longs]:
    """The counts of the true days and of every shuffling, LANES at a time; the first column of all is the truth."""
    batches = -(-(permutations + 1) // LANES)
    root = np.random.default_rng(seed)
    streams = root.spawn(batches)

    def one(batch: int) -> Longs:
        lanes = np.empty((len(days), LANES), dtype=np.uint16)
        for lane in range(LANES):
            lanes[:, lane] = days if batch == 0 and lane == 0 else streams[batch].permutation(days)
        return apart(pairs, lanes, edges)

    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        for done, counts in enumerate(threads.map(one, range(batches)), 1):
            if progress is not None:
                progress(done / batches)
            yield counts


def _pairs_within(days: Longs, edges: Longs) -> Longs:
    """All pairs less than each edge apart in days, wherever they are: no shuffling changes it."""
    ordered = np.sort(days)
    later = np.arange(1, len(days) + 1)
    return np.array([int((np.searchsorted(ordered, ordered + edge, side="left") - later).sum()) for edge in edges])


def _in_space(pairs: ClosePairs, n: int, beyond: bool) -> Longs:
    """All pairs of each space band, whatever their days."""
    near = pairs.by_band()
    return np.append(near, n * (n - 1) // 2 - near.sum()) if beyond else near


def _table(pairs: ClosePairs, within: Longs, edges: Longs, soon: Longs, beyond: bool) -> Longs:
    """Pairs by space band, time band and shuffling, from the pairs within each edge."""
    if beyond:
        within = np.concatenate([within, (soon[:, None] - within.sum(axis=0))[None]])
    return np.diff(within, axis=1, prepend=0)


def _bands(space: Sequence[float], time: Sequence[float]) -> pd.DataFrame:
    records = [
        {"space": f"[{a:g}, {b:g})", "time": f"[{c:g}, {d:g})", "from_m": a, "to_m": b, "from_days": c, "to_days": d}
        for a, b in zip(space, space[1:], strict=False) for c, d in zip(time, time[1:], strict=False)
    ]
    return pd.DataFrame(records).astype(dict.fromkeys(("from_m", "to_m", "from_days", "to_days"), "float64"))


def _result(
    bands: pd.DataFrame, table: Longs, expected: Floats | None, n: int, settings: dict[str, object]
) -> Result:
    """``table``: pairs by space band, time band and, when there was something to shuffle, shuffling (the truth first)."""
    level = float(settings["level"])  # type: ignore[arg-type]
    flat = table.reshape(len(bands), -1)
    pairs, chance = flat[:, 0], flat[:, 1:]
    out = bands.assign(pairs=pairs, expected=0.0 if expected is None else expected.ravel())
    out["ratio"] = np.where(out["expected"] > 0, out["pairs"] / out["expected"].where(out["expected"] > 0, np.nan), np.nan)
    ends = ("low", "high")
    if chance.shape[1]:
        tails = ((1 - level) / 2, (1 + level) / 2)
        for name, tail in zip(ends, tails, strict=True):
            out[name] = np.quantile(chance, tail, axis=1, method="inverted_cdf").astype(np.float64)
        out["p"] = (1 + (chance >= pairs[:, None]).sum(axis=1)) / (1 + chance.shape[1])
        judged = np.isfinite(out["to_m"]) & np.isfinite(out["to_days"])
        out["verdict"] = ""
        adjusted = stats.false_discovery_control(out.loc[judged, "p"].to_numpy())
        out.loc[judged, "verdict"] = np.where(adjusted <= 1 - level, "more", "no_evidence")
    else:
        out[[*ends, "p"]] = np.nan
        out["verdict"] = ""
    hangs = ("expected", "ratio", "low", "high", "p", "verdict")
    return Result(
        out, dims=("space", "time"), counts=("pairs",), derived={"pairs": hangs}, measure="pairs", n=n, settings=settings,
    )
