"""The numbers of the overview: asked once per (version, filters, audience), everything through the audience's policy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import change, periods
from lib.complaints.filters import Filters, place_level
from lib.privacy.release import Released, release, restrict
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import cache, monthly_counts
from lib.ui.choices import Holdings


@dataclass(frozen=True)
class Numbers:
    """What the overview shows. ``now`` is None when it is hidden.

    whole        completeness of what the filters choose; its ``count`` is the number in the title
    change       against the same period a year before; None when the data do not reach back (``why_no_change``)
    before       the filters of that period
    rate         per 100,000 with interval; None without a population, or from too few complaints (``rate_state``)
    rate_state   "shown", "unstable", "too_few", "no_population", "mixed_places", "hidden"
    population   (inhabitants, year used, year wanted, source)
    months       the series: month, count, provisional, context (drawn only as "a year before")
    places       count, before and share by place of ``level``
    crimes       by crime type, now and a year before
    side         the same question to every source, when there are several
    """

    filters: Filters
    policy: Policy
    whole: Released
    change: Released | None
    before: Filters
    rate: Released | None
    rate_state: str
    population: tuple[int, int, int, str] | None
    months: Released | None
    places: Released
    crimes: Released
    crimes_before: Released | None
    side: Released | None

    @property
    def now(self) -> int | None:
        count = self.whole.table["count"].iloc[0]
        return None if pd.isna(count) else int(count)


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy) -> Numbers:
    """Everything on the overview for these filters and this audience; from memory when it was asked before."""
    return cache.answer(
        snapshot, ("overview", filters, policy.name), lambda: _numbers(snapshot, filters, holdings, policy)
    )


def clipped(filters: Filters, holdings: Holdings, policy: Policy) -> Filters:
    """The period as far as the data go: "2022" with data until 17 November compares with 1 January - 17 November 2021.

    For an audience that sees whole months only, it ends with the last complete month.
    """
    start = max(filters.start or holdings.first, holdings.first.replace(day=1))
    last = periods.last_complete_month(holdings.last) if policy.whole_months else holdings.last
    if last < start:
        last = periods.month_end(holdings.last)
    end = min(filters.end or last, last)
    if policy.whole_months:
        start, end = start.replace(day=1), periods.month_end(end)
    if start > end:  # the period lies outside the data: leave it, the count is zero and says so
        return filters
    return filters.but(start=start, end=end)


def _numbers(snapshot: Snapshot, asked: Filters, holdings: Holdings, policy: Policy) -> Numbers:
    asked = clipped(asked, holdings, policy)
    filters = restrict(asked, policy)
    whole_result = monthly_counts.whole(snapshot, filters)
    whole = release(whole_result, policy)
    count = int(whole_result.table["count"].iloc[0])
    before = filters.year_before()
    reaches_back = before.start is not None and before.start >= holdings.first.replace(day=1)
    series = monthly_counts.series(snapshot, filters)
    changed = _change(snapshot, filters, before, series, policy) if reaches_back else None
    rate, state, population = _rate(snapshot, filters, holdings, count, policy)
    months = release(shown_months(series, filters, holdings), policy) if len(series.table) else None
    return Numbers(
        filters, policy, whole, changed, before, rate, state, population, months,
        _places(snapshot, asked, policy, reaches_back),
        release(monthly_counts.counted(snapshot, filters, "crime_type"), policy),
        release(monthly_counts.counted(snapshot, before, "crime_type"), policy) if reaches_back else None,
        _side(snapshot, asked, policy),
    )


def shown_months(series: Result, filters: Filters, holdings: Holdings) -> Result:
    """The months to draw out of a monthly series, each with ``context``: true where it is only "a year before"."""
    first = pd.Timestamp(_first_drawn(filters, holdings))
    table = series.table
    table = table[table["month"] >= first - pd.DateOffset(years=1)]
    if holdings.last != periods.month_end(holdings.last):
        table = table[table["month"] < pd.Timestamp(holdings.last.replace(day=1))]  # half a month looks like a fall
    return replace(series, table=table.assign(context=table["month"] < first).reset_index(drop=True))


def _first_drawn(filters: Filters, holdings: Holdings) -> dt.date:
    """The series shows so many months up to the end of the data, and more when the chosen period starts earlier."""
    last = holdings.last.replace(day=1)
    back = int(settings.value("ui.series_months")) - 1
    month = last.year * 12 + last.month - 1 - back
    first = dt.date(month // 12, month % 12 + 1, 1)
    if filters.start is not None:
        first = min(first, filters.start.replace(day=1))
    return max(first, holdings.first.replace(day=1))


def _change(snapshot: Snapshot, now: Filters, before: Filters, series: Result, policy: Policy) -> Released:
    """Matched months (October against October); single days and published quarters are one block each.

    Provisional months are left out of the comparison when others remain; ``settings["until"]`` is then its last day.
    """
    months = series.table.set_index("month")["count"]
    wanted = periods.months(now.start, now.end) if now.start and now.end else []
    pairs = [(pd.Timestamp(month), pd.Timestamp(_back_a_year(month))) for month in wanted]
    whole = now.start is not None and now.end is not None and now.start.day == 1 and now.end == periods.month_end(now.end)
    until, provisional_from = now.end, queries.profiles(snapshot)[now.source].provisional_from
    if whole and queries.profiles(snapshot)[now.source].by_month:
        if not all(earlier in months.index for _, earlier in pairs):
            raise ValueError("the series does not reach back a year")
        settled = [pair for pair in pairs if pair[0] < pd.Timestamp(provisional_from)]
        used = settled or pairs
        blocks = pd.DataFrame({
            "now": [months.get(month, 0) for month, _ in used], "before": [months[earlier] for _, earlier in used],
        })
        until = periods.month_end(used[-1][0].date())
    else:
        blocks = pd.DataFrame({
            "now": [int(queries.total(snapshot, now).table["count"].iloc[0])],
            "before": [int(queries.total(snapshot, before).table["count"].iloc[0])],
        })
    result = change.change(blocks, level=float(settings.value("statistics.level")))
    if until is not None and until >= provisional_from:  # late complaints are still missing: a fall proves nothing
        result = replace(result, table=result.table.replace({"verdict": {"down": "provisional"}}))
    told = {**result.settings, "until": until if until != now.end else None}
    return release(replace(result, filters=now, sources=series.sources, settings=told), policy)


def _rate(
    snapshot: Snapshot, filters: Filters, holdings: Holdings, count: int, policy: Policy
) -> tuple[Released | None, str, tuple[int, int, int, str] | None]:
    year = (filters.end or holdings.last).year
    chosen = [place_level(place) for place in filters.places] or ([holdings.area] if holdings.area else [])
    if len({level for level, _ in chosen}) > 1:
        return None, "mixed_places", None
    found = [snapshot.places.population_for(code, year) for _, code in chosen]
    if not found or any(one is None for one in found):
        return None, "no_population", None
    known = [one for one in found if one is not None]
    used = min((one[1] for one in known), key=lambda candidate: -abs(candidate - year))
    population = (sum(one[0] for one in known), used, year, known[0][2])
    if count < policy.smallest_count and count > 0:
        return None, "hidden", population
    if count < int(settings.value("statistics.rate_suppressed")):
        return None, "too_few", population
    result = change.rate(count, population[0], level=float(settings.value("statistics.level")))
    state = "unstable" if count < int(settings.value("statistics.rate_unstable")) else "shown"
    return release(replace(result, filters=filters), policy), state, population


def _places(snapshot: Snapshot, asked: Filters, policy: Policy, reaches_back: bool) -> Released:
    """count, before (a year earlier) and share by place; unknown places are a row without a code."""
    filters = restrict(asked, policy, ("place",))
    level = filters.level
    result = monthly_counts.counted(snapshot, filters, "place")
    table = result.table
    if reaches_back:
        earlier = monthly_counts.counted(snapshot, filters.year_before(), "place").table
        table = table.merge(earlier.rename(columns={"count": "before"}), on=level, how="outer")
        table[["count", "before"]] = table[["count", "before"]].fillna(0).astype("int64")
    total = int(table["count"].sum())
    table["share"] = table["count"] / total if total else float("nan")
    table = table.sort_values("count", ascending=False, kind="stable", ignore_index=True)
    counts = ("count", "before") if reaches_back else ("count",)
    return release(replace(result, table=table, counts=counts, derived={"count": ("share",)}), policy)


def _side(snapshot: Snapshot, asked: Filters, policy: Policy) -> Released | None:
    if len(snapshot.sources()) < 2:
        return None
    filters = restrict(asked.but(source="", places=()), policy, ("source",))
    return release(queries.count(snapshot, filters, ("source",)), policy)


def _back_a_year(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day.replace(year=day.year - 1, day=28)


def polygons(snapshot: Snapshot, released: Released, filters: Filters) -> tuple[dict[str, Any], frozenset[str]]:
    """(shapes to draw by code, codes outside the place filter) for the level of ``released``.

    Of a country's districts only those of the provinces with complaints are drawn; of sectors all.
    """
    level = released.dims[0]
    shapes = {
        code: shape for one in snapshot.places.polygon_sets(level) for code, shape in zip(one.codes, one.shapes, strict=True)
    }
    present = {str(code) for code in released.table[level].dropna()}
    if level in ("district", "province"):
        length = {"district": 4, "province": 2}[level]
        near = {code[:length] for code in present}
        kept = {code: shape for code, shape in shapes.items() if code[:length] in near}
        shapes = kept if kept else shapes
    if not filters.places:
        return shapes, frozenset()
    chosen = {code for place_l, code in map(place_level, filters.places) if place_l == level}
    wider = tuple(code for place_l, code in map(place_level, filters.places)
                  if place_l != level and place_l in ("department", "province", "district"))
    inside = {code for code in shapes if code in chosen or (wider and code.startswith(wider))} | (present & set(shapes))
    return shapes, frozenset(set(shapes) - inside)
