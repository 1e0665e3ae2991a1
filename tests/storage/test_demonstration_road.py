"""The demonstration through the ordinary road: what was published and what was planted is what the store answers."""

from __future__ import annotations

from typing import Any

import pytest

from lib.complaints.filters import Filters
from lib.demonstration.ica import planted
from lib.storage import queries
from lib.storage.demonstrating import ensure_demo
from lib.storage.engine import Snapshot, snapshot
from lib.storage.store import Store

TYPE_OF = {"Hurto": "theft", "Robo": "robbery", "Estafa": "fraud", "Extorsión": "extortion", "Secuestro": "kidnapping",
           "Violencia contra la mujer e integrantes": "violence_30364"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("road") / "demo", synthetic=True)
    ensure_demo(made)
    return made


@pytest.fixture(scope="module")
def snap(store: Store) -> Snapshot:
    return snapshot(store)


@pytest.fixture(scope="module")
def load(store: Store) -> dict[str, Any]:
    return dict(next(event.payload for event in store.live_events() if event.type == "load"))


def test_rows_read_are_accepted_or_rejected(load: dict[str, Any]) -> None:
    rejected = {p["code"]: p["rows"] for p in load["problems"] if p["severity"] == "reject"}
    assert load["rows_accepted"] == planted()["rows"]
    assert load["rows_rejected"] == sum(rejected.values()) == sum(planted()["rejected"].values())
    assert rejected["repeated_complaint"] == planted()["rejected"]["repeated_complaint"]


def test_published_totals(snap: Snapshot) -> None:
    """Crimes by year and type are what MININTER published for the district of Ica, to the last complaint."""
    table = queries.count(snap, Filters(), ("year", "crime_type")).table
    found = {(int(row.year), row.crime_type): int(row.count) for row in table.itertuples(index=False)}
    for year, groups in planted()["published"].items():
        assert {group: found.get((year, TYPE_OF[group]), 0) for group in TYPE_OF} == {g: groups[g] for g in TYPE_OF}
        assert sum(count for (each, _), count in found.items() if each == year) == sum(groups.values())


def test_piles(snap: Snapshot) -> None:
    whole = queries.completeness(snap, Filters(non_crimes=True)).table.iloc[0]
    thing = planted()
    assert whole["count"] == thing["rows"] and whole["non_crimes"] == thing["non_crimes"]["rows"]
    assert whole["without_hour"] == thing["unknown_hour"]["rows"]
    assert whole["location_station_centroid"] == thing["station_centroid"]["rows"]
    assert whole["location_filler"] == thing["filler"]["rows"]
    assert whole["location_none"] == thing["no_point"]["rows"]
    assert whole["unmapped"] == thing["unknown_label"]["rows"]
    assert whole["mappable"] == sum(thing["sectors"].values()) + thing["outside"]["rows"]


def test_sectors_hold_only_points_of_their_own(snap: Snapshot) -> None:
    """A complaint put on the station's point or on the filler point is in no sector."""
    table = queries.count(snap, Filters(non_crimes=True, level="sector"), ("sector",)).table
    found = {row.sector: int(row.count) for row in table.dropna(subset=["sector"]).itertuples(index=False)}
    assert found == planted()["sectors"]


def test_the_planted_change(snap: Snapshot) -> None:
    change = planted()["change"]
    filters = Filters(level="sector", places=(change["sector"],), crime_types=(TYPE_OF[change["group"]],))
    table = queries.monthly(snap, filters).table
    after = table["month"] >= change["start"]
    assert table.loc[after, "count"].mean() == pytest.approx(change["per_month_after"])
    assert table.loc[~after, "count"].mean() == pytest.approx(change["per_month_before"])


def test_everything_is_marked_synthetic(snap: Snapshot) -> None:
    assert all(source.synthetic for source in queries.total(snap, Filters()).sources)
    assert all(polygons.synthetic for polygons in snap.places.polygon_sets("sector"))


def test_population_is_of_the_nearest_year_and_says_so(snap: Snapshot) -> None:
    district = snap.places.population_for("110101", 2025)
    assert district == (177538, 2022, "INEI, población proyectada al 30 de junio, 2018-2022")
    sector = snap.places.population_for("ICA-S1", 2025)
    assert sector is not None and sector[1] == 2022 and "sintético" in sector[2]


def test_asking_again_stores_nothing_new(store: Store) -> None:
    version = store.version
    assert ensure_demo(store) == version == store.version
