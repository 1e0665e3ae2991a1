"""The cross table of places by crime types, with its totals, its shares and its rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
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

    table         as ``crossed`` gives it, after privacy: hidden counts are missing
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
    rows = table.set_index([level, "crime_type"])
    count = table["count"].astype("Float64")
    of_place = pd.MultiIndex.from_arrays([table[level], [TOTAL] * len(table)])
    of_type = pd.MultiIndex.from_arrays([[TOTAL] * len(table), table["crime_type"]])
    out = table.copy()
    for name, index in (("of_place", of_place), ("of_type", of_type)):
        out[name] = _share(count, rows["count"].reindex(index).to_numpy(), percent_base)
    out["of_all"] = _share(count, [rows["count"].get((TOTAL, TOTAL))] * len(table), percent_base)
    known = _with_total(table, level, population)
    out["population"] = [known.get(str(place), (None, None))[0] for place in table[level]]
    out["population_year"] = [known.get(str(place), (None, None))[1] for place in table[level]]
    out = out.astype({"population": "Int64", "population_year": "Int64"})
    out = rates.rates(out, level=confidence, fewest=fewest, unstable=unstable).table
    return _smoothed(out, level)


def _share(part: pd.Series, whole: Any, base: int) -> pd.Series:
    total = pd.Series(whole, index=part.index).astype("Float64")
    return (part / total.where(total >= base)).astype("Float64")


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


def _smoothed(table: pd.DataFrame, level: str) -> pd.DataFrame:
    """Each type (and the total) drawn towards its own mean over the places; totals of all places are not smoothed."""
    count = table["count"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    population = table["population"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    places = (table[level].notna() & (table[level] != TOTAL) & table["population"].notna()).to_numpy()
    types, _ = pd.factorize(table["crime_type"])
    smoothed, weight = np.full(len(table), np.nan), np.full(len(table), np.nan)
    for each in range(types.max(initial=-1) + 1):
        rows = np.flatnonzero(places & (types == each))
        if not np.isnan(count[rows]).any():
            smoothed[rows], weight[rows] = rates.shrunk(count[rows], population[rows])
    return table.assign(smoothed=smoothed * rates.PER, weight=weight)
