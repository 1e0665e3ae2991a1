"""Snapshots: shared, per version, safe from threads; what is worked out when they are built."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import shapely

from lib import settings
from lib.complaints.filters import Filters
from lib.errors import UsageError
from lib.places.polygon_set import PolygonSet
from lib.storage import building, duck, engine, queries
from lib.storage.loading import add
from lib.storage.store import Store
from tests.storage.staged import checked, month


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own")


def put(store: Store, rows: list[dict[str, object]]) -> int:
    with checked(store, rows) as file:
        return add(store, file, "ana").version


def test_a_version_is_read_once_and_shared(store: Store) -> None:
    put(store, [{"key": 1}])
    first = engine.snapshot(store)
    assert engine.snapshot(Store(store.root)) is first
    assert engine.snapshot(store, 1) is first
    put(store, [{"key": 2}])
    second = engine.snapshot(store)
    assert (second.version, second.rows, first.rows) == (2, 2, 1)
    assert engine.snapshot(store, 1) is first, "the last few stay in memory"


def test_only_the_last_few_versions_stay(store: Store) -> None:
    kept = int(settings.value("storage.snapshots_kept"))
    for key in range(kept + 2):
        put(store, [{"key": key}])
        engine.snapshot(store)
    assert len(engine._kept) <= kept


def test_many_threads_ask_one_snapshot(store: Store) -> None:
    put(store, [{"key": i, "crime_type": "theft" if i % 2 else "robbery"} for i in range(200)])

    def ask(_: int) -> tuple[int, int]:
        snap = engine.snapshot(store)
        found = queries.count(snap, Filters(), ("crime_type",)).table["count"].tolist()
        return id(snap), found[0]

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(ask, range(40)))
    assert {count for _, count in told} == {100}
    assert len({snap for snap, _ in told}) == 1, "built once for all"


def test_an_empty_store_answers_zero(store: Store) -> None:
    snap = engine.snapshot(store)
    assert (snap.version, snap.rows, snap.sources()) == (0, 0, {})
    assert queries.total(snap, Filters()).table["count"].tolist() == [0]
    assert queries.count(snap, Filters(), ("year", "sector")).table.empty
    assert queries.monthly(snap, Filters()).table.empty
    assert queries.completeness(snap, Filters()).table["count"].tolist() == [0]
    assert queries.sources(snap).table.empty
    with pytest.raises(UsageError):
        engine.snapshot(store, 1)


def test_what_is_worked_out_of_a_row(store: Store) -> None:
    put(store, [
        {"key": 1, "occurred_from": dt.datetime(2024, 2, 29, 23, 59), "crime_type": "theft.vehicle"},
        {"key": 2, "occurred_from": dt.datetime(2023, 1, 1), "hour_known": False},
        {"key": 3, **month(2023, 2), "count": 40, "crime_type": "property"},
        {"key": 4, **month(2023, 2), "precision": "year", "occurred_from": dt.datetime(2022, 1, 1),
         "occurred_to": dt.datetime(2022, 12, 31)},
    ])
    snap = engine.snapshot(store)
    found = snap.run(snap.table().order_by("row_number"))
    rows = [{name: None if value != value else value for name, value in row.items()} for row in found.to_dict("records")]
    assert [(r["day"].date(), r["day_end"].date()) for r in rows] == [
        (dt.date(2024, 2, 29), dt.date(2024, 2, 29)), (dt.date(2023, 1, 1), dt.date(2023, 1, 1)),
        (dt.date(2023, 2, 1), dt.date(2023, 2, 28)), (dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
    ]
    assert [r["hour"] for r in rows] == [23, None, None, None]
    assert [r["weekday"] for r in rows] == [4, 7, None, None]
    assert [r["quarter"] for r in rows] == [1, 1, 1, None]
    assert [r["year"] for r in rows] == [2024, 2023, 2023, 2022]
    assert [(r["crime_code"], r["crime_type"], r["family"]) for r in rows][0] == ("theft.vehicle", "theft", "property")
    assert [(r["crime_code"], r["crime_type"], r["family"]) for r in rows][2] == ("property", "property", "property")
    assert rows[3]["month"] is None and rows[2]["month"].date() == dt.date(2023, 2, 1)


def square(code: str, west: float) -> tuple[str, object]:
    return code, shapely.box(west, -14.10, west + 0.01, -14.00)


def drawn(*squares: tuple[str, object]) -> dict[str, object]:
    codes = tuple(code for code, _ in squares)
    return PolygonSet("sector", codes, codes, tuple(shape for _, shape in squares)).payload()


def by_sector(store: Store, version: int | None = None) -> dict[str | None, int]:
    found = queries.count(engine.snapshot(store, version), Filters(level="sector"), ("place",)).table
    return {None if code != code else code: n for code, n in zip(found["sector"], found["count"].tolist(), strict=True)}


def test_sectors_follow_the_polygons_of_the_version(store: Store) -> None:
    """A point is placed anew when polygons change; a sector that the file itself named stays; others have none."""
    at = {"latitude": -14.05, "location_quality": "exact"}
    put(store, [
        {"key": 1, **at, "longitude": -75.705}, {"key": 2, **at, "longitude": -75.695},
        {"key": 3, **at, "longitude": -75.705, "sector": "C-05"},
        {"key": 4, **at, "longitude": -75.705, "location_quality": "station_centroid"},
        {"key": 5},
    ])
    assert by_sector(store) == {"C-05": 1, None: 4}
    two = store.add_event("polygons", drawn(square("1", -75.71), square("2", -75.70)), "eva")
    assert by_sector(store) == {"1": 1, "2": 1, "C-05": 1, None: 2}
    store.add_event("polygons", drawn(square("A", -75.71)), "eva")
    assert by_sector(store) == {"A": 1, "C-05": 1, None: 3}
    store.undo(3, "eva")
    assert by_sector(store) == by_sector(store, two)
    outside = queries.outside_polygons(engine.snapshot(store, 3), Filters()).table
    assert outside["row_number"].tolist() == [3]
    store.undo(two, "eva")
    assert by_sector(store) == {"C-05": 1, None: 4}


def test_a_sector_given_by_polygons_that_are_gone_is_forgotten(store: Store) -> None:
    """The rows say which polygons gave their sector; those polygons are no longer in force."""
    put(store, [{"key": 1, "latitude": -14.05, "longitude": -75.705, "location_quality": "exact", "sector": "old",
                 "sector_polygons": "gone"}])
    assert by_sector(store) == {None: 1}


def test_the_engine_fetches_nothing(store: Store) -> None:
    con = duck.connect()
    told = dict(con.execute(
        "select name, value from duckdb_settings() where name in"
        " ('autoinstall_known_extensions', 'autoload_known_extensions')"
    ).fetchall())
    assert set(told.values()) == {"false"}
    with pytest.raises(Exception, match="(?i)extension|httpfs|not exist"):
        con.execute("select * from read_parquet('https://127.0.0.1:9/x.parquet')").fetchall()


def test_every_gap_has_its_own_bit() -> None:
    assert sum(building.GAPS.values()) == 2 ** len(building.GAPS) - 1
