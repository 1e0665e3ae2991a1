"""The data pages as a person uses them, on real files, a real store and the real check."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access.audiences import policy
from lib.storage import engine, folders
from lib.ui import pages
from tests.pages.conftest import ROOT, Open

pytestmark = pytest.mark.usefixtures("data")

SIDPOL = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"
GOOD = SIDPOL + (
    "2023,1,ICA,ICA,ICA,110101,Hurto,12\n2023,2,ICA,ICA,ICA,110101,Hurto,9\n2023,2,ICA,ICA,PARCONA,110106,Robo,4\n"
)
BROKEN = SIDPOL + (
    "2023,1,ICA,ICA,ICA,110101,Hurto,12\n2023,13,ICA,ICA,ICA,110101,Hurto,3\n2023,2,ICA,ICA,ICA,110101,Hurto,-4\n"
    "2023,3,ICA,ICA,PARCONA,110106,Delito raro de prueba,7\nTOTAL,,,,,,,36\n"
)
OWN = (
    "cuando;y;x;que\n05/03/2024 14:30;-14,0650;-75,7300;Hurto simple\n06/03/2024 02:10;-14,0650;-75,7200;Robo agravado\n"
    "07/03/2024 21:00;-14,3000;-75,9000;Hurto simple\n"
)
SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"codigo": f"S{i}", "nombre": f"Sector {i}"}, "geometry": {
            "type": "Polygon",
            "coordinates": [[[w, -14.07], [w + 0.01, -14.07], [w + 0.01, -14.06], [w, -14.06], [w, -14.07]]],
        }}
        for i, w in ((1, -75.735), (2, -75.725))
    ],
}


def go(app: AppTest, name: str) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "data" / f"{name}.py")).run()


def said(app: AppTest) -> str:
    """Everything on the page in HTML, Markdown, tables' words and labels of buttons."""
    parts = [element.proto.body for element in app.get("html")] + [element.value for element in app.markdown]
    parts += [str(element.value) for element in (*app.success, *app.info, *app.warning)]
    return "\n".join(parts)


def drop(app: AppTest, content: str | bytes, name: str = "denuncias.csv", at: int = 0) -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    app.file_uploader[at].upload(name, data, "application/octet-stream")
    return app.run()


def click(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def load(app: AppTest, content: str, name: str = "denuncias.csv") -> AppTest:
    return click(drop(go(app, "load"), content, name), "load.store")


def rows() -> int:
    return engine.snapshot(folders.own_store()).rows


@pytest.mark.parametrize("lang", texts.languages())
@pytest.mark.parametrize("name", ["load", "history", "places", "labels"])
def test_every_data_page_opens_on_the_demonstration(opened: Open, name: str, lang: str) -> None:
    app = go(opened(lang=lang), name)
    assert not app.exception
    room = {"places": "places_page", "labels": "labels_page"}.get(name, name)
    assert texts.t(f"{room}.title", lang) in said(app)


def test_a_known_file_is_understood_checked_stored_and_receipted(opened: Open) -> None:
    app = drop(go(opened(), "load"), GOOD)
    assert not app.exception
    page = said(app)
    assert texts.t("formats.sidpol.title", "es") in page
    assert "ene–feb 2023" in page
    assert folders.own_store().version == 0, "nothing is stored before the button"
    app = click(app, "load.store")
    assert not app.exception
    assert texts.t("load.receipt.title", "es", version=1) in said(app)
    assert rows() == 3
    assert not list(folders.own_store().staging.glob("*/*.parquet")), "staging is removed"
    click(app, "load.another")
    assert app.file_uploader


def test_the_file_is_read_once_for_many_reruns(opened: Open) -> None:
    app = drop(go(opened(), "load"), GOOD)
    staged = list(folders.own_store().staging.glob("*/accepted.parquet"))
    assert len(staged) == 1
    app.text_input(key="load.who").set_value("Cap. Rojas").run()
    app.run()
    assert list(folders.own_store().staging.glob("*/accepted.parquet")) == staged
    click(app, "load.store")
    assert folders.own_store().events()[0].who == "Cap. Rojas"


@pytest.mark.parametrize("lang", texts.languages())
def test_problems_are_grouped_with_rows_example_and_remedy(opened: Open, lang: str) -> None:
    app = drop(go(opened(lang=lang), "load"), BROKEN)
    page = said(app)
    for code in ("count_negative", "month_unreadable", "total_row", "unknown_label"):
        assert texts.t(f"problems.{code}.remedy", lang, rows="1") in page
    assert texts.t("load.problems.in_row", lang, row=4) in page
    assert "-4" in page
    numbers = {texts.t(f"load.balance.{name}", lang): n for name, n in (("read", 5), ("accepted", 2), ("rejected", 3))}
    for label, number in numbers.items():
        assert f'<div class="l">{label}</div><div class="n">{number}</div>' in page


@pytest.mark.parametrize("lang", texts.languages())
@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"a,b\n", b"\x00" * 500])
def test_a_file_that_cannot_be_read_is_said_and_nothing_is_stored(opened: Open, content: bytes, lang: str) -> None:
    app = drop(go(opened(lang=lang), "load"), content)
    assert not app.exception
    assert 'class="dp-problem reject" role="alert"' in said(app)
    assert texts.t("load.error.retry", lang) in said(app)
    assert not [button for button in app.button if button.key == "load.store"]
    assert folders.own_store().version == 0


def test_a_file_without_acceptable_rows_offers_no_button(opened: Open) -> None:
    app = drop(go(opened(), "load"), SIDPOL + "2023,13,ICA,ICA,ICA,110101,Hurto,3\n")
    assert texts.t("load.balance.none_accepted", "es") in said(app)
    assert not [button for button in app.button if button.key == "load.store"]


def test_the_same_file_again_changes_nothing_and_says_so(opened: Open) -> None:
    app = load(opened(), GOOD)
    click(app, "load.another")
    app = drop(go(app, "load"), GOOD)
    assert texts.t("load.balance.nothing_new", "es") in said(app)
    assert not [button for button in app.button if button.key == "load.store"]
    assert folders.own_store().version == 1


def test_a_newer_edition_shows_what_it_changes_before_and_after(opened: Open) -> None:
    app = click(load(opened(), GOOD), "load.another")
    app = drop(go(app, "load"), GOOD.replace("Hurto,12", "Hurto,15"), "denuncias_2.csv")
    assert texts.t("load.revision.changed", "es", before="12", after="15", difference="+3") in said(app)
    app = click(app, "load.store")
    assert folders.own_store().version == 2
    page = said(go(app, "history"))
    assert texts.t("history.revision.summary", "es", before="12", after="15", difference="+3", rows="1") in page
    assert rows() == 3


def test_an_unknown_layout_is_mapped_saved_and_recognised_the_next_time(opened: Open) -> None:
    app = drop(go(opened(), "load"), OWN, "Mi hoja.csv")
    assert texts.t("load.mapping.title", "es") in "\n".join(m.value for m in app.markdown)
    for heading, meaning in (("cuando", "date"), ("y", "latitude"), ("x", "longitude"), ("que", "crime_modality")):
        widget = next(box for box in app.selectbox if box.key and box.key.endswith(f".{heading}") and "mapping" in box.key)
        widget.set_value(meaning)
    app.run()
    assert texts.t("load.mapping.live_counts", "es", read="3", accepted="3") in said(app)
    app = click(click(app, "load.try"), "load.store")
    assert not app.exception
    assert [path.name for path in folders.saved_formats()] == ["mi_hoja.toml"]
    assert rows() == 3
    click(app, "load.another")
    app = drop(go(app, "load"), OWN + "08/03/2024 10:00;-14,0650;-75,7300;Hurto simple\n", "otra.csv")
    assert not [button for button in app.button if button.key == "load.try"], "recognised: nothing is asked"
    assert "Mi hoja" in said(app)


def test_undo_hides_a_load_and_undoing_the_undo_brings_it_back(opened: Open) -> None:
    app = load(opened(), GOOD)
    app = click(go(app, "history"), "history.confirm.1")
    assert not app.exception
    assert rows() == 0
    assert texts.t("history.undo.done", "es", version=2) in said(app)
    assert texts.t("history.undone", "es") in said(app)
    click(app, "history.confirm.1")
    assert rows() == 3
    assert folders.own_store().version == 3


def test_looking_at_an_earlier_version_marks_the_visit_until_today_again(opened: Open) -> None:
    app = click(load(opened(), GOOD), "load.another")
    app = load(app, GOOD + "2023,3,ICA,ICA,ICA,110101,Robo,2\n", "marzo.csv")
    app = click(go(app, "history"), "history.see.1")
    assert list(app.query_params["version"]) == ["1"] or app.query_params["version"] == "1"
    assert texts.t("history.known.viewing", "es", version=1) in said(app)
    app = click(app, "history.back")
    assert "version" not in app.query_params


def test_an_unknown_label_is_mapped_with_one_click_and_unmapped_again(opened: Open) -> None:
    app = load(opened(), SIDPOL + "2023,1,ICA,ICA,ICA,110101,Hurto de selular,7\n")
    app = go(app, "labels")
    assert "Hurto de selular" in said(app)
    app = click(app, "labels.sidpol.Hurto de selular.theft")
    snapshot = engine.snapshot(folders.own_store())
    assert set(snapshot.run(snapshot.table().select("crime_code"))["crime_code"]) == {"theft"}
    assert texts.t("labels_page.none", "es") in said(app)
    app = click(app, "labels.undo.2")
    assert "Hurto de selular" in said(app)
    assert texts.t("labels_page.summary_one", "es", count="7") in said(app)


def test_polygons_are_stored_assign_points_and_list_those_outside(opened: Open) -> None:
    app = drop(go(opened(), "load"), OWN, "mi_hoja.csv")
    for heading, meaning in (("cuando", "date"), ("y", "latitude"), ("x", "longitude"), ("que", "crime_modality")):
        next(b for b in app.selectbox if b.key and b.key.endswith(f".{heading}") and "mapping" in b.key).set_value(meaning)
    app = click(click(app.run(), "load.try"), "load.store")
    app = drop(go(app, "places"), json.dumps(SQUARES), "sectores.geojson")
    assert not app.exception
    app = click(app, "polygons.save")
    assert texts.t("places_page.polygons.done", "es", version=2) in said(app)
    page = said(app)
    for name, number in (("inside", 2), ("outside", 1), ("without", 0)):
        label = texts.t(f"places_page.assigned.{name}", "es")
        assert f'<div class="l">{label}</div><div class="n">{number}</div>' in page
    listed = [frame.value for frame in app.dataframe if texts.t("places_page.assigned.row", "es") in frame.value.columns]
    assert listed[0][texts.t("places_page.assigned.row", "es")].tolist() == [4]
    app = click(app, "places.undo.2")
    assert texts.t("places_page.stored_none", "es") in said(app)


def test_population_is_read_shown_and_stored(opened: Open) -> None:
    app = drop(go(opened(), "places"), "ubigeo,anio,poblacion\n110101,2022,150280\n110106,2022,60000\n", "pob.csv", at=1)
    assert not app.exception
    app = click(app, "population.save")
    event = folders.own_store().events()[0]
    assert event.type == "population"
    assert [row[:3] for row in event.payload["table"]] == [["110101", 2022, 150280], ["110106", 2022, 60000]]


@pytest.mark.parametrize("audience", ["municipal", "public"])
def test_the_data_pages_are_for_the_command_alone(audience: str) -> None:
    data = [row for row in pages.rows() if row["script"].startswith("pages/data/")]
    assert {row["key"] for row in data} >= {"load", "history", "places", "labels", "staff_data"}
    assert not [row["key"] for row in data if audience in row["audiences"]]
    assert not policy(audience).loads and not policy(audience).rows


def test_the_whole_ica_file(opened: Open, shared: Path) -> None:
    content = (shared / "data" / "peru" / "sidpol_denuncias_ica_department.csv").read_bytes()
    app = drop(go(opened(), "load"), content, "sidpol.csv")
    assert "16,279" in said(app)
    assert "260,705" in said(app)
    app = click(app, "load.store")
    assert rows() == 16_279


def test_medellin_through_the_guided_mapping_equals_an_independent_join(opened: Open, shared: Path) -> None:
    points = shared / "data" / "points"
    app = drop(go(opened(), "load"), (points / "medellin_homicides.csv").read_bytes(), "medellin_homicides.csv")
    crime = next(box for box in app.selectbox if box.key and box.key.endswith(".crime"))
    app = click(click(crime.set_value("homicide").run(), "load.try"), "load.store")
    app = drop(go(app, "places"), (points / "medellin_comunas.gpkg").read_bytes(), "medellin_comunas.gpkg")
    app = click(app, "polygons.save")
    assert not app.exception
    counted = next(f.value for f in app.dataframe if texts.t("places_page.assigned.count", "es") in f.value.columns)
    ours = dict(zip(counted.iloc[:, 0], counted.iloc[:, 2].astype(int), strict=True))

    rows = pd.read_csv(points / "medellin_homicides.csv", sep=";", decimal=",").dropna(subset=["longitud", "latitud"])
    located = geopandas.GeoDataFrame(rows, geometry=geopandas.points_from_xy(rows.longitud, rows.latitud), crs=4326)
    comunas = geopandas.read_file(points / "medellin_comunas.gpkg").to_crs(4326)
    joined = geopandas.sjoin(located, comunas[["COMUNA", "geometry"]], predicate="within", how="left")
    assert ours == joined["COMUNA"].value_counts().to_dict()
    outside = joined.index[joined["COMUNA"].isna()] + 2
    listed = next(f.value for f in app.dataframe if texts.t("places_page.assigned.row", "es") in f.value.columns)
    assert sorted(listed[texts.t("places_page.assigned.row", "es")]) == sorted(outside)


LINES = json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"VIA": name}, "geometry": {"type": "LineString", "coordinates": line}}
    for name, line in (("Grau", [[-75.74, -14.06], [-75.72, -14.06]]), ("S/N", [[-75.73, -14.07], [-75.73, -14.05]]))
]})


def test_streets_and_stations_are_loaded_seen_and_undone(opened: Open) -> None:
    app = drop(go(opened(), "places"), LINES, "calles.geojson", at=2)
    assert "2" in said(app) and "771" not in said(app)
    app = click(app, "streets.save")
    store = folders.own_store()
    assert [event.type for event in store.live_events()] == ["streets"]
    app = drop(app, "nombre,latitud,longitud\nCPNP Ica,-14.065,-75.73\n", "comisarias.csv", at=3)
    app = click(app, "stations.save")
    assert not app.exception and "comisarías: 1" in said(app)
    book = engine.snapshot(store).places
    assert book.streets is not None and book.streets.names == ("Grau",)
    assert book.stations is not None and len(book.stations) == 1
    app = click(app, "places.undo.1")
    assert engine.snapshot(store).places.streets is None


def test_a_street_file_of_areas_says_what_is_wrong(opened: Open) -> None:
    app = drop(go(opened(), "places"), json.dumps(SQUARES), "calles.geojson", at=2)
    assert not app.exception and texts.t("errors.streets_none.message", "es", file="calles.geojson") in said(app)
