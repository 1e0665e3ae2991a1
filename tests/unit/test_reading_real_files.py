"""Real files beside the repository, through the whole road of reading and checking."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lib.complaints.reading import Upload, format_from_mapping, formats, guess_mapping, understand
from tests.checked import Outcome, checked

DISTRICT_OF_ICA = {
    2018: 7039, 2019: 8359, 2020: 5783, 2021: 7024, 2022: 8877, 2023: 12127, 2024: 9953, 2025: 9502, 2026: 3933,
}


def guided(path: Path, **answers: object) -> Outcome:
    """A file that no format knows, with the answers of a person."""
    content = path.read_bytes()
    understood = understand(Upload.of(content, path.name), formats())
    assert understood.format is None
    mapping = replace(guess_mapping(understood), **answers)  # type: ignore[arg-type]
    layout = format_from_mapping("mine", mapping, understood)
    return checked(content, path.name, known={**formats(), "mine": layout})


def test_the_department_of_ica(shared: Path) -> None:
    path = shared / "data" / "peru" / "sidpol_denuncias_ica_department.csv"
    outcome = checked(path.read_bytes(), path.name)
    assert (outcome.report.rows_read, outcome.report.rows_accepted, outcome.report.count_total) == (16_279, 16_279, 260_705)
    by_year: Counter[int] = Counter()
    for row in outcome.accepted.select(["district", "occurred_from", "count"]).to_pylist():
        if row["district"] == "110101":
            by_year[row["occurred_from"].year] += row["count"]
    assert by_year == DISTRICT_OF_ICA
    assert len(set(outcome.column("key"))) == 16_279
    assert not outcome.codes()


def test_the_month_of_police_uk(shared: Path) -> None:
    path = shared / "data" / "points" / "police_uk_btp_2020-01.csv"
    outcome = checked(path.read_bytes(), path.name)
    assert (outcome.report.format, outcome.report.rows_accepted) == ("police_uk", 5694)
    assert Counter(outcome.column("location_quality")) == {"approximate": 5694}


def test_medellin(shared: Path) -> None:
    outcome = guided(shared / "data" / "points" / "medellin_homicides.csv", constants={"crime_type": "Homicidio"},
                     time_zone="America/Bogota")
    assert outcome.report.rows_accepted == 9360
    assert Counter(outcome.column("location_quality")) == {"exact": 9279, "none": 81}
    assert set(outcome.column("crime_type")) == {"homicide"}
    assert outcome.report.understood.decimal == ","


def test_mexico(shared: Path) -> None:
    outcome = guided(shared / "data" / "points" / "cdmx_car_jacking.gpkg", constants={"crime_type": "Robo de vehículo"},
                     time_zone="America/Mexico_City")
    assert outcome.report.rows_accepted == 2811
    assert outcome.codes() == {"coordinates_zero": 152}


def test_chicago(shared: Path) -> None:
    outcome = guided(shared / "data" / "points" / "chicago_arson_2016.csv", crs="EPSG:26971",
                     constants={"crime_type": "Peligro por medio de incendio o explosión"})
    assert outcome.report.rows_accepted == 522
    latitudes, longitudes = outcome.column("latitude"), outcome.column("longitude")
    assert 41.6 < min(latitudes) and max(latitudes) < 42.1 and -88 < min(longitudes) and max(longitudes) < -87.5


def test_washington(shared: Path) -> None:
    """Seconds since 1970, from and to; NA has no end."""
    path = shared / "data" / "points" / "dc_burglaries_epoch.csv"
    outcome = guided(path, constants={"crime_type": "Burglary"}, time_zone="America/New_York")
    ends = path.read_text().split("\n")[1:]
    without = sum(line.endswith("NA") for line in ends)
    assert outcome.accepted.column("occurred_to").null_count - outcome.codes("warn").get("end_before_start", 0) == without


@pytest.mark.parametrize(("year", "total"), [(2019, 1_081_851), (2022, 1_126_824)])
def test_prosecutors(shared: Path, year: int, total: int) -> None:
    outcome = guided(shared / "data" / "peru" / f"mpfn_delitos_{year}.csv")
    assert (outcome.report.count_total, outcome.report.rows_rejected) == (total, 0)
    assert set(outcome.column("precision")) == {"year"}
    assert set(map(str, outcome.column("occurred_from"))) == {f"{year}-01-01 00:00:00"}
