"""The police layer puts four rows in ten on the station's own point: filtered they make no hot spot, unfiltered they do."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from lib.complaints.filters import Filters
from lib.complaints.reading import Overrides, Upload
from lib.demonstration import drawing, ica, layer, volume, world
from lib.places import polygon_files, polygons
from lib.places.critical import critical_places
from lib.places.grid import Cells, Grid, count, neighbours
from lib.places.hot_spots import hot_spots
from lib.places.points import Located
from lib.storage import engine, loading
from lib.storage.queries.place_points import ground, located_points
from lib.storage.store import Store

ALL = Filters(source="incident_layer", non_crimes=True)
STATIONS = [station["point"] for station in world.ica().facts["stations"]]


def stored(folder: Path, file: bytes) -> engine.Snapshot:
    """The file by the ordinary road, over the demonstration's sectors."""
    store = Store(folder / "own")
    sectors = polygon_files.look(ica.SECTORS_NAME, io.BytesIO(ica.demonstration().sectors))
    read = polygons.read(sectors, level="sector", synthetic=True, district="110101")
    store.add_event("polygons", read.polygons.payload(), "test")
    with loading.check_file(store, Upload.of(file, "capa.csv"), Overrides(format="incident_layer")) as checked:
        loading.add(store, checked, "test")
    return engine.snapshot(store)


def judged(points: Located, cells: Cells) -> pd.DataFrame:
    table = pd.DataFrame({
        "cell": cells.codes, "count": count(cells, points.x, points.y).astype(np.int64), "exposure": cells.area_m2,
    })
    return hot_spots(table, *neighbours(cells), false_discovery=0.05).table


def on_and_off(snapshot: engine.Snapshot) -> tuple[Located, Located, Cells]:
    honest, forced = located_points(snapshot, ALL), located_points(snapshot, ALL, include_forced=True)
    place = ground(snapshot, ALL, honest, 250)
    return honest.inside(place), forced.inside(place), Grid("hexagon", 250.0).cells(place.area)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> engine.Snapshot:
    file = io.BytesIO()
    volume.incident_layer_file(file, 6000, years=(2024, 2024))
    return stored(tmp_path_factory.mktemp("generated"), file.getvalue())


def test_the_generated_layer_with_the_filter_off_shows_the_station_first(generated: engine.Snapshot) -> None:
    _, forced, cells = on_and_off(generated)
    table = judged(forced, cells)
    at = cells.at(*forced.plane.to_metres(*np.array(STATIONS).T))
    assert (table.loc[at, "verdict"] == "hot").all()
    first = critical_places(table, *neighbours(cells), 1, 0.05)
    assert first.of[at[0]] == 0, "the worst place of the naive map is the station itself"


def test_with_the_filter_on_the_map_is_that_of_a_layer_without_forced_rows(generated: engine.Snapshot) -> None:
    honest, forced, cells = on_and_off(generated)
    never = forced.take(~forced.forced)
    assert len(forced) - len(never) > 1500 and honest.coverage.forced + honest.coverage.filler == forced.forced.sum()
    assert judged(honest, cells).equals(judged(never, cells))
    for x, y in zip(*honest.plane.to_metres(*np.array(STATIONS).T), strict=True):
        assert not (np.hypot(honest.x - x, honest.y - y) < 1).any()


def test_evenly_spread_complaints_are_hot_at_the_station_only_with_the_filter_off(tmp_path: Path) -> None:
    """Where nothing else is hot, the naive map finds the station and nothing but it; the honest one finds nothing."""
    city, rng = world.ica(), np.random.default_rng(7)
    kinds, years = rng.integers(0, len(city.kinds), 4000), np.full(4000, 2024)
    drawn = drawing.draw(rng, city, kinds, years, centroid_share=0.4, filler_share=0.0)
    real = np.flatnonzero(drawn.quality <= drawing.MANUAL)
    whole = shapely.union_all(list(city.shapes))
    points = np.empty((0, 2))
    while len(points) < len(real):
        west, south, east, north = whole.bounds
        more = rng.uniform((west, south), (east, north), (4000, 2))
        points = np.vstack([points, more[shapely.contains_xy(whole, more[:, 0], more[:, 1])]])
    drawn.longitude[real], drawn.latitude[real] = points[: len(real)].T
    file = io.BytesIO()
    layer.write_csv(layer.layer_table(rng, city, drawn, 1), file)
    honest, forced, cells = on_and_off(stored(tmp_path, file.getvalue()))
    assert not (judged(honest, cells)["verdict"] == "hot").any()
    hot = judged(forced, cells)
    hot = hot[hot["verdict"] == "hot"]
    assert len(hot)
    x, y = forced.plane.to_metres(*np.array(STATIONS).T)
    away = np.hypot(cells.x[hot.index, None] - x, cells.y[hot.index, None] - y).min(axis=1)
    assert away.max() < 2 * 250, "hot cells are the stations' and those that touch them"
