"""The page Mapa de sectores: counts are the store's, coverage is said, what cannot be compared is refused with a reason."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.complaints.reading import Overrides, Upload
from lib.places.polygon_set import PolygonSet
from lib.places.stations import StationSet
from lib.places.streets import StreetLayer
from lib.storage import engine, folders, loading, queries
from lib.storage.queries import located
from lib.ui import choices, sector_map_numbers, sector_map_words
from tests.pages.conftest import ROOT, Open

YEAR = Filters(source="demonstration", start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), level="sector")


@pytest.fixture
def snapshot(data: Path) -> engine.Snapshot:
    return engine.snapshot(folders.demo_store())


def go(app: AppTest) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "places" / "sector_map.py")).run()


def everything(app: AppTest) -> str:
    return html.unescape(" ".join([
        *(e.proto.body for e in app.get("html")), *(str(json.loads(e.proto.json)) for e in app.get("bidi_component")),
        *(element.value for element in app.markdown),
    ]))


def heading(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


def numbers(
    snapshot: engine.Snapshot, filters: Filters = YEAR, audience: str = "command", split: str = ""
) -> sector_map_numbers.MapNumbers:
    rules = policy(audience)
    held = choices.holdings(snapshot, filters.source, rules)
    return sector_map_numbers.numbers(snapshot, filters, held, rules, split)


def test_the_map_holds_the_stores_counts_and_says_the_rest(snapshot: engine.Snapshot) -> None:
    found = numbers(snapshot)
    counted = queries.count(snapshot, YEAR, ("sector",)).table.dropna().set_index("sector")["count"]
    assert found.places.table.set_index("sector")["count"].astype(int).to_dict() == counted.to_dict()
    row = found.whole.table.iloc[0]
    assert int(row["placed"]) == int(counted.sum()) < int(row["count"])
    said = sector_map_words.coverage(found.whole, "sector", "es")
    assert "en la comisaría, excluidas" in said and "sin ubicación" in said and "en el mapa" in said
    assert found.places.table["share"].sum() == pytest.approx(1)


def test_small_maps_add_up_to_the_whole(snapshot: engine.Snapshot) -> None:
    whole = numbers(snapshot).places.table.set_index("sector")["count"].astype(int)
    for split in ("month", "before"):
        several = numbers(snapshot, split=split).several
        assert several is not None and all(several.comparable.values())
        table = several.table.table
        kept = table if split == "month" else table[table["period"] == "now"]
        assert kept.groupby("sector")["count"].sum().astype(int).to_dict() == whole.to_dict()


def test_the_municipality_sees_no_small_count_in_any_small_map(snapshot: engine.Snapshot) -> None:
    several = numbers(snapshot, audience="municipal", split="type").several
    assert several is not None
    table = several.table.table
    shown = table["count"].dropna()
    assert not ((shown > 0) & (shown < 5)).any()
    assert table.loc[table["count"].isna(), ["rate", "share"]].isna().all(axis=None)


def test_the_page_opens_a_place_and_goes_on_with_it(opened: Open) -> None:
    app = go(opened(period="2025", map_place="ICA-S1"))
    assert not app.exception and heading(app).startswith("Sector 1 concentra")
    words = everything(app)
    assert "marked" in words and "EPSG:32718" in words and "Frente a un año antes" in words
    assert len(app.get("page_link")) >= 4


def test_small_maps_of_rates_in_english_with_their_own_breaks(opened: Open) -> None:
    app = go(opened(period="2025", map_split="type", map_breaks="own", map_measure="rate", map_rule="natural", lang="en"))
    words = everything(app)
    assert not app.exception and "highest rate" in heading(app)
    assert "small-map" in words and "its own breaks" in words and "Fisher-Jenks" in words


IN_A, IN_B = (-14.065, -75.735), (-14.065, -75.725)
HEADINGS = (
    "id_dgc,fecha_hora_hecho,ubigeo_hecho_delito,tipo_hecho,subtipo_hecho,lat_hecho,long_hecho,observacion,direccion_hecho\n"
)


def own(*months: tuple[str, int, int, int]) -> engine.Snapshot:
    """A store of complaints, month by month: in the west, in the east, forced to the station; with two sectors."""
    store = folders.own_store()
    shapes = (shapely.box(-75.74, -14.07, -75.73, -14.06), shapely.box(-75.73, -14.07, -75.72, -14.06))
    store.add_event("polygons", PolygonSet("sector", ("A", "B"), ("Oeste", "Este"), shapes, "s").payload(), "eva")
    rows = [
        (month, *point, note) for month, *numbers in months
        for number, point, note in zip(
            numbers, (IN_A, IN_B, IN_A), ("", "", "GEO FORZADA AL CENTROIDE DE COMISARIA"), strict=True)
        for _ in range(number)
    ]
    text = HEADINGS + "".join(
        f"{i},{month}-{i % 28 + 1:02d}T15:00:00,110101,HURTO,HURTO SIMPLE,{latitude + i / 1e6},{longitude},{note},C {i}\n"
        for i, (month, latitude, longitude, note) in enumerate(rows)
    )
    with loading.check_file(store, Upload.of(text.encode(), "capa.csv"), Overrides(format="incident_layer")) as checked:
        loading.add(store, checked, "ana")
    return engine.snapshot(store)


def test_two_periods_of_different_coverage_are_not_compared(opened: Open, data: Path) -> None:
    snap = own(("2023-06", 30, 30, 0), ("2023-07", 30, 30, 5), ("2024-06", 20, 10, 30))
    filters = Filters(source="incident_layer", start=dt.date(2023, 6, 1), end=dt.date(2024, 6, 30), level="sector")
    months = numbers(snap, filters, split="month").several
    assert months is not None
    assert {f"{key:%Y-%m}": fit for key, fit in months.comparable.items()} == {
        "2023-06": True, "2023-07": True, "2024-06": False}
    app = go(opened(period="2024-06..2024-06", map_split="before", level="sector"))
    words = everything(app)
    assert not app.exception and 'class="small-map"' not in words
    assert "No se comparan" in words and "la parte en el mapa pasó de 100 % a 50 %" in words


def test_streets_and_stations_lie_on_the_map_until_they_are_switched_off(opened: Open, data: Path) -> None:
    own(("2024-06", 30, 20, 0))
    store = folders.own_store()
    lines = np.array([shapely.LineString([(-75.74, -14.065), (-75.72, -14.065)])], dtype=object)
    store.add_event("streets", StreetLayer("s", ("Grau",), np.array([0], np.int32), lines).payload(), "eva")
    version = store.add_event("stations", StationSet("c", (("CPNP Oeste", -75.735, -14.062),)).payload(), "eva")
    app = go(opened(level="sector"))
    assert 'class="street"' in everything(app) and "CPNP Oeste" in everything(app)
    next(toggle for toggle in app.toggle if toggle.key == "widget.map_streets").set_value(False)
    store.undo(version, "eva")
    words = everything(app.run())
    assert 'class="street"' not in words and "CPNP Oeste" not in words


def test_a_wrong_coordinate_system_is_said_and_nothing_breaks(opened: Open) -> None:
    app = go(opened(period="2025", epsg="4326"))
    assert not app.exception and app.error


def test_counts_without_polygons_say_why_there_is_no_map(opened: Open, data: Path) -> None:
    text = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"
    text += "2024,1,ICA,ICA,ICA,110101,Hurto,40\n2024,1,ICA,ICA,PARCONA,110106,Hurto,21\n"
    store = folders.own_store()
    with loading.check_file(store, Upload.of(text.encode(), "own.csv"), Overrides()) as checked:
        loading.add(store, checked, "ana")
    app = go(opened())
    assert not app.exception and "No hay polígonos" in everything(app) and "40" in everything(app)
    assert heading(app).startswith("Ica")


def test_polygons_far_from_every_complaint_are_doubted(opened: Open, data: Path) -> None:
    snap = own(("2024-06", 3, 3, 0))
    assert located.distance_to(snap, (-75.74, -14.07, -75.72, -14.06)) == (6, 0.0)
    found = located.distance_to(snap, (-81.74, -14.07, -81.72, -14.06))
    assert found is not None and found[1] == pytest.approx(646, rel=0.01)
    shape = shapely.geometry.mapping(shapely.box(-81.74, -14.07, -81.72, -14.06))
    features = [{"type": "Feature", "properties": {"codigo": "1"}, "geometry": shape}]
    app = opened().switch_page(str(ROOT / "pages" / "data" / "places.py")).run()
    app.file_uploader[0].upload("s.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode(), "")
    words = everything(app.run())
    assert not app.exception and "km de todas las denuncias con punto (6)" in words


@pytest.mark.parametrize("audience", ["municipal", "public"])
def test_other_audiences_see_their_map_or_why_there_is_none(opened: Open, data: Path, audience: str) -> None:
    app = go(opened(period="2025", audience=audience))
    words = everything(app)
    assert not app.exception and heading(app)
    assert ("No hay polígonos de distritos" in words) == (audience == "public")
    assert ("Sector 1" in words) == (audience == "municipal")
