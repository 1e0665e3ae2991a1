"""Polygon files: every kind is read, what is wrong is named, nothing unsafe is opened."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from lib.errors import FileError, UsageError
from lib.places import polygons
from lib.places.book import PlaceBook
from lib.places.polygons import PolygonReading

pytestmark = pytest.mark.filterwarnings("ignore:.*non conformant file extension:RuntimeWarning")

WEST = shapely.box(-75.75, -14.10, -75.74, -14.05)
EAST = shapely.box(-75.74, -14.10, -75.73, -14.05)


def geojson(*features: tuple[Any, dict[str, Any]], **members: Any) -> bytes:
    """A GeoJSON file of (shape or None, attributes)."""
    return json.dumps({"type": "FeatureCollection", **members, "features": [
        {"type": "Feature", "properties": attributes,
         "geometry": None if shape is None else shapely.geometry.mapping(shape)}
        for shape, attributes in features
    ]}).encode()


def read(content: bytes, name: str = "sectores.geojson", level: str = "sector", **options: Any) -> PolygonReading:
    return polygons.read(polygons.look(name, io.BytesIO(content)), level=level, **options)


def two(**change: Any) -> bytes:
    return geojson((WEST, {"codigo": "1", "nombre": "Oeste"}), (EAST, {"codigo": "2", "nombre": "Este", **change}))


def as_file(tmp_path: Path, kind: str) -> tuple[str, bytes]:
    """The two sectors in another format, made by GDAL."""
    columns = {"codigo": ["1", "2"], "nombre": ["Oeste", "Este"]}
    frame = geopandas.GeoDataFrame(columns, geometry=[WEST, EAST], crs=4326)
    if kind == "gpkg":
        frame.to_file(tmp_path / "s.gpkg", layer="sectores")
        return "s.gpkg", (tmp_path / "s.gpkg").read_bytes()
    if kind == "kml":
        frame.rename(columns={"nombre": "Name"}).to_file(tmp_path / "s.kml", driver="KML")
        return "s.kml", (tmp_path / "s.kml").read_bytes()
    frame.to_file(tmp_path / "s.shp")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in tmp_path.glob("s.*"):
            archive.write(part, f"../../folder/{part.name}")
    return "s.zip", out.getvalue()


@pytest.mark.parametrize("kind", ["gpkg", "kml", "zip"])
def test_every_kind_gives_the_same_places(tmp_path: Path, kind: str) -> None:
    name, content = as_file(tmp_path, kind)
    reading = read(content, name)
    assert set(reading.polygons.names) == {"Oeste", "Este"} and reading.features_accepted == 2
    assert [round(a, 2) for a in reading.table["area_km2"]] == pytest.approx([5.97, 5.97], abs=0.02)
    assert not len(reading.overlaps) and not len(reading.gaps)
    assert not (tmp_path.parent / "folder").exists(), "a path in an archive is never followed"


def test_the_code_is_the_column_whose_values_differ() -> None:
    file = polygons.look("x.geojson", io.BytesIO(geojson(
        (WEST, {"SECTOR": 1.0, "COMUNA": "01", "NOMBRE": "a b"}),
        (EAST, {"SECTOR": 1.0, "COMUNA": "02", "NOMBRE": "cd"}))))
    assert (file.code_column, file.name_column, file.crs) == ("COMUNA", "NOMBRE", "EPSG:4326")
    reading = polygons.read(file, level="sector", name_column="SECTOR")
    assert reading.polygons.codes == ("01", "02") and reading.polygons.names == ("1", "1")


def test_metres_are_moved_to_degrees() -> None:
    frame = geopandas.GeoSeries([WEST, EAST], crs=4326).to_crs(32718)
    content = geojson(*((shape, {"codigo": str(i)}) for i, shape in enumerate(frame)))
    with pytest.raises(FileError) as caught:
        read(content)
    assert caught.value.key == "polygons_crs_missing" and "32718" in caught.value.remedy("es")
    moved = read(content, crs=32718).polygons
    assert shapely.hausdorff_distance(moved.shapes[0], WEST) < 1e-6 and moved.crs == "EPSG:32718"


def test_degrees_are_not_metres() -> None:
    with pytest.raises(FileError) as caught:
        read(two(), crs="EPSG:32718")
    assert caught.value.key == "polygons_crs_wrong"


def test_swapped_axes_are_recognised() -> None:
    swapped = shapely.transform(WEST, lambda points: points[:, ::-1])
    with pytest.raises(FileError) as caught:
        read(geojson((swapped, {"codigo": "1"})))
    assert caught.value.key == "polygons_axes_swapped"


def test_every_bad_feature_is_named_once() -> None:
    bow = shapely.Polygon([(-75.73, -14.1), (-75.72, -14.05), (-75.72, -14.1), (-75.73, -14.05)])
    reading = read(geojson(
        (WEST, {"codigo": "1", "nombre": "Oeste"}),
        (None, {"codigo": "2", "nombre": "sin contorno"}),
        (shapely.Point(-75, -14), {"codigo": "3", "nombre": "punto"}),
        (EAST, {"codigo": "1", "nombre": "Otro"}),
        (EAST, {"codigo": "", "nombre": "sin codigo"}),
        (bow, {"codigo": "4", "nombre": "moño"}),
        (EAST, {"codigo": "5", "nombre": "Este"}),
        (shapely.box(-75.73, -14.05, -75.72, -14.04), {"codigo": "5", "nombre": "Este"}),
    ), code_column="codigo")
    assert reading.polygons.codes == ("1", "4", "5")
    assert reading.features_read == 8 == reading.features_accepted + reading.features_rejected
    assert reading.problems.rejected == reading.features_rejected == 4
    found = {problem.code: (problem.severity, problem.examples[0].row) for problem in reading.problems}
    assert found == {
        "polygon_without_geometry": ("reject", 2), "polygon_wrong_type": ("reject", 3),
        "polygon_repeated_code": ("reject", 4), "polygon_without_code": ("reject", 5),
        "polygon_repaired": ("warn", 6), "polygon_merged": ("info", 8),
    }
    assert all(shape.is_valid for shape in reading.polygons.shapes)
    for problem in reading.problems:
        assert problem.message("es") != problem.message("en") and problem.remedy("es")


def test_overlaps_and_gaps_are_measured() -> None:
    """A strip of a thousandth of a degree claimed twice (108 m x 5.53 km), and a hole of a hundredth squared."""
    hole = shapely.box(-75.7475, -14.08, -75.7425, -14.07)
    reading = read(geojson(
        (WEST.difference(hole), {"codigo": "1"}), (shapely.box(-75.741, -14.10, -75.73, -14.05), {"codigo": "2"})))
    assert list(reading.overlaps[["code_a", "code_b"]].itertuples(index=False, name=None)) == [("1", "2")]
    assert reading.overlaps["area_km2"][0] == pytest.approx(0.597, rel=0.01)
    assert reading.gaps["area_km2"][0] == pytest.approx(0.5 * 1.08 * 1.106, rel=0.01)
    assert hole.contains(shapely.Point(reading.gaps["longitude"][0], reading.gaps["latitude"][0]))
    assert {"polygons_overlap", "polygons_gap"} == {problem.code for problem in reading.problems}
    assert reading.area_crs == "EPSG:32718"


def test_a_ubigeo_is_mended_and_an_unknown_one_told() -> None:
    content = geojson((WEST, {"ubigeo": "40112"}), (EAST, {"ubigeo": "999999"}))
    reading = read(content, level="district", book=PlaceBook())
    assert reading.polygons.codes == ("040112", "999999")
    assert reading.problems["polygon_unknown_code"].examples[0].value == "999999"


@pytest.mark.parametrize(("name", "content", "key"), [
    ("a.geojson", b"", "places_file_empty"),
    ("a.geojson", b"\x00\x01\x02\x03" * 50, "polygons_unknown_kind"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": [', "polygons_unreadable"),
    ("a.geojson", b'{"hola": 1}', "polygons_unreadable"),
    ("a.geojson", geojson((shapely.Point(1, 1), {"codigo": "1"})), "polygons_none"),
    ("a.geojson", geojson((None, {"codigo": "1"})), "polygons_none"),
    ("a.geojson", geojson(), "polygons_none"),
    ("a.geojson", geojson((WEST, {})), "polygons_no_code_column"),
    ("a.kml", b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "b">]><kml>&a;</kml>', "polygons_unreadable"),
    ("a.kml", b"<html><body></body></html>", "polygons_unknown_kind"),
    ("a.zip", b"PK\x03\x04 and then nothing", "places_archive_damaged"),
    ("a.shp", b"\x00\x00\x27\x0a" + b"\x00" * 96, "polygons_shapefile_alone"),
    ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200, "polygons_unreadable"),
])
def test_bad_files_say_what_is_wrong(name: str, content: bytes, key: str) -> None:
    with pytest.raises(FileError) as caught:
        read(content, f"C:\\temp\\..\\{name}")
    assert caught.value.key == key
    assert caught.value.message("es") and caught.value.remedy("es") and caught.value.remedy("en")
    assert "temp" not in caught.value.message("es"), "only the base name is shown"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = geojson((WEST, {"codigo": "1", "nombre": "x"})).decode().replace('"x"', '"Ñaña"')
    assert read(text.encode(encoding)).polygons.names == ("Ñaña",)


def test_strange_attributes_are_text() -> None:
    rows = ({"codigo": [1, 2], "d": "2020-01-31", "n": {"a": 1}}, {"codigo": [3], "d": "2020-02-01", "n": None})
    content = geojson((WEST, rows[0]), (EAST, rows[1]))
    assert read(content, code_column="d").polygons.codes == ("2020-01-31", "2020-02-01")
    assert len(read(content, code_column="codigo").polygons.codes) == 2


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(("content", "key"), [
    (zipped(a__shp=b"\x00" * 60_000_000), "places_archive_unsafe"),
    (zipped(a__shp=b"1"), "polygons_shapefile_alone"),
    (zipped(a__shp=b"1", b__shp=b"1"), "polygons_many_shapefiles"),
    (zipped(a__txt=b"1"), "polygons_unknown_kind"),
    (zipped(**{f"f{i}__txt": b"1" for i in range(201)}), "places_archive_unsafe"),
])
def test_archives_are_not_trusted(content: bytes, key: str) -> None:
    with pytest.raises(FileError) as caught:
        read(content, "a.zip")
    assert caught.value.key == key


def test_a_geojson_inside_an_archive_is_read() -> None:
    assert read(zipped(sectores__geojson=two()), "a.zip").polygons.codes == ("1", "2")


@pytest.mark.parametrize(("options", "key"), [
    ({"level": "planet"}, "polygons_unknown_level"), ({"code_column": "nada"}, "polygons_unknown_column"),
    ({"crs": "EPSG:1"}, "polygons_unknown_crs"),
])
def test_wrong_answers_are_refused(options: dict[str, Any], key: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(two(), **options)
    assert caught.value.key == key


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(UsageError):
        polygons.look("a.geojson", io.BytesIO(two()), layer="otra")


def test_peru_has_1826_outlines(shared: Path) -> None:
    with (shared / "data" / "peru" / "districts.geojson").open("rb") as stream:
        file = polygons.look("districts.geojson", stream)
    reading = polygons.read(file, level="district", book=PlaceBook())
    assert (file.code_column, file.name_column, file.features) == ("IDDIST", "NOMBDIST", 1834)
    assert (reading.features_accepted, reading.features_rejected) == (1826, 8)
    assert reading.problems["polygon_without_geometry"].rows == 8
    assert reading.table["area_km2"].sum() == pytest.approx(1_285_216, rel=0.01), "Peru's area, INEI"


@pytest.mark.parametrize(
    ("name", "code", "n"), [("medellin_comunas.gpkg", "COMUNA", 21), ("cdmx_alcaldias.gpkg", "municip", 16)])
def test_other_cities(shared: Path, name: str, code: str, n: int) -> None:
    with (shared / "data" / "points" / name).open("rb") as stream:
        file = polygons.look(name, stream)
    assert file.code_column == code
    assert polygons.read(file, level="sector").features_accepted == n
