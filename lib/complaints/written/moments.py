"""Dates and times, whatever their order: a column is sorted into shapes ('00/00/0000 00:00'), each read as a whole.

Microseconds since 1970 without a time zone: the wall clock as written, or universal time where the text has a mark for
it (Z, +02:00) or is a count of seconds since 1970.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lib.complaints.written.matrix import Bytes, by_length

DAY = 86_400_000_000
LONGEST = 40
MOST_SHAPES = 60

_TIME = r"(?P<h>0{1,2})[:hH](?P<n>00)(?:[:](?P<s>00)(?:[.,](?P<f>0{1,9}))?)?(?:[\s\u00a0]*(?P<half>[AP])\.?[\s\u00a0]?M\.?)?"
_ZONE = r"(?:\s*(?P<zone>Z|UTC|[+-]00:?(?:00)?))?"
_TAIL = rf"(?:(?:T|,?\s+|\s*-\s+){_TIME}(?:\s*H(?:RS?)?\.?)?{_ZONE})?"
SHAPES = {
    "ymd": re.compile(rf"(?P<y>0000)(?P<sep>[-/.])(?P<m>0{{1,2}})(?P=sep)(?P<d>0{{1,2}}){_TAIL}"),
    "two_first": re.compile(rf"(?P<a>0{{1,2}})(?P<sep>[-/.])(?P<b>0{{1,2}})(?P=sep)(?P<y>0000|00){_TAIL}"),
    "compact": re.compile(r"(?P<y>0000)(?P<m>00)(?P<d>00)(?:[T ]?(?P<h>00)(?P<n>00)(?P<s>00)(?P<zone>Z)?)?"),
    "epoch": re.compile(r"(?P<epoch>0{10}|0{13})(?:\.0{1,3})?"),
    "serial": re.compile(r"(?P<serial>00000)(?:\.(?P<part>0{1,15}))?"),
}
MONTHS = {
    name: number for number, names in enumerate((
        "ene enero jan january", "feb febrero february", "mar marzo march", "abr abril apr april", "may mayo",
        "jun junio june", "jul julio july", "ago agosto aug august", "set sep setiembre septiembre sept september",
        "oct octubre october", "nov noviembre november", "dic diciembre dec december",
    ), start=1) for name in names.split()
}
WORDED = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s+)??(?P<d>\d{1,2})(?:\s+de\s+|[\s/.-]+)(?P<m>[a-z]{3,10})\.?(?:\s+del?\s+|[\s/.,-]+)(?P<y>\d{4}|\d\d)"
    r"(?:[\s,T]+(?P<h>\d{1,2}):(?P<n>\d\d)(?::(?P<s>\d\d))?\s*(?P<half>[ap]\.?\s?m\.?)?)?", re.IGNORECASE)
WORDED_EN = re.compile(
    r"(?P<m>[a-z]{3,10})\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})"
    r"(?:[\s,T]+(?P<h>\d{1,2}):(?P<n>\d\d)(?::(?P<s>\d\d))?\s*(?P<half>[ap]\.?\s?m\.?)?)?", re.IGNORECASE)
CLOCK = re.compile(r"(?:0000-00-00[T ]|00/00/0000 )?(?P<h>0{1,2})(?:[:hH.](?P<n>00)(?:[:.](?P<s>00)(?:\.0+)?)?)?"
                   r"[\s\u00a0]*(?:(?P<half>[AP])\.?[\s\u00a0]?M\.?)?\s*(?:H(?:RS?|ORAS)?\.?)?")
CLOCK_TIGHT = re.compile(r"(?P<h>00?)(?P<n>00)\s*(?:H(?:RS?)?\.?)?")


@dataclass
class Moments:
    """``micros`` where ``ok``; ``timed`` = the text has a time of day; ``instant`` = micros are universal time;
    ``shaped`` = it looks like a date (so that 29/02/2023 is told from 'ayer')."""

    micros: npt.NDArray[np.int64]
    ok: npt.NDArray[np.bool_]
    timed: npt.NDArray[np.bool_]
    instant: npt.NDArray[np.bool_]
    shaped: npt.NDArray[np.bool_]

    @classmethod
    def blank(cls, rows: int) -> Moments:
        """None of the rows read."""
        return cls(np.zeros(rows, np.int64), *(np.zeros(rows, np.bool_) for _ in range(4)))


def read_moments(texts: pa.Array, order: str = "dmy", serials: bool = False) -> Moments:
    """Dates, with or without a time. ``order`` is dmy or mdy and matters only where the year comes last.

    ``serials``: five digits are a spreadsheet's day number (45292 = 2024-01-01).
    """
    out = Moments.blank(len(texts))
    places = np.arange(len(texts))
    for _, positions, rectangle in by_length(texts, LONGEST):
        here = places[positions]
        for shape, rows in _shapes(rectangle):
            found = _match(shape, serials)
            if found is None:
                _worded(rectangle[rows], here[rows], out)
            else:
                _read(rectangle[rows], here[rows], found, order, out)
    return out


def read_clock(texts: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """(microseconds since midnight, read, minutes given) of times of day: '14:30', '2:30 p. m.', '1430', '14'."""
    micros = np.zeros(len(texts), np.int64)
    ok, minutes = np.zeros(len(texts), np.bool_), np.zeros(len(texts), np.bool_)
    places = np.arange(len(texts))
    for _, positions, rectangle in by_length(texts, LONGEST):
        here = places[positions]
        for shape, rows in _shapes(rectangle):
            match = CLOCK.fullmatch(shape) or CLOCK_TIGHT.fullmatch(shape)
            if match is None:
                continue
            micros[here[rows]], ok[here[rows]] = _clock(rectangle[rows], match)
            minutes[here[rows]] = match["n"] is not None
    return micros, ok, minutes


def order_of(texts: pa.Array) -> str:
    """'dmy', 'mdy', 'ymd' (year first or written out), 'both' (rows contradict each other) or 'unknown'.

    A first number above 12 can only be a day; so can a second.
    """
    first = second = 0
    year_first = ambiguous = False
    for _, _, rectangle in by_length(texts, LONGEST):
        for shape, rows in _shapes(rectangle):
            match = SHAPES["two_first"].fullmatch(shape)
            if match is None:
                year_first = year_first or _match(shape, False) is not None
                continue
            ambiguous = True
            digits = rectangle[rows]
            first += int(np.sum(_number(digits, match, "a") > 12))
            second += int(np.sum(_number(digits, match, "b") > 12))
    if first and second:
        return "dmy" if first > 20 * second else "mdy" if second > 20 * first else "both"
    if first or second:
        return "dmy" if first else "mdy"
    return "unknown" if ambiguous else "ymd" if year_first else "unknown"


_SHAPED = np.arange(256, dtype=np.uint8)
_SHAPED[48:58] = 48
_SHAPED[97:123] -= 32


def _shapes(rectangle: Bytes) -> list[tuple[str, npt.NDArray[np.bool_]]]:
    """The shapes of equally long texts: digits become 0, letters capitals; and the rows of each."""
    if rectangle.shape[1] == 0:
        return []
    shaped = _SHAPED[rectangle]
    left = np.ones(len(shaped), np.bool_)
    found = []
    while left.any():
        model = shaped[int(np.argmax(left))]
        same = left & (shaped == model).all(axis=1)
        found.append((bytes(model).decode("utf-8", "replace"), same))
        left &= ~same
        if len(found) == MOST_SHAPES and left.any():
            found.append(("?", left.copy()))
            break
    return found


def _match(shape: str, serials: bool) -> re.Match[str] | None:
    if not shape.isascii():
        return None
    for name, pattern in SHAPES.items():
        if name != "serial" or serials:
            match = pattern.fullmatch(shape)
            if match is not None:
                return match
    return None


def _number(rectangle: Bytes, match: re.Match[str], group: str) -> npt.NDArray[np.int64]:
    """The number that the digits of a group make in each row; zero for a group that the shape lacks."""
    value = np.zeros(len(rectangle), np.int64)
    if group not in match.re.groupindex or match[group] is None:
        return value
    for position in range(*match.span(group)):
        value = value * 10 + (rectangle[:, position].astype(np.int64) - 48)
    return value


def _read(
    rectangle: Bytes, places: npt.NDArray[np.int64], match: re.Match[str], order: str, out: Moments
) -> None:
    groups = match.groupdict()
    out.shaped[places] = True
    if groups.get("epoch"):
        scale = 1_000_000 if len(groups["epoch"]) == 10 else 1_000
        out.micros[places] = _number(rectangle, match, "epoch") * scale
        out.ok[places] = out.timed[places] = out.instant[places] = True
        return
    if groups.get("serial"):
        part = _number(rectangle, match, "part") / 10 ** len(groups["part"] or "")
        seconds = np.round(part * 86_400).astype(np.int64)
        days = _number(rectangle, match, "serial") - 25_569
        out.micros[places] = days * DAY + seconds * 1_000_000
        out.ok[places] = days > -25_569 + 366
        out.timed[places] = bool(groups["part"]) & (seconds > 0)
        return
    year = _number(rectangle, match, "y")
    if len(match["y"]) == 2:
        year = year + np.where(year < 80, 2000, 1900)
    if "a" in groups:
        a, b = _number(rectangle, match, "a"), _number(rectangle, match, "b")
        day, month = (b, a) if order == "mdy" else (a, b)
    else:
        day, month = _number(rectangle, match, "d"), _number(rectangle, match, "m")
    days, ok = civil_days(year, month, day)
    micros = days * DAY
    if groups.get("h"):
        clock, clock_ok = _clock(rectangle, match)
        micros, ok = micros + clock, ok & clock_ok
        out.timed[places] = True
    if groups.get("zone"):
        micros = micros - _offset(rectangle, match)
        out.instant[places] = True
    out.micros[places], out.ok[places] = micros, ok


def _clock(rectangle: Bytes, match: re.Match[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    hour, minute = _number(rectangle, match, "h"), _number(rectangle, match, "n")
    second = _number(rectangle, match, "s")
    ok = (hour < 24) & (minute < 60) & (second < 60)
    half = match.groupdict().get("half")
    if half:
        ok &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + (12 if half == "P" else 0)
    return ((hour * 60 + minute) * 60 + second) * 1_000_000, ok


def _offset(rectangle: Bytes, match: re.Match[str]) -> npt.NDArray[np.int64]:
    start, stop = match.span("zone")
    if match["zone"] in ("Z", "UTC"):
        return np.zeros(len(rectangle), np.int64)
    positions = [position for position in range(start + 1, stop) if match.string[position] == "0"]
    values = [rectangle[:, position].astype(np.int64) - 48 for position in positions]
    minutes = (values[0] * 10 + values[1]) * 60 + (values[2] * 10 + values[3] if len(values) == 4 else 0)
    return minutes * (60_000_000 if match["zone"][0] == "+" else -60_000_000)


def civil_days(
    year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """(days since 1970-01-01, whether the date exists). Proleptic Gregorian calendar, years 1 to 9999."""
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
    in_year = (month >= 1) & (month <= 12)
    last = lengths[np.where(in_year, month, 0)] + (leap & (month == 2))
    ok = in_year & (day >= 1) & (day <= last) & (year >= 1) & (year <= 9999)
    y = year - (month <= 2)
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return np.where(ok, days, 0), ok


def _worded(rectangle: Bytes, places: npt.NDArray[np.int64], out: Moments) -> None:
    """Dates with the month in letters, one distinct text at a time: '5 de marzo de 2024', 'Mar 5, 2024 2:30 PM'."""
    distinct, which = np.unique(rectangle, axis=0, return_inverse=True)
    which = np.ravel(which)
    for number, row in enumerate(distinct):
        text = bytes(row).decode("utf-8", "replace").strip().lower()
        match = WORDED.fullmatch(text) or WORDED_EN.fullmatch(text)
        month = MONTHS.get(match["m"].rstrip(".")) if match else None
        if match is None or month is None:
            continue
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
        days, real = civil_days(np.array([year]), np.array([month]), np.array([int(match["d"])]))
        hour, minute, second = (int(match[g] or 0) for g in "hns")
        if match["half"]:
            hour = hour % 12 + (12 if match["half"][0] == "p" else 0)
        here = places[which == number]
        out.shaped[here] = True
        out.ok[here] = bool(real[0]) and hour < 24 and minute < 60 and second < 60
        out.micros[here] = int(days[0]) * DAY + ((hour * 60 + minute) * 60 + second) * 1_000_000
        out.timed[here] = match["h"] is not None
