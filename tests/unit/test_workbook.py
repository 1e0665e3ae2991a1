"""Rows as files: nothing runs in a spreadsheet, the papers come along, what is written is what was asked."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.privacy.release import Released, release, restrict
from lib.reports import workbook
from lib.reports.workbook import Written
from lib.result import Result, Source

EVIL = ("=HYPERLINK(\"http://x\")", "+51 999", "-1+1", "@SUM(A1)", "\t=1+1", "＝1+1", "=cmd|' /C calc'!A0")


def released(rows: int = 7, *, synthetic: bool = True) -> Released:
    command = policy("command")
    table = pd.DataFrame({
        "day": [dt.date(2024, 3, 5)] * rows, "sector": [EVIL[i % len(EVIL)] for i in range(rows)],
        "latitude": [None, *[-14.05] * (rows - 1)], "count": [1] * rows, "row_number": range(2, rows + 2),
        "hour": pd.array([None, *[5] * (rows - 1)], dtype="Int64"),
    })
    filters = restrict(Filters(source="x", start=dt.date(2024, 3, 1), end=dt.date(2024, 3, 31), level="sector"), command)
    return release(Result(table, dims=("row_number",), measure="rows", filters=filters, n=rows,
                          sources=(Source("x", "=2+2", "2024-05-31", 7, synthetic=synthetic),)), command)


COLUMNS = [Written("Fecha", "day"), Written("=Sector", "sector"), Written("Nombre", "sector", lambda code: code + "\x07"),
           Written("Latitud", "latitude"), Written("Hora", "hour"), Written("Denuncias", "count")]


def test_csv_holds_no_formula_and_its_papers() -> None:
    text = workbook.rows_csv(released(), COLUMNS, "es", "=Título").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    papers = [line for line in lines if line[0].startswith("# ")]
    rows = lines[len(papers):]
    said = "\n".join(line[0] for line in papers)
    for wanted in ("sintéticos", "mar 2024", "2024-05-31", "7", "Comando"):
        assert wanted in said
    assert rows[0][:2] == ["Fecha", "'=Sector"] and len(rows) == 8
    for row in rows[1:]:
        assert row[0] == "2024-03-05"
        assert row[1][0] == "'" or row[1] == "+51 999" and row[1][0] not in "=@", row
        assert not row[2].startswith(("=", "@", "-", "\t"))
    assert rows[1][3:5] == ["", ""] and rows[2][3:5] == ["-14.05", "5"]


def test_workbook_holds_no_formula_and_its_papers() -> None:
    made = workbook.rows_xlsx(released(), COLUMNS, "es", "Título")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
        assert b"<f>" not in inside and b"externalLink" not in b"".join(name.encode() for name in archive.namelist())
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet, papers = book.worksheets
    assert "DEMOSTRACIÓN" in sheet.title
    said = "\n".join(str(row[0].value) for row in papers.iter_rows())
    for wanted in ("sintéticos", "mar 2024", "2024-05-31", "Comando"):
        assert wanted in said
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 8 and rows[1][0] == dt.datetime(2024, 3, 5) and rows[2][3] == -14.05 and rows[1][4] is None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert all(cell.data_type != "f" for row in papers.iter_rows() for cell in row)
    own = openpyxl.load_workbook(io.BytesIO(workbook.rows_xlsx(released(synthetic=False), COLUMNS, "en", "Title")))
    assert own.worksheets[0].title == "Records"


def test_progress_tells_rows_and_slices_change_nothing() -> None:
    told: list[int] = []
    small = workbook.rows_csv(released(25), COLUMNS, "es", "T", slice_rows=10, progress=told.append)
    assert told == [10, 20, 25] and small == workbook.rows_csv(released(25), COLUMNS, "es", "T")
    told.clear()
    workbook.rows_xlsx(released(25), COLUMNS, "es", "T", slice_rows=10, progress=told.append)
    assert told == [10, 20, 25]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 7)
    with pytest.raises(ValueError, match="worksheet"):
        workbook.rows_xlsx(released(7), COLUMNS, "es", "T")
