"""The numbers of the page of hours: asked once per (version, filters, audience), everything through the policy."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import hours
from lib.complaints.filters import Filters
from lib.privacy.release import Released, release, restrict
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import cache
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import clipped
from lib.ui.trends_numbers import by_day


@dataclass(frozen=True)
class Hours:
    """What the page shows.

    state      "shown"; "no_rows" (nothing chosen), "no_hours" (the source has none), "none_here" (none of these has one)
    cells      weekday, hour, count of complaints with both known
    unknown    weekday, count of complaints without an hour
    shifts, weekdays, windows   see ``lib.complaints.hours``
    known      share of the complaints with an hour; None when hidden
    intervals  complaints known as an interval
    narrowed   the visit asks for some days or hours, which this page does not follow
    """

    filters: Filters
    policy: Policy
    state: str
    cells: Released
    unknown: Released
    shifts: Released
    weekdays: Released
    windows: Released
    known: float | None
    intervals: int
    narrowed: bool


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy) -> Hours:
    """Everything on the page for these filters and this audience; from memory when it was asked before."""
    return cache.answer(snapshot, ("hours", filters, policy.name), lambda: _numbers(snapshot, filters, holdings, policy))


def _numbers(snapshot: Snapshot, asked: Filters, holdings: Holdings, policy: Policy) -> Hours:
    every = asked.but(hours=(), weekdays=())
    narrowed, asked = every != asked, clipped(every, holdings, policy)
    level = float(settings.value("statistics.level"))
    by_place = restrict(asked, policy, ("place", "weekday", "hour"))
    filters = restrict(asked, policy, ("weekday", "hour"))
    placed = queries.week_hours(snapshot, by_place)
    found = placed if by_place == filters else queries.week_hours(snapshot, filters)
    week = found.table.groupby(["weekday", "hour"], dropna=False)["count"].sum().reset_index()
    both = week["weekday"].notna() & week["hour"].notna()
    cells = replace(found, table=week[both].reset_index(drop=True), dims=("weekday", "hour"))
    lacking = week[~both].groupby("weekday", dropna=False)["count"].sum().reset_index()
    known = int(found.settings["known"])
    here = placed.table[placed.table[by_place.level].notna()]
    windows = hours.busiest_windows(
        here, by_place.level, length=int(settings.value("hours.window_hours")), most=int(settings.value("hours.windows")),
        fewest=int(settings.value("statistics.percent_base")), level=level,
    )
    spread = hours.day_spread(_inside(by_day(snapshot, filters.but(start=None, end=None)), filters))
    state = "shown"
    if not found.n:
        state = "no_rows"
    elif not known:
        state = "none_here" if queries.profiles(snapshot)[filters.source].hours else "no_hours"
    enough = (found.n or 0) >= int(settings.value("statistics.percent_base")) and known >= policy.smallest_count
    return Hours(
        filters, policy, state, release(cells, policy),
        release(replace(found, table=lacking, dims=("weekday",), n=(found.n or 0) - known), policy),
        release(_papers(hours.by_shift(week, settings.value("hours.shifts"), level=level), found), policy),
        release(_papers(hours.by_weekday(week, _days(filters), level=level, spread=spread), found), policy),
        release(_papers(windows, placed), policy), known / found.n if found.n and enough else None,
        int(found.settings["intervals"]), narrowed,
    )


def _papers(result: Result, of: Result) -> Result:
    """A statistic with the filters, sources and cautions of the counts that it comes from."""
    return replace(result, filters=of.filters, sources=of.sources, cautions=of.cautions,
                   settings={**of.settings, **result.settings})


def _inside(days: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    day = pd.DatetimeIndex(days["day"])
    after = day >= pd.Timestamp(filters.start) if filters.start else day == day
    return days[after & (day <= pd.Timestamp(filters.end) if filters.end else day == day)]


def _days(filters: Filters) -> dict[int, int]:
    """How many Mondays (1) ... Sundays (7) the period has."""
    if filters.start is None or filters.end is None:
        return {}
    number = (filters.end - filters.start).days + 1
    weeks, rest = divmod(number, 7)
    extra = Counter((filters.start + dt.timedelta(days=i)).isoweekday() for i in range(rest))
    return {day: weeks + extra[day] for day in range(1, 8)}


def top_window(found: Hours) -> pd.Series | None:
    """The fullest window of all places, when it is more than chance; None otherwise."""
    table = found.windows.table
    sure = table[table["beyond_chance"].fillna(False).astype(bool) & table["count"].notna()]
    return None if sure.empty else sure.sort_values("count", kind="stable").iloc[-1]
