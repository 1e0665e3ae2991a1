"""Counts in periods one after the other: against counts by hand, without a place, of published months."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lib.complaints.alerts import spans
from lib.complaints.filters import Filters
from lib.storage import engine, queries
from lib.storage.engine import Snapshot
from lib.storage.loading import add
from lib.storage.store import Store
from tests.storage.staged import checked, month

INCIDENTS: list[dict[str, Any]] = [
    {"occurred_from": dt.datetime(2023, 1, 2, 0, 5), "sector": "1"},        # Monday: the week's first minutes
    {"occurred_from": dt.datetime(2023, 1, 8, 23, 59), "sector": "1"},      # Sunday: its last
    {"occurred_from": dt.datetime(2023, 1, 9), "sector": "1", "crime_type": "robbery"},
    {"occurred_from": dt.datetime(2023, 1, 15, 12), "sector": "2"},
    {"occurred_from": dt.datetime(2023, 1, 16, 12), "sector": "1"},
    {"occurred_from": dt.datetime(2023, 1, 17, 12)},                        # no sector
    {"occurred_from": dt.datetime(2023, 1, 23, 12), "sector": "1"},         # after the last period
]
PUBLISHED: list[dict[str, Any]] = [
    {**month(2022, 11), "district": "110101", "count": 3}, {**month(2023, 1), "district": "110101", "count": 100},
    {**month(2023, 2), "district": "110102", "count": 7},
]


@pytest.fixture(scope="module")
def snap(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = Store(tmp_path_factory.mktemp("spans") / "own")
    for source, rows in (("incidents", INCIDENTS), ("published", PUBLISHED)):
        with checked(store, [{"key": i, **row} for i, row in enumerate(rows)], source=source) as file:
            add(store, file, "ana")
    return engine.snapshot(store)


def rows(table: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in table.itertuples(index=False)]


def test_weeks(snap: Snapshot) -> None:
    last = spans.Span(dt.date(2023, 1, 16), dt.date(2023, 1, 22))
    weeks = (*spans.before("week", last, dt.date(2023, 1, 2), 8), last)
    assert len(weeks) == 3
    found = queries.span_counts(snap, Filters(source="incidents", level="sector"), weeks)
    assert rows(found.table) == [("1", "robbery", 0, 1, 0), ("1", "theft", 2, 0, 1), ("2", "theft", 0, 1, 0)]
    assert found.settings["unplaced"] == (0, 0, 1) and found.n == 5
    assert found.dims == ("sector", "crime_type")


def test_months_of_a_published_source(snap: Snapshot) -> None:
    last = spans.Span(dt.date(2023, 2, 1), dt.date(2023, 2, 28))
    months = (*spans.before("month", last, dt.date(2022, 11, 1), 12), last)
    found = queries.span_counts(snap, Filters(source="published"), months)
    assert rows(found.table) == [("110101", "theft", 3, 0, 100, 0), ("110102", "theft", 0, 0, 0, 7)]


def test_nothing_chosen(snap: Snapshot) -> None:
    last = spans.Span(dt.date(2023, 1, 16), dt.date(2023, 1, 22))
    weeks = (*spans.before("week", last, dt.date(2023, 1, 2), 8), last)
    found = queries.span_counts(snap, Filters(source="incidents", level="sector", crime_types=("fraud",)), weeks)
    assert found.table.empty and found.n == 0
    assert list(found.table.columns) == ["sector", "crime_type", "0", "1", "2"]
