"""Counts of whole months, added up in memory: moving the period asks the engine nothing new.

The engine is asked once per (version, filters without their period) for the counts by month and group; a period of whole
months is then a sum of some of them. Periods that cut a month, and sources that publish quarters or years, ask the engine.
"""

from __future__ import annotations

import pandas as pd

from lib.complaints import periods
from lib.complaints.filters import Filters
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.ui import cache


def counted(snapshot: Snapshot, filters: Filters, group: str) -> Result:
    """The same answer as ``queries.count(snapshot, filters, (group,))``; the filters are restricted, with a source."""
    if not _whole_months(snapshot, filters):
        return queries.count(snapshot, filters, (group,))
    column = filters.level if group == "place" else group
    inside = _inside(by_month(snapshot, filters, group), filters)
    table = inside.groupby(column, dropna=False, observed=True, sort=True)["count"].sum().reset_index()
    return scope.answer(snapshot, filters, table, dims=(column,), n=int(table["count"].sum()), settings={"by": (column,)})


def by_month(snapshot: Snapshot, filters: Filters, group: str) -> pd.DataFrame:
    """month, the group's column and count of every month of the source under these filters, whatever their period."""
    column = filters.level if group == "place" else group
    whole = filters.but(start=None, end=None)
    return cache.answer(
        snapshot, ("months", whole, column), lambda: queries.count(snapshot, whole, ("month", group)).table
    )


def whole(snapshot: Snapshot, filters: Filters) -> Result:
    """The same answer as ``queries.completeness(snapshot, filters)``."""
    if not _whole_months(snapshot, filters):
        return queries.completeness(snapshot, filters)
    months = cache.answer(
        snapshot, ("gaps", filters.but(start=None, end=None)),
        lambda: queries.gaps(snapshot, filters.but(start=None, end=None), ("month",)),
    )
    return queries.completeness(snapshot, filters, _inside(months, filters))


def series(snapshot: Snapshot, filters: Filters) -> Result:
    """Every month of the source under these filters, whatever their period (see ``queries.monthly``)."""
    whole = filters.but(start=None, end=None)
    return cache.answer(snapshot, ("series", whole), lambda: queries.monthly(snapshot, whole))


def _inside(months: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    if filters.start is None or filters.end is None:
        return months
    first, last = pd.Timestamp(filters.start), pd.Timestamp(filters.end)
    return months[(months["month"] >= first) & (months["month"] <= last)]


def _whole_months(snapshot: Snapshot, filters: Filters) -> bool:
    if filters.start is None or filters.end is None or filters.start.day != 1:
        return False
    if filters.end != periods.month_end(filters.end):
        return False
    return queries.profiles(snapshot)[filters.source].by_month
