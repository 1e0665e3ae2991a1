"""Checking: the incident layer's times and points, coordinates of any system, sectors by polygons."""

from __future__ import annotations

import pytest
import shapely

from lib.complaints.reading import Overrides
from lib.places.book import PlaceBook
from lib.places.polygon_set import PolygonSet
from tests.checked import LAYER, SHEET, checked, csv

FORCED = "GEO FORZADA AL CENTROIDE DE COMISARIA"


def layer(number: object, moment: str = "2024-01-05T15:00:00", point: str = "-14.06,-75.73", note: str = "",
          state: str = "CON COORDENADA", station: str = "COMISARIA PARCONA") -> str:
    return (f"{number},{moment},1704556800000,110101,COMISARIA ICA,{station},PATRIMONIO (DELITO),HURTO,HURTO SIMPLE,"
            f"JR X {number},{point},{state},{note}")


def sheet(*points: str) -> bytes:
    rows = (f"{n},{n + 13}/02/2023,10:00,Hurto,Ica,,{point}" for n, point in enumerate(points))
    return csv(SHEET, *rows)


def test_the_layers_times_are_universal_and_midnight_is_no_hour() -> None:
    outcome = checked(csv(LAYER, layer(1), layer(2, "2024-01-05T05:00:00Z"), layer(3, "2024-01-01T03:30:00.000Z")))
    assert [str(t) for t in outcome.column("occurred_from")] == [
        "2024-01-05 10:00:00", "2024-01-05 00:00:00", "2023-12-31 22:30:00"]
    assert outcome.column("hour_known") == [True, False, True]
    assert str(outcome.first()["reported"]) == "2024-01-06 11:00:00"
    assert str(outcome.report.start) == "2023-12-31"


def test_what_the_person_says_about_the_clock_counts() -> None:
    content = csv(LAYER, layer(1))
    assert str(checked(content, overrides=Overrides(clock="local")).first()["occurred_from"]) == "2024-01-05 15:00:00"
    abroad = checked(content, overrides=Overrides(time_zone="Europe/Madrid"))
    assert str(abroad.first()["occurred_from"]) == "2024-01-05 16:00:00"


def test_forced_points_are_told_by_the_note_and_not_by_the_state() -> None:
    outcome = checked(csv(LAYER, layer(1, note=FORCED), layer(2, state="SIN COORDENADA"), layer(3, point=","),
                          layer(4, note=FORCED.lower()), layer(5, note="OTRA")))
    assert outcome.column("location_quality") == ["station_centroid", "exact", "none", "station_centroid", "exact"]


def test_the_station_is_that_of_the_event_and_the_address_only_a_number() -> None:
    outcome = checked(csv(LAYER, layer(1), layer(2), layer(1, station="COMISARIA ICA").replace("HURTO,", "ROBO,")))
    assert outcome.column("station") == ["COMISARIA PARCONA", "COMISARIA PARCONA", "COMISARIA ICA"]
    hashes = outcome.column("address_hash")
    assert hashes[0] != hashes[1] and hashes[0] == hashes[2]
    assert "JR X" not in str(outcome.accepted.to_pylist())


POINTS = {
    "0,0": ("none", "coordinates_zero"), "-140.68,-75.7": ("outside", "coordinates_outside"),
    "40.4,-3.7": ("outside", "coordinates_outside"), "norte,-75.7": ("none", "coordinates_unreadable"),
    "-14.07,": ("none", "coordinates_unreadable"), "-75.73,-14.07": ("none", "coordinates_look_swapped"),
    "8443200,420000": ("none", "coordinates_metres"), ",": ("none", None), "NULL,NULL": ("none", None),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_row_is_counted_whatever_its_point(point: str) -> None:
    quality, problem = POINTS[point]
    good = ["-14.07,-75.73"] * 12
    outcome = checked(sheet(*good, point))
    last = outcome.accepted.to_pylist()[-1]
    assert (last["location_quality"], last["latitude"], last["longitude"]) == (quality, None, None)
    assert outcome.codes() == ({problem: 1} if problem else {})
    if problem:
        assert outcome.report.problems[problem].examples[0].row == 14


def test_a_file_with_all_its_points_swapped_is_put_right_and_said() -> None:
    outcome = checked(sheet(*[f"-75.7{n},-14.0{n}" for n in range(9)]))
    assert outcome.report.understood.swapped
    assert (outcome.first()["latitude"], outcome.first()["longitude"]) == (-14.00, -75.70)
    assert outcome.codes() == {"coordinates_swapped": 9}


SEXAGESIMAL = '"14°04\'12""S","75°43\'48"" O"'


@pytest.mark.parametrize("point", ['"-14,07","-75,73"', "-14.0700,-75.7300", SEXAGESIMAL])
def test_ways_to_write_a_point(point: str) -> None:
    first = checked(sheet(point)).first()
    assert (first["latitude"], first["longitude"], first["location_quality"]) == (-14.07, -75.73, "exact")


def test_metres_of_a_projected_system() -> None:
    outcome = checked(sheet("8444000,421000"), overrides=Overrides(crs="EPSG:32718"))
    first = outcome.first()
    assert (round(first["latitude"], 2), round(first["longitude"], 2)) == (-14.07, -75.73)


def test_sectors_come_from_polygons_where_the_file_has_none() -> None:
    west, east = shapely.box(-75.74, -14.08, -75.73, -14.06), shapely.box(-75.73, -14.08, -75.72, -14.06)
    book = PlaceBook([PolygonSet("sector", ("S1", "S2"), ("Oeste", "Este"), (west, east))])
    rows = ["1,13/02/2023,10:00,Hurto,Ica,,-14.07,-75.735", "2,14/02/2023,10:00,Hurto,Ica,,-14.07,-75.725",
            "3,15/02/2023,10:00,Hurto,Ica,Sector 9,-14.07,-75.725", "4,16/02/2023,10:00,Hurto,Ica,,-14.5,-75.725",
            "5,17/02/2023,10:00,Hurto,Ica,Este,,"]
    plain, drawn = checked(csv(SHEET, *rows)), checked(csv(SHEET, *rows), places=book)
    assert drawn.column("sector") == ["S1", "S2", "SECTOR 9", None, "S2"]
    assert [bool(x) for x in drawn.column("sector_polygons")] == [True, True, False, True, False]
    assert plain.column("key") == drawn.column("key") and plain.column("content") == drawn.column("content")


def test_a_month_of_police_uk() -> None:
    header = ("Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
              "Last outcome category,Context")
    same = ",2020-01,BTP,BTP,-0.27,50.83,On or near Shoreham,E01,Adur,Bicycle theft,,"
    outcome = checked(csv(header, same, same, "ab12" + same, ",2020-01,BTP,BTP,,,No location,,,Robbery,,"))
    assert outcome.report.format == "police_uk"
    assert outcome.column("identity") == ["row", "row", "id", "row"]
    assert outcome.column("location_quality") == ["approximate"] * 3 + ["none"]
    assert set(outcome.column("precision")) == {"month"}
    assert outcome.first()["place_raw"] == "On or near Shoreham"
    assert "E01" not in str(outcome.accepted.to_pylist())
