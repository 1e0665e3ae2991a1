"""Cells answer as the engine does, row by row, whatever the filters; and say which questions they cannot answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lib.settings as house
from lib.complaints.columns import LOCATION_QUALITIES
from lib.complaints.filters import Filters
from lib.storage import cells, engine, queries
from lib.storage.engine import Snapshot
from lib.storage.loading import add
from lib.storage.store import Store
from tests.storage.staged import checked, month

CRIMES = ("theft", "theft.vehicle", "robbery", "unmapped", "violence_30364", "police_intervention", "rape", "property")
DAYS = [dt.date(2021, 12, 1) + dt.timedelta(days=i) for i in range(0, 480, 9)]


def _incidents() -> list[dict[str, Any]]:
    rng = np.random.default_rng(3)

    def pick(*options: Any) -> Any:
        return options[rng.integers(len(options))]

    return [
        {
            "occurred_from": dt.datetime.combine(pick(*DAYS), dt.time(int(rng.integers(24)), 5)),
            "hour_known": pick(True, False),
            "crime_type": pick(*CRIMES), "district": pick("110101", "110102", None), "sector": pick("1", "2", None),
            "station": pick("CPNP ICA", None), "location_quality": pick(*LOCATION_QUALITIES),
            "latitude": -14.05, "longitude": -75.7,
        }
        for _ in range(400)
    ]


def _published() -> list[dict[str, Any]]:
    rows = [
        {**month(2022, 1 + i % 12), "district": ("110101", "110102")[i // 12], "count": i * 3 % 11, "crime_type": "theft"}
        for i in range(24)
    ]
    quarter = {"occurred_from": dt.datetime(2022, 4, 1), "occurred_to": dt.datetime(2022, 6, 30), "precision": "quarter",
               "hour_known": False, "identity": "cell", "count": 50}
    return [*rows, quarter, {**quarter, "occurred_from": dt.datetime(2022, 1, 1), "precision": "year", "count": 70,
                             "occurred_to": dt.datetime(2022, 12, 31)}]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Snapshot]:
    """The same store twice: answered by cells, and by the engine alone."""
    store = Store(tmp_path_factory.mktemp("cells") / "own")
    for source, rows in (("incidents", _incidents()), ("published", _published())):
        with checked(store, [{"key": i, **row} for i, row in enumerate(rows)], source=source) as file:
            add(store, file, "ana")
    quick, slow = engine._build(store, store.version), engine._build(store, store.version)
    slow._cells.update({"day": None, "month": None})
    return quick, slow


FILTERS = st.builds(
    Filters,
    source=st.sampled_from(["incidents", "published"]),
    start=st.sampled_from([None, dt.date(2022, 1, 1), dt.date(2022, 4, 1), dt.date(2022, 3, 15)]),
    end=st.sampled_from([None, dt.date(2022, 6, 30), dt.date(2022, 12, 31), dt.date(2022, 5, 3)]),
    level=st.sampled_from(["district", "sector", "station"]),
    places=st.lists(
        st.sampled_from(["110101", "1102", "11", "sector:1", "station:CPNP ICA", "nowhere"]), max_size=2
    ).map(tuple),
    crime_types=st.lists(st.sampled_from(["theft", "property", "robbery", "homicide"]), max_size=2).map(tuple),
    non_crimes=st.booleans(), weekdays=st.sampled_from([(), (1, 2), (7,)]),
    hidden_classes=st.sampled_from([(), ("closed",), ("closed", "reserved")]),
)
BY = st.lists(st.sampled_from([
    "month", "year", "day", "weekday", "place", "province", "crime_type", "crime_code", "family", "source",
]), max_size=3, unique=True)


@given(filters=FILTERS, by=BY)
@settings(max_examples=60)
def test_cells_answer_as_the_engine_does(both: tuple[Snapshot, Snapshot], filters: Filters, by: list[str]) -> None:
    quick, slow = (queries.count(one, filters, by).table for one in both)
    pd.testing.assert_frame_equal(quick, slow, check_dtype=not slow.empty)


@given(filters=FILTERS, by=st.sampled_from([(), ("month",), ("district",)]))
@settings(max_examples=25)
def test_completeness_from_cells_is_the_engines(
    both: tuple[Snapshot, Snapshot], filters: Filters, by: tuple[str, ...]
) -> None:
    quick, slow = both
    pd.testing.assert_frame_equal(queries.completeness(quick, filters).table, queries.completeness(slow, filters).table)
    groups = ["is_crime", "gaps", "location_quality", *by]
    found, expected = (queries.gaps(one, filters, by).sort_values(groups, ignore_index=True) for one in both)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_cells_know_what_they_cannot_answer() -> None:
    whole = Filters(start=dt.date(2022, 1, 1), end=dt.date(2022, 6, 30))
    assert cells.grain(whole, ("month", "sector", "gaps")) == "month"
    assert cells.grain(whole, ("day",)) == "day"
    assert cells.grain(whole.but(end=dt.date(2022, 6, 29)), ("month",)) == "day"
    assert cells.grain(whole.but(weekdays=(1,)), ("month",)) == "day"
    assert cells.grain(whole.but(end=dt.date(2022, 6, 29)), ("gaps",)) is None
    assert cells.grain(whole.but(hours=(1,)), ("month",)) is None
    assert cells.grain(whole, ("hour",)) is None


def test_more_cells_than_may_be_kept_are_left_to_the_engine(
    both: tuple[Snapshot, Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = both[0].store
    monkeypatch.setattr(house, "value", lambda name, value=house.value: 5 if name == "storage.cells_kept" else value(name))
    few = engine._build(store, store.version)
    asked = Filters(source="incidents")
    assert few.cells(asked, ("month",)) is None
    assert queries.count(few, asked, ("month",)).table.equals(queries.count(both[1], asked, ("month",)).table)
