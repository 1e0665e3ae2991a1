"""Street layers and lists of stations: read, named, stored small, found again; what is wrong with them is said."""

from __future__ import annotations

import io
import json
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from lib.errors import FileError
from lib.places import stations, streets
from lib.places.book import PlaceBook
from lib.places.streets import StreetLayer, StreetReading

pytestmark = pytest.mark.filterwarnings("ignore:.*non conformant file extension:RuntimeWarning")

EAST_WEST = shapely.LineString([(-75.76, -14.06), (-75.70, -14.06)])
NORTH_SOUTH = shapely.MultiLineString([[(-75.73, -14.10), (-75.73, -14.06)], [(-75.73, -14.06), (-75.73, -14.02)]])


def file_of(*rows: tuple[object, str]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"VIA": name}, "geometry": shapely.geometry.mapping(shape) if shape else None}
        for shape, name in rows
    ]}).encode()


def read(content: bytes, **options: str) -> StreetReading:
    return streets.read(streets.open_file("calles.geojson", io.BytesIO(content)), **options)


def test_a_corner_is_named_by_both_its_streets() -> None:
    found = read(file_of((EAST_WEST, "Av.  Grau"), (NORTH_SOUTH, "Lima"), (EAST_WEST, "S/N")))
    layer = found.streets
    assert (layer.names, len(layer), found.features_accepted) == (("Av. Grau", "Lima"), 4, 3)
    assert layer.near(-75.73001, -14.06002, 60) in (("Lima", "Av. Grau"), ("Av. Grau", "Lima"))
    assert layer.near(-75.75, -14.0603, 60) == ("Av. Grau",)
    assert layer.near(-75.75, -14.08, 60) == ()
    assert found.problems["streets_nameless"].rows == 1


def test_a_line_sixty_metres_away_is_near_at_sixty_one_and_not_at_fifty_nine() -> None:
    layer = read(file_of((EAST_WEST, "Grau"))).streets
    latitude = -14.06 + 60 / 111_320
    assert layer.near(-75.73, latitude, 61) == ("Grau",) and layer.near(-75.73, latitude, 59) == ()


def test_what_is_stored_is_what_was_read_to_eleven_centimetres() -> None:
    layer = read(file_of((EAST_WEST, "Grau"), (NORTH_SOUTH, "S/N"))).streets
    again = StreetLayer.from_payload(json.loads(json.dumps(layer.payload())))
    assert (again.names, again.name_of.tolist(), len(again)) == (layer.names, layer.name_of.tolist(), len(layer))
    away = np.abs(shapely.get_coordinates(again.lines) - shapely.get_coordinates(layer.lines))
    assert away.max() <= 0.5e-6 + 1e-12


def test_points_and_nothing_are_rejected_and_counted() -> None:
    found = read(file_of((EAST_WEST, "Grau"), (shapely.Point(-75.7, -14), "x"), (None, "y")))
    assert (found.features_read, found.features_accepted, found.features_rejected) == (3, 1, 2)
    assert found.problems["street_not_a_line"].rows == 2
    with pytest.raises(FileError) as caught:
        read(file_of((shapely.box(-75.7, -14.1, -75.6, -14), "area")))
    assert caught.value.key == "streets_none"


def test_too_many_lines_are_refused_with_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streets.settings, "value", lambda path: 1)
    with pytest.raises(FileError) as caught:
        read(file_of((NORTH_SOUTH, "Lima")))
    assert caught.value.params["lines"] == 2


def test_the_streets_of_ica_fit_into_a_quarter_of_a_megabyte(shared: Path) -> None:
    path = shared / "data" / "peru" / "ica_streets.gpkg"
    with path.open("rb") as stream:
        found = streets.read(streets.open_file(path.name, stream))
    assert (found.features_read, found.features_accepted) == (14_102, 14_102)
    assert len(json.dumps(found.streets.payload())) < 250_000
    assert {"CAMANA", "BOLIVAR"} == set(found.streets.near(-75.7286, -14.0678, 60))


def test_a_list_of_stations_in_a_table_with_a_title_above() -> None:
    text = "Comisarías de Ica;;\nnombre;latitud;longitud\nCPNP Ica;-14,0678;-75,7286\n;-14,07;-75,73\nSin punto;;\n" \
        "CPNP Ica;-14,0678;-75,7286\nEn el mar;0;0\n"
    found = stations.read("comisarias.csv", io.BytesIO(text.encode()))
    assert found.stations.stations == (("CPNP Ica", -75.7286, -14.0678),)
    codes = {problem.code: problem.rows for problem in found.problems if problem.severity == "reject"}
    assert codes == {"station_without_name": 1, "station_without_point": 2} and found.rows_read == 5
    assert found.problems["station_repeated"].rows == 1


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "xlsx", "utm"])
def test_stations_come_in_any_file(tmp_path: Path, kind: str) -> None:
    frame = geopandas.GeoDataFrame({"nombre": ["CPNP Ica"]}, geometry=[shapely.Point(-75.7286, -14.0678)], crs=4326)
    path = tmp_path / f"s.{kind}"
    crs = None
    if kind == "xlsx":
        pd.DataFrame({"Comisaría": ["CPNP Ica"], "LAT": [-14.0678], "LON": [-75.7286]}).to_excel(path, index=False)
    elif kind == "utm":
        moved, crs = frame.to_crs(32718).geometry.iloc[0], "EPSG:32718"
        path.write_text(f"nombre,este,norte\nCPNP Ica,{moved.x},{moved.y}\n")
    else:
        frame.to_file(path, driver={"geojson": "GeoJSON", "gpkg": "GPKG"}[kind])
    with path.open("rb") as stream:
        found = stations.read(path.name, stream, crs=crs)
    (name, longitude, latitude), = found.stations.stations
    assert name == "CPNP Ica" and (longitude, latitude) == pytest.approx((-75.7286, -14.0678), abs=2e-6)


def test_a_table_without_coordinates_says_what_it_needs() -> None:
    with pytest.raises(FileError) as caught:
        stations.read("x.csv", io.BytesIO(b"nombre,direccion\nCPNP Ica,Av. Grau\n"))
    assert caught.value.key == "stations_no_columns"


def test_the_newest_layer_is_the_one_on_the_map() -> None:
    first, second = (read(file_of((EAST_WEST, name))).streets for name in ("Grau", "Lima"))
    told = stations.StationSet("s", (("CPNP Ica", -75.7, -14.0),))
    book = PlaceBook.from_events([
        {"type": "streets", "payload": first.payload()}, {"type": "streets", "payload": second.payload()},
        {"type": "stations", "payload": told.payload()},
    ])
    assert book.streets is not None and book.streets.names == ("Lima",)
    assert book.stations == told
    assert PlaceBook().streets is None and PlaceBook().stations is None
