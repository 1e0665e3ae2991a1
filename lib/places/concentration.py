"""Concentration: how few places hold how much of crime, beside what chance alone would give to the same places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.result import Result

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[Any]
"""Whole numbers, one map a row."""


def generalised(coefficient: npt.ArrayLike, crimes: int, places: int) -> Floats:
    """Gini's coefficient against the most even spread that so few crimes allow: with fewer crimes than places some places
    must stay empty, which is no concentration.

    Formula: max(places / crimes, 1) x (G - 1) + 1; the same as G when crimes are not fewer than places.
    Source: Bernasco & Steenbeek (2017), Journal of Quantitative Criminology 33, 451-467.
    """
    value = np.asarray(coefficient, dtype=np.float64)
    return np.asarray(max(places / crimes, 1.0) * (value - 1) + 1 if crimes else np.full_like(value, np.nan))


@dataclass(frozen=True, eq=False)
class Chance:
    """Simulated maps of as many complaints, made by ``chance``.

    maps    one a row, each in rising order; places that are empty on every map are left out
    places  how many there are with those
    """

    maps: Counts
    places: int
    settings: Mapping[str, Any]


def chance(number: int, exposure: npt.ArrayLike, *, runs: int, seed: int) -> Chance:
    """What would as many complaints look like if each fell on a place by chance alone?

    number    complaints
    exposure  by place: what makes a complaint by chance likelier there (area inside the jurisdiction, inhabitants, ones);
              at least one above 0
    """
    weight = np.asarray(exposure, dtype=np.float64)
    share = weight / weight.sum()
    ends = np.cumsum(share)
    rng = np.random.default_rng(seed)
    maps = np.zeros((runs, len(weight)), dtype=np.uint16 if number < 65_536 else np.uint32)
    for run in range(runs):
        if number > len(weight):  # place by place is quicker than complaint by complaint
            maps[run] = rng.multinomial(number, share)
        else:
            hit = np.searchsorted(ends, rng.random(number), side="right")
            maps[run] = np.bincount(np.minimum(hit, len(weight) - 1), minlength=len(weight))
    maps.sort(axis=1, kind="stable")
    filled = maps[:, int((~maps.any(axis=0)).sum()):]
    return Chance(filled.copy(), len(weight), {"runs": runs, "seed": seed, "places": len(weight)})


def concentration(counts: npt.ArrayLike, by_chance: Chance, *, level: float) -> Result:
    """How unequally do places share the complaints, and how much of that is chance?

    counts     complaints of each place, those without any included
    by_chance  ``chance`` of as many complaints over the same places
    level      confidence level, 0-1: what chance alone gives in so many of the simulated maps

    Returns a row per ``measure``: "gini", "generalised", "quarter", "half", "most" (share of the places, the busiest
    first, that hold 25, 50 and 80 % of the complaints, the last place taken in part), "top1", "top5" (share of the
    complaints in the busiest 1 and 5 % of the places), "empty" (share of places without a complaint); with ``value``,
    ``expected`` (mean of the simulations), ``low`` and ``high`` (their quantiles), ``p`` (share of simulations that are as
    concentrated or more, the real map counted in). No row when there is no complaint.
    Sources: Bernasco & Steenbeek (2017); Weisburd (2015), Criminology 53, 133-157 (a small share of places holds half).
    """
    observed = np.sort(np.asarray(counts, dtype=np.int64))[None]
    n, runs, records = int(observed.sum()), len(by_chance.maps), []
    drawn = _measures(by_chance.maps, n, by_chance.places) if n else {}
    real = _measures(observed, n, by_chance.places) if n else {}
    for name, values in drawn.items():
        value = float(real[name][0])
        as_much = values <= value + 1e-12 if name in ("half", "quarter", "most") else values >= value - 1e-12
        low, high = _ends(values, level)
        records.append({
            "measure": name, "value": value, "expected": float(values.mean()), "low": float(low), "high": float(high),
            "p": float((1 + as_much.sum()) / (1 + runs)),
        })
    table = pd.DataFrame(records, columns=["measure", "value", "expected", "low", "high", "p"])
    return _result(table, "measure", n, by_chance, level, "Bernasco & Steenbeek 2017")


def curve(counts: npt.ArrayLike, by_chance: Chance, *, level: float, points: int) -> Result:
    """What share of the complaints do the busiest places hold, for every share of the places?

    counts, by_chance, level  as ``concentration``;  points  steps between no place and all places

    Returns a row per step: ``share`` (of the places, the busiest first), ``held`` (share of the complaints), ``expected``,
    ``low``, ``high`` (the same on maps by chance). Lorenz's curve turned round: it starts with the busiest.
    Sources: Lorenz (1905), Publications of the American Statistical Association 9, 209-219; Weisburd (2015).
    """
    observed = np.sort(np.asarray(counts, dtype=np.int64))[None]
    n, steps = int(observed.sum()), np.linspace(0, 1, points + 1)
    table = pd.DataFrame({"share": steps, "held": np.nan, "expected": np.nan, "low": np.nan, "high": np.nan})
    if n:
        held = _held(by_chance.maps, steps, by_chance.places)
        table["held"], table["expected"] = _held(observed, steps, by_chance.places)[0], held.mean(axis=0)
        table["low"], table["high"] = _ends(held, level)
    return _result(table, "share", n, by_chance, level, "Lorenz 1905")


def ranked(counts: npt.ArrayLike, by_chance: Chance, *, level: float, most: int) -> Result:
    """How many complaints has the busiest place, the second, the third ...? The J-shaped curve.

    counts, by_chance, level  as ``concentration``;  most  places told

    Returns ``rank`` (1 is the busiest), ``count``, ``expected``, ``low``, ``high``: what the place of that rank has on maps
    by chance, where some place must be the busiest too. ``verdict``: "more" when the count is beyond ``high``.
    Source: Eck, Clarke & Guerette (2007), Crime Prevention Studies 21, 225-264 (risky facilities).
    """
    observed = np.sort(np.asarray(counts, dtype=np.int64))[::-1]
    first = np.zeros((len(by_chance.maps), min(most, by_chance.places)))
    known = by_chance.maps[:, ::-1][:, :most]
    first[:, :known.shape[1]] = known
    low, high = _ends(first, level)
    table = pd.DataFrame({
        "rank": np.arange(1, first.shape[1] + 1), "count": observed[:most], "expected": first.mean(axis=0), "low": low,
        "high": high,
    })
    table["verdict"] = np.where(table["count"] > table["high"], "more", "no_evidence")
    result = _result(table, "rank", int(observed.sum()), by_chance, level, "Eck, Clarke & Guerette 2007")
    return replace(result, counts=("count",), derived={"count": ("expected", "low", "high", "verdict")}, unit="count")


def _ends(values: npt.NDArray[Any], level: float) -> tuple[Any, Any]:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _result(table: pd.DataFrame, dim: str, n: int, by_chance: Chance, level: float, reference: str) -> Result:
    return Result(
        table, dims=(dim,), counts=(), measure="concentration", unit="share", n=n,
        settings={"method": "concentration", "reference": reference, "level": level, **by_chance.settings},
    )


def _gini(rising: Floats | Counts, places: int) -> Floats:
    """Gini's coefficient of maps in rising order whose first places, always empty, may be missing: 2 sum(rank x count) /
    (K sum(count)) - (K + 1) / K (Gini 1912; as Bernasco & Steenbeek 2017 write it)."""
    total = rising.sum(axis=1, dtype=np.float64)
    weighted = rising @ np.arange(places - rising.shape[1] + 1, places + 1, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(2 * weighted / (places * total) - (places + 1) / places)


def _measures(rising: Counts, n: int, places: int) -> dict[str, Floats]:
    """Every measure for maps with ``n`` complaints each, one a row in rising order."""
    coefficient = _gini(rising, places)
    busiest = np.cumsum(rising[:, ::-1], axis=1, dtype=np.float64)
    return {
        "gini": coefficient, "generalised": generalised(coefficient, n, places),
        "quarter": _needed(busiest, 0.25, places), "half": _needed(busiest, 0.5, places),
        "most": _needed(busiest, 0.8, places), "top1": _held(rising, np.array([0.01]), places)[:, 0],
        "top5": _held(rising, np.array([0.05]), places)[:, 0], "empty": 1 - np.count_nonzero(rising, axis=1) / places,
    }


def _needed(busiest: Floats, share: float, places: int) -> Floats:
    """Share of the places, the busiest first, that hold this share of the complaints; the last place in part."""
    wanted = share * busiest[:, -1]
    at = (busiest < wanted[:, None]).sum(axis=1)
    rows = np.arange(len(busiest))
    before = np.where(at > 0, busiest[rows, at - 1], 0)
    return np.asarray((at + (wanted - before) / (busiest[rows, at] - before)) / places)


def _held(rising: Counts, steps: Floats, places: int) -> Floats:
    """Share of the complaints in each share of the places, the busiest first; between places in a straight line."""
    busiest = np.concatenate([np.zeros((len(rising), 1)), np.cumsum(rising[:, ::-1], axis=1, dtype=np.float64)], axis=1)
    whole = np.minimum(steps * places, rising.shape[1])
    at = np.minimum(whole.astype(np.int64), rising.shape[1] - 1)
    held = busiest[:, at] + (busiest[:, at + 1] - busiest[:, at]) * (whole - at)
    return np.asarray(held / busiest[:, -1:])
