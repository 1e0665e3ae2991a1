"""Points for the statistics of places: forced points stay out, reserved kinds never come, and everything adds up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lib import catalogue
from lib.complaints.filters import Filters
from lib.demonstration import ica
from lib.storage import demonstrating, engine, queries
from lib.storage.queries.place_points import ground, located_points
from lib.storage.store import Store

ALL = Filters(source="demonstration", non_crimes=True)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> engine.Snapshot:
    store = Store(tmp_path_factory.mktemp("data") / "demo", synthetic=True)
    demonstrating.ensure_demo(store)
    return engine.snapshot(store)


def test_the_map_adds_up_to_the_count(snapshot: engine.Snapshot) -> None:
    located, planted = located_points(snapshot, ALL), ica.planted()
    coverage = located.coverage
    assert coverage.total == int(queries.total(snapshot, ALL).table["count"].iloc[0]) == planted["rows"]
    assert coverage.drawn == len(located)
    held = located.inside(ground(snapshot, ALL, located, 250))
    assert held.coverage.drawn == len(held) and held.coverage.outside == len(located) - len(held) > 0
    assert len(located) == sum(int((located.crime == i).sum()) for i in range(len(located.codes)))


def test_no_point_is_a_stations_unless_the_filter_is_off(snapshot: engine.Snapshot) -> None:
    planted = ica.planted()
    honest, forced = located_points(snapshot, ALL), located_points(snapshot, ALL, include_forced=True)
    stations = [station["point"] for station in ica.ica().facts["stations"]] + [planted["filler"]["point"]]
    x, y = honest.plane.to_metres(*np.array(stations).T)
    for a, b in zip(x, y, strict=True):
        assert not (np.hypot(honest.x - a, honest.y - b) < 0.5).any()
        assert (np.hypot(forced.x - a, forced.y - b) < 0.5).sum() > 200
    assert not honest.forced.any() and len(forced) == len(honest) + forced.forced.sum()
    assert honest.coverage.forced + honest.coverage.filler == forced.forced.sum()
    assert forced.coverage.drawn == len(forced)


def test_reserved_kinds_are_never_points(snapshot: engine.Snapshot) -> None:
    located = located_points(snapshot, ALL, include_forced=True)
    classes = {catalogue.entries()[code].disclosure for code in located.codes}
    assert "closed" not in classes and located.coverage.reserved > 0
    only = located_points(snapshot, ALL.but(crime_types=("family_violence",)))
    assert len(only) == 0 and only.coverage.drawn == 0 and np.isnan(only.coverage.share)


def test_days_and_hours_are_the_stores(snapshot: engine.Snapshot) -> None:
    year = ALL.but(non_crimes=False, crime_types=("robbery",))
    located = located_points(snapshot, year)
    first, last = np.array(["2025-01-01", "2025-12-31"], dtype="datetime64[D]").astype(int)
    assert located.day_known.all() and set(np.unique(located.hour)) <= set(range(-1, 24))
    assert len(located.between(first, last)) == len(located_points(snapshot, year.but(
        start=np.datetime64("2025-01-01").item(), end=np.datetime64("2025-12-31").item())))


def test_published_counts_have_no_points(tmp_path: Path) -> None:
    located = located_points(engine.snapshot(Store(tmp_path / "own")), Filters())
    assert len(located) == 0 and located.coverage.total == 0
    assert ground(engine.snapshot(Store(tmp_path / "own")), Filters(), located, 100).km2 == 0
