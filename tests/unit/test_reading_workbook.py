"""Workbooks: dates and numbers in cells, formulas, several sheets, and archives that are traps."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest

from lib.complaints.reading import Overrides, Upload, formats, understand
from lib.errors import FileError, UsageError
from tests.checked import SHEET, SIDPOL, checked

SIDPOL_ROW = [2024, 1, "ICA", "ICA", "ICA", 110101, "Hurto", 3]


def book(*sheets: tuple[str, list[list[object]]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def edited(content: bytes, part: str, pattern: bytes, new: bytes) -> bytes:
    """The workbook with the XML of one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in old.namelist():
            data = old.read(name)
            fresh.writestr(name, re.sub(pattern, new, data) if name == part else data)
    return out.getvalue()


def test_cells_are_read_as_their_csv_would_be() -> None:
    rows = [
        SHEET.split(","),
        [1, dt.datetime(2024, 3, 5), dt.time(14, 30), "Hurto", "Ica", "Sector 1", -14.07, -75.73],
        ["2", "05/03/2024", "14:30", "Hurto", "Ica", "Sector 1", "-14,07", "-75,73"],
        [3, dt.datetime(2024, 3, 5, 14, 30), None, "Hurto", "Ica", "Sector 1", -14.07, -75.73],
        [4, 45356.604166666664, None, "Hurto", "Ica", "Sector 1", -14.07, -75.73],
    ]
    found = checked(saved(book(("Denuncias", rows))), "hoja.xlsx").accepted.to_pylist()
    assert {str(row["occurred_from"]) for row in found} == {"2024-03-05 14:30:00"}
    assert {(row["latitude"], row["longitude"]) for row in found} == {(-14.07, -75.73)}
    assert [row["complaint_id"] for row in found] == ["1", "2", "3", "4"]


def test_a_formula_counts_by_its_stored_value_and_without_one_is_rejected() -> None:
    made = book(("A", [SIDPOL.split(","), [*SIDPOL_ROW[:-1], "=2+3"], SIDPOL_ROW]))
    without = saved(made)
    outcome = checked(without, "f.xlsx")
    assert outcome.codes("reject") == {"formula_without_value": 1}
    assert (outcome.rejected["row"].tolist(), outcome.rejected["value"].tolist()) == ([2], ["H2"])
    stored = edited(without, "xl/worksheets/sheet1.xml", rb"<f>2\+3</f><v */>|<f>2\+3</f><v></v>", rb"<f>2+3</f><v>5</v>")
    outcome = checked(stored, "f.xlsx")
    assert (outcome.report.count_total, outcome.codes("info")) == (8, {"formula_used": 1})


def test_the_sheet_with_known_headings_is_read_and_the_others_are_named() -> None:
    made = book(("Notas", [["Leer esto"], ["nada"]]), ("Datos", [["Título"], [], SIDPOL.split(","), SIDPOL_ROW]))
    outcome = checked(saved(made), "f.xlsx")
    assert (outcome.report.understood.sheet, outcome.column("row_number")) == ("Datos", [4])
    assert "Notas" in outcome.report.problems["sheet_chosen"].message("es")
    chosen = understand(Upload.of(saved(made), "f.xlsx"), formats(), Overrides(sheet="Notas"))
    assert (chosen.sheet, chosen.format) == ("Notas", None)
    with pytest.raises(UsageError, match="Otra"):
        understand(Upload.of(saved(made), "f.xlsx"), formats(), Overrides(sheet="Otra"))


def test_hidden_sheets_and_merged_cells_are_said() -> None:
    made = book(("Portada", [["Hola"]]), ("Datos", [SIDPOL.split(","), SIDPOL_ROW]))
    made["Datos"].sheet_state = "hidden"
    made["Datos"].merge_cells("A5:B5")
    outcome = checked(saved(made), "f.xlsx")
    assert set(outcome.codes()) == {"sheet_chosen", "sheet_hidden", "merged_cells"}


def test_rows_keep_their_numbers_when_the_table_starts_lower_and_further_right() -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row, cells in ((5, SIDPOL.split(",")), (7, SIDPOL_ROW)):
        for column, value in enumerate(cells, start=3):
            sheet.cell(row, column).value = value
    sheet.cell(8, 3).value = "=1"
    outcome = checked(saved(made), "f.xlsx")
    assert outcome.column("row_number") == [7]
    assert outcome.rejected["value"].tolist() == ["C8"]


def bomb(spaces: int) -> bytes:
    good = saved(book(("A", [SIDPOL.split(","), SIDPOL_ROW])))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                fresh.writestr(name, old.read(name))
        with fresh.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _ in range(spaces):
                part.write(b" " * 1_000_000)
    return out.getvalue()


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(FileError) as caught:
        checked(bomb(120), "f.xlsx")
    assert caught.value.key == "zip_bomb"


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(bomb(120))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        real = archive.getinfo("xl/sharedStrings.xml").file_size
    at = content.find(real.to_bytes(4, "little"))
    while at >= 0:
        content[at:at + 4] = (1000).to_bytes(4, "little")
        at = content.find(real.to_bytes(4, "little"), at + 4)
    with pytest.raises(FileError) as caught:
        checked(bytes(content), "f.xlsx")
    assert caught.value.key in ("zip_bomb", "file_damaged")


def test_a_cell_at_the_end_of_the_world_does_not_fill_the_memory() -> None:
    made = book(("A", [SIDPOL.split(","), SIDPOL_ROW]))
    made["A"]["XFD1048576"] = "x"
    with pytest.raises(FileError) as caught:
        checked(saved(made), "f.xlsx")
    assert caught.value.key == "sheet_too_large"


def test_entities_in_the_xml_are_not_followed() -> None:
    good = saved(book(("A", [SIDPOL.split(","), SIDPOL_ROW])))
    evil = edited(good, "xl/workbook.xml", rb"<workbook",
                  b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook')
    with pytest.raises(FileError):
        checked(evil, "f.xlsx")
