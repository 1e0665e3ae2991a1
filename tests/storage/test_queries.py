"""Questions: a tiny table in, the expected table out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from lib.access import audiences
from lib.complaints.filters import Filters
from lib.errors import UsageError
from lib.privacy.release import release, restrict
from lib.storage import engine, queries
from lib.storage.engine import Snapshot
from lib.storage.loading import add
from lib.storage.queries import scope
from lib.storage.store import Store
from tests.storage.staged import checked, month

AT = {"latitude": -14.05, "longitude": -75.70, "location_quality": "exact"}
INCIDENTS: list[dict[str, Any]] = [
    {"occurred_from": dt.datetime(2023, 1, 2, 8, 15), **AT, "sector": "1"},
    {"occurred_from": dt.datetime(2023, 1, 3, 22), "crime_type": "robbery", **AT, "sector": "1"},
    {"occurred_from": dt.datetime(2023, 3, 31), "hour_known": False, "crime_type": "theft.vehicle", "sector": "2"},
    {"occurred_from": dt.datetime(2023, 3, 9, 22, 59), "crime_type": "police_intervention", **AT},
    {"occurred_from": dt.datetime(2023, 3, 9, 1), "crime_type": "unmapped", "location_quality": "station_centroid",
     "latitude": -14.06, "longitude": -75.71},
    {"occurred_from": dt.datetime(2023, 5, 15, 5), "crime_type": "violence_30364", "district": None},
]
PUBLISHED: list[dict[str, Any]] = [
    {**month(2023, 1), "district": "110101", "count": 100}, {**month(2023, 2), "district": "110101", "count": 7},
    {**month(2023, 4), "district": "110102", "count": 30, "crime_type": "robbery"},
]


@pytest.fixture(scope="module")
def snap(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = Store(tmp_path_factory.mktemp("queries") / "own")
    for source, rows in (("incidents", INCIDENTS), ("published", PUBLISHED)):
        with checked(store, [{"key": i, **row} for i, row in enumerate(rows)], source=source) as file:
            add(store, file, "ana")
    return engine.snapshot(store)


def told(snap: Snapshot, filters: Filters, *by: str) -> dict[Any, int]:
    found = queries.count(snap, filters, by).table
    keys = [tuple(None if pd.isna(value) else value for value in row)
            for row in found.drop(columns="count").itertuples(index=False, name=None)]
    return {key[0] if len(key) == 1 else key: n for key, n in zip(keys, found["count"].tolist(), strict=True)}


INC = Filters(source="incidents")
PUB = Filters(source="published")


def test_count_by_each_group(snap: Snapshot) -> None:
    assert told(snap, INC, "crime_type") == {"robbery": 1, "theft": 2, "unmapped": 1, "violence_30364": 1}
    assert told(snap, INC, "crime_code")["theft.vehicle"] == 1
    assert told(snap, INC, "family") == {"family_violence": 1, "property": 3, "unmapped_family": 1}
    assert told(snap, INC, "hour") == {1: 1, 5: 1, 8: 1, 22: 1, None: 1}
    assert told(snap, INC, "weekday") == {1: 2, 2: 1, 4: 1, 5: 1}
    assert told(snap, INC, "quarter") == {"2023-Q1": 4, "2023-Q2": 1}
    assert told(snap, INC, "sector") == {"1": 2, "2": 1, None: 2}
    assert told(snap, INC, "place") == {"110101": 4, None: 1}
    assert told(snap, INC, "year", "crime_type")[(2023, "theft")] == 2
    assert told(snap, PUB, "district") == {"110101": 107, "110102": 30}
    assert told(snap, PUB, "weekday") == {None: 137}
    assert told(snap, Filters(), "source") == {"incidents": 5, "published": 137}


def test_every_group_adds_up(snap: Snapshot) -> None:
    for name in queries.GROUPS:
        assert sum(told(snap, PUB, name).values()) == 137, name
        assert sum(told(snap, INC.but(non_crimes=True), name).values()) == 6, name


def test_groups_are_ordered_with_the_unknown_last(snap: Snapshot) -> None:
    hours = queries.count(snap, INC, ("hour",)).table["hour"]
    assert hours.dropna().tolist() == [1, 5, 8, 22] and pd.isna(hours.iloc[-1])


def test_filters(snap: Snapshot) -> None:
    def count(filters: Filters) -> int:
        return int(queries.total(snap, filters).table["count"].iloc[0])

    assert count(INC) == 5 and count(INC.but(non_crimes=True)) == 6
    assert count(INC.but(crime_types=("theft",))) == 2, "a type has its subtypes"
    assert count(INC.but(crime_types=("property",))) == 3
    assert count(INC.but(hours=(22,))) == 1
    assert count(INC.but(weekdays=(1,))) == 2
    assert count(INC.but(places=("110101",))) == 4
    assert count(INC.but(places=("sector:1", "sector:2"))) == 3
    assert count(INC.but(hidden_classes=("closed",))) == 3
    assert count(INC.but(start=dt.date(2023, 3, 1), end=dt.date(2023, 3, 31))) == 2
    assert count(PUB.but(start=dt.date(2023, 1, 1), end=dt.date(2023, 2, 28))) == 107
    assert count(PUB.but(start=dt.date(2023, 1, 15), end=dt.date(2023, 2, 28))) == 7, "half a published month is none"


def test_a_period_that_cuts_published_months_says_so(snap: Snapshot) -> None:
    def keys(filters: Filters) -> set[str]:
        return {caution.key for caution in queries.total(snap, filters).cautions}

    assert "period_cuts_published" in keys(PUB.but(start=dt.date(2023, 1, 15)))
    assert "period_cuts_published" in keys(PUB.but(end=dt.date(2023, 2, 27)))
    assert "period_cuts_published" not in keys(PUB.but(start=dt.date(2023, 1, 1), end=dt.date(2023, 2, 28)))
    assert "period_cuts_published" not in keys(PUB.but(start=dt.date(2020, 7, 9), end=dt.date(2024, 7, 9)))
    assert "period_cuts_published" not in keys(INC.but(start=dt.date(2023, 1, 15)))
    assert "no_hours" in keys(PUB.but(hours=(3,))) and "hours_missing" in keys(INC.but(hours=(3,)))
    assert "no_weekdays" in keys(PUB.but(weekdays=(3,)))
    assert "unmapped" in keys(INC) and "unmapped" not in keys(PUB)


def test_every_caution_is_a_sentence_in_both_languages(snap: Snapshot) -> None:
    asked = [INC.but(hours=(3,)), PUB.but(hours=(3,), weekdays=(1,), start=dt.date(2023, 1, 15)), Filters()]
    every = [caution for filters in asked for caution in queries.total(snap, filters).cautions]
    assert len({caution.key for caution in every}) >= 6
    for caution in every:
        es, en = caution.sentence("es"), caution.sentence("en")
        assert es and en and es != en and "{" not in es + en


def test_the_monthly_series_has_its_zeros_and_marks_what_may_grow(snap: Snapshot) -> None:
    table = queries.monthly(snap, PUB).table
    assert [f"{m:%Y-%m}" for m in table["month"]] == ["2023-01", "2023-02", "2023-03", "2023-04"]
    assert table["count"].tolist() == [100, 7, 0, 30]
    assert table["provisional"].tolist() == [False, False, True, True]
    assert table["partial"].tolist() == [False] * 4
    cut = queries.monthly(snap, INC.but(start=dt.date(2023, 1, 3))).table
    assert cut["count"].tolist() == [1, 0, 2, 0, 1]
    assert cut["partial"].tolist() == [True, False, False, False, True]


def test_completeness(snap: Snapshot) -> None:
    row = queries.completeness(snap, INC).table.iloc[0]
    assert row[["rows", "count", "without_hour", "without_sector", "without_district"]].tolist() == [5, 5, 1, 2, 1]
    assert row[["mappable", "unmapped", "non_crimes", "location_station_centroid", "location_none"]].tolist() == [
        2, 1, 1, 1, 2
    ]
    everything = queries.completeness(snap, INC.but(non_crimes=True)).table.iloc[0]
    assert (everything["count"], everything["mappable"], everything["non_crimes"]) == (6, 3, 1)
    assert sum(everything[name] for name in everything.index if name.startswith("location_")) == 6


def test_only_points_that_may_be_drawn_are_binned(snap: Snapshot) -> None:
    binned = queries.points_binned(snap, INC, 250).table
    assert binned["count"].tolist() == [2]
    assert abs(binned["latitude"].iloc[0] + 14.05) < 0.002 and abs(binned["longitude"].iloc[0] + 75.70) < 0.002
    assert queries.points_binned(snap, PUB, 250).table.empty


def test_sources_stand_side_by_side(snap: Snapshot) -> None:
    table = queries.sources(snap).table.set_index("source")
    assert table.loc["published", ["rows", "count"]].tolist() == [3, 137]
    assert table.loc["incidents", "first"] == dt.date(2023, 1, 2)
    assert table.loc["published", "last"] == dt.date(2023, 4, 30)
    assert queries.default_source(snap) == "incidents"
    fresh = queries.freshness(snap, "published").table.iloc[0]
    assert (fresh["last"], fresh["who"]) == (dt.date(2023, 4, 30), "ana")


def test_what_nobody_knows(snap: Snapshot) -> None:
    for filters, by in ((Filters(source="nowhere"), ()), (Filters(crime_types=("nothing",)), ()), (INC, ("colour",))):
        with pytest.raises(UsageError):
            queries.count(snap, filters, by)


def test_an_audience_sees_what_its_policy_allows(snap: Snapshot) -> None:
    policy = audiences.policy("public")
    filters = restrict(scope.resolve(snap, PUB), policy, ("district",))
    table = release(queries.count(snap, filters, ("district",)), policy).table
    assert table.loc[table["district"] == "110102", "count"].isna().any() or 30 >= policy.smallest_count
    shown = restrict(scope.resolve(snap, INC), policy, ("crime_type",))
    types = queries.count(snap, shown, ("crime_type",)).table["crime_type"].tolist()
    assert "violence_30364" not in types and "unmapped" not in types
