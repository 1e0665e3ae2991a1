"""How many days lie between event and registration, and between event and the end of what is known?"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from lib.complaints.filters import Filters
from lib.storage.engine import Snapshot
from lib.storage.queries import lateness, scope
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
    rows = scope.chosen(snapshot, filters, lateness.ASKED)
    return *lateness.counted(snapshot, rows, cut_off, back), cut_off
