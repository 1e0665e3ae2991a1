"""How many days lie between event and registration, and between event and the end of what is known?"""

from __future__ import annotations

import datetime as dt

import ibis
import pandas as pd

from lib.complaints.filters import Filters
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.storage.queries.sources import profiles


def delays(snapshot: Snapshot, filters: Filters, back: int) -> tuple[pd.DataFrame, pd.DataFrame, dt.date] | None:
    """Complaints by delay and by age: (``days``, ``count``) from event to registration; from event to the cut-off; and the
    cut-off, the last day of registration in the source. None when the source does not say when it registered.

    back  days before the cut-off from which events are taken: habits of reporting change
    Only complaints that know their day and their registration, and that are registered by the cut-off, count.
    """
    filters = scope.resolve(snapshot, filters)
    profile = profiles(snapshot).get(filters.source)
    if profile is None or profile.last_reported is None:
        return None
    cut_off = profile.last_reported
    rows = scope.chosen(snapshot, filters, ("count", "day", "day_end", "reported_day"))
    rows = rows.filter(
        rows.reported_day.notnull(), rows.day == rows.day_end, rows.day <= cut_off,
        rows.day >= cut_off - dt.timedelta(days=back),
    )
    cells = rows.group_by(["day", "reported_day"]).agg(count=rows["count"].sum())
    late = cells.reported_day.delta(cells.day, unit="day").cast("int32")
    by_delay = cells.group_by(late.name("days")).agg(count=cells["count"].sum())
    age = ibis.literal(cut_off).delta(cells.day, unit="day").cast("int32")
    by_age = cells.group_by(age.name("days")).agg(count=cells["count"].sum())
    return snapshot.run(by_delay), snapshot.run(by_age), cut_off
