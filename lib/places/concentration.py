"""Concentration: how few places hold how much of crime, beside what chance alone would give to the same places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.result import Result

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]


def gini(counts: npt.ArrayLike) -> float:
    """How unequally are complaints spread over places: 0 all alike, near 1 all in one place. NaN without a complaint.

    counts  complaints of each place, those without any included
    Formula: 2 sum(rank x count) / (K sum(count)) - (K + 1) / K, places in rising order. Source: Gini (1912); as
    Bernasco & Steenbeek (2017), Journal of Quantitative Criminology 33, 451-467, write it.
    """
    return float(_gini(np.sort(np.asarray(counts, dtype=np.float64))[None])[0])


def generalised(coefficient: npt.ArrayLike, crimes: int, places: int) -> Floats:
    """Gini's coefficient against the most even spread that so few crimes allow: with fewer crimes than places some places
    must stay empty, which is no concentration.

    Formula: max(places / crimes, 1) x (G - 1) + 1; the same as G when crimes are not fewer than places.
    Source: Bernasco & Steenbeek (2017), Journal of Quantitative Criminology 33, 451-467.
    """
    value = np.asarray(coefficient, dtype=np.float64)
    return np.asarray(max(places / crimes, 1.0) * (value - 1) + 1 if crimes else np.full_like(value, np.nan))


def concentration(
    counts: npt.ArrayLike, exposure: npt.ArrayLike, *, runs: int, seed: int, level: float
) -> Result:
    """How unequally do places share the complaints, and how much of that is chance?

    counts      complaints of each place, those without any included
    exposure    of the same length: what makes a complaint by chance likelier there (area inside the jurisdiction, addresses,
                ones); at least one above 0
    runs, seed  of the simulation: as many complaints thrown on the places, each place hit in proportion to its exposure
    level       confidence level, 0-1: what chance alone gives in so many of the simulated maps

    Returns a row per ``measure``: "gini", "generalised", "half", "quarter", "most" (share of the places, the busiest
    first, that hold 50, 25 and 80 % of the complaints, the last place taken in part), "top1", "top5" (share of the
    complaints in the busiest 1 and 5 % of the places), "empty" (share of places without a complaint); with ``value``,
    ``chance`` (mean of the simulations), ``low`` and ``high`` (their quantiles), ``p`` (share of simulations that are as
    concentrated or more, the real map counted in). No row when there is no complaint.
    Sources: Bernasco & Steenbeek (2017); Weisburd (2015), Criminology 53, 133-157 (a small share of places holds half).
    """
    observed = np.asarray(counts, dtype=np.int64)
    n, places = int(observed.sum()), len(observed)
    settings = {
        "method": "concentration", "reference": "Bernasco & Steenbeek 2017", "runs": runs, "seed": seed, "level": level,
        "places": places,
    }
    if not n:
        return Result(pd.DataFrame(columns=["measure", "value", "chance", "low", "high", "p"]), dims=("measure",),
                      counts=(), measure="concentration", unit="ratio", n=0, settings=settings)
    sorted_maps = _chance(observed, exposure, runs, seed)
    drawn = _measures(sorted_maps, n)
    real = _measures(np.sort(observed)[None], n)
    tails = [(1 - level) / 2, (1 + level) / 2]
    records = []
    for name, values in drawn.items():
        value = float(real[name][0])
        as_much = values <= value + 1e-12 if name in ("half", "quarter", "most") else values >= value - 1e-12
        low, high = np.quantile(values, tails)
        records.append({
            "measure": name, "value": value, "chance": float(values.mean()), "low": float(low), "high": float(high),
            "p": float((1 + as_much.sum()) / (1 + runs)),
        })
    return Result(
        pd.DataFrame(records), dims=("measure",), counts=(), measure="concentration", unit="ratio", n=n, settings=settings
    )


def curve(counts: npt.ArrayLike, exposure: npt.ArrayLike, *, runs: int, seed: int, level: float, points: int) -> Result:
    """What share of the complaints do the busiest places hold, for every share of the places?

    Arguments as ``concentration``; ``points``  steps between no place and all places

    Returns a row per step: ``share`` (of the places, the busiest first), ``held`` (share of the complaints), ``chance``,
    ``low``, ``high`` (the same on maps by chance). Lorenz's curve turned round: it starts with the busiest.
    Sources: Lorenz (1905), Publications of the American Statistical Association 9, 209-219; Wheeler & Reuter (2021),
    Journal of Quantitative Criminology 37, 903-932 (why harm is looked at from the busiest place).
    """
    observed = np.asarray(counts, dtype=np.int64)
    n = int(observed.sum())
    steps = np.linspace(0, 1, points + 1)
    table = pd.DataFrame({"share": steps})
    if n:
        chance = _held(_chance(observed, exposure, runs, seed), steps)
        table["held"] = _held(np.sort(observed)[None], steps)[0]
        table["chance"] = chance.mean(axis=0)
        table["low"], table["high"] = np.quantile(chance, [(1 - level) / 2, (1 + level) / 2], axis=0)
    else:
        table[["held", "chance", "low", "high"]] = np.nan
    return Result(
        table, dims=("share",), counts=(), measure="concentration", unit="share", n=n,
        settings={"method": "lorenz", "reference": "Lorenz 1905", "runs": runs, "seed": seed, "level": level,
                  "places": len(observed)},
    )


def ranks(counts: npt.ArrayLike) -> pd.DataFrame:
    """How many places had how many complaints: ``count`` (0 first), ``places``, ``complaints``.

    The table behind the J-shaped curve: most places have none or few, a handful has very many.
    """
    values, places = np.unique(np.asarray(counts, dtype=np.int64), return_counts=True)
    return pd.DataFrame({"count": values, "places": places, "complaints": values * places})


def _chance(observed: Longs, exposure: npt.ArrayLike, runs: int, seed: int) -> Longs:
    """Simulated maps, one a row, each in rising order."""
    weight = np.broadcast_to(np.asarray(exposure, dtype=np.float64), observed.shape)
    maps = np.random.default_rng(seed).multinomial(int(observed.sum()), weight / weight.sum(), size=runs)
    maps.sort(axis=1)
    return np.asarray(maps, dtype=np.int64)


def _gini(rising: Floats | Longs) -> Floats:
    places, total = rising.shape[1], rising.sum(axis=1)
    weighted = rising @ np.arange(1, places + 1, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(2 * weighted / (places * total) - (places + 1) / places)


def _measures(rising: Longs, n: int) -> dict[str, Floats]:
    """Every measure for maps with ``n`` complaints each, one a row in rising order."""
    places = rising.shape[1]
    coefficient = _gini(rising)
    busiest = np.cumsum(rising[:, ::-1], axis=1)
    return {
        "gini": coefficient, "generalised": generalised(coefficient, n, places),
        "half": _needed(busiest, 0.5), "quarter": _needed(busiest, 0.25), "most": _needed(busiest, 0.8),
        "top1": _held(rising, np.array([0.01]))[:, 0], "top5": _held(rising, np.array([0.05]))[:, 0],
        "empty": (rising == 0).mean(axis=1),
    }


def _needed(busiest: Longs, share: float) -> Floats:
    """Share of the places, the busiest first, that hold this share of the complaints; the last place in part."""
    wanted = share * busiest[:, -1]
    at = (busiest < wanted[:, None]).sum(axis=1)
    rows = np.arange(len(busiest))
    before = np.where(at > 0, busiest[rows, at - 1], 0)
    return np.asarray((at + (wanted - before) / (busiest[rows, at] - before)) / busiest.shape[1])


def _held(rising: Longs, steps: Floats) -> Floats:
    """Share of the complaints in each share of the places, the busiest first; between places in a straight line."""
    busiest = np.concatenate([np.zeros((len(rising), 1)), np.cumsum(rising[:, ::-1], axis=1)], axis=1)
    places = rising.shape[1]
    at = np.minimum((steps * places).astype(np.int64), places - 1)
    rest = steps * places - at
    held = busiest[:, at] + (busiest[:, at + 1] - busiest[:, at]) * rest
    return np.asarray(held / busiest[:, -1:])
