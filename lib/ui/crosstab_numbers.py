"""The numbers of the cross table: asked once per (version, filters, audience), everything through the audience's policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import crosstab, periods
from lib.complaints.crosstab import TOTAL
from lib.complaints.filters import Filters, place_level
from lib.privacy.release import Released, release, restrict
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.ui import cache
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import clipped

YEAR, PRECEDING = "year", "preceding"
"""What the period is set against: the same days a year before, or the period of the same length just before it."""


@dataclass(frozen=True)
class Crosstab:
    """What the page shows.

    asked     the filters before the audience's policy, their period cut to the data
    now       the cross table of the period, measured: level, crime_type, count, shares, rates; TOTAL on both sides
    before    the same of the period before; None when the data do not reach back
    earlier   the filters of that period
    """

    asked: Filters
    policy: Policy
    now: Released
    before: Released | None
    earlier: Filters

    @property
    def level(self) -> str:
        return self.asked.level

    @cached_property
    def total(self) -> int | None:
        """All complaints of the table; None when hidden."""
        return count_of(self.now, TOTAL, TOTAL)


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, against: str) -> Crosstab:
    """The cross table for these filters and this audience; from memory when it was asked before."""
    return cache.answer(
        snapshot, ("crosstab", filters, policy.name, against),
        lambda: _numbers(snapshot, filters, holdings, policy, against),
    )


def count_of(released: Released, place: str, crime: str) -> int | None:
    """The count of one cell; None when it is hidden or not there."""
    table = released.table
    found = table.loc[(table[released.dims[0]] == place) & (table["crime_type"] == crime), "count"]
    return None if found.empty or pd.isna(found.iloc[0]) else int(found.iloc[0])


def without_place(released: Released) -> int | None:
    """Complaints of the table whose place is not known; None when that is hidden."""
    table = released.table
    found = table.loc[table[released.dims[0]].isna() & (table["crime_type"] == TOTAL), "count"]
    return 0 if found.empty else None if pd.isna(found.iloc[0]) else int(found.iloc[0])


def place_code(level: str, code: str) -> str:
    """As ``Filters.places`` writes it: a bare ubigeo, else with its level."""
    return code if level in ("department", "province", "district") else f"{level}:{code}"


def by_month(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """month, the level of the filters, crime_type, count: every month of the source. The filters are restricted."""
    whole = filters.but(start=None, end=None)
    return cache.answer(
        snapshot, ("crosstab.months", whole), lambda: queries.count(snapshot, whole, ("month", "place", "crime_type")).table
    )


def within(table: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The rows of a table by month that the period holds."""
    if filters.start is None or filters.end is None:
        return table
    return table[(table["month"] >= pd.Timestamp(filters.start)) & (table["month"] <= pd.Timestamp(filters.end))]


def in_whole_months(snapshot: Snapshot, filters: Filters) -> bool:
    """True when the period is made of whole months of a source that says the month."""
    whole = filters.start is not None and filters.end is not None and (
        filters.start.day == 1 and filters.end == periods.month_end(filters.end)
    )
    return whole and queries.profiles(snapshot)[filters.source].by_month


def earlier_period(filters: Filters, against: str) -> Filters:
    """The filters of the period that this one is set against."""
    if against == PRECEDING and filters.start is not None and filters.end is not None:
        start, end = periods.preceding(filters.start, filters.end)
        return filters.but(start=start, end=end)
    return filters.year_before()


def _numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, against: str) -> Crosstab:
    asked = clipped(filters, holdings, policy)
    earlier = earlier_period(asked, against)
    reaches_back = earlier.start is not None and earlier.start >= holdings.first.replace(day=1)
    places = _places(snapshot, asked, holdings)
    now = _table(snapshot, asked, policy, places, holdings)
    return Crosstab(
        asked, policy, now, _table(snapshot, earlier, policy, places, holdings) if reaches_back else None, earlier
    )


def _table(snapshot: Snapshot, asked: Filters, policy: Policy, places: Sequence[str], holdings: Holdings) -> Released:
    """Counts through the policy first; then shares and rates from what it left, so that none gives a hidden count back."""
    filters = restrict(asked, policy, ("place", "crime_type"))
    level = filters.level
    if in_whole_months(snapshot, filters):
        counts = within(by_month(snapshot, filters), filters)
    else:
        counts = queries.count(snapshot, filters, ("place", "crime_type")).table
    table = crosstab.crossed(counts, level, places)
    answer = scope.answer(
        snapshot, filters, table, dims=(level, "crime_type"), n=int(table["count"].iloc[-1]),
        settings={"by": (level, "crime_type"), "total": TOTAL},
    )
    counted = release(answer, policy)
    measured = crosstab.measured(
        counted.table.rename(columns={"suppressed": "hidden"}), level, _population(snapshot, filters, holdings, places),
        confidence=float(settings.value("statistics.level")), fewest=int(settings.value("statistics.rate_suppressed")),
        unstable=int(settings.value("statistics.rate_unstable")),
        percent_base=int(settings.value("statistics.percent_base")),
    )
    hangs = tuple(name for name in measured.columns if name not in (level, "crime_type", "count", "hidden", "population",
                                                                    "population_year"))
    said = tuple(one for one in counted.cautions if one.key != "reserved_left_out")
    again = replace(answer, table=measured, n=counted.n, cautions=said, derived={"count": hangs})
    return release(again, policy)


def _places(snapshot: Snapshot, filters: Filters, holdings: Holdings) -> list[str]:
    """Every place of the level that the source ever reported on and that the filters let in: without a row it is a zero."""
    codes = holdings.codes.get(filters.level, ())
    if not filters.places:
        return list(codes)
    chosen = [place_level(place) for place in filters.places]
    inside = []
    for code in codes:
        place = snapshot.places.get(filters.level, code)
        ubigeo = code if code.isdigit() else place.parent if place else ""
        if any(wanted == code if level == filters.level else _holds(level, wanted, ubigeo) for level, wanted in chosen):
            inside.append(code)
    return inside


def _holds(level: str, wider: str, ubigeo: str) -> bool:
    return level in ("department", "province", "district") and ubigeo.startswith(wider)


def _population(
    snapshot: Snapshot, filters: Filters, holdings: Holdings, places: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Inhabitants and the year they are of, nearest to the period's end; never extrapolated."""
    year = (filters.end or holdings.last).year
    out: dict[str, tuple[int, int]] = {}
    for code in places:
        found = snapshot.places.population_for(code, year)
        if found is not None:
            out[code] = (found[0], found[1])
    area = [place_level(place) for place in filters.places] or ([holdings.area] if holdings.area else [])
    if len(area) == 1:
        whole = snapshot.places.population_for(area[0][1], year)
        if whole is not None:
            out[TOTAL] = (whole[0], whole[1])
    return out
