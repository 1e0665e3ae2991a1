"""One cell of the cross table: its months, its change, its hours and its place among the others; and two places compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib import settings
from lib.complaints import change, comparing, periods
from lib.complaints.crosstab import TOTAL
from lib.complaints.filters import Filters
from lib.privacy.release import Released, release, restrict
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.ui import cache, monthly_counts
from lib.ui.choices import Holdings
from lib.ui.crosstab_numbers import Crosstab, by_month, count_of, in_whole_months, place_code, within
from lib.ui.overview_numbers import shown_months


@dataclass(frozen=True)
class Cell:
    """A place and a crime type (TOTAL = all of them).

    count    complaints in the period; None when hidden, and then nothing else is known
    months   the series; None when the source does not publish by month
    change   against the period before; None when the data do not reach back
    hours    count by hour, the unknown hour missing; None when the source says no hour at all
    places   the crime type in every place
    filters  what the cell counts
    """

    place: str
    crime: str
    count: int | None
    filters: Filters
    months: Released | None = None
    change: Released | None = None
    hours: Released | None = None
    places: Released | None = None


def cell(snapshot: Snapshot, crossed: Crosstab, holdings: Holdings, place: str, crime: str) -> Cell:
    """Everything about one cell. What the cross table hides is not shown in its parts either."""
    question = ("crosstab.cell", crossed.now.filters, crossed.earlier, crossed.policy.name, place, crime)
    return cache.answer(snapshot, question, lambda: _cell(snapshot, crossed, holdings, place, crime))


def _cell(snapshot: Snapshot, crossed: Crosstab, holdings: Holdings, place: str, crime: str) -> Cell:
    asked = crossed.asked
    filters = restrict(asked, crossed.policy, ("place", "crime_type"))
    told = filters.but(
        places=filters.places if place == TOTAL else (place_code(crossed.level, place),),
        crime_types=filters.crime_types if crime == TOTAL else (crime,),
    )
    count = count_of(crossed.now, place, crime)
    if count is None:
        return Cell(place, crime, None, told)
    months = _months(snapshot, filters, place, crime)
    return Cell(
        place, crime, count, told, _series(snapshot, crossed, holdings, told, months),
        _change(snapshot, crossed, filters, months, place, crime), _hours(snapshot, crossed, filters, told, place, crime),
        _column(crossed, told, crime),
    )


def _months(snapshot: Snapshot, filters: Filters, place: str, crime: str) -> pd.Series:
    """Complaints of the cell by month, for every month that has any."""
    table = by_month(snapshot, filters)
    kept = _of(table, filters.level, place, crime) & table["month"].notna()
    return table[kept].groupby("month")["count"].sum()


def _of(table: pd.DataFrame, level: str, place: str, crime: str) -> pd.Series:
    kept = pd.Series(True, index=table.index)
    if place != TOTAL:
        kept &= (table[level] == place).fillna(False)
    if crime != TOTAL:
        kept &= (table["crime_type"] == crime).fillna(False)
    return kept


def _series(
    snapshot: Snapshot, crossed: Crosstab, holdings: Holdings, told: Filters, months: pd.Series
) -> Released | None:
    everything = crossed.asked.but(places=(), crime_types=())  # the months of the source are those of every cell
    frame = monthly_counts.series(snapshot, restrict(everything, crossed.policy, ("place", "crime_type")))
    if frame.table.empty or not queries.profiles(snapshot)[told.source].by_month:
        return None
    index = pd.DatetimeIndex(frame.table["month"])
    counted = months.copy()
    counted.index = pd.DatetimeIndex(counted.index).as_unit(index.unit)
    table = frame.table.assign(count=counted.reindex(index, fill_value=0).to_numpy())
    series = replace(frame, table=table, filters=told, n=int(table["count"].sum()))
    return release(shown_months(series, told, holdings), crossed.policy)


def _change(
    snapshot: Snapshot, crossed: Crosstab, filters: Filters, months: pd.Series, place: str, crime: str
) -> Released | None:
    if crossed.before is None:
        return None
    before = count_of(crossed.before, place, crime)
    now = count_of(crossed.now, place, crime)
    if before is None or now is None:
        return None
    blocks = pd.DataFrame({"now": [now], "before": [before]})
    spread = None
    if in_whole_months(snapshot, filters):
        blocks = _matched(months, filters, crossed.earlier)
        if len(blocks) < int(settings.value("crosstab.short_months")):
            spread = _year_matched(months, filters, snapshot)
    result = change.change(blocks, level=float(settings.value("statistics.level")), spread=spread)
    return release(replace(result, filters=filters, sources=crossed.now.sources), crossed.policy)


def _matched(months: pd.Series, now: Filters, before: Filters) -> pd.DataFrame:
    """The months of both periods in their order."""
    if not (now.start and now.end and before.start and before.end):
        return pd.DataFrame({"now": [], "before": []})
    sides = {"now": periods.months(now.start, now.end), "before": periods.months(before.start, before.end)}
    return pd.DataFrame({name: _at(months, wanted) for name, wanted in sides.items()})


def _at(months: pd.Series, wanted: list[dt.date]) -> list[int]:
    known = dict(zip(pd.DatetimeIndex(months.index).date, months, strict=True))
    return [int(known.get(month, 0)) for month in wanted]


def _year_matched(months: pd.Series, filters: Filters, snapshot: Snapshot) -> pd.DataFrame | None:
    """The twelve months up to the period's end against those a year before, when the data reach back."""
    if filters.end is None:
        return None
    last = pd.Timestamp(filters.end.replace(day=1))
    first = pd.Timestamp(queries.profiles(snapshot)[filters.source].first.replace(day=1))
    if last - pd.DateOffset(months=23) < first:
        return None
    now = [(last - pd.DateOffset(months=back)).date() for back in range(12)]
    before = [(last - pd.DateOffset(months=back + 12)).date() for back in range(12)]
    return pd.DataFrame({"now": _at(months, now), "before": _at(months, before)})


def _hours(
    snapshot: Snapshot, crossed: Crosstab, filters: Filters, told: Filters, place: str, crime: str
) -> Released | None:
    """Every hour of the day, zeros too, and the unknown hour as a row of its own."""
    if queries.profiles(snapshot)[filters.source].hours == 0:
        return None
    narrow = filters if filters.crime_types or crime == TOTAL else filters.but(crime_types=(crime,))
    # every month at once costs more than one period: worth it while the crime type of the filter stays
    whole = in_whole_months(snapshot, filters) and not filters.crime_types
    asked = narrow.but(start=None, end=None) if whole else narrow
    groups = ("month", "hour", "place", "crime_type") if whole else ("hour", "place", "crime_type")
    found = cache.answer(snapshot, ("crosstab.hours", asked), lambda: queries.count(snapshot, asked, groups).table)
    if whole:
        found = within(found, filters)
    mine = found[_of(found, filters.level, place, crime)]
    hours = mine["hour"].astype("Int64")
    known = mine[hours.notna()].groupby(hours[hours.notna()])["count"].sum()
    table = pd.DataFrame({
        "hour": pd.array([*range(24), None], dtype="Int64"),
        "count": [*(int(known.get(hour, 0)) for hour in range(24)), int(mine.loc[hours.isna(), "count"].sum())],
    })
    result = scope.answer(snapshot, told, table, dims=("hour",), n=int(table["count"].sum()))
    return release(result, crossed.policy)


def _column(crossed: Crosstab, told: Filters, crime: str) -> Released:
    """One crime type in every place, as the cross table shows it."""
    table = crossed.now.table
    kept = table[(table["crime_type"] == crime) & (table[crossed.level] != TOTAL)]
    mine = kept[[crossed.level, "count"]].reset_index(drop=True)
    answer = Result(
        mine, dims=(crossed.level,), filters=told.but(places=crossed.asked.places), sources=crossed.now.sources,
        n=None if mine["count"].isna().any() else int(mine["count"].sum()), settings=crossed.now.settings,
    )
    return release(answer, crossed.policy)


def compared(snapshot: Snapshot, crossed: Crosstab, one: str, other: str) -> Released:
    """Two places of the table side by side, every crime type that either has; hidden cells stay hidden."""
    question = ("crosstab.compared", crossed.now.filters, crossed.policy.name, one, other)
    return cache.answer(snapshot, question, lambda: _compared(snapshot, crossed, one, other))


def _compared(snapshot: Snapshot, crossed: Crosstab, one: str, other: str) -> Released:
    level, table = crossed.level, crossed.now.table
    names = ["count", "of_place", "population", "population_year", "rate", "low", "high", "state"]
    sides = [
        table[table[level] == place].set_index("crime_type")[names].add_suffix(f"_{side}")
        for place, side in ((one, "one"), (other, "other"))
    ]
    cells = sides[0].join(sides[1], how="outer").reset_index()
    cells = cells[(cells[["count_one", "count_other"]].fillna(1) > 0).any(axis=1) | (cells["crime_type"] == TOTAL)]
    cells["order"] = cells[["count_one", "count_other"]].fillna(0).sum(axis=1)
    cells = cells.sort_values("order", ascending=False, kind="stable").drop(columns="order").reset_index(drop=True)
    whole = cells[cells["crime_type"] == TOTAL].iloc[0]
    population = None
    if pd.notna(whole["population_one"]) and pd.notna(whole["population_other"]):
        population = (int(whole["population_one"]), int(whole["population_other"]))
    filters = restrict(crossed.asked, crossed.policy, ("place", "crime_type"))
    blocks, spread = _blocks(snapshot, filters, cells, one, other)
    result = comparing.compared(
        cells, blocks, level=float(settings.value("statistics.level")), population=population,
        false_discovery=float(settings.value("crosstab.false_discovery")), spread=spread,
    )
    places = (place_code(level, one), place_code(level, other))
    return release(
        replace(result, filters=filters.but(places=places), sources=crossed.now.sources, n=None), crossed.policy
    )


def _blocks(
    snapshot: Snapshot, filters: Filters, cells: pd.DataFrame, one: str, other: str
) -> tuple[dict[str, comparing.Blocks], dict[str, comparing.Blocks] | None]:
    """Month by month, the one place against the other; the counts themselves when there are no whole months."""
    if not in_whole_months(snapshot, filters) or filters.start is None or filters.end is None:
        return {
            str(crime): (np.array([one_count], dtype=float), np.array([other_count], dtype=float))
            for crime, one_count, other_count in zip(
                cells["crime_type"], cells["count_one"].fillna(0), cells["count_other"].fillna(0), strict=True)
        }, None
    wanted = periods.months(filters.start, filters.end)
    last = pd.Timestamp(filters.end.replace(day=1))
    year = [(last - pd.DateOffset(months=back)).date() for back in range(12)]
    short = len(wanted) < int(settings.value("crosstab.short_months"))
    sides = [_types_by_month(by_month(snapshot, filters), filters.level, place) for place in (one, other)]
    blocks = {str(crime): _beside(sides, str(crime), wanted) for crime in cells["crime_type"]}
    return blocks, {str(crime): _beside(sides, str(crime), year) for crime in cells["crime_type"]} if short else None


def _types_by_month(table: pd.DataFrame, level: str, place: str) -> dict[str, pd.Series]:
    """The months of a place by crime type, TOTAL for all of them."""
    mine = table[(table[level] == place).fillna(False) & table["month"].notna()]
    types = {str(crime): rows.set_index("month")["count"] for crime, rows in mine.groupby("crime_type", observed=True)}
    return {**types, TOTAL: mine.groupby("month")["count"].sum()}


def _beside(sides: list[dict[str, pd.Series]], crime: str, wanted: list[dt.date]) -> comparing.Blocks:
    nothing = pd.Series(dtype="int64")
    here, there = (_at(side.get(crime, nothing), wanted) for side in sides)
    return np.array(here, dtype=float), np.array(there, dtype=float)
