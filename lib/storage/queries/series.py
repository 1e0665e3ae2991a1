"""Complaints month by month."""

from __future__ import annotations

import pandas as pd

from lib import settings
from lib.complaints import periods
from lib.complaints.filters import Filters
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.storage.queries.counting import count
from lib.storage.queries.sources import profiles


def monthly(snapshot: Snapshot, filters: Filters) -> Result:
    """How many complaints in each month, and which months may still grow?

    One row per month of the period that the source covers, months without complaints as zero: month (its first day),
    count, provisional (late complaints still come in: the last days before the source's cut-off), partial (the period or
    the data cut the month). Rows that know only their quarter or year are not in any month and stay out.
    """
    filters = scope.resolve(snapshot, filters)
    profile = profiles(snapshot).get(filters.source)
    if profile is None:
        empty = pd.DataFrame({"month": pd.Series(dtype="datetime64[us]"), "count": pd.Series(dtype="int64"),
                              "provisional": pd.Series(dtype=bool), "partial": pd.Series(dtype=bool)})
        return scope.answer(snapshot, filters, empty, dims=("month",), n=0)
    start = max(filters.start or profile.first, profile.first)
    end = min(filters.end or profile.last, profile.last)
    months = pd.DatetimeIndex(periods.months(start, end), dtype="datetime64[us]")
    counted = count(snapshot, filters, ("month",)).table
    found = pd.Series(
        counted["count"].to_numpy(), index=pd.DatetimeIndex(counted["month"]).as_unit("us"), dtype="int64"
    )
    found = found[found.index.notna()]
    table = pd.DataFrame({"month": months, "count": found.reindex(months, fill_value=0).to_numpy()})
    table["provisional"] = months >= pd.Timestamp(profile.provisional_from)
    ends = [periods.month_end(month.date()) for month in months]
    table["partial"] = [
        bool(month.date() < start or last > end) for month, last in zip(months, ends, strict=True)
    ]
    return scope.answer(
        snapshot, filters, table, dims=("month",), n=int(table["count"].sum()),
        settings={"by": ("month",), "provisional_days": settings.value("storage.provisional_days")},
    )
