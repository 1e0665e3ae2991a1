"""The map of layers: every layer is there once, nothing is drawn twice or from elsewhere, names survive, limits hold."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as xml

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image
from shapely.geometry import LineString, Polygon, box

from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.figures import classes, map_multiples, place_map
from lib.figures.map_layers import KINDS, Area, Areas, Key, Lines, Marker, Markers, Outlines, by_class, by_kind
from lib.privacy.release import Released, release, restrict
from lib.reports import place_files, place_image
from lib.result import Result, Source

CELLS = {f"{i}_{j}": box(i * 250, j * 250, i * 250 + 250, j * 250 + 250) for i in range(6) for j in range(4)}
DEGREES = {code: shapely.affinity.scale(shape, 1e-5, 1e-5, origin=(0, 0)) for code, shape in CELLS.items()}


def released(table: pd.DataFrame, dims: tuple[str, ...], audience: str = "command") -> Released:
    rules = policy(audience)
    filters = restrict(Filters("x", level="district"), rules, dims)
    return release(Result(table, dims, filters=filters, sources=(Source("x", "X", synthetic=True),),
                          settings={"cell_m": 250}), rules)


def verdicts(**changed: str) -> Released:
    state = dict.fromkeys(CELLS, "quiet") | changed
    return released(pd.DataFrame({"cell": list(state), "count": 20, "state": list(state.values())}), ("cell",))


KEYS = {"hot": Key("h3", "crítico"), "quiet": Key("quiet", "sin evidencia")}


def hot_map(zoom: bool = False) -> place_map.Drawing:
    layer = by_kind(verdicts(**{"1_1": "hot", "2_1": "hot"}), CELLS, "es", column="state", keys=KEYS,
                    say=lambda row: f"celda {row['cell']}", pick="cell", marked="2_1")
    return place_map.draw_map([
        layer, Lines([LineString([(0, 500), (1500, 500)]), LineString([(9e6, 0), (9e6, 9)])], "calles"),
        Outlines({"a": shapely.union_all(list(CELLS.values()))}, "border", "jurisdicción"),
        Markers((Marker(700, 500, "CPNP <b>Ica</b>"),), "station", "comisarías"),
        Markers((Marker(300, 300, "el primero", "1", "1_1"),), "number", pick="spot"),
    ], place_map.frame(list(CELLS.values()), crs="WGS 84 / UTM zone 18S · EPSG:32718"), "es", alt="mapa", zoom=zoom)


def test_quiet_cells_are_one_mark_and_hot_ones_can_be_chosen() -> None:
    markup = hot_map().markup
    assert markup.count('class="area together quiet"') == 1
    assert re.findall(r'class="area (h3(?: marked)?)"[^>]*data-pick="cell:(\w+)"', markup) == [
        ("h3", "1_1"), ("h3 marked", "2_1")]
    assert markup.count('data-pick="spot:1_1"') == len(place_map.SIZES), "once for each size of what is written"
    assert "celda 1_1" in markup and "celda 0_0" not in markup


def test_streets_off_the_paper_are_left_out_and_names_are_escaped() -> None:
    markup = hot_map().markup
    street = re.search(r'class="street"[^>]* d="([^"]*)"', markup)
    assert street is not None and street[1].count("M") == 1
    assert "<b>Ica" not in markup and "CPNP &lt;b&gt;Ica" in markup
    assert "EPSG:32718" in markup and "200 m" in markup
    assert [words for _, words in re.findall(r'<i class="([\w-]+)"></i>([^<]*)', markup)] == [
        "crítico", "sin evidencia", "calles", "jurisdicción", "comisarías"]


def test_only_a_map_with_zoom_has_buttons() -> None:
    assert "data-look" not in hot_map().markup and hot_map(zoom=True).markup.count("data-look=") == 3
    assert re.search(r'data-zoom="[\d. -]+"', hot_map(zoom=True).markup)


@pytest.mark.parametrize("kind", KINDS)
def test_every_look_is_drawn_and_stands_in_the_legend(kind: str) -> None:
    style = place_map.STYLE.read_text(encoding="utf-8")
    assert re.search(rf"\.area\.{kind}\b[^{{]*\{{[^}}]*fill:", style)
    assert re.search(rf"\.(key i|legend )\.?{kind}\b|i\.{kind}\b", style)


def test_a_small_path_is_the_same_outline() -> None:
    shown = place_map.frame(list(CELLS.values()))
    ring = Polygon([(0, 0), (900, 0), (900, 900), (0, 900)], [[(300, 300), (600, 300), (600, 600)]])
    layer = Areas((Area("a", ring, "h1", ""),), together=frozenset({"h1"}))
    found = re.search(r'together h1"[^>]* d="([^"]*)"', place_map.draw_map([layer], shown, "es", alt="").markup)
    assert found is not None
    rings = []
    for step, x, y in re.findall(r"([Ml])(-?\d+) (-?\d+)", found[1]):
        point = np.array([int(x), int(y)])
        rings.append([point]) if step == "M" else rings[-1].append(rings[-1][-1] + point)
    drawn = Polygon(np.array(rings[0]) / 10, [np.array(rings[1]) / 10])
    assert drawn.area == pytest.approx(ring.area * shown.land.scale**2, rel=0.01)


def test_too_many_marks_are_refused() -> None:
    some = Area("a", box(0, 0, 1, 1), "h1", "")
    with pytest.raises(ValueError, match="20001 marks"):
        place_map.draw_map([Areas((some,) * 20_001)], place_map.frame([some.shape]), "es", alt="")


def test_classes_say_what_they_hold() -> None:
    made = classes.classify([1, 5, 9, 300], 5, "natural")
    assert made.lower[0] == 0 and made.kind(300) == "q4" and made.kind(0) == "q0"
    assert [words for _, words in classes.Classes((0, 100, 200), 5).words("es")] == ["0–99", "100–199", "200 o más"]
    broken = classes.classify([0.12, 0.5, 0.93], 4, whole=False)
    assert broken.decimals == 2 and broken.words("es")[0][1].startswith("0.00 a menos de 0.")
    for rule in classes.RULES:
        edges = classes.classify(list(range(100)), 5, rule).lower
        assert edges[0] == 0 and len(edges) <= 5


def counts(by: str = "") -> pd.DataFrame:
    table = pd.DataFrame({"district": ["0_0", "1_0", "2_0"], "count": [10, 20, 30]})
    if not by:
        return table
    return pd.concat([table.assign(month="a"), table.assign(month="b", count=[1, 2, 3])])[["month", "district", "count"]]


def test_small_maps_share_their_outlines_and_refuse_with_a_reason() -> None:
    shapes = {code: CELLS[code] for code in ("0_0", "1_0", "2_0")}
    made = classes.classify([10, 20, 30], 5)
    drawing = map_multiples.map_multiples(
        released(counts("month"), ("month", "district")),
        [map_multiples.SmallMap("a", "enero", "60"), map_multiples.SmallMap("b", "febrero", "", "otra cobertura")],
        shapes, str, "es", classes={"a": made, "b": made}, known=frozenset(shapes))
    assert drawing.markup.count("<path id=") == 3 and drawing.markup.count("<use ") == 3
    assert drawing.drawn == {"a": 60} and "otra cobertura" in drawing.markup


def test_places_without_a_number_have_no_legend_of_numbers() -> None:
    table = counts().assign(rate=float("nan"))
    layer = by_class(released(table, ("district",)), {"0_0": CELLS["0_0"]}, str, "es", classes=classes.classify([], 5),
                     value="rate", missing="none", no_data="sin tasa")
    assert [key.words for key in layer.keys] == ["sin tasa"]


HIDDEN = released(pd.DataFrame({"district": ["0_0", "1_0", "2_0", "gone"], "count": [3, 40, 25, 9]}), ("district",),
                  "municipal")


def named(code: str) -> str:
    return f"Lugar <{code}> & más"


def test_files_hold_the_places_their_papers_and_no_hidden_number() -> None:
    content = place_files.geojson(HIDDEN, DEGREES, "es", "Título", name=named)
    frame = geopandas.read_file(io.BytesIO(content))
    assert frame["name"].tolist() == [named(code) for code in ("0_0", "1_0", "2_0")]
    assert frame["count"].isna().tolist() == HIDDEN.table["count"].isna().tolist()[:3]
    assert frame["count"].isna().any() and "Título" in content.decode()
    assert frame.geometry.iloc[1].normalize().equals_exact(DEGREES["1_0"].normalize(), 1e-6)
    marks = geopandas.read_file(io.BytesIO(place_files.kml(HIDDEN, DEGREES, "es", "T", name=named, say=named)))
    assert len(marks) == 3 and shapely.area(marks.geometry.values).sum() == pytest.approx(3 * DEGREES["0_0"].area, rel=0.01)
    points = place_files.gpx(HIDDEN, DEGREES, "es", "T", name=named, say=named)
    root = xml.fromstring(points)
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    ways = root.findall("g:wpt", space)
    assert [way.findtext("g:name", "", space) for way in ways] == [named(code) for code in ("0_0", "1_0", "2_0")]
    for way, code in zip(ways, ("0_0", "1_0", "2_0"), strict=True):
        assert DEGREES[code].buffer(1e-6).contains(shapely.Point(float(way.get("lon", "")), float(way.get("lat", ""))))
    assert b"demostraci" in points and b"Municip" in points


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_becomes_an_image_without_a_browser(scheme: str) -> None:
    sheet = place_image.sheet(HIDDEN, hot_map(zoom=True), "es", "Un título", "62 % en el mapa", scheme=scheme)
    assert "paint-order" not in sheet.svg and not re.search(r"\.on-q\d \{ stroke", sheet.svg)
    assert "var(--" not in sheet.svg and "@container" not in sheet.svg and "62 % en el mapa" in sheet.svg
    xml.fromstring(sheet.svg)
    image = Image.open(io.BytesIO(sheet.png(640))).convert("RGB")
    assert image.size == (640, 360)
    colours = {colour for _, colour in image.getcolors(100_000) or []}
    hot = {"light": (0x7A, 0x3E, 0x06), "dark": (0xFF, 0xD9, 0xA0)}[scheme]
    assert hot in colours and len(colours) > 20


def test_a_drawing_without_a_map_is_no_image() -> None:
    with pytest.raises(ValueError, match="no map"):
        place_image.sheet(HIDDEN, place_map.Drawing("<table></table>", ""), "es", "t", "n")
