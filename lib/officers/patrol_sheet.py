"""The patrol log's sheet: rows as people wrote them become ``lib.officers.patrol.LOG``, with every problem found."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lib import texts
from lib.errors import FileError, Problems
from lib.officers import patrol, sheets, staff
from lib.officers.sheets import Located, Sheet
from lib.officers.staff_sheet import Places, Reading, code_of_unit

NEEDED = (("day",), ("sector",), ("hours", "began"))
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
CLOCK = re.compile(r"(?:.*[T ])?(\d{1,2}):(\d{2})(?::\d{2})?")
LONGEST = 24


def read(opened: Sequence[Sheet], book: Places, shifts: Mapping[str, Sequence[int]], file: str) -> Reading:
    """What does this patrol log say?

    opened  the file's sheets; book: finds a sector by its name; shifts: settings hours.shifts, half-open hours
    Hours are the column of hours, or from begin to end (past midnight when the end is earlier). The shift is the column's,
    or the one in which the patrol began. Rejected: no readable day, no sector, a crew or shift that is none, hours that are
    not above 0 and at most 24, people that are not a whole number of 1 or more, the same patrol twice.
    FileError when no row of headings is found or nothing can be used.
    """
    located = sheets.locate(opened, "patrol", NEEDED)
    if located is None:
        raise FileError("officers_no_patrol", file=file)
    reading = _taken(located, book, shifts, file)
    if not reading.rows_accepted:
        raise FileError("officers_no_rows", file=file)
    return reading


def check(table: pd.DataFrame, book: Places, shifts: Mapping[str, Sequence[int]]) -> Reading:
    """The same checks for a log edited on the screen, whose columns are those of ``patrol.LOG``. Rows count from 1."""
    names = list(patrol.LOG.names)
    cells = [
        (number, ["" if pd.isna(value) else str(value) for value in row])
        for number, row in enumerate(table[names].itertuples(index=False, name=None), start=1)
    ]
    return _taken(Located("", 0, tuple(names), {name: (i,) for i, name in enumerate(names)}, cells), book, shifts, "")


def _taken(located: Located, book: Places, shifts: Mapping[str, Sequence[int]], file: str) -> Reading:
    problems, kept = Problems(), {}
    rows = [(number, cells) for number, cells in located.data if any(cell.strip() for cell in cells)]
    for number, cells in rows:
        found = _row(located, cells, book, shifts, file)
        if isinstance(found, tuple):
            code, meaning, value = found
            problems.add(code, "reject", row=number, column=located.heading(meaning), value=value)
            continue
        key = tuple(found[name] for name in patrol.KEY)
        if key in kept:
            problems.add("patrol_repeated", "reject", row=number, column=located.heading("day"), value=found["day"])
            continue
        if not book.exists("sector", found["sector"]):
            heading = located.heading("sector")
            problems.add("patrol_unknown_sector", "warn", row=number, column=heading, value=found["sector"])
        kept[key] = found
    table = staff.typed(pd.DataFrame(list(kept.values()), columns=list(patrol.LOG.names)), patrol.LOG)
    return Reading(table, problems, len(rows), len(kept), len(rows) - len(kept), "sheet", located.sheet)


def _row(
    located: Located, cells: Sequence[str], book: Places, shifts: Mapping[str, Sequence[int]], file: str
) -> dict[str, Any] | tuple[str, str, str]:
    """The patrol, or (problem's code, meaning of the column, value)."""
    def said(meaning: str) -> str:
        return located.text(cells, meaning)

    day = _day(said("day"))
    if day is None:
        return "patrol_no_day", "day", said("day")
    if not said("sector"):
        return "patrol_no_sector", "sector", ""
    begins = _clock(said("began"))
    spent = _hours(said("hours"), begins, _clock(said("ends")))
    if spent is None or not 0 < spent <= LONGEST:
        return "patrol_bad_hours", "hours" if said("hours") else "began", said("hours") or said("began")
    shift = _shift(said("shift"), begins, shifts)
    if shift is None:
        return "patrol_bad_shift", "shift", said("shift")
    crew = sheets.code_of(said("crew"), "crew", patrol.CREWS, _names("crews", patrol.CREWS)) if said("crew") else "pnp"
    if crew is None:
        return "patrol_bad_crew", "crew", said("crew")
    people = sheets.whole(said("officers")) if said("officers") else None
    if said("officers") and (people is None or people < 1):
        return "patrol_bad_people", "officers", said("officers")
    return {
        "day": day, "sector": code_of_unit("sector", said("sector"), book), "shift": shift, "crew": crew, "hours": spent,
        "officers": people, "critical": said("critical"), "unit": said("unit"), "source": said("source") or file,
        "began": "" if begins is None else f"{int(begins % 24):02d}:{round(begins % 1 * 60):02d}",
    }


def _day(text: str) -> str | None:
    """'31/05/2026' or '2026-05-31' (with or without a time) as ISO; None for anything else."""
    found = DAY_FIRST.match(text)
    try:
        if found:
            return dt.date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _clock(text: str) -> float | None:
    found = CLOCK.fullmatch(text)
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        return None
    return int(found[1]) + int(found[2]) / 60


def _hours(text: str, begins: float | None, ends: float | None) -> float | None:
    if text:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return None
        return value if math.isfinite(value) else None
    if begins is None or ends is None:
        return None
    return (ends - begins) % 24 or 24.0


def _shift(text: str, begins: float | None, shifts: Mapping[str, Sequence[int]]) -> str | None:
    """The shift's code, "" when nothing tells it; None when what is written is no shift."""
    if text:
        return sheets.code_of(text, "shift", tuple(shifts), {
            texts.t(f"hours.shift.{code}", lang): code for code in shifts for lang in texts.languages()
        })
    if begins is None:
        return ""
    return next((code for code, (low, high) in shifts.items() if low <= begins % 24 < high), "")


def _names(group: str, codes: Sequence[str]) -> dict[str, str]:
    return {texts.t(f"patrol.{group}.{code}", lang): code for code in codes for lang in texts.languages()}
