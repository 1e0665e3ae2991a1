"""Staff and vehicle sheets, ratios and benchmarks: published numbers, relations, and what must be refused."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.complaints.reading import Upload
from lib.errors import FileError
from lib.officers import ica_case, ratios, sheets, staff, staff_sheet, standards, templates
from lib.officers.sheets import Sheet
from lib.places.book import PlaceBook
from lib.storage import staffing
from lib.storage.sheets import sheets as opened

BOOK = PlaceBook()
CASE = tomllib.loads((Path(__file__).parents[2] / "data/reference/cases/ica.toml").read_text(encoding="utf-8"))
BELIEVED = (20, 2000)


def sheet(*lines: str) -> list[Sheet]:
    return [Sheet("", [(i, line.split(";")) for i, line in enumerate(lines, start=1)])]


def problems(reading: staff_sheet.Reading) -> dict[str, int]:
    return {problem.code: problem.rows for problem in reading.problems}


@pytest.fixture(scope="module")
def census(shared: Path) -> pd.DataFrame:
    """The two files of INEI's census, loaded one after the other as a user would."""
    table = staff.frame(None, staff.STAFF)
    for name in ("police_station_staff_by_function_2017.csv", "police_stations_2017.csv"):
        content = (shared / "data" / "peru" / name).read_bytes()
        reading = staff_sheet.read_staff(opened(Upload.of(content, name)), BOOK, name)
        assert reading.layout == "census" and reading.rows_accepted == 1495 and reading.rows_rejected == 0
        table, added, changed = staff.merged(table, reading.table, staff.STAFF_KEY)
        assert (added, changed > 1490) in ((1495, False), (0, True))
    return table


def test_the_census_of_stations(census: pd.DataFrame) -> None:
    country = CASE["country"]
    assert len(census) == country["stations"] and census["total"].sum() == country["officers"]
    assert census["district"].str.startswith("11").sum() == country["ica_department_stations"]
    row = census.set_index("place").loc["1121"]
    assert row["name"] == "COMISARIA ICA" and row["total"] == CASE["census"]["station"]
    assert {name: row[f"fn_{name}"] for name in staff.FUNCTIONS} == CASE["census"]["by_function"]
    assert (row["rank_officers"], row["rank_enlisted"], row["as_of"]) == (4, 98, "2017")
    found = ratios.spread(census["total"].tolist(), own=102).table.iloc[0]
    assert [found["q1"], found["median"], found["q3"]] == country["quartiles"] and found["high"] == country["most"]
    assert found["rank"] == 1 + (census["total"] > 102).sum()


def test_the_district_of_ica(census: pd.DataFrame) -> None:
    here = ratios.by_place(census, "district", "assigned").set_index("place").loc[["110101"]].reset_index()
    assert here["heads"].item() == CASE["census"]["district"] and here["places"].item() == 3
    told = ratios.ratios(here.assign(population=150280, population_year=2017), "district", numerator="assigned")
    assert round(told.table["per_100000"].item(), 1) == CASE["expected"]["census_district_per_100000"]
    assert told.subject == "staff" and not told.cautions and told.table["state"].item() == "shown"
    later = ratios.ratios(here.assign(population=177538, population_year=2022), "district", numerator="assigned")
    assert [caution.key for caution in later.cautions] == ["staff_years_apart"] and later.cautions[0].sentence("es")


def test_districts_without_a_station_and_points_elsewhere(census: pd.DataFrame, shared: Path) -> None:
    districts = [code for code in BOOK.codes("district") if code.startswith("11")]
    without = ratios.without_station(census, districts)
    assert len(without) == len(districts) - census.loc[census["district"].str.startswith("11"), "district"].nunique()
    from lib.places import polygon_files, polygons

    file = polygon_files.look("d.geojson", io.BytesIO((shared / "data/peru/districts.geojson").read_bytes()))
    drawn = polygons.read(file, level="district", book=BOOK).polygons
    book = PlaceBook([drawn])
    ica = census[census["district"].str.startswith("11")]
    lies_in = book.assign("district", ica["longitude"].to_numpy(float), ica["latitude"].to_numpy(float))
    assert ratios.in_neighbour(ica, list(lies_in))["place"].tolist() == CASE["country"]["in_neighbour"]


def test_the_numbers_of_ica() -> None:
    wanted = CASE["expected"]
    found = ica_case.recomputed().table.set_index("line")["recomputed"]
    assert round(found["per_100000"], 2) == wanted["per_100000"] and round(found["one_per"]) == wanted["one_per"]
    assert round(found["standard_printed"], 1) == wanted["standard_printed"]
    assert round(found["standard_circulating"], 1) == wanted["standard_circulating"]
    assert round(found["misread"]) == wanted["misread"] == CASE["claim"]["officers"]
    assert (found["staff"], found["staff_low"], found["census"]) == (30, 28, 102)


SHEET = ("Fuerza;Nivel;Código;Nombre;Ubigeo;Total;Patrullaje motorizado;Guardia;Fuente;Fecha")


@pytest.mark.parametrize(("line", "code"), [
    ("PNP;;;;;12;;;x;2026", "staff_no_place"),
    (";;A1;Comisaría A;110101;-3;;;x;2026", "staff_bad_heads"),
    (";;A1;Comisaría A;110101;10.5;;;x;2026", "staff_bad_heads"),
    (";;A1;Comisaría A;110101;doce;;;x;2026", "staff_bad_heads"),
    (";;A1;Comisaría A;110101;;;;x;2026", "staff_no_heads"),
    ("Marina;;A1;Comisaría A;110101;3;;;x;2026", "staff_bad_force"),
    (";barrio;A1;Comisaría A;110101;3;;;x;2026", "staff_bad_level"),
    (";;A1;Comisaría A;110101;3;;;x;ayer", "staff_bad_date"),
    (";;OK;Otra;110101;3;;;x;2026", "staff_repeated"),
])
def test_rows_that_are_refused(line: str, code: str) -> None:
    reading = staff_sheet.read_staff(sheet(SHEET, ";;OK;Otra;110101;3;;;x;2026", line), BOOK, "f.csv")
    assert problems(reading) == {code: 1} and reading.rows_accepted == 1 and reading.rows_rejected == 1
    assert all(problem.message(lang) and problem.remedy(lang) for problem in reading.problems for lang in ("es", "en"))
    assert reading.problems[code].examples[0].row == 3


@pytest.mark.parametrize(("line", "code"), [
    (";;A1;A;110101;10;4;5;x;2026", "staff_parts_differ"),
    (";;A1;A;999999;10;;;x;2026", "staff_unknown_district"),
    (";;A1;A;;10;;;x;2026", "staff_no_district"),
    (";;A1;A;110101;10;;;;2026", "staff_no_source"),
    (";;A1;A;110101;10;;;x;", "staff_no_date"),
])
def test_rows_that_are_doubtful(line: str, code: str) -> None:
    reading = staff_sheet.read_staff(sheet(SHEET, line), BOOK, "f.csv")
    assert problems(reading) == {code: 1} and reading.rows_accepted == 1
    assert reading.table["source"].item() in ("x", "f.csv")


def test_what_a_row_means() -> None:
    reading = staff_sheet.read_staff(sheet(
        "Cuadro de personal", "", SHEET + ";Sector", ";;A1;A;10101;;4;5;x;31/05/2026;",
        "Serenazgo;Distrito;;;110101;80;;;x;2026-05;",
        ";;;;110101;7;;;x;2026;S1", ";;;Comisaría Ñaña;110101;9;;;x;2026;",
    ), BOOK, "f.csv")
    table = reading.table
    assert table["level"].tolist() == ["station", "district", "sector", "station"]
    assert table["place"].tolist() == ["A1", "110101", "S1", "COMISARIA NANA"]
    assert table["district"].tolist() == ["010101", "110101", "110101", "110101"], "a lost zero is mended"
    assert table["total"].tolist() == [9, 80, 7, 9], "functions add up to a total that is not told"
    assert table["as_of"].tolist() == ["2026-05-31", "2026-05", "2026", "2026"]
    assert table["force"].tolist() == ["pnp_station", "serenazgo", "pnp_station", "pnp_station"]
    assert pd.isna(table["fn_admin"]).all(), "what nobody told is missing, not zero"


def test_sheets_without_headings_or_rows() -> None:
    for lines, key in ((("a;b", "1;2"), "officers_no_staff"), ((SHEET, ";;;;;;;;;"), "officers_no_rows")):
        with pytest.raises(FileError) as refused:
            staff_sheet.read_staff(sheet(*lines), BOOK, "f.csv")
        assert refused.value.key == key


def test_vehicles() -> None:
    head = "Código;Ubigeo;Tipo;Total;Operativos;Fuente;Fecha"
    reading = staff_sheet.read_vehicles(sheet(
        head, "A1;110101;Camioneta;5;3;x;2026", "A1;110101;moto;4;5;x;2026", "A1;110101;moto;4;;x;2026",
        "A1;110101;camioneta;1;1;x;2026", "A1;110101;dron;1;1;x;2026", "A1;110101;auto;;1;x;2026",
        "A1;110101;auto;1.5;1;x;2026",
    ), BOOK, "f.csv")
    assert problems(reading) == {"vehicles_more_in_service": 1, "vehicles_repeated": 1, "vehicles_unknown_kind": 1,
                                 "vehicles_no_number": 1, "vehicles_bad_number": 1}
    found = ratios.vehicles(ratios.counted(reading.table, "district")).table.set_index("kind")
    assert found["total"].to_dict() == {"pickup": 5, "motorcycle": 4, "other": 1}
    assert found.loc["motorcycle", "told"] == 0 and pd.isna(found.loc["motorcycle", "in_service"])


def test_an_edited_table_is_checked_like_a_file() -> None:
    first = staff_sheet.read_staff(sheet(SHEET, ";;A1;A;110101;10;4;6;x;2026"), BOOK, "f.csv").table
    again = staff_sheet.check("staff", first, BOOK)
    pd.testing.assert_frame_equal(again.table, first)
    assert not len(again.problems) and len(staff.rows(first, staff.STAFF)) == 1
    wrong = pd.concat([first, first.assign(total=-1), first], ignore_index=True)
    assert problems(staff_sheet.check("staff", wrong, BOOK)) == {"staff_bad_heads": 1, "staff_repeated": 1}


def places(**heads: tuple[str, str, str, int]) -> pd.DataFrame:
    rows = [{"force": force, "level": level, "place": place, "district": place if level == "district" else district,
             "total": total} for place, (force, level, district, total) in heads.items()]
    return staff.typed(pd.DataFrame(rows), staff.STAFF)


def test_nobody_is_counted_twice() -> None:
    table = places(A=("pnp_station", "station", "110101", 10), B=("pnp_station", "station", "110102", 5),
                   S1=("pnp_station", "sector", "110101", 4), S9=("pnp_station", "sector", "110109", 3))
    coarser = places(**{"110101": ("pnp_station", "district", "", 99), "110103": ("pnp_station", "district", "", 7),
                        "11": ("pnp_other", "department", "", 100)})
    table = pd.concat([table, coarser], ignore_index=True)
    assert staff_sheet.counted_twice(table) == [("pnp_station", "110101")]
    by = ratios.by_place(table, "district", "assigned").set_index("place")["heads"].to_dict()
    assert by == {"110101": 10, "110102": 5, "110103": 7, "110109": 3}
    assert ratios.by_place(table, "department", "all_police")["heads"].tolist() == [125]
    assert ratios.by_place(table, "sector", "assigned")["heads"].tolist() == [4, 3]
    assert ratios.told(table) == ("assigned", "all_police")
    assert ratios.told(table[table["force"] == "pnp_station"]) == ("assigned",)


@settings(max_examples=30)
@given(st.integers(1, 5000), st.integers(1, 10**7), st.floats(0.01, 1e5))
def test_doubling_the_staff_doubles_the_ratio(heads: int, population: int, area: float) -> None:
    one, two = (
        ratios.ratios(pd.DataFrame([{"place": "110101", "heads": n, "population": population, "area_km2": area,
                                     "complaints": 50}]), "district", numerator="assigned").table.iloc[0]
        for n in (heads, 2 * heads)
    )
    for name in ("per_100000", "per_km2", "per_1000_complaints"):
        assert two[name] == pytest.approx(2 * one[name])
    assert two["one_per"] == pytest.approx(one["one_per"] / 2) and one["per_100000"] * one["one_per"] == pytest.approx(1e5)


def test_a_district_is_its_stations_weighed_by_population() -> None:
    rng = np.random.default_rng(7)
    heads, people = rng.integers(5, 90, 12), rng.integers(2000, 90000, 12)
    parts = pd.DataFrame({"place": [f"1101{i:02d}" for i in range(12)], "heads": heads, "population": people})
    rates = ratios.ratios(parts, "district", numerator="assigned").table["per_100000"]
    assert (rates * people).sum() / people.sum() == pytest.approx(heads.sum() / people.sum() * 1e5)


def test_population_zero_or_unknown_gives_no_ratio() -> None:
    table = pd.DataFrame({"place": ["a", "b", "c", "d"], "heads": pd.array([5, 5, 5, None], dtype="Int64"),
                          "population": pd.array([0, None, -3, 100], dtype="Int64")})
    told = ratios.ratios(table, "district", numerator="assigned").table
    assert told["state"].tolist() == ["no_population"] * 3 + ["no_heads"] and told["per_100000"].isna().all()


def test_units_that_no_police_has() -> None:
    assert standards.likely_unit(2.8, "per_100000", BELIEVED) == "per_1000"
    assert standards.likely_unit(2.8, "per_1000", BELIEVED) is None
    assert standards.likely_unit(0.001, "per_100000", BELIEVED) == ""
    entry = {"key": "meta", "value": 2.8, "unit": "per_100000", "numerator": "all_police", "what": "meta", "source": "x"}
    assert "1,000" in next(iter(standards.check_own(entry, [], BELIEVED))).message("es")
    assert not len(standards.check_own(entry | {"unit": "per_1000"}, [], BELIEVED))
    for change, code in (({"source": " "}, "standard_no_source"), ({"value": 0}, "standard_bad_value"),
                         ({"what": ""}, "standard_no_name"), ({"unit": "x"}, "standard_bad_unit")):
        assert code in standards.check_own(entry | {"unit": "per_1000"} | change, [], BELIEVED)
    assert "standard_no_name" in standards.check_own(entry | {"unit": "per_1000"}, ["meta"], BELIEVED)


def test_what_each_benchmark_would_mean() -> None:
    told = standards.gaps(standards.bundled(), heads={"assigned": 30.0}, population=150280, stations=1, plausible=BELIEVED)
    found = told.table.set_index("key")
    assert round(found.loc["mean_2006", "required"], 1) == 420.8
    assert found.loc["un_slip", "state"] == "impossible_unit" and round(found.loc["un_slip", "required"], 1) == 4.2
    assert found.loc["mean_2006", "state"] == "other_numerator" and pd.isna(found.loc["mean_2006", "gap"])
    assert found.loc["peru_stations", "state"] == "comparable"
    assert found.loc["peru_stations", "gap"] == pytest.approx(155 * 1.5028 - 30)
    assert found.loc["iacp", "state"] == "no_value" and found.loc["census_median", "required"] == 19
    whole = standards.gaps(standards.bundled(), heads={"all_police": 500.0}, population=150280, stations=0,
                           plausible=BELIEVED).table.set_index("key")
    assert whole.loc["mean_2006", "gap"] == pytest.approx(420.784 - 500)
    nobody = standards.gaps(standards.bundled(), heads={}, population=None, stations=0, plausible=BELIEVED).table
    assert set(nobody["state"]) <= {"no_population", "no_staff", "no_value", "impossible_unit"}


def test_the_headings_of_the_template_are_known() -> None:
    from lib import texts

    for lang in texts.languages():
        for table, schema in (("staff", staff.STAFF), ("vehicles", staff.VEHICLES)):
            names = [texts.t(f"staff.columns.{name}", lang) for name in schema.names]
            found = sheets.locate([Sheet("", [(1, names), (2, ["x"] * len(names))])], table, ())
            assert found is not None and {name: found.columns[name] for name in schema.names} == {
                name: (place,) for place, name in enumerate(schema.names)}


def test_a_filled_template_is_read_back() -> None:
    from openpyxl import load_workbook

    for name, row, lang in (("staff", ["PNP comisarías", "Comisaría", "A1", "A", "110101", None, None, 12], "es"),
                            ("vehicles", ["Municipal serenos", "District", "110101", "Ica", "110101", "Van", 3, 2], "en")):
        book = load_workbook(io.BytesIO(templates.template(name, "xlsx", lang)))
        book.worksheets[0].append(row)
        out = io.BytesIO()
        book.save(out)
        reading = staffing.read(name, Upload.of(out.getvalue(), "hoja.xlsx"), BOOK)
        assert reading.table[["level", "place", "total"]].to_numpy().tolist() == [[
            "station" if name == "staff" else "district", row[2], row[7] if name == "staff" else 3]]
        assert reading.table["force"].item() == ("pnp_station" if name == "staff" else "serenazgo")
        assert templates.template(name, "csv", lang).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"PK\x03\x04damaged", b"\x00" * 100, b"a,b\n1,2\n"])
def test_files_that_are_no_staff_sheet(content: bytes) -> None:
    with pytest.raises(FileError) as refused:
        staffing.read("staff", Upload.of(content, "x.csv"), BOOK)
    assert refused.value.message("es") and refused.value.remedy("en")


def test_a_sheet_larger_than_one_kept_by_hand() -> None:
    with pytest.raises(FileError) as refused:
        opened(Upload("x.csv", io.BytesIO(b"a"), 5_000_000))
    assert refused.value.key == "officers_file_large"
