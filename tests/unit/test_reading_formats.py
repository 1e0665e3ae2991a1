"""Formats: spellings of headings, the files of saved formats, guided mapping."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lib import texts
from lib.complaints.reading import (
    MEANINGS,
    Format,
    Mapping,
    Upload,
    format_from_mapping,
    format_to_toml,
    formats,
    guess_mapping,
    station_template,
    understand,
)
from lib.complaints.reading.formats import read_format
from lib.errors import FileError, UsageError
from tests.checked import Outcome, checked, csv

HEADERS = [
    "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad",
    "ANO,MES,DPTO_HECHO,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,CANTIDAD",
    "AÑO,MES,DPTO_HECHO,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,N_DIST_ID_DGC",
    "AÑO_HECHO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad",
    "ANIO_DENUNCIA,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("header", HEADERS)
def test_sidpol_by_any_of_its_headers(header: str, encoding: str) -> None:
    text = f"{header}\n2024,1,AREQUIPA,CAMANA,OCOÑA,40206,Hurto,7\n"
    outcome = checked(text.encode(encoding))
    assert outcome.report.format == "sidpol"
    row = outcome.first()
    assert (row["district"], row["province"], row["department"]) == ("040206", "0402", "04")
    assert (row["count"], row["crime_type"], row["precision"], row["identity"]) == (7, "theft", "month", "cell")


def test_every_format_is_named_and_every_meaning_too() -> None:
    for lang in texts.languages():
        for name, layout in formats().items():
            assert layout.title(lang) != name
            assert texts.t(f"formats.{name}.about", lang)
        for meaning in MEANINGS:
            assert texts.t(f"formats.meanings.{meaning}", lang)


@pytest.mark.parametrize("name", sorted(formats()))
def test_a_format_survives_its_file(name: str) -> None:
    layout = formats()[name]
    assert read_format(format_to_toml(layout), name) == layout


def test_odd_texts_survive_the_file_of_a_format() -> None:
    layout = Format(name="raro", constants={"crime_type": 'comillas " \\ y\nsalto \x01 ñ 🚓'}, columns={"date": ("fecha",)},
                    source="raro", vocabulary="raro", box=(-81.0, -18.5, -68.0, 0.0), titles={"es": "Ra\tro"})
    assert read_format(format_to_toml(layout), "raro") == layout


@pytest.mark.parametrize("text", ["no es toml", "columns = {nada = ['x']}", "invento = 1",
                                  "location_notes = {x = 'perfect'}"])
def test_a_damaged_format_says_what_is_wrong(text: str) -> None:
    with pytest.raises(FileError) as caught:
        read_format(text, "roto")
    assert caught.value.key == "format_damaged"


def guided(content: bytes, name: str, folder: Path, **answers: object) -> Outcome:
    """The whole way: guess, answer, save, and the file is recognised by the saved format."""
    understood = understand(Upload.of(content, name), formats())
    assert understood.format is None
    mapping = replace(guess_mapping(understood), **answers)  # type: ignore[arg-type]
    layout = format_from_mapping("mi formato", mapping, understood)
    saved = folder / f"{layout.name}.toml"
    saved.write_text(format_to_toml(layout), encoding="utf-8")
    outcome = checked(content, name, known=formats([folder]))
    assert outcome.report.format == "mi_formato"
    return outcome


def test_semicolons_decimal_commas_and_universal_time(tmp_path: Path) -> None:
    content = csv(
        "fecha_hecho;longitud;latitud;sexo;edad;modalidad",
        "2019-04-23T12:30:00Z;-75,56985400000;6,25722555000;Mujer;50;Arma de fuego",
        "2018-06-06T05:00:00Z;-75,61036800000;6,22280611000;Hombre;24;Arma de fuego",
        "2019-05-12T02:36:00Z;;;Hombre;34;Cortopunzante",
    )
    outcome = guided(content, "homicidios.csv", tmp_path, constants={"crime_type": "Homicidio"},
                     time_zone="America/Bogota")
    rows = outcome.accepted.to_pylist()
    assert [str(row["occurred_from"]) for row in rows] == [
        "2019-04-23 07:30:00", "2018-06-06 00:00:00", "2019-05-11 21:36:00"]
    assert [row["hour_known"] for row in rows] == [True, False, True]
    assert [row["crime_type"] for row in rows] == ["homicide"] * 3
    assert (rows[0]["longitude"], rows[0]["latitude"]) == (-75.569854, 6.25722555)
    assert [row["location_quality"] for row in rows] == ["exact", "exact", "none"]
    assert "Mujer" not in str(rows), "nothing about persons is imported"


def test_a_file_without_headings_in_metres(tmp_path: Path) -> None:
    content = csv("359192.302,570510.890,2016-01-01", "356347.303,576182.584,2016-01-03")
    understood = understand(Upload.of(content), formats())
    guess = guess_mapping(understood)
    assert (understood.header_row, guess.crs) == (0, ""), "metres of which system must be asked"
    with pytest.raises(UsageError, match="crs"):
        format_from_mapping("x", replace(guess, constants={"crime_type": "Fire"}), understood)
    outcome = guided(content, "a.csv", tmp_path, crs="EPSG:26971", constants={"crime_type": "Peligro común"})
    first = outcome.first()
    assert (round(first["latitude"], 3), round(first["longitude"], 3)) == (41.803, -87.621)
    assert outcome.column("row_number") == [1, 2]


def test_the_geometry_of_a_geojson_is_the_point(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"fecha": "2024-05-01T14:30:00", "tipo": "Robo", "edad": 33},
         "geometry": {"type": "Point", "coordinates": [-75.73, -14.07]}},
        {"type": "Feature", "properties": {"fecha": "2024-05-02", "tipo": "Hurto"}, "geometry": None},
        {"type": "Feature", "properties": {"fecha": "2024-05-03", "tipo": "Hurto"},
         "geometry": {"type": "LineString", "coordinates": [[-75.73, -14.07], [-75.72, -14.07]]}},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    outcome = guided(content, "puntos.geojson", tmp_path)
    rows = outcome.accepted.to_pylist()
    assert (rows[0]["longitude"], rows[0]["latitude"], rows[0]["crime_type"]) == (-75.73, -14.07, "robbery")
    assert [row["location_quality"] for row in rows] == ["exact", "none", "none"]
    assert outcome.codes("warn") == {"geometry_not_points": 1}


@pytest.mark.parametrize(
    ("mapping", "missing"),
    [
        (Mapping(columns={"date": "a"}), "crime_type"), (Mapping(constants={"crime_type": "x"}), "date"),
        (Mapping(columns={"date": "a", "latitude": "b"}, constants={"crime_type": "x"}), "longitude"),
        (Mapping(columns={"month": "a", "crime_type": "b"}), "date"),
        (Mapping(columns={"date": "a", "crime_type": "b"}, counts=True), "count"),
    ],
)
def test_answers_that_are_not_enough(mapping: Mapping, missing: str) -> None:
    understood = understand(Upload.of(csv("a,b", "x,y")), formats())
    with pytest.raises(UsageError) as caught:
        format_from_mapping("x", mapping, understood)
    assert caught.value.key == "mapping_incomplete" and missing in caught.value.params["missing"]


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_empty_and_known(kind: str, lang: str) -> None:
    content = station_template(kind, lang)
    with pytest.raises(FileError) as caught:
        checked(content, f"hoja.{kind}")
    assert caught.value.key == "file_without_rows"
    if kind == "csv":
        outcome = checked(content + b",05/03/2024,,,,,Hurto,,Ica,,,,\r\n")
        assert (outcome.report.format, outcome.report.rows_accepted, outcome.column("district")) == (
            "station_sheet", 1, ["110101"])
