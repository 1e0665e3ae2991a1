"""From when on complaints may still be missing: by the measured delay where dates of registration tell it, else 60 days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lib.complaints.filters import Filters
from lib.storage import engine, queries
from lib.storage.engine import Snapshot
from lib.storage.loading import add
from lib.storage.store import Store
from tests.storage.staged import checked

FIRST, CUT_OFF = dt.datetime(2024, 1, 1), dt.datetime(2024, 12, 31)


def snapshot(folder: Path, days_late: int | None) -> Snapshot:
    """One complaint a day until the cut-off, as far as it is registered by then."""
    late = dt.timedelta(days=days_late or 0)
    days = [FIRST + dt.timedelta(days=i) for i in range((CUT_OFF - FIRST - late).days + 1)]
    rows: list[dict[str, Any]] = [
        {"key": i, "occurred_from": day, "reported": None if days_late is None else day + late} for i, day in enumerate(days)
    ]
    store = Store(folder / "own")
    with checked(store, rows) as file:
        add(store, file, "ana")
    return engine.snapshot(store)


@pytest.mark.parametrize(("days_late", "since", "said"), [
    (None, dt.date(2024, 11, 1), "provisional"),          # no dates of registration: the last 60 days
    (0, dt.date(2025, 1, 1), None),                       # registered the same day: nothing is missing
    (20, dt.date(2024, 12, 1), "provisional_measured"),   # 20 of December's 31 days are not in; November is
    (40, dt.date(2024, 11, 1), "provisional_measured"),
])
def test_one_rule_for_all_pages(tmp_path: Path, days_late: int | None, since: dt.date, said: str | None) -> None:
    snap = snapshot(tmp_path, days_late)
    profile = queries.profiles(snap)["test"]
    assert profile.provisional_from == since
    assert bool(profile.measured) == (days_late is not None)
    asked = queries.total(snap, Filters(source="test"))
    assert [caution.key for caution in asked.cautions] == ([said] if said else [])
    months = queries.monthly(snap, Filters(source="test")).table
    late = months.loc[months["provisional"], "month"].dt.date
    assert late.min() == since if said else late.empty
