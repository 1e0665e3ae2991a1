"""Population files of either layout, and which year a rate's denominator is really of."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import FileError
from lib.places import population_files
from lib.places.book import PlaceBook
from lib.places.polygon_set import PolygonSet
from lib.places.population import PopulationTable
from lib.places.population_files import PopulationReading

TABLE = PopulationTable([("A", 2017, 100, "censo"), ("A", 2020, 130, "proyección"), ("B", 2019, 7, "censo")])


def read(text: str, encoding: str = "utf-8", **options: object) -> PopulationReading:
    return population_files.read("p.csv", io.BytesIO(text.encode(encoding)), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("year", "expected"), [
    (2017, (100, 2017, "censo")), (2018, (100, 2017, "censo")), (2019, (130, 2020, "proyección")),
    (2000, (100, 2017, "censo")), (2030, (130, 2020, "proyección")),
])
def test_a_missing_year_is_the_nearest_one(year: int, expected: tuple[int, int, str]) -> None:
    assert TABLE.for_year("A", year) == expected
    assert TABLE.for_year("C", year) is None


def test_of_two_equally_near_years_the_earlier() -> None:
    assert PopulationTable([("A", 2016, 1, ""), ("A", 2020, 2, "")]).for_year("A", 2018) == (1, 2016, "")


@given(st.dictionaries(st.integers(1990, 2030), st.integers(0, 10**7), min_size=1), st.integers(1980, 2040))
def test_never_extrapolated(values: dict[int, int], year: int) -> None:
    """The answer is always a value of the table, of a year that no other is nearer to."""
    found = PopulationTable([("A", y, v, "") for y, v in values.items()]).for_year("A", year)
    assert found is not None and values[found[1]] == found[0]
    assert abs(found[1] - year) == min(abs(y - year) for y in values)


def test_a_later_table_goes_before() -> None:
    newer = TABLE.updated(PopulationTable([("A", 2020, 140, "nueva"), ("A", 2021, 150, "nueva")]))
    assert newer.for_year("A", 2020) == (140, 2020, "nueva") and newer.for_year("A", 2017) == (100, 2017, "censo")
    assert newer.for_year("B", 2020) == (7, 2019, "censo")
    assert PopulationTable.from_payload(json.loads(json.dumps(newer.payload()))).rows() == newer.rows()


def test_long_and_wide_say_the_same() -> None:
    long = read("ubigeo;anio;poblacion\n110101;2021;173261\n110101;2022;177,538\n")
    wide = read("UBIGEO,Distrito,2021,Población 2022\n110101,Ica,173261,177538\n")
    assert long.table.rows() == wide.table.rows() == [
        ("110101", 2021, 173261, "p.csv"), ("110101", 2022, 177538, "p.csv")]
    assert (long.layout, wide.layout) == ("long", "wide")
    assert list(long.preview.columns) == ["place", "name", "year", "population", "source"]
    assert list(long.preview["name"]) == ["Ica", "Ica"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    reading = read("distrito;año;población;fuente\nLa Tinguiña;2022;42,000;INEI ñ\n", encoding)
    assert reading.table.rows() == [("110102", 2022, 42000, "INEI ñ")]


def test_places_by_code_by_name_and_by_sector() -> None:
    import shapely

    book = PlaceBook([PolygonSet("sector", ("S-1",), ("Sector Uno",), (shapely.box(0, 0, 1, 1),))])
    reading = read(
        "lugar,anio,poblacion\n40112,2022,5\n010100,2022,6\n010000,2022,7\nsector uno,2022,8\nPueblo Nuevo,2022,9\n",
        book=book, source="X")
    assert reading.table.places() == ("01", "0101", "040112", "Pueblo Nuevo", "S-1")
    assert reading.problems["population_unknown_place"].rows == 1, "Pueblo Nuevo is the name of several districts"
    assert reading.table.for_year("S-1", 2022) == (8, 2022, "X")


def test_bad_values_are_named_and_counted() -> None:
    reading = read(
        "ubigeo,anio,poblacion\n110101,2022,10\n110101,2022,11\n110102,dos mil,5\n110103,2022,-4\n110104,2022,s/d\n"
        ",2022,8\n\n110105,2022,7.6\nFuente: INEI,,\n000000,2022,99\n")
    assert (reading.rows_read, reading.rows_accepted, reading.rows_rejected) == (7, 2, 5)
    assert {p.code: (p.rows, p.examples[0].row) for p in reading.problems} == {
        "population_repeated": (1, 3), "population_bad_year": (1, 4), "population_bad_value": (2, 5),
        "population_bad_place": (1, 7), "population_rounded": (1, 9), "population_not_data": (1, 10),
        "population_total_row": (1, 11),
    }
    assert reading.table.for_year("110105", 2022) == (8, 2022, "p.csv")
    for problem in reading.problems:
        assert problem.message("es") != problem.message("en")


def test_a_workbook_laid_out_for_paper(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "portada"
    sheet = book.create_sheet("datos")
    for _ in range(2):
        sheet.append(["PERÚ: POBLACIÓN 2021 - 2022"])
        sheet.append(["UBIGEO", "DEPARTAMENTO, PROVINCIA Y DISTRITO", "2021", 2022])
        sheet.append([])
        sheet.append(["110101", "ICA", "173261", 177538.0])
        sheet.append([None, None, None, "Continúa…"])
    sheet.append(["Fuente: INEI"])
    book.save(tmp_path / "p.xlsx")
    with (tmp_path / "p.xlsx").open("rb") as stream:
        reading = population_files.read("p.xlsx", stream, source="INEI")
    assert reading.table.rows() == [("110101", 2021, 173261, "INEI"), ("110101", 2022, 177538, "INEI")]
    assert (reading.sheet, reading.rows_read, reading.rows_rejected) == ("datos", 2, 0)
    assert reading.problems["population_not_data"].rows == 6


@pytest.mark.parametrize(("content", "key"), [
    (b"", "places_file_empty"), (b"a,b\n1,2\n", "population_unreadable"), (b"\x00\x01\x02", "population_unreadable"),
    (b"ubigeo,anio,poblacion\n", "population_none"), (b"ubigeo,anio,poblacion\n110101,2022,x\n", "population_none"),
    (b"PK\x03\x04zip bomb or not", "places_archive_damaged"), (b"\xff\xfe\x00", "population_unreadable"),
])
def test_bad_files_say_what_is_wrong(content: bytes, key: str) -> None:
    with pytest.raises(FileError) as caught:
        population_files.read("../p.csv", io.BytesIO(content))
    assert caught.value.key == key and caught.value.remedy("es") and "../" not in caught.value.message("en")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_give_a_table_or_a_clear_error(content: bytes) -> None:
    for start in (b"", b"ubigeo,anio,poblacion\n"):
        try:
            reading = population_files.read("p.csv", io.BytesIO(start + content))
        except FileError:
            continue
        assert reading.rows_read == reading.rows_accepted + reading.rows_rejected


def test_the_workbook_of_inei(shared: Path) -> None:
    with (shared / "data" / "peru" / "inei_population_by_district_2018_2022.xlsx").open("rb") as stream:
        reading = population_files.read("inei.xlsx", stream, source="INEI")
    districts = [place for place in reading.table.places() if len(place) == 6]
    assert len(districts) == 1890
    assert reading.table.for_year("110101", 2018) == (160288, 2018, "INEI")
    assert reading.table.for_year("110101", 2025) == (177538, 2022, "INEI")
    whole = sum(row[2] for row in reading.table.rows() if len(row[0]) == 6 and row[1] == 2022)
    assert whole == 33396698, "the districts of 2022 add up to the country's total, as printed"
