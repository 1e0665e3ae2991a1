"""Survey reporting rates out of a small CSV: year, rate in percent, its standard error in points or its n, its source.

anio,tasa,error,n,efecto_diseno,fuente
2023,15.5,0.4,,,ENAPRES
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import BinaryIO

from lib import catalogue
from lib.errors import FileError

NAMES = {
    "year": ("ANIO", "ANO", "YEAR"),
    "rate": ("TASA", "TASA_PCT", "RATE", "RATE_PCT"),
    "error": ("ERROR", "ERROR_PUNTOS", "SE", "STANDARD_ERROR"),
    "n": ("N",),
    "design_effect": ("EFECTO_DISENO", "DESIGN_EFFECT", "DEFF"),
    "source": ("FUENTE", "SOURCE"),
}
LONGEST_FILE = 200_000
LIMITS = {"year": (1980, 2100), "rate": (0, 100), "error": (0, 50), "n": (0, 1e9), "design_effect": (1, 100)}


@dataclass(frozen=True)
class Survey:
    """One row: percent, percentage points, people or crimes asked about, a factor; None where the cell is empty."""

    year: int
    rate: float
    error: float | None
    n: float | None
    design_effect: float | None
    source: str


def read(stream: BinaryIO) -> tuple[Survey, ...]:
    """The rows of the file, in its order. UTF-8 or Windows; comma, or semicolon and then decimals with a comma too.

    Raises FileError naming the row, the column and the value at fault: no heading of a year and a rate, a value that is
    no number or is out of its range, a row with neither error nor n, a file too long or without rows.
    """
    raw = stream.read(LONGEST_FILE + 1)
    if len(raw) > LONGEST_FILE:
        raise FileError("reporting_file_long")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    lines = [
        (number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise FileError("reporting_file_empty")
    mark = ";" if ";" in lines[0][1] else ","
    headings = [catalogue.normalise(cell).replace(" ", "_") for cell in next(csv.reader([lines[0][1]], delimiter=mark))]
    places = {
        name: headings.index(known) for name, all_known in NAMES.items() for known in all_known if known in headings
    }
    for needed in ("year", "rate"):
        if needed not in places:
            raise FileError("reporting_file_columns", found=", ".join(headings)[:120] or "–")
    rows = tuple(
        _row(number, next(csv.reader(io.StringIO(line), delimiter=mark)), places, headings, mark)
        for number, line in lines[1:]
    )
    if not rows:
        raise FileError("reporting_file_empty")
    return rows


def _row(number: int, cells: list[str], places: dict[str, int], headings: list[str], mark: str) -> Survey:
    def value(name: str) -> float | None:
        at = places.get(name)
        text = cells[at].strip().rstrip("%").strip() if at is not None and at < len(cells) else ""
        if not text:
            if name in ("year", "rate"):
                raise FileError("reporting_file_value", row=number, column=headings[places[name]], value="–")
            return None
        try:
            found = float(text.replace(",", ".") if mark == ";" else text)
        except ValueError:
            found = math.nan
        low, high = LIMITS[name]
        inside = low <= found <= high and not (name in ("rate", "n") and found in (low, 100 if name == "rate" else low))
        if not inside or (name == "year" and found != int(found)):
            raise FileError("reporting_file_value", row=number, column=headings[places[name]], value=text[:40])
        return found

    year, rate, error, asked, widening = (value(name) for name in ("year", "rate", "error", "n", "design_effect"))
    if error is None and asked is None:
        raise FileError("reporting_file_no_error", row=number)
    at = places.get("source")
    source = cells[at].strip()[:120] if at is not None and at < len(cells) else ""
    return Survey(int(year or 0), float(rate or 0), error, asked, widening, source)
