"""Were the hot spots right? Maps made from earlier complaints, tested with later ones: hit rate, PAI and PEI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from lib.result import Result

Floats = npt.NDArray[np.float64]

CHANCE = "chance"


def taken(score: npt.ArrayLike, area: npt.ArrayLike, share: float) -> Floats:
    """How much of each cell belongs to the best ``share`` of the area? 0 to 1, in the order of the cells.

    score   what a map gives each cell, the highest first; NaN counts as lowest
    area    of each cell
    Cells of equal score are taken alike, all by the same part: no order that the file happens to have decides.
    """
    scores, areas = np.asarray(score, dtype=np.float64), np.asarray(area, dtype=np.float64)
    scores = np.where(np.isnan(scores), -np.inf, scores)
    levels, group = np.unique(-scores, return_inverse=True)
    held = np.bincount(group, weights=areas, minlength=len(levels))
    before = np.concatenate([[0.0], np.cumsum(held)[:-1]])
    part = np.clip((share * areas.sum() - before) / np.where(held > 0, held, 1.0), 0.0, 1.0)
    return np.asarray(part[group])


def pai(hits: float, total: float, share: float) -> float:
    """How many times more complaints than its area lets expect? Predictive accuracy index: (hits / all) / (area / all area).

    Source: Chainey, Tompson & Uhlig (2008), Security Journal 21, 4-28.
    """
    return hits / total / share if total and share > 0 else float("nan")


def validate(
    scores: Mapping[str, npt.ArrayLike], later: npt.ArrayLike, area: npt.ArrayLike, *, shares: Sequence[float],
    marked: Mapping[str, npt.ArrayLike] | None = None, base: str = "", runs: int, seed: int, level: float,
) -> Result:
    """Of the complaints that came later, how many fell into the part of the area that each map called hottest?

    scores      for each map its score by cell (made before the later complaints were known)
    later       later complaints by cell; area  square metres by cell, inside the jurisdiction
    shares      parts of the area to look at, such as .01, .03, .05
    marked      for maps that mark cells rather than rank them: true where marked; tested with the area they take
    base        the map that the others are compared with; "" = none
    runs, seed  of the maps drawn by chance: the same cells in random order

    Returns a row per share and map (and per marked map, its ``share`` being what it marks): ``share``, ``map``, ``kind``
    ("ranked", "marked"), ``hits``, ``rate`` (of the later complaints), ``low``, ``high`` (its Clopper-Pearson interval),
    ``pai``, ``pai_low``, ``pai_high``, ``pei`` (PAI over the best PAI that any choice of so much area could have had),
    ``better``, ``worse`` (later complaints that only this map, only the base map held), ``p`` (two-sided sign test of
    these), ``verdict`` ("better", "worse", "no_evidence" once all comparisons are looked at together, by Benjamini and
    Hochberg; "" without a base). The map "chance" has the mean of the random
    maps and, as its interval, what they reach. ``n``: later complaints. Without any, no row.

    The intervals take later complaints as independent; series by one offender make them too narrow.
    Sources: hit rate and PAI as ``pai``; PEI: Hunt (2016), Do crime hot spots move?, American University; ties in part:
    ``taken``; sign test of paired hits: McNemar (1947), Psychometrika 12, 153-157, exact.
    """
    events, areas = np.asarray(later, dtype=np.float64), np.asarray(area, dtype=np.float64)
    n = int(events.sum())
    flags = {name: np.asarray(cells, dtype=bool) for name, cells in (marked or {}).items()}
    settings = {
        "method": "out_of_time", "reference": "Chainey et al. 2008; Hunt 2016", "shares": tuple(shares), "base": base,
        "runs": runs, "seed": seed, "level": level, "cells": len(events),
    }
    records: list[dict[str, object]] = []
    for share in shares if n else ():
        parts = {name: taken(score, areas, share) for name, score in scores.items()}
        best = float(taken(events / areas, areas, share) @ events)
        for name, part in parts.items():
            row = _row(share, name, "ranked", float(part @ events), n, best, level)
            records.append(row | _against(part, parts.get(base) if name != base else None, events))
        records.append(_random(share, events, areas, n, best, runs, seed, level))
    for name, cells in flags.items() if n else ():
        share = float(areas[cells].sum() / areas.sum())
        part = cells.astype(np.float64)
        best = float(taken(events / areas, areas, share) @ events)
        row = _row(share, name, "marked", float(part @ events), n, best, level)
        other = taken(scores[base], areas, share) if base in scores and share > 0 else None
        records.append(row | _against(part, other, events))
    columns = ["share", "map", "kind", "hits", "rate", "low", "high", "pai", "pai_low", "pai_high", "pei", "better",
               "worse", "p", "verdict"]
    hangs = tuple(columns[4:])
    return Result(
        _judged(pd.DataFrame(records, columns=columns), level), dims=("share", "map"), counts=("hits",),
        derived={"hits": hangs}, measure="hits", n=n, settings=settings,
    )


def _row(share: float, name: str, kind: str, hits: float, n: int, best: float, level: float) -> dict[str, object]:
    low, high = _interval(hits, n, level)
    found, most = pai(hits, n, share), pai(best, n, share)
    return {
        "share": share, "map": name, "kind": kind, "hits": hits, "rate": hits / n, "low": low, "high": high, "pai": found,
        "pai_low": pai(low, 1, share), "pai_high": pai(high, 1, share), "pei": found / most if most else float("nan"),
    }


def _interval(hits: float, n: int, level: float) -> tuple[float, float]:
    """Clopper & Pearson (1934), for hits that ties may have broken as well: beta quantiles go between whole numbers."""
    tail = (1 - level) / 2
    low = 0.0 if hits <= 0 else float(stats.beta.ppf(tail, hits, n - hits + 1))
    high = 1.0 if hits >= n else float(stats.beta.ppf(1 - tail, hits + 1, n - hits))
    return low, high


def _against(part: Floats, base: Floats | None, events: Floats) -> dict[str, object]:
    if base is None:
        return {"better": np.nan, "worse": np.nan, "p": np.nan}
    better = float(np.maximum(part - base, 0.0) @ events)
    worse = float(np.maximum(base - part, 0.0) @ events)
    pairs = round(better + worse)
    p = float(stats.binomtest(min(round(better), pairs), pairs).pvalue) if pairs else 1.0
    return {"better": better, "worse": worse, "p": p}


def _judged(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """The verdicts of all comparisons together."""
    verdict, tested = np.full(len(table), "", dtype=object), table["p"].notna().to_numpy()
    if tested.any():
        told = table[tested]
        sure = stats.false_discovery_control(told["p"].to_numpy(dtype=np.float64)) <= 1 - level
        verdict[tested] = np.where(sure, np.where(told["better"] > told["worse"], "better", "worse"), "no_evidence")
    return table.assign(verdict=verdict)


def _random(
    share: float, events: Floats, areas: Floats, n: int, best: float, runs: int, seed: int, level: float
) -> dict[str, object]:
    """What choosing so much area blindly reaches: the mean is known, the range is drawn."""
    rng = np.random.default_rng(seed)
    hits = np.array([taken(rng.random(len(areas)), areas, share) @ events for _ in range(runs)])
    low, high = (float(end) / n for end in np.quantile(hits, [(1 - level) / 2, (1 + level) / 2]))
    row = _row(share, CHANCE, "ranked", share * n, n, best, level)
    return row | {"low": low, "high": high, "pai_low": pai(low, 1, share), "pai_high": pai(high, 1, share),
                  "better": np.nan, "worse": np.nan, "p": np.nan}
