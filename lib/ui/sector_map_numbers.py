"""The numbers of the map of sectors: counts and rates by place, in one map or several; what of it is on the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import change, rates
from lib.complaints.filters import Filters
from lib.places import leading, map_coverage
from lib.privacy.release import Released, release, restrict
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.storage.queries.map_rows import map_coverage_of
from lib.ui import cache, monthly_counts
from lib.ui.choices import Holdings
from lib.ui.crosstab_numbers import in_whole_months
from lib.ui.overview_numbers import clipped, polygons

COUNT, RATE = "count", "rate"
ONE, MONTH, TYPE, BEFORE = "", "month", "type", "before"
SPLITS = (ONE, BEFORE, MONTH, TYPE)
NOW, EARLIER = "now", "before"
HANGS = ("population", "rate", "low", "high", "state", "share")


@dataclass(frozen=True)
class Several:
    """Small maps side by side.

    table       dimensions (``by``, place), with the columns of ``MapNumbers.places``
    by          "month", "crime_type" or "period"
    keys        their order on the page
    shares      how much of each is on the map (None: hidden, or nothing counted)
    comparable  which of them may be set side by side; types always may
    left_out    how many types (or earlier months) are not drawn
    """

    table: Released
    by: str
    keys: tuple[Any, ...]
    shares: Mapping[Any, float | None]
    comparable: Mapping[Any, bool]
    left_out: int


@dataclass(frozen=True)
class MapNumbers:
    """What the page shows.

    places    place, count, population, rate, low, high, state (see lib.complaints.rates), share (of those on the map)
    whole     one row of lib.places.map_coverage.coverage
    shapes    polygons of the level (WGS 84) by code; {} when none are loaded
    outside   codes that the place filter leaves out
    lead      (first, second, p, ahead) by code, for the count and for the rate; None when nobody can lead
    several   the small maps of a split; None for one map
    years     years that the populations are of
    """

    filters: Filters
    policy: Policy
    level: str
    places: Released
    whole: Released
    shapes: Mapping[str, Any]
    outside: frozenset[str]
    lead: Mapping[str, tuple[str, str, float, bool] | None]
    several: Several | None
    years: tuple[int, ...]


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, split: str) -> MapNumbers:
    """Everything on the page for these filters and this audience; from memory when it was asked before."""
    return cache.answer(
        snapshot, ("sector map", filters, policy.name, split),
        lambda: _numbers(snapshot, filters, holdings, policy, split),
    )


def compared(snapshot: Snapshot, found: MapNumbers, code: str) -> Released | None:
    """One place against the same period a year before; None when the data do not reach back or months are cut."""
    filters = found.filters
    if not in_whole_months(snapshot, filters) or filters.start is None or filters.end is None:
        return None
    months = monthly_counts.by_month(snapshot, filters, "place")
    mine = months[months[found.level] == code].set_index("month")["count"]
    wanted = pd.date_range(filters.start, filters.end, freq="MS")
    earlier = wanted - pd.DateOffset(years=1)
    if not len(months) or earlier[0] < pd.Timestamp(months["month"].min()):
        return None
    blocks = pd.DataFrame({"now": mine.reindex(wanted).fillna(0).to_numpy(),
                           "before": mine.reindex(earlier).fillna(0).to_numpy()})
    result = change.change(blocks, level=float(settings.value("statistics.level")))
    if filters.end >= queries.profiles(snapshot)[filters.source].provisional_from:
        result = replace(result, table=result.table.replace({"verdict": {"down": "provisional"}}))
    return release(replace(result, filters=filters, sources=found.places.sources), found.policy)


def _numbers(snapshot: Snapshot, asked: Filters, holdings: Holdings, policy: Policy, split: str) -> MapNumbers:
    filters = restrict(clipped(asked, holdings, policy), policy, ("place",))
    level = filters.level
    counted = monthly_counts.counted(snapshot, filters, "place")
    shapes, outside = polygons(snapshot, release(counted, policy), filters)
    inside = [code for code in holdings.codes.get(level, ()) if code not in outside]
    if filters.places and not shapes:
        present = {str(code) for code in counted.table[level].dropna()}
        inside = [code for code in inside if code in present]
    population = _population(snapshot, filters, holdings, inside)
    table = counted.table.dropna(subset=[level]).set_index(level)["count"].reindex(inside, fill_value=0)
    places = table.rename_axis(level).reset_index()
    told = _measured(places, level, population)
    result = replace(counted, table=told, derived={"count": HANGS})
    whole = map_coverage_of(snapshot, filters)
    return MapNumbers(
        filters, policy, level, release(result, policy), release(whole, policy), shapes, outside, _leads(told, level),
        _several(snapshot, filters, holdings, policy, split, inside, population, counted) if split else None,
        tuple(sorted({year for _, year in population.values()})),
    )


def _measured(table: pd.DataFrame, level: str, population: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    """The rows with population, rate, interval, state and share of all rows."""
    people = np.array([population.get(code, (np.nan, 0))[0] for code in table[level]], dtype=float)
    rate, low, high, state = rates.printed(
        table["count"].to_numpy(dtype=float), people, level=float(settings.value("statistics.level")),
        fewest=int(settings.value("statistics.rate_suppressed")), unstable=int(settings.value("statistics.rate_unstable")),
    )
    whole = float(table["count"].sum())
    share = table["count"] / whole if whole else np.nan
    return table.assign(population=people, rate=rate, low=low, high=high, state=state, share=share)


def _leads(told: pd.DataFrame, level: str) -> dict[str, tuple[str, str, float, bool] | None]:
    """Who has most, and whether the next is behind beyond chance: by count, and by rate where rates are printed."""
    alpha = 1 - float(settings.value("statistics.level"))
    printed = told[told["rate"].notna()]
    out: dict[str, tuple[str, str, float, bool] | None] = {}
    for measure, rows, people in ((COUNT, told, None), (RATE, printed, printed["population"].to_numpy(dtype=float))):
        found = leading.leader(rows["count"].to_numpy(dtype=float), people, alpha=alpha)
        codes = rows[level].tolist()
        out[measure] = None if found is None else (codes[found[0]], codes[found[1]], found[2], found[3])
    return out


def _several(
    snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, split: str, inside: Sequence[str],
    population: Mapping[str, tuple[int, int]], papers: Result,
) -> Several | None:
    by = {MONTH: "month", TYPE: "crime_type", BEFORE: "period"}[split]
    found = _two_periods(snapshot, filters, holdings) if split == BEFORE else _by(snapshot, filters, by)
    if found is None:
        return None
    counts, cover = found
    level = filters.level
    counts = counts.dropna(subset=[level, by])
    totals = counts.groupby(by, observed=True)["count"].sum()
    keys, left_out = _keys(split, totals)
    if not keys:
        return None
    grid = counts.pivot_table(index=by, columns=level, values="count", aggfunc="sum", fill_value=0, observed=True)
    grid = grid.reindex(index=list(keys), columns=list(inside), fill_value=0)
    parts = [
        _measured(pd.DataFrame({level: list(inside), "count": grid.loc[key].to_numpy()}), level, population).assign(
            **{by: key}) for key in keys
    ]
    table = pd.concat(parts, ignore_index=True)[[by, level, "count", *HANGS]]
    released = release(
        replace(papers, table=table, dims=(by, level), derived={"count": HANGS}, n=int(table["count"].sum())), policy
    )
    covered = release(cover, policy).table.set_index(by)["share"]
    shares = {key: _share(covered.get(key)) for key in keys}
    fit = map_coverage.comparable(
        [np.nan if shares[key] is None else float(shares[key] or 0) for key in keys],
        float(settings.value("place_maps.coverage_points")),
    )
    comparable = {key: split == TYPE or bool(yes) for key, yes in zip(keys, fit, strict=True)}
    return Several(released, by, keys, shares, comparable, left_out)


def _by(snapshot: Snapshot, filters: Filters, by: str) -> tuple[pd.DataFrame, Result]:
    counts = queries.count(snapshot, filters, (by, "place")).table
    return counts, map_coverage_of(snapshot, filters, (by,))


def _two_periods(snapshot: Snapshot, filters: Filters, holdings: Holdings) -> tuple[pd.DataFrame, Result] | None:
    """The period and the same one a year before; None when the data do not reach back."""
    earlier = filters.year_before()
    if earlier.start is None or earlier.start < holdings.first.replace(day=1):
        return None
    tables, covers = [], []
    for key, each in ((EARLIER, earlier), (NOW, filters)):
        tables.append(monthly_counts.counted(snapshot, each, "place").table.assign(period=key))
        covers.append(map_coverage_of(snapshot, each).table.assign(period=key))
    whole = map_coverage_of(snapshot, filters)
    return pd.concat(tables), replace(whole, table=pd.concat(covers, ignore_index=True), dims=("period",))


def _keys(split: str, totals: pd.Series) -> tuple[tuple[Any, ...], int]:
    """Which small maps, in order, and how many are left out."""
    if split == BEFORE:
        return tuple(key for key in (EARLIER, NOW) if key in totals.index), 0
    if split == MONTH:
        months = sorted(totals.index)
        shown = int(settings.value("place_maps.months_shown"))
        return tuple(months[-shown:]), max(len(months) - shown, 0)
    kept = totals[totals > 0].sort_values(ascending=False, kind="stable")
    shown = int(settings.value("place_maps.types_shown"))
    return tuple(kept.index[:shown]), max(len(kept) - shown, 0)


def _population(
    snapshot: Snapshot, filters: Filters, holdings: Holdings, places: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Inhabitants and the year they are of, nearest to the period's end."""
    end: dt.date = filters.end or holdings.last
    found = {code: snapshot.places.population_for(code, end.year) for code in places}
    return {code: (one[0], one[1]) for code, one in found.items() if one is not None}


def _share(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
