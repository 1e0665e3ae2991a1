"""Staff and vehicle sheets: rows as people wrote them become the tables of ``lib.officers.staff``, with every problem found.

The same road serves a file, INEI's census of police stations and the table edited on the screen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from lib import catalogue, texts
from lib.errors import FileError, Problems
from lib.officers import sheets, staff
from lib.officers.sheets import Located, Sheet

PLACE_LEVELS = ("department", "province", "district", "station", "sector")
LEVEL_OF_LENGTH = {2: "department", 4: "province", 6: "district"}
AS_OF = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
NEEDED = {
    "staff": (("place", "name", "sector", "district"), staff.HEAD_COLUMNS),
    "vehicles": (("place", "name", "sector", "district"), ("total",), ("kind", "in_service")),
}
NO_HEADINGS = {"staff": "officers_no_staff", "vehicles": "officers_no_vehicles"}


class Places(Protocol):
    """What the sheets ask of a ``lib.places.book.PlaceBook``."""

    def exists(self, level: str, code: str) -> bool: ...
    def get(self, level: str, code: str) -> Any: ...
    def find(self, level: str, name: str, within: str = "") -> str | None: ...
    def repair_code(self, level: str, text: str) -> str | None: ...


@dataclass(frozen=True)
class Reading:
    """What came of a sheet.

    table      accepted rows, as ``staff.STAFF`` or ``staff.VEHICLES`` says
    problems   everything found; each rejected row under exactly one rejecting code
    rows_read, rows_accepted, rows_rejected   read = accepted + rejected
    layout     "census" (INEI's census of police stations) or "sheet"
    sheet      name of the workbook's sheet; "" for text
    """

    table: pd.DataFrame
    problems: Problems
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    layout: str
    sheet: str


@dataclass(frozen=True)
class _Row:
    """One row being read: how to ask for a cell by meaning, its row number, the problems and the headings."""

    number: int
    text: Callable[[str], str]
    parts: Callable[[str], list[str]]
    heading: Callable[[str], str]
    problems: Problems

    def reject(self, code: str, meaning: str, value: str) -> None:
        self.problems.add(code, "reject", row=self.number, column=self.heading(meaning), value=value)

    def warn(self, code: str, meaning: str, value: str) -> None:
        self.problems.add(code, "warn", row=self.number, column=self.heading(meaning), value=value)


def read_staff(opened: Sequence[Sheet], book: Places, file: str) -> Reading:
    """Who is where, according to this sheet?

    opened  the file's sheets (``lib.storage.sheets``)
    book    known places: mends a ubigeo's lost zero, finds a sector by its name, warns of unknown ones
    file    the file's name: the source of rows that name none
    Rejected: no place, a number of heads that is negative, broken or no number, no number at all, the same place twice.
    FileError when no row of headings is found or nothing can be used.
    """
    return _read("staff", opened, book, file)


def read_vehicles(opened: Sequence[Sheet], book: Places, file: str) -> Reading:
    """Which vehicles are where, and how many run? As ``read_staff``; more in service than there are is rejected."""
    return _read("vehicles", opened, book, file)


def check(kind: str, table: pd.DataFrame, book: Places) -> Reading:
    """The same checks for a table edited on the screen: ``kind`` is staff or vehicles, its columns those of the register.

    Row numbers count from 1, as the screen shows them.
    """
    problems = Problems()
    rows = []
    for number, cells in enumerate(table.to_dict("records"), start=1):
        said = {name: _written(value) for name, value in cells.items()}
        if any(said.values()):
            rows.append(_Row(number, lambda name, said=said: said.get(name, ""),  # type: ignore[misc]
                             lambda name, said=said: [said.get(name, "")],  # type: ignore[misc]
                             lambda name: name, problems))
    return _taken(kind, rows, book, {}, "", "sheet", "")


def _read(kind: str, opened: Sequence[Sheet], book: Places, file: str) -> Reading:
    located = sheets.locate(opened, kind, NEEDED[kind])
    if located is None:
        raise FileError(NO_HEADINGS[kind], file=file)
    constants = _census(located) if kind == "staff" else {}
    problems = Problems()
    rows = [
        _Row(number, lambda name, cells=cells: located.text(cells, name),  # type: ignore[misc]
             lambda name, cells=cells: located.texts(cells, name), located.heading, problems)  # type: ignore[misc]
        for number, cells in located.data if any(cell.strip() for cell in cells)
    ]
    reading = _taken(kind, rows, book, constants, file, "census" if constants else "sheet", located.sheet)
    if not reading.rows_accepted:
        raise FileError("officers_no_rows", file=file)
    return reading


def _census(located: Located) -> Mapping[str, str]:
    """The constants of INEI's census when the headings are its own; else none."""
    facts = sheets.known()["census"]
    headings = {sheets.plain(heading) for heading in located.headings}
    marked = any(all(sheets.plain(part) in headings for part in mark.split("+")) for mark in facts["marks"])
    return {name: facts[name] for name in ("force", "level", "source", "as_of")} if marked else {}


def _taken(
    kind: str, rows: Sequence[_Row], book: Places, constants: Mapping[str, str], file: str, layout: str, sheet: str
) -> Reading:
    key = staff.STAFF_KEY if kind == "staff" else staff.VEHICLE_KEY
    schema = staff.STAFF if kind == "staff" else staff.VEHICLES
    problems = rows[0].problems if rows else Problems()
    kept: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        numbers = _heads(row) if kind == "staff" else _vehicles(row)
        if numbers is None:
            continue
        where = _where(row, book, constants)
        origin = _origin(row, constants, file) if where is not None else None
        if where is None or origin is None:
            continue
        record = {**where, **numbers, **origin}
        code = tuple(record[name] for name in key)
        if code in kept:
            row.reject("staff_repeated" if kind == "staff" else "vehicles_repeated", "place", " · ".join(code[1:]))
            continue
        kept[code] = record
    table = staff.typed(pd.DataFrame(list(kept.values()), columns=list(schema.names)), schema)
    if kind == "staff" and len(table):
        _look_over(table, problems)
    return Reading(table, problems, len(rows), len(kept), len(rows) - len(kept), layout, sheet)


def _look_over(table: pd.DataFrame, problems: Problems) -> None:
    """What is doubtful about the accepted rows as a whole."""
    nameless = table["level"].eq("station") & table["name"].eq("")
    if nameless.any() and not nameless.all():
        problems.add("staff_nameless", "info", column="name", rows=int(nameless.sum()),
                     value=table.loc[nameless, "place"].iloc[0])
    pointless = table["level"].eq("station") & (table["latitude"].isna() | table["longitude"].isna())
    if pointless.any() and not pointless.all():
        problems.add("staff_pointless", "info", column="latitude", rows=int(pointless.sum()),
                     value=table.loc[pointless, "place"].iloc[0])
    for force, district in counted_twice(table):
        problems.add("staff_counted_twice", "warn", column="level", value=f"{force} · {district}")


def counted_twice(table: pd.DataFrame) -> list[tuple[str, str]]:
    """(force, district) told both as a district and by its stations: the stations are what is counted."""
    pairs = [
        set(zip(part["force"], part["district"], strict=True))
        for part in (table[table["level"] == level] for level in ("district", "station"))
    ]
    return sorted(pairs[0] & pairs[1])


def _written(value: Any) -> str:
    """A cell of the edited table as text; whole numbers without '.0'."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value).strip()


def _count(row: _Row, meaning: str, code: str) -> int | None | bool:
    """The whole number of a meaning, None when not told, False when it was rejected under ``code``."""
    total: int | None = None
    for text in row.parts(meaning):
        if text == "":
            continue
        value = sheets.whole(text)
        if value is None or value < 0:
            row.reject(code, meaning, text)
            return False
        total = (total or 0) + value
    return total


def _heads(row: _Row) -> dict[str, int | None] | None:
    found: dict[str, int | None] = {}
    for name in staff.HEAD_COLUMNS:
        value = _count(row, name, "staff_bad_heads")
        if value is False:
            return None
        found[name] = value
    parts = {
        group: sum(found[name] or 0 for name in names) if any(found[name] is not None for name in names) else None
        for group, names in (("functions", staff.FUNCTION_COLUMNS), ("ranks", staff.RANK_COLUMNS))
    }
    total = found["total"]
    if total is None:
        total = parts["functions"] if parts["functions"] is not None else parts["ranks"]
        if total is None:
            row.reject("staff_no_heads", "total", "")
            return None
        found["total"] = total
    for part in parts.values():
        if part is not None and part != total:
            row.warn("staff_parts_differ", "total", f"{part} ≠ {total}")
            break
    return found


def _vehicles(row: _Row) -> dict[str, Any] | None:
    total = _count(row, "total", "vehicles_bad_number")
    if total is False:
        return None
    running = _count(row, "in_service", "vehicles_bad_number")
    if running is False:
        return None
    if total is None:
        row.reject("vehicles_no_number", "total", "")
        return None
    if running is not None and running > total:
        row.reject("vehicles_more_in_service", "in_service", f"{running} > {total}")
        return None
    text = row.text("kind")
    kind = sheets.code_of(text, "kind", staff.KINDS, _names("kinds", staff.KINDS)) if text else "other"
    if kind is None:
        row.warn("vehicles_unknown_kind", "kind", text)
    return {"kind": kind or "other", "total": total, "in_service": running}


def _names(group: str, codes: Sequence[str]) -> dict[str, str]:
    """What people call the codes, in every language."""
    return {texts.t(f"staff.{group}.{code}", lang): code for code in codes for lang in texts.languages()}


def _where(row: _Row, book: Places, constants: Mapping[str, str]) -> dict[str, Any] | None:
    """force, level, place, name, district and the point; None when the row was rejected."""
    said = constants.get("force") or row.text("force")
    force = sheets.code_of(said, "force", staff.FORCES, _names("forces", staff.FORCES)) if said else "pnp_station"
    if force is None:
        row.reject("staff_bad_force", "force", said)
        return None
    said = constants.get("level") or row.text("level")
    code, name, sector, ubigeo = (row.text(meaning) for meaning in ("place", "name", "sector", "district"))
    district = (book.repair_code("district", ubigeo) or ubigeo) if ubigeo else ""
    if district and not book.exists("district", district) and not _coarse(district, book):
        row.warn("staff_unknown_district", "district", ubigeo)
    if said:
        level = sheets.code_of(said, "level", PLACE_LEVELS, _levels())
        if level is None:
            row.reject("staff_bad_level", "level", said)
            return None
    else:
        level = "sector" if sector else "station" if code or name else LEVEL_OF_LENGTH.get(len(district), "district")
    if level in ("station", "sector"):
        place = (sector or code or name) if level == "sector" else (code or name)
        place = code_of_unit(level, place, book)
    else:
        place = book.repair_code(level, code or district) or _named(level, name, book) or code or district
    if not place:
        row.reject("staff_no_place", "place", "")
        return None
    known = book.get(level, place)
    if not district and level in ("station", "sector", "district"):
        district = place if level == "district" else (known.parent if known is not None else "")
    if not district and level in ("station", "sector"):
        row.warn("staff_no_district", "district", place)
    if level not in ("station",) and known is None:
        row.warn("staff_unknown_place", "place", place)
    return {
        "force": force, "level": level, "place": place, "name": name or (known.name if known is not None else ""),
        "district": district if level in ("station", "sector", "district") else "", **_point(row),
    }


def _coarse(code: str, book: Places) -> bool:
    return len(code) in LEVEL_OF_LENGTH and book.exists(LEVEL_OF_LENGTH[len(code)], code)


def _levels() -> dict[str, str]:
    return {texts.t(f"ui.levels.{level}", lang): level for level in PLACE_LEVELS for lang in texts.languages()}


def code_of_unit(level: str, text: str, book: Places) -> str:
    """The code of a station or sector: that of the place book with this code or name, else as complaints are coded."""
    if not text or book.exists(level, text):
        return text
    return book.find(level, text) or (text if text.isdigit() else catalogue.normalise(text))


def _named(level: str, name: str, book: Places) -> str | None:
    return book.find(level, name) if name else None


def _point(row: _Row) -> dict[str, float | None]:
    """Latitude and longitude when both are there and are degrees; else neither."""
    try:
        latitude, longitude = (float(row.text(name).replace(",", ".")) for name in ("latitude", "longitude"))
    except ValueError:
        return {"latitude": None, "longitude": None}
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or latitude == longitude == 0:
        row.warn("staff_bad_point", "latitude", f"{latitude} {longitude}")
        return {"latitude": None, "longitude": None}
    return {"latitude": latitude, "longitude": longitude}


def _origin(row: _Row, constants: Mapping[str, str], file: str) -> dict[str, str] | None:
    said = row.text("as_of") or constants.get("as_of", "")
    day = DAY_FIRST.fullmatch(said)
    if day:
        said = f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
    said = said[:10] if "T" in said or " " in said else said
    if said and not AS_OF.fullmatch(said):
        row.reject("staff_bad_date", "as_of", said)
        return None
    if not said:
        row.warn("staff_no_date", "as_of", "")
    source = row.text("source") or constants.get("source", "")
    if not source:
        row.warn("staff_no_source", "source", "")
    return {"source": source or file, "as_of": said}
