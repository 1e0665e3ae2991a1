"""Rates of many places side by side: which may be printed, which are unstable, and what they are when strength is shared.

A rate from a handful of complaints says more about chance than about the place. So few are not printed, some only with
their interval, and ``empirical_bayes`` draws each towards the mean of all by as much as its population is too small.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from lib.result import Result

PER = 100_000
STATES = ("shown", "unstable", "too_few", "no_population", "hidden")
"""What may be done with a rate: print it, print it with "unstable", keep it back (three reasons)."""


def rates(table: pd.DataFrame, *, level: float, fewest: int, unstable: int, per: float = PER) -> Result:
    """How many complaints per 100,000 inhabitants in each place, and how sure is that?

    table     count (complaints of the period, >= 0; missing = hidden) and population (inhabitants; missing = not known),
              one row per place; other columns come along
    fewest    a rate from fewer complaints is missing (state "too_few")
    unstable  a rate from fewer complaints is there, with state "unstable"
    Returns the rows with rate, low, high (exact Poisson interval, per ``per`` inhabitants, of the period: not annualised)
    and state, one of STATES. Missing counts give "hidden", missing or non-positive populations "no_population".
    Source: Garwood (1936), Biometrika 28, 437-442; as ``lib.complaints.change.count_interval``, for many rows at once.
    """
    rate, low, high, state = printed(
        table["count"].astype("Float64").to_numpy(dtype=float, na_value=np.nan),
        table["population"].astype("Float64").to_numpy(dtype=float, na_value=np.nan),
        level=level, fewest=fewest, unstable=unstable, per=per,
    )
    return Result(
        table.assign(rate=rate, low=low, high=high, state=state), counts=("count",),
        derived={"count": ("rate", "low", "high", "state")}, measure="rate", unit="per_100000",
        settings={"method": "poisson_garwood", "reference": "Garwood 1936", "level": level, "per": per,
                  "fewest": fewest, "unstable": unstable},
    )


def printed(
    count: npt.NDArray[Any], population: npt.NDArray[Any], *, level: float, fewest: int, unstable: int, per: float = PER
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """The arithmetic of ``rates``: (rate, low, high, state); a missing count or population is NaN."""
    peopled = population > 0
    state = np.select(
        [np.isnan(count), ~peopled, count < fewest, count < unstable],
        ["hidden", "no_population", "too_few", "unstable"], "shown",
    )
    kept = (state == "shown") | (state == "unstable")
    tail = (1 - level) / 2
    safe, people = np.where(kept, count, 1.0), np.where(kept, population, np.nan)
    low, high = special.gammaincinv(safe, tail), special.gammaincinv(safe + 1, 1 - tail)
    return safe / people * per, low / people * per, high / people * per, state


def empirical_bayes(table: pd.DataFrame, *, per: float = PER) -> Result:
    """What are the rates when places with few inhabitants borrow from all?

    table    count (>= 0) and population (> 0), one row per place, of one crime type; other columns come along
    Returns the rows with smoothed (per ``per`` inhabitants) and weight (0 = all from the common mean, 1 = all its own).
    Rows without a count or a population are left out of the mean and have neither. With fewer than two places there is
    nothing to borrow from: the rate stays what it is, weight 1.
    Formula: m = sum(count)/sum(population); v = sum(population (rate - m)^2)/sum(population) - m/mean(population), not
    below 0; weight = v/(v + m/population); smoothed = weight rate + (1 - weight) m. A variance below what chance alone
    gives (v = 0) makes every place the mean.
    Source: Marshall, R. J. (1991), Mapping disease and mortality rates using empirical Bayes estimators, Applied
    Statistics 40, 283-294 (the global, method-of-moments estimator).
    """
    count = table["count"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    population = table["population"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    smoothed, weight = shrunk(count, population)
    return Result(
        table.assign(smoothed=smoothed * per, weight=weight), counts=("count",),
        derived={"count": ("smoothed", "weight")}, measure="rate", unit="per_100000",
        settings={"method": "empirical_bayes_global", "reference": "Marshall 1991", "per": per},
    )


def shrunk(count: npt.NDArray[Any], population: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The arithmetic of ``empirical_bayes``: (rates per inhabitant, weights); NaN in, NaN out."""
    known = ~np.isnan(count) & (population > 0)
    smoothed, weight = np.full(len(count), np.nan), np.full(len(count), np.nan)
    events, people = count[known], population[known]
    if not len(events):
        return smoothed, weight
    mean, own = events.sum() / people.sum(), events / people
    if len(events) == 1 or mean == 0:
        smoothed[known], weight[known] = own, 1.0
        return smoothed, weight
    variance = max(0.0, float((people * (own - mean) ** 2).sum() / people.sum() - mean / people.mean()))
    share = variance / (variance + mean / people)
    smoothed[known], weight[known] = share * own + (1 - share) * mean, share
    return smoothed, weight
