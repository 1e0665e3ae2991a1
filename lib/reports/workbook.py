"""Rows as files for people: a CSV, and a workbook with the rows on one sheet and their papers on another.

Made for many rows: what a code is called is looked up once for each code, and a callable hears how many rows are written.
No cell is a formula: a text that a spreadsheet would run is quoted, in the workbook too, so that saving it as CSV is safe.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from lib import texts
from lib.complaints.filters import PlaceName
from lib.privacy.release import Released
from lib.reports.table_file import papers
from lib.storage.safe_csv import safe_cell

SHEET_ROWS = 1_048_576
"""Lines of a worksheet, its heading included."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Written:
    """A column of the file: its heading, the column of the table, and what its values are called (None: as they are)."""

    heading: str
    column: str
    say: Callable[[str], str] | None = None


def rows_csv(
    released: Released, columns: Sequence[Written], lang: str, title: str, *, place_name: PlaceName | None = None,
    slice_rows: int = 20_000, progress: Progress | None = None,
) -> bytes:
    """The rows as CSV: their papers in lines that begin with "# ", headings, rows. UTF-8 with its mark.

    progress  hears the rows written so far
    """
    out = io.BytesIO()
    lines = [_quoted(safe_cell("# " + line)) for line in papers(released, lang, title, place_name)]
    lines.append(",".join(_quoted(safe_cell(column.heading)) for column in columns))
    out.write(("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode("utf-8"))
    cells = [_texts(released.table, column) for column in columns]
    for start, stop in _slices(len(released.table), slice_rows):
        parts = [pc.fill_null(column.slice(start, stop - start).cast(pa.string()), "") for column in cells]
        rows = pc.binary_join_element_wise(*parts, ",")
        out.write(pc.binary_join(pa.scalar(rows.to_pylist()), "\r\n").as_py().encode("utf-8") + b"\r\n")
        if progress is not None:
            progress(stop)
    return out.getvalue()


def rows_xlsx(
    released: Released, columns: Sequence[Written], lang: str, title: str, *, place_name: PlaceName | None = None,
    slice_rows: int = 20_000, progress: Progress | None = None,
) -> bytes:
    """The rows as a workbook: a sheet of rows, which says in its name when they are invented, and a sheet of papers.

    Days are dates and numbers are numbers; the heading stays in sight and filters.
    Raises ValueError for more rows than a worksheet holds.
    """
    if len(released.table) >= SHEET_ROWS:
        raise ValueError("more rows than a worksheet holds")
    book = Workbook(write_only=True)
    name = texts.t("records.file.sheet_demo" if released.synthetic else "records.file.sheet", lang)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        sheet.column_dimensions[get_column_letter(place + 1)].width = max(11, min(34, len(column.heading) + 4))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(released.table) + 1}"
    sheet.append([_bold(sheet, column.heading) for column in columns])
    cells = [_cells(released.table, column) for column in columns]
    for start, stop in _slices(len(released.table), slice_rows):
        for row in zip(*(column[start:stop] for column in cells), strict=True):
            sheet.append(row)
        if progress is not None:
            progress(stop)
    notes = book.create_sheet(texts.t("records.file.papers", lang)[:31])
    notes.column_dimensions["A"].width = 120
    for line in papers(released, lang, title, place_name):
        notes.append([_plain(line)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _slices(rows: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, rows, size):
        yield start, min(start + size, rows)


def _cells(table: pd.DataFrame, column: Written) -> list[Any]:
    """The column's cells, ready to be written: each different value is named and made safe once; missing is empty."""
    places, values = pd.factorize(table[column.column], use_na_sentinel=True)
    ready = [_ready(value, column.say, False) for value in values]
    ready.append(None)  # factorize marks the missing with -1: the last of the list
    return [ready[place] for place in places]


def _texts(table: pd.DataFrame, column: Written) -> pa.Array:
    """The column's cells as they stand in a CSV: numbers as they are, each different text named and quoted once."""
    series = table[column.column]
    if column.say is None and pd.api.types.is_numeric_dtype(series) and not pd.api.types.is_bool_dtype(series):
        return pa.array(series, from_pandas=True)
    places, values = pd.factorize(series, use_na_sentinel=True)
    ready = pa.array([_quoted(str(_ready(value, column.say, True))) for value in values], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=places < 0), ready)


def _quoted(text: str) -> str:
    """In quotation marks where a comma, a mark or a line's end would end the cell."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text


def _ready(value: Any, say: Callable[[str], str] | None, as_text: bool) -> Any:
    if isinstance(value, dt.date | dt.datetime | pd.Timestamp):
        day = pd.Timestamp(value).date()
        return day.isoformat() if as_text else day
    if say is not None:
        return _plain(say(str(value)))
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, bool):
        return int(value)
    return value.item() if hasattr(value, "item") else value


def _plain(text: str) -> Any:
    return safe_cell(ILLEGAL_CHARACTERS_RE.sub("", text))


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=_plain(text))
    cell.font = Font(bold=True)
    return cell
