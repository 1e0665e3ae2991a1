"""Months, weeks and years out of counts by day or month: consecutive, with what is cut or still filling marked."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import pandas as pd

from lib.complaints import periods

DAY = dt.timedelta(days=1)


def weekly(days: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Counts by week from counts by day.

    days         ``day``, ``count``; days without a row have none
    first, last  first and last day of the data, both included
    Returns a row per week from Monday to Sunday that the data touch, in order: ``start`` (its Monday), ``end`` (its
    Sunday), ``count``, ``whole`` (False: the data begin or end inside it, so its count is not a week's).
    """
    monday = first - dt.timedelta(days=first.weekday())
    starts = pd.date_range(monday, last, freq="7D").as_unit("us")
    day = pd.DatetimeIndex(days["day"])
    at = day - pd.to_timedelta(day.day_of_week, unit="D")
    counted = days["count"].groupby(at.as_unit("us")).sum()
    ends = starts + pd.Timedelta(days=6)
    return pd.DataFrame({
        "start": starts, "end": ends, "count": counted.reindex(starts, fill_value=0).to_numpy(),
        "whole": (starts >= pd.Timestamp(first)) & (ends <= pd.Timestamp(last)),
    })


def year_to_date(
    counts: pd.DataFrame, first: dt.date, end: dt.date, years: int
) -> tuple[pd.DataFrame, dict[int, pd.DataFrame]]:
    """Complaints from 1 January to the same day in this year and in earlier ones.

    counts  ``day`` (or the first of a month, when ``end`` closes a month) and ``count``
    first   first day of the data: a year that it cuts is left out
    end     last day of the span in this year, included; 29 February is 28 February in other years
    years   earlier years shown at most
    Returns (``year``, ``count``, ``end``; this year last) and, for each earlier year, the matched months (``now``,
    ``before``) for ``lib.complaints.change.change``; the last month may be cut, in both years at the same day.
    """
    day = pd.DatetimeIndex(counts["day"])
    calendar_year, month = np.asarray(day.year), np.asarray(day.month)
    in_year, weight = month * 100 + np.asarray(day.day), counts["count"].to_numpy(dtype=float)
    tables: dict[int, np.ndarray] = {}
    ends: dict[int, dt.date] = {}
    for year in range(end.year - years, end.year + 1):
        if dt.date(year, 1, 1) >= first:
            ends[year] = same_day(end, year)
            inside = (calendar_year == year) & (in_year <= ends[year].month * 100 + ends[year].day)
            tables[year] = np.bincount(month[inside], weight[inside], minlength=13)[1:end.month + 1]
    table = pd.DataFrame({
        "year": list(tables), "count": [int(months.sum()) for months in tables.values()], "end": list(ends.values()),
    })
    now = tables.get(end.year)
    matched = {} if now is None else {
        year: pd.DataFrame({"now": now, "before": before}) for year, before in tables.items() if year != end.year
    }
    return table, matched


def same_day(day: dt.date, year: int) -> dt.date:
    """That day in another year; the end of February stays its end."""
    if (day.month, day.day) in ((2, 28), (2, 29)) and day == periods.month_end(day):
        return dt.date(year, 2, calendar.monthrange(year, 2)[1])
    return day.replace(year=year) if (day.month, day.day) != (2, 29) else dt.date(year, 2, 28)
