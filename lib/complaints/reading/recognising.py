"""Which known layout is it? The row of headings is found near the top and compared with every format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib import settings
from lib.complaints.reading.formats import Format
from lib.complaints.reading.meanings import normalise_heading
from lib.complaints.reading.table import Table
from lib.complaints.written.moments import WORDED
from lib.complaints.written.numbers import is_missing

HELP_MARKS = ("ayuda:", "help:")
TYPED = ("date", "time", "date_to", "time_to", "reported", "year", "month", "period", "latitude", "longitude", "count",
         "ubigeo")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?")


@dataclass(frozen=True)
class Recognised:
    """A table's format (None = unknown), its headings and where its data begin (spreadsheet rows; header 0 = none)."""

    format: Format | None
    headings: tuple[str, ...]
    header_row: int
    first_row: int
    help_row: int | None
    score: float


def recognise(table: Table, known: Mapping[str, Format], header_row: int | None = None) -> Recognised:
    """The format whose required headings stand in one of the first rows; the one that explains most columns wins.

    ``header_row`` fixes the row of headings (0 = the file has none).
    """
    within = int(settings.value("reading.header_within"))
    candidates = [(row, cells) for row, cells in table.top[:within] if header_row in (None, row)]
    best: Recognised | None = None
    for row, cells in candidates:
        for layout in known.values():
            if not layout.header or not layout.fits(cells):
                continue
            explained = len(layout.find_columns(cells))
            width = max(1, sum(1 for cell in cells if cell.strip()))
            score = explained + explained / width + 0.5 * bool(layout.titles)
            if best is None or score > best.score:
                best = _with_data(table, row, cells, layout, score)
        if best is not None:
            return best
    if header_row in (None, 0):
        for layout in known.values():
            if not layout.header and table.top and layout.kinds == _kinds(table.top[0][1]):
                return _headless(table, layout)
    if header_row == 0:
        return _headless(table, None)
    return _unknown(table, header_row)


def headings_for(table: Table, layout: Format, header_row: int | None = None) -> Recognised:
    """The table read with a format that the person chose: its header is the row that carries most of its headings."""
    if not layout.header or header_row == 0:
        return _headless(table, layout)
    rows = [(row, cells) for row, cells in table.top[: int(settings.value("reading.header_within"))]
            if header_row in (None, row)]
    if not rows:
        return _headless(table, layout)
    row, cells = max(rows, key=lambda item: len(layout.find_columns(item[1])))
    return _with_data(table, row, cells, layout, 0.0)


def _with_data(table: Table, row: int, cells: Sequence[str], layout: Format | None, score: float) -> Recognised:
    following = [(number, values) for number, values in table.top if number > row]
    headings = _named(cells)
    help_row = following[0][0] if following and layout and _is_help(following[0][1], headings, layout) else None
    return Recognised(layout, headings, row, (help_row or row) + 1, help_row, score)


def _is_help(cells: Sequence[str], headings: Sequence[str], layout: Format) -> bool:
    """A row of help under the headings: a cell begins with our mark, or words stand where dates and numbers belong.

    At least two such cells, and none of them a date, a time or a number: one slip of the pen is a row, rejected and said.
    """
    if any(cell.strip().lower().startswith(HELP_MARKS) for cell in cells):
        return True
    found = layout.find_columns(headings)
    typed = [cells[found[meaning]].strip() for meaning in TYPED if meaning in found and found[meaning] < len(cells)]
    said = [cell for cell in typed if cell and not is_missing(cell)]
    return len(said) >= 2 and not any(any(ch.isdigit() for ch in cell) for cell in said) \
        and not any(WORDED.fullmatch(cell) for cell in said)


def _headless(table: Table, layout: Format | None) -> Recognised:
    width = max((len(cells) for _, cells in table.top[:50]), default=0)
    first = table.top[0][0] if table.top else 1
    return Recognised(layout, _named([""] * width), 0, first, None, 0.0)


def _unknown(table: Table, header_row: int | None) -> Recognised:
    """Headings are the first row of the usual width that is all words; without such a row the file has none."""
    rows = table.top[: int(settings.value("reading.header_within"))]
    if header_row is not None:
        rows = [(row, cells) for row, cells in rows if row == header_row]
    widths = [sum(1 for cell in cells if cell.strip()) for _, cells in table.top[:200]]
    usual = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0
    for row, cells in rows:
        filled = [cell.strip() for cell in cells if cell.strip()]
        wordy = not any(NUMBER.fullmatch(cell) or DATE.fullmatch(cell) for cell in filled)
        if filled and wordy and (len(filled) >= 0.6 * usual or header_row is not None):
            return _with_data(table, row, cells, None, 0.0)
        if not wordy:
            break
    return _headless(table, None)


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings as written; an empty one is ``column_N``."""
    return tuple(cell.strip().lstrip("\ufeff") or f"column_{number}" for number, cell in enumerate(cells, start=1))


def _kinds(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(kind_of(cell) for cell in cells)


def kind_of(text: str) -> str:
    """'number', 'date' or 'text'."""
    text = text.strip()
    return "number" if NUMBER.fullmatch(text) else "date" if DATE.fullmatch(text) else "text"


def repeated(headings: Sequence[str], positions: Sequence[int]) -> str | None:
    """The first used heading that stands twice in the file; None when there is none."""
    plain = [normalise_heading(heading) for heading in headings]
    for position in positions:
        if plain.count(plain[position]) > 1:
            return headings[position]
    return None
