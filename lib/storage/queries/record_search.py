"""Words typed over rows: which rows hold them all?

A word is looked for in the names of crime types (both languages) and of places, in codes, days, years, hours and row
numbers; accents and capitals do not matter. There is no person-level field to look in.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import weakref
from typing import Any

import ibis

from lib import catalogue
from lib.complaints.columns import PLACE_LEVELS
from lib.storage.engine import Snapshot

LOOKED_AT = ("crime_code", *PLACE_LEVELS, "day", "year", "hour", "load", "row_number")
"""Columns that a search looks at."""

_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(?:(\d{1,2})/(\d{4})|(\d{4})-(\d{2}))")
_HOUR = re.compile(r"(\d{1,2})(?::\d{2}|h)")
LARGEST = 2**62

_present: weakref.WeakKeyDictionary[Snapshot, dict[str, dict[str, str]]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def predicate(rows: Any, snapshot: Snapshot, search: str) -> Any:
    """The boolean Ibis expression over ``rows`` (with the columns LOOKED_AT) that every word of ``search`` is found.

    "hurto parcona" thefts in Parcona · "14/03/2024", "03/2024", "2024" · "22:00" or "22h" that hour · "row:1234" or a bare
    number: that row of its file, or that year. A word that is found nowhere leaves no row.
    """
    names = _names(snapshot)
    out: Any = ibis.literal(True)
    for word in search.split():
        out = out & _word(rows, names, word)
    return out


def _word(rows: Any, names: dict[str, dict[str, str]], word: str) -> Any:
    day = _as_day(word)
    if day is not None:
        return rows.day == day
    month = _as_month(word)
    if month is not None:
        return (rows.day >= month[0]) & (rows.day < month[1])
    hour = _HOUR.fullmatch(word.lower())
    if hour:
        return rows.hour == int(hour[1])
    plain = catalogue.normalise(word)
    tests: list[Any] = []
    for column, labels in names.items():
        codes = [code for code, label in labels.items() if plain in label]
        if codes:
            tests.append(rows[column].isin(codes))
    number = re.fullmatch(r"(?:row:|fila:)?(\d{1,18})", word.lower())
    if number and int(number[1]) < LARGEST:
        tests += [rows.row_number == int(number[1])]
        if word.isdigit() and len(word) == 4:
            tests.append(rows.year == int(word))
    if not tests:
        return ibis.literal(False)
    found = tests[0]
    for test in tests[1:]:
        found = found | test
    return found


def _names(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """For each text column the codes that occur, with what is looked for in them: names and code, without accents."""
    with _lock:
        known = _present.get(snapshot)
    if known is None:
        known = {}
        for column in ("crime_code", *PLACE_LEVELS):
            t = snapshot.table([column])
            codes = [str(code) for code in snapshot.run(t.group_by(column).agg(rows=t.count()))[column].dropna()]
            known[column] = {code: catalogue.normalise(_label(snapshot, column, code)) for code in codes}
        with _lock:
            _present[snapshot] = known
    return known


def _label(snapshot: Snapshot, column: str, code: str) -> str:
    if column != "crime_code":
        return f"{snapshot.places.name(column, code)} {code}"
    above = {code, catalogue.type_of(code), catalogue.family_of(code)}
    return " ".join(f"{catalogue.label(one, 'es')} {catalogue.label(one, 'en')}" for one in sorted(above)) + f" {code}"


def _as_day(word: str) -> dt.date | None:
    found, iso = _DAY.fullmatch(word), _ISO.fullmatch(word)
    parts = (found[3], found[2], found[1]) if found else iso.groups() if iso else None
    if parts is None:
        return None
    try:
        return dt.date(*(int(part) for part in parts))
    except ValueError:
        return None


def _as_month(word: str) -> tuple[dt.date, dt.date] | None:
    found = _MONTH.fullmatch(word)
    if not found:
        return None
    year, month = (found[2], found[1]) if found[1] else (found[3], found[4])
    if not 1 <= int(month) <= 12 or not 1 <= int(year) < 9999:
        return None
    first = dt.date(int(year), int(month), 1)
    return first, (first + dt.timedelta(days=32)).replace(day=1)
