"""Reading a population file: CSV or a workbook, one row per place and year or one column per year.

Official workbooks are laid out for paper: a title above, the heading repeated on every page, notes below, numbers kept
as text. All of that is passed over and counted; only rows with a place and a number are data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import pandas as pd

from lib import settings
from lib.errors import FileError, Problems
from lib.places.archives import base_name, read_all
from lib.places.book import LEVEL_OF_LENGTH, PlaceBook, plain
from lib.places.polygon_files import column_guesses
from lib.places.population import PopulationTable, Row
from lib.places.sheets import sheets

YEAR = re.compile(r"(1[89]|20)\d\d")
COUNTRY = {"0", "00", "0000", "000000"}


@dataclass(frozen=True)
class PopulationReading:
    """What came of a population file.

    table          accepted values, ready for the store
    problems       everything found
    rows_read, rows_accepted, rows_rejected   data rows: read = accepted + rejected; a row is accepted when at least one
                   of its values is
    layout         'long' (a row per place and year) or 'wide' (a column per year)
    heading        the heading's cells as they stand in the file
    sheet          the sheet read; '' for text
    preview        the accepted values: place, name, year, population, source
    """

    table: PopulationTable
    problems: Problems
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    layout: str
    heading: tuple[str, ...]
    sheet: str
    preview: pd.DataFrame


@dataclass
class _Layout:
    """Which column is what, by position."""

    place: int
    years: dict[int, int] = field(default_factory=dict)
    year: int | None = None
    value: int | None = None
    source: int | None = None


def read(
    name: str, stream: BinaryIO, *, source: str = "", book: PlaceBook | None = None, sheet: str | None = None
) -> PopulationReading:
    """How many people live where, according to this file?

    name, stream   the file's name and an open binary stream
    source         where the numbers are from; the file's own column 'fuente' goes before it, the file's name after it
    book           known places: mends a ubigeo's lost zero, finds a place by its name, warns of unknown ones
    sheet          which sheet of a workbook; the first with a heading when None

    INEI's six digits ending in 00 become province (4) and department (2) codes; the country's total is not stored. A
    value must be a whole number of inhabitants, zero or more; decimals are rounded with a warning. Equal place and year
    with another number is rejected. FileError when no heading is found or nothing can be used.
    """
    content = read_all(name, stream)
    file = base_name(name)
    book = book or PlaceBook()
    problems = Problems()
    sheet_name, cells, start, layout = _first_table(file, content, sheet)
    rows: dict[tuple[str, int], Row] = {}
    read_rows = accepted = 0
    if start:
        problems.add("population_not_data", "info", rows=start)
    for number, row in enumerate(cells[start + 1:], start=start + 2):
        if not any(row):
            continue
        if _layout(row) is not None or not _is_data(row, layout):
            problems.add("population_not_data", "info", row=number, value=next(filter(None, row)))
            continue
        if row[layout.place].strip() in COUNTRY:
            problems.add("population_total_row", "info", row=number, value=" ".join(row[:3]))
            continue
        read_rows += 1
        accepted += _take_row(row, number, layout, cells[start], source or file, book, rows, problems)
    if not rows:
        raise FileError("population_none", file=file)
    table = PopulationTable(rows.values())
    preview = pd.DataFrame(
        [(place, _name(book, place), year, value, origin) for place, year, value, origin in table.rows()],
        columns=["place", "name", "year", "population", "source"],
    )
    return PopulationReading(
        table, problems, read_rows, accepted, read_rows - accepted, "wide" if layout.years else "long",
        tuple(cells[start]), sheet_name, preview,
    )


def _first_table(file: str, content: bytes, wanted: str | None) -> tuple[str, list[list[str]], int, _Layout]:
    """The first sheet with a heading: its name, its cells, the heading's position and layout."""
    limit = int(settings.value("places.heading_rows"))
    for name, cells in sheets(file, content, wanted, unreadable="population_unreadable"):
        for start, row in enumerate(cells[:limit]):
            layout = _layout(row)
            if layout is not None:
                return name, cells, start, layout
    raise FileError("population_unreadable", file=file)


def _layout(row: Sequence[str]) -> _Layout | None:
    """The columns, when the row names a place column and years, or a place, a year and a value column; else None."""
    guesses = column_guesses()["population"]
    headings = [plain(cell) for cell in row]

    def first(words: Sequence[str]) -> int | None:
        return next((headings.index(plain(word)) for word in words if plain(word) in headings), None)

    place = first(guesses["place"])
    if place is None:
        return None
    years = {i: int(found.group()) for i, cell in enumerate(row) if i != place and (found := YEAR.search(cell))}
    if years and all(len(YEAR.findall(row[i])) == 1 for i in years):
        return _Layout(place, years=years, source=first(guesses["source"]))
    year, value = first(guesses["year"]), first(guesses["value"])
    if year is None or value is None:
        return None
    return _Layout(place, year=year, value=value, source=first(guesses["source"]))


def _is_data(row: Sequence[str], layout: _Layout) -> bool:
    """A title, a note or 'continues' has no digit where numbers belong, or stands alone in its row."""
    numbers = [row[i] for i in (*layout.years, layout.value, layout.year) if i is not None]
    has_digits = any(ch.isdigit() for cell in numbers for ch in cell)
    return has_digits or bool(row[layout.place] and sum(map(bool, row)) > 1)


def _take_row(
    row: Sequence[str], number: int, layout: _Layout, heading: Sequence[str], source: str, book: PlaceBook,
    rows: dict[tuple[str, int], Row], problems: Problems,
) -> bool:
    """Put the row's values into ``rows``; True when at least one was good."""
    column = heading[layout.place]
    place = _place(row[layout.place], number, column, book, problems)
    if place is None:
        problems.add("population_bad_place", "reject", row=number, column=column, value=" ".join(filter(None, row)))
        return False
    cells = [(year, i) for i, year in layout.years.items()]
    if layout.year is not None and layout.value is not None:
        found = YEAR.fullmatch(row[layout.year])
        if not found:
            column = heading[layout.year]
            problems.add("population_bad_year", "reject", row=number, column=column, value=row[layout.year])
            return False
        cells = [(int(found.group()), layout.value)]
    good = False
    for year, i in cells:
        value = inhabitants(row[i])
        if value is None:
            problems.add("population_bad_value", "reject", row=number, column=heading[i], value=row[i])
            continue
        if value != round(value):
            problems.add("population_rounded", "warn", row=number, column=heading[i], value=row[i])
        origin = (row[layout.source] if layout.source is not None else "") or source
        kept = rows.setdefault((place, year), (place, year, round(value), origin))
        if kept[2] != round(value):
            problems.add("population_repeated", "reject", row=number, column=heading[i], value=row[i])
            continue
        good = True
    return good


def inhabitants(text: str) -> float | None:
    """A number of people as written ('150280', '150,280', '150 280', '32625948.30'); None when it is none."""
    plain_number = re.sub(r"[\s\u00a0]", "", text)
    if re.fullmatch(r"\d{1,3}([,.]\d{3})+", plain_number):
        plain_number = re.sub(r"[,.]", "", plain_number)
    return float(plain_number) if re.fullmatch(r"\d+(\.\d+)?", plain_number) else None


def _place(text: str, number: int, column: str, book: PlaceBook, problems: Problems) -> str | None:
    """The code that the cell means: a ubigeo, a code of the loaded polygons, or a name that only one place has."""
    text = text.strip()
    if not text:
        return None
    code = text.zfill(6) if text.isdigit() and len(text) == 5 else text
    if code.isdigit() and len(code) == 6 and code.endswith("00"):
        code = code[:2] if code.endswith("0000") else code[:4]
    for level in ("sector", "station", *LEVEL_OF_LENGTH.values()):
        if book.exists(level, code):
            return code
    for level in ("sector", "district", "province", "department"):
        found = None if text.isdigit() else book.find(level, text)
        if found is not None:
            return found
    problems.add("population_unknown_place", "warn", row=number, column=column, value=text)
    return code


def _name(book: PlaceBook, place: str) -> str:
    level = LEVEL_OF_LENGTH.get(len(place), "sector") if place.isdigit() else "sector"
    return book.name(level, place)
