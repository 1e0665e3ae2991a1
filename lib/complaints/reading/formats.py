"""Formats: the layouts of files that the product knows, each a TOML of ``data/formats`` (or one that a person saved).

A format says which headings carry which meaning, what the numbers of a row stand for (a complaint or a published
count), how times and coordinates are written where the file itself does not show it, and which source it speaks for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from lib import texts
from lib.complaints.columns import LOCATION_QUALITIES, PRECISIONS
from lib.complaints.reading.meanings import CRIME_LEVELS, MEANINGS, normalise_heading
from lib.errors import FileError, UsageError

FOLDER = Path(__file__).resolve().parents[3] / "data" / "formats"


@dataclass(frozen=True)
class Format:
    """One layout.

    name              machine name; the file's name without .toml
    columns           meaning -> headings that carry it (normalised), the preferred one first
    required          meanings without which a file is not of this format
    constants         meaning -> a value that every row has ("all rows are homicides")
    counts            True when a row is a published count, False when it is one complaint
    source            code of the source, unless the person gives another
    vocabulary        source name under which ``data/catalogue/labels.csv`` lists its own spellings
    time_zone         zone whose wall clock is stored (IANA name)
    clock             "local", or "utc" when times without a mark are universal time
    midnight_unknown  True: 00:00 local means that nobody noted the hour
    encoding, separator, decimal, date_order   "auto" or fixed
    crs               system of the coordinates; box = west, south, east, north of plausible ones, in degrees
    location_quality  quality of a usable point; location_notes = text of ``location_note`` -> quality instead
    header            False: the file has no headings, columns are ``column_1``, ``column_2`` ...
    kinds             without headings: what each column holds ("number", "date", "text"), to recognise the file by
    titles            language -> name, for a format that a person saved; the product's own are in the texts
    """

    name: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    counts: bool = False
    source: str = ""
    vocabulary: str = ""
    time_zone: str = "America/Lima"
    clock: str = "local"
    midnight_unknown: bool = True
    encoding: str = "auto"
    separator: str = "auto"
    decimal: str = "auto"
    date_order: str = "auto"
    crs: str = "EPSG:4326"
    box: tuple[float, float, float, float] | None = None
    location_quality: str = "exact"
    location_notes: Mapping[str, str] = field(default_factory=dict)
    header: bool = True
    kinds: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, lang: str) -> str:
        """What people call this layout."""
        key = f"formats.{self.name}.title"
        return self.titles.get(lang) or (texts.t(key, lang) if texts.has(key, lang) else self.name)

    @property
    def crime_levels(self) -> tuple[str, ...]:
        """Meanings that hold the crime label, fine to coarse."""
        return tuple(m for m in CRIME_LEVELS if m in self.columns or m in self.constants)

    def find_columns(self, headings: Sequence[str]) -> dict[str, int]:
        """Meaning -> position of its column among a file's headings; meanings without a column are left out."""
        place: dict[str, int] = {}
        for position, heading in enumerate(headings):
            place.setdefault(normalise_heading(heading), position)
        found: dict[str, int] = {}
        for meaning, wanted in self.columns.items():
            for heading in wanted:
                if heading in place:
                    found[meaning] = place[heading]
                    break
        return found

    def fits(self, headings: Sequence[str]) -> bool:
        """True when every required meaning has a column."""
        return set(self.required) <= set(self.find_columns(headings))


def formats(extra: Sequence[Path] = ()) -> dict[str, Format]:
    """All layouts by name: the product's own, then those in ``extra`` (files, or folders of .toml), which go first
    when a file fits two equally well. FileError names a saved file that cannot be read.
    """
    found = dict(_own())
    for path in extra:
        for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
            saved = read_format(file.read_text(encoding="utf-8"), file.stem)
            found[saved.name] = saved
    return found


@cache
def _own() -> dict[str, Format]:
    return {path.stem: read_format(path.read_text(encoding="utf-8"), path.stem) for path in sorted(FOLDER.glob("*.toml"))}


def read_format(text: str, name: str) -> Format:
    """A Format from the text of a TOML file; FileError names what is wrong with it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError("format_damaged", file=name, reason=str(error)) from error
    known = {f.name for f in fields(Format)}
    wrong = sorted(set(told) - known) + sorted(set(told.get("columns", {})) - set(MEANINGS))
    wrong += sorted(set(told.get("constants", {})) - set(MEANINGS))
    wrong += sorted(set(told.get("location_notes", {}).values()) - set(LOCATION_QUALITIES))
    if wrong:
        raise FileError("format_damaged", file=name, reason=", ".join(wrong))
    values: dict[str, Any] = {**told, "name": told.get("name", name)}
    values["columns"] = {
        meaning: tuple(normalise_heading(h) for h in ([headings] if isinstance(headings, str) else headings))
        for meaning, headings in told.get("columns", {}).items()
    }
    values["constants"] = {meaning: str(value) for meaning, value in told.get("constants", {}).items()}
    for listed in ("required", "kinds"):
        values[listed] = tuple(told.get(listed, ()))
    values["box"] = tuple(float(side) for side in told["box"]) if told.get("box") else None
    values["source"] = told.get("source") or values["name"]
    values["vocabulary"] = told.get("vocabulary") or values["name"]
    return Format(**values)


def format_to_toml(layout: Format) -> str:
    """The text of the .toml file from which ``read_format`` makes the same format again."""
    lines = [f"# {layout.title('es')}"]
    tables: list[str] = []
    empty = Format(name="")
    for each in fields(Format):
        value = getattr(layout, each.name)
        if value == getattr(empty, each.name) and each.name not in ("name", "time_zone"):
            continue
        if isinstance(value, Mapping):
            tables += ["", f"[{each.name}]"]
            tables += [f"{_quoted(key)} = {_toml(item)}" for key, item in value.items()]
        else:
            lines.append(f"{each.name} = {_toml(value)}")
    return "\n".join(lines + tables) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = "".join(
        {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(ch)
        or (ch if ch.isprintable() else f"\\u{ord(ch):04x}")
        for ch in text if ord(ch) <= 0xFFFF or ch.isprintable()
    )
    return f'"{escaped}"'


def precision_of(layout: Format) -> str | None:
    """The precision that the format's own columns can give: 'month' for year and month, 'year' for a year alone."""
    known = {*layout.columns, *layout.constants}
    if "date" in known:
        return None
    if "period" in known or {"year", "month"} <= known:
        return PRECISIONS[3]
    return "quarter" if {"year", "quarter"} <= known else "year" if "year" in known else None


def chosen(known: Mapping[str, Format], name: str) -> Format:
    """The format of that name, or UsageError listing those that exist."""
    if name not in known:
        raise UsageError("unknown_format", name=name, known=", ".join(sorted(known)))
    return known[name]
