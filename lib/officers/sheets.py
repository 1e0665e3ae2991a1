"""A sheet as rows of text, and which of its columns is which: what staff, vehicle and patrol sheets share."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lib import catalogue
from lib.texts import DATA

Cells = Sequence[tuple[int, Sequence[str]]]
"""(row as the spreadsheet counts, its cells as text), blank rows left out."""

HEADING_WITHIN = 30
"""Rows from the top in which the headings may stand: titles and notes come before them."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a file: its name ("" for delimited text) and its rows."""

    name: str
    cells: Cells


@dataclass(frozen=True)
class Located:
    """The headings of a sheet: their row, their texts, and by meaning the positions of the columns that carry it."""

    sheet: str
    row: int
    headings: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    data: Cells

    def heading(self, meaning: str) -> str:
        """The heading as the file writes it; the meaning itself when the file has none."""
        places = self.columns.get(meaning)
        return self.headings[places[0]] if places else meaning

    def text(self, cells: Sequence[str], meaning: str) -> str:
        """The cell of this meaning, trimmed; "" when there is none."""
        places = self.columns.get(meaning)
        return cells[places[0]].strip() if places and places[0] < len(cells) else ""

    def texts(self, cells: Sequence[str], meaning: str) -> list[str]:
        """The cells of a meaning that several columns carry."""
        return [cells[place].strip() if place < len(cells) else "" for place in self.columns.get(meaning, ())]


@cache
def known() -> dict[str, Any]:
    """The headings and words of ``data/officers/headings.toml``."""
    return tomllib.loads((DATA / "officers" / "headings.toml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A heading without case, accents and punctuation: 'Patrullaje a pie' -> 'PATRULLAJE_A_PIE'."""
    return re.sub(r"[^0-9A-Z]+", "_", catalogue.normalise(text)).strip("_")


def locate(sheets: Sequence[Sheet], table: str, needed: Sequence[Sequence[str]]) -> Located | None:
    """Where is the table? The first sheet with a row of headings that carries what is needed; None without one.

    table   which headings: a table of ``headings.toml``
    needed  groups of meanings; of each group one must be there
    """
    single: dict[str, str] = {}
    for meaning, names in known()[table].items():
        for name in names:
            single.setdefault(plain(name), meaning)
    for sheet in sheets:
        for position, (row, cells) in enumerate(sheet.cells[:HEADING_WITHIN]):
            found = _columns(cells, single, known().get(f"{table}_sums", {}))
            if all(any(meaning in found for meaning in group) for group in needed):
                return Located(sheet.name, row, tuple(cells), found, sheet.cells[position + 1:])
    return None


def _columns(
    cells: Sequence[str], single: Mapping[str, str], sums: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, ...]]:
    headings = [plain(cell) for cell in cells]
    found: dict[str, tuple[int, ...]] = {}
    for place, heading in enumerate(headings):
        meaning = single.get(heading)
        if meaning and meaning not in found:
            found[meaning] = (place,)
    for meaning, names in sums.items():
        places = tuple(headings.index(plain(name)) for name in names if plain(name) in headings)
        if len(places) == len(names):
            found[meaning] = places
    return found


def code_of(word: str, kind: str, codes: Sequence[str], names: Mapping[str, str]) -> str | None:
    """The code that a cell means: the code itself, its name in some language, or a usual word; None for another word.

    kind   a table of ``words`` in ``headings.toml``
    names  what people call a code -> the code
    """
    wanted = plain(word)
    said = {plain(code): code for code in codes} | {plain(name): code for name, code in names.items()}
    for code, words in known()["words"].get(kind, {}).items():
        said |= {plain(each): code for each in words if plain(each) not in said}
    return said.get(wanted)


WHOLE = re.compile(r"[+-]?\d+(\.0+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}([,.\s]\d{3})+")


def whole(text: str) -> int | None:
    """A whole number as written ('102', '102.0', '1,250'); None when it is none.

    >>> whole("102.0"), whole("1,250"), whole("10.5"), whole("-3")
    (102, 1250, None, -3)
    """
    text = text.strip()
    if WHOLE.fullmatch(text):
        return int(float(text))
    if THOUSANDS.fullmatch(text):
        return int(re.sub(r"[,.\s]", "", text))
    return None
