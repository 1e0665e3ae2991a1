"""How late complaints are registered, counted; and from which month on late ones still come in: one rule for all pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import ibis
import pandas as pd

from lib import settings
from lib.complaints import periods
from lib.complaints.delay import completeness, reporting_delay
from lib.complaints.filters import Filters
from lib.storage.engine import Snapshot

ASKED = ("count", "day", "day_end", "reported_day")
"""Columns of the complaints that ``counted`` looks at."""

LOOKED_BACK = dt.timedelta(days=400)


@dataclass(frozen=True)
class Provisional:
    """From which day on complaints may still be missing.

    since     the first of a month; the day after the data's last month when nothing is missing any more
    measured  share of each of the last months' complaints that is in, by first day; empty without dates of registration,
              and then the rule is the last ``storage.provisional_days`` days
    """

    since: dt.date
    measured: dict[dt.date, float] = field(default_factory=dict)


def counted(snapshot: Snapshot, rows: Any, cut_off: dt.date, back: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Complaints by delay and by age: (``days``, ``count``) from event to registration, and from event to the cut-off.

    rows  an Ibis table with the columns ASKED
    back  days before the cut-off from which events are taken: habits of reporting change
    Only complaints that know their day and their registration, and that happened by the cut-off, count.
    """
    rows = rows.filter(
        rows.reported_day.notnull(), rows.day == rows.day_end, rows.day <= cut_off,
        rows.day >= cut_off - dt.timedelta(days=back),
    )
    cells = rows.group_by(["day", "reported_day"]).agg(count=rows["count"].sum())
    late = cells.reported_day.delta(cells.day, unit="day").cast("int32")
    by_delay = cells.group_by(late.name("days")).agg(count=cells["count"].sum())
    age = ibis.literal(cut_off).delta(cells.day, unit="day").cast("int32")
    by_age = cells.group_by(age.name("days")).agg(count=cells["count"].sum())
    return snapshot.run(by_delay), snapshot.run(by_age)


def provisional(snapshot: Snapshot, source: str, last: dt.date, reported: dt.date | None) -> Provisional:
    """From which day on complaints of this source may still be missing?

    last      last day that its rows speak for
    reported  last day of registration; None when the source does not say
    With enough dates of registration the delay is measured over all crimes of the source: a month is provisional until
    ``trends.settled_share`` of it is in. Otherwise the last ``storage.provisional_days`` days are, before the end of the
    month in which the source ends: for one that says when it registered, before its last registration.
    """
    shares = _shares(snapshot, source, last, reported) if reported is not None else {}
    if shares:
        since = periods.month_end(last) + dt.timedelta(days=1)
        for month in sorted(shares, reverse=True):
            if shares[month] >= float(settings.value("trends.settled_share")):
                break
            since = month
        return Provisional(since, shares)
    days = int(settings.value("storage.provisional_days"))
    horizon = periods.month_end(max(last, reported or last))
    return Provisional((horizon - dt.timedelta(days=days - 1)).replace(day=1))


def _shares(snapshot: Snapshot, source: str, last: dt.date, cut_off: dt.date) -> dict[dt.date, float]:
    of_source = Filters(source=source)
    table = snapshot.table([*ASKED, "source", "is_crime"])
    by_delay, by_age = counted(
        snapshot, table.filter(of_source.predicate(table)), cut_off, int(settings.value("trends.delay_back"))
    )
    result = reporting_delay(by_delay, by_age, longest=int(settings.value("trends.delay_longest")))
    if (result.n or 0) < int(settings.value("trends.delay_fewest")) or result.table.empty:
        return {}
    share = result.table.set_index("days")["share"]
    months = periods.months(max(last.replace(day=1) - LOOKED_BACK, dt.date(1900, 1, 1)), last)
    return {month: completeness(month, periods.month_end(month), cut_off, share) for month in months}
