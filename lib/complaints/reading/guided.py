"""Guided mapping: which column is which, in a file that no format knows; the answers become a format of their own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache

from lib.complaints.reading import evidence
from lib.complaints.reading.formats import FOLDER, Format, precision_of
from lib.complaints.reading.layer import GEOMETRY_X, GEOMETRY_Y
from lib.complaints.reading.meanings import CRIME_LEVELS, MEANINGS, WHEN_MEANINGS, normalise_heading
from lib.complaints.reading.recognising import kind_of
from lib.complaints.reading.understanding import Understood
from lib.errors import UsageError

HINTS = FOLDER.parent / "meaning_hints.toml"


@dataclass(frozen=True)
class Mapping:
    """The person's answers.

    columns           meaning -> heading of the file (for a file without headings: column_1, column_2 ...)
    constants         meaning -> value of every row: {"crime_type": "Homicidio", "ubigeo": "110101"}
    counts            True: a row is a published count; False: a row is one complaint
    crs               system of latitude (or y) and longitude (or x): 'EPSG:4326', 'EPSG:32718' ...; "" must be asked
    time_zone, clock  zone whose wall clock is kept; 'utc' when the file's times are universal time without saying so
    date_order, decimal   'auto' or fixed
    location_quality  quality of a usable point: exact, block, approximate
    title             what people will call this layout; source: code of the source ("" = the format's name)
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    counts: bool = False
    crs: str = "EPSG:4326"
    time_zone: str = "America/Lima"
    clock: str = "local"
    date_order: str = "auto"
    decimal: str = "auto"
    location_quality: str = "exact"
    midnight_unknown: bool = True
    title: str = ""
    source: str = ""


def guess_mapping(understood: Understood) -> Mapping:
    """First answers, by the words of the headings and the look of the values; the person corrects them.

    Each column gets at most one meaning. Never guessed: constants, and what the columns do not hint at.
    """
    plain = [normalise_heading(heading) for heading in understood.columns]
    kinds = [_kind(understood, position) for position in range(len(plain))]
    scores: list[tuple[float, str, int]] = []
    for order, meaning in enumerate(MEANINGS):
        for weight, hint in enumerate(_hints().get(meaning, ())):
            for position, heading in enumerate(plain):
                strength = _likeness(heading, hint)
                if strength and _suits(meaning, kinds[position]):
                    scores.append((strength - weight * 0.01 - order * 0.0001, meaning, position))
    columns: dict[str, str] = {}
    used: set[int] = set()
    for _, meaning, position in sorted(scores, key=lambda item: -item[0]):
        if meaning not in columns and position not in used:
            columns[meaning] = understood.columns[position]
            used.add(position)
    if understood.header_row == 0 and understood.container == "text":
        _guess_by_look(understood, kinds, columns, used)
    if GEOMETRY_X in plain and understood.layers:
        columns["longitude"], columns["latitude"] = GEOMETRY_X, GEOMETRY_Y
    if {"count", "year"} <= set(columns):
        columns.pop("date", None)  # published counts have a period; a date beside it is that of the download
    if "date" in columns:
        for meaning in ("year", "month", "quarter", "period"):
            columns.pop(meaning, None)
    return Mapping(
        columns=columns, counts="count" in columns, crs="" if _projected(understood, columns) else understood.crs,
        time_zone=understood.time_zone,
        clock=understood.clock, midnight_unknown=True, title=re.sub(r"\.\w+$", "", understood.name),
    )


def format_from_mapping(name: str, mapping: Mapping, understood: Understood) -> Format:
    """The answers as a format, recognised the next time by the headings it uses (or, without any, by its columns).

    Raises UsageError ``mapping_incomplete`` when there is no date or no crime label, by column or by constant, or no
    coordinate system for coordinates, and ``unknown_heading`` for a column that the file does not have.
    """
    known = {*mapping.columns, *mapping.constants}
    missing = []
    if not known & set(WHEN_MEANINGS):
        missing.append("date")
    if not known & set(CRIME_LEVELS):
        missing.append("crime_type")
    if mapping.counts and "count" not in known:
        missing.append("count")
    if ("latitude" in known) != ("longitude" in known):
        missing.append("latitude" if "longitude" in known else "longitude")
    if "latitude" in known and not mapping.crs:
        missing.append("crs")
    if missing:
        raise UsageError("mapping_incomplete", missing=", ".join(missing))
    for heading in mapping.columns.values():
        if heading not in understood.columns:
            raise UsageError("unknown_heading", name=heading[:80], known=", ".join(understood.columns)[:400])
    headless = understood.header_row == 0 and understood.container == "text"
    columns = {meaning: (normalise_heading(heading),) for meaning, heading in mapping.columns.items()}
    slug = normalise_heading(name) or "formato"
    layout = Format(
        name=slug, columns=columns, required=tuple(columns), constants=dict(mapping.constants), counts=mapping.counts,
        source=mapping.source or slug, vocabulary=mapping.source or slug, time_zone=mapping.time_zone,
        clock=mapping.clock, midnight_unknown=mapping.midnight_unknown, decimal=mapping.decimal,
        date_order=mapping.date_order, crs=mapping.crs or "EPSG:4326", location_quality=mapping.location_quality,
        header=not headless,
        kinds=tuple(kind_of(cell) for cell in understood.sample[0]) if headless and understood.sample else (),
        titles={"es": mapping.title or name, "en": mapping.title or name},
    )
    if precision_of(layout) and "month" in columns and "year" not in known:
        raise UsageError("mapping_incomplete", missing="year")
    return layout


@cache
def _hints() -> dict[str, tuple[str, ...]]:
    told = tomllib.loads(HINTS.read_text(encoding="utf-8"))
    return {meaning: tuple(words) for meaning, words in told.items() if meaning in MEANINGS}


def _likeness(heading: str, hint: str) -> float:
    """3 for the same words, 2 when the heading holds the hint as whole words, 0 otherwise."""
    if heading == hint:
        return 3.0
    if len(hint) > 2 and f"_{hint}_" in f"_{heading}_":
        return 2.0
    return 0.0


def _kind(understood: Understood, position: int) -> str:
    """The commonest kind of the values of a column; '' when it is empty."""
    kinds = [kind_of(row[position]) for row in understood.sample[:200] if len(row) > position and row[position].strip()]
    return max(set(kinds), key=kinds.count) if kinds else ""


def _suits(meaning: str, kind: str) -> bool:
    if kind == "":
        return meaning == "complaint_id"
    if meaning in ("latitude", "longitude", "count", "year", "quarter"):
        return kind == "number"
    if meaning in ("date", "date_to", "reported"):
        return kind in ("date", "number", "text")
    if meaning in (*CRIME_LEVELS, "department", "province", "district", "station", "place", "address"):
        return kind != "date"
    return True


def _guess_by_look(understood: Understood, kinds: list[str], columns: dict[str, str], used: set[int]) -> None:
    """Without headings: the first column of dates, and the first two of numbers with decimals as x and y."""
    for position, kind in enumerate(kinds):
        if kind == "date" and "date" not in columns and position not in used:
            columns["date"] = understood.columns[position]
            used.add(position)
    numbers = [p for p, kind in enumerate(kinds) if kind == "number" and p not in used
               and any("." in row[p] or "," in row[p] for row in understood.sample[:50] if len(row) > p)]
    if len(numbers) >= 2 and "latitude" not in columns:
        first, second = numbers[:2]
        x_first = all(abs(_value(row[first])) > 90 or abs(_value(row[second])) <= 90 for row in understood.sample[:50])
        x, y = (first, second) if x_first else (second, first)
        columns["longitude"], columns["latitude"] = understood.columns[x], understood.columns[y]


def _projected(understood: Understood, columns: dict[str, str]) -> bool:
    """True when the guessed coordinates are metres, and the file does not name their system."""
    if not {"latitude", "longitude"} <= set(columns) or understood.layers:
        return False
    y, x = (evidence.column(understood.sample, understood.columns.index(columns[m])) for m in ("latitude", "longitude"))
    return evidence.looks_projected(y, x, ".")


def _value(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0
