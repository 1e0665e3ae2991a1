"""The cross table of places by crime types, with its totals, its shares and its rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.complaints import rates

TOTAL = "*"
"""The code of a row or column of totals."""


def crossed(counts: pd.DataFrame, level: str, places: Sequence[str] = ()) -> pd.DataFrame:
    """How many complaints of each type in each place, every combination a row, with the totals of both sides?

    counts  columns ``level`` (code; missing = the complaint does not say), crime_type (code) and count; a combination
            may come several times (by month) and is then added up
    places  codes that are rows even without a complaint: the source reports on them, so that nothing is a true zero
    Returns level, crime_type, count: all places x types, absent combinations 0, TOTAL as the code of the sums. The
    place that is not known stays missing, and is there only when a complaint has it. Places by code, the unknown one
    last; types by code. Without any complaint and any place: the one row of totals, 0.
    """
    grid = counts.groupby([level, "crime_type"], dropna=False, observed=True)["count"].sum().unstack(fill_value=0)
    known = grid.index[grid.index.notna()].union(pd.Index(list(places), dtype=object))
    unknown = list(grid.index[grid.index.isna()])
    grid = grid.reindex([*sorted(known), *unknown], fill_value=0).fillna(0)
    grid = grid[sorted(grid.columns)]
    grid[TOTAL] = grid.sum(axis=1)
    grid.loc[TOTAL] = grid.sum(axis=0)
    grid.index.name, grid.columns.name = level, "crime_type"
    table = pd.Series(grid.stack(future_stack=True), name="count").reset_index()
    return table.astype({"count": "int64"})


def measured(
    table: pd.DataFrame, level: str, population: Mapping[str, tuple[int, int]], *, confidence: float, fewest: int,
    unstable: int, percent_base: int,
) -> pd.DataFrame:
    """The shares and rates of a cross table, from nothing but the counts that are in it.

    table         as ``crossed`` gives it, in its order, after privacy: hidden counts are missing
    population    place -> (inhabitants, year they are of); TOTAL -> those of the area that holds all places, when known
    confidence    level of the intervals, 0-1
    fewest, unstable  see ``lib.complaints.rates.rates``
    percent_base  a share of fewer complaints is missing
    Adds of_place (share of the place's total), of_type (share of the type's total), of_all; population,
    population_year; rate, low, high, state; smoothed, weight (see ``lib.complaints.rates``).
    A share is missing when either count is hidden or the total is below the base. Without its own, the row of totals has
    a population when every known place has one of the same year and no complaint lacks its place. A type is smoothed
    only when none of its places is hidden: the mean of all would help to work a hidden count out.
    """
    width = table["crime_type"].nunique()
    count = table["count"].astype("Float64").to_numpy(dtype=float, na_value=np.nan).reshape(-1, width)
    known = _with_total(table, level, population)
    people = [known.get(str(place)) for place in table[level].iloc[::width]]
    inhabitants = np.array([[np.nan if one is None else one[0]] * width for one in people], dtype=float)
    rate, low, high, state = rates.printed(count, inhabitants, level=confidence, fewest=fewest, unstable=unstable)
    smoothed, weight = _smoothed(count, np.where(_places(table, level, width)[:, None], inhabitants, np.nan))
    years = pd.array([None if one is None else one[1] for one in people for _ in range(width)], dtype="Int64")
    columns = {
        "of_place": _share(count, count[:, -1:], percent_base), "of_type": _share(count, count[-1:, :], percent_base),
        "of_all": _share(count, count[-1:, -1:], percent_base), "population": inhabitants, "rate": rate, "low": low,
        "high": high, "state": state, "smoothed": smoothed, "weight": weight,
    }
    out = table.assign(**{name: values.ravel() for name, values in columns.items()}, population_year=years)
    return out.astype({"population": "Int64"})


def _share(part: npt.NDArray[Any], whole: npt.NDArray[Any], base: int) -> npt.NDArray[Any]:
    return part / np.where(whole >= base, whole, np.nan)


def _places(table: pd.DataFrame, level: str, width: int) -> npt.NDArray[Any]:
    """True for the rows of the grid that are known places."""
    codes = table[level].iloc[::width]
    return (codes.notna() & (codes != TOTAL)).to_numpy(dtype=bool)


def _with_total(
    table: pd.DataFrame, level: str, population: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """The populations, with that of all places when the complaints of all of them are theirs."""
    places = [str(place) for place in table[level].dropna().unique() if place != TOTAL]
    known = {place: population[place] for place in places if place in population}
    if TOTAL in population:
        return {**known, TOTAL: population[TOTAL]}
    years = {year for _, year in known.values()}
    lost = table.loc[table[level].isna() & (table["crime_type"] == TOTAL), "count"]
    if len(known) == len(places) > 0 and len(years) == 1 and not (lost.isna() | (lost > 0)).any():
        known[TOTAL] = (sum(people for people, _ in known.values()), years.pop())
    return known


def _smoothed(count: npt.NDArray[Any], population: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Each type (and the total) drawn towards its own mean over the places that have a population."""
    smoothed, weight = np.full(count.shape, np.nan), np.full(count.shape, np.nan)
    for each in range(count.shape[1]):
        rows = np.flatnonzero(population[:, each] > 0)
        if not np.isnan(count[rows, each]).any():
            smoothed[rows, each], weight[rows, each] = rates.shrunk(count[rows, each], population[rows, each])
    return smoothed * rates.PER, weight
