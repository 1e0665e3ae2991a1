"""When: start and end of the event on the local clock, how finely it is known, and the day of registration."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import Mask, Rejections
from lib.complaints.columns import PRECISIONS
from lib.complaints.reading.understanding import Understood
from lib.complaints.written.moments import DAY, MONTHS, civil_days, read_clock, read_moments
from lib.complaints.written.numbers import missing_mask
from lib.errors import UsageError

Micros = npt.NDArray[np.int64]
MINUTE, HOUR, DAY_KNOWN = (PRECISIONS.index(name) for name in ("minute", "hour", "day"))
EPOCH = dt.date(1970, 1, 1)
QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "I": 1, "II": 2, "III": 3, "IV": 4, "T1": 1, "T2": 2, "T3": 3, "T4": 4,
            "Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4}


@dataclass
class When:
    """Microseconds since 1970 on the local clock, with masks of what is there; ``precision`` as positions in PRECISIONS."""

    start: Micros
    end: Micros
    has_end: Mask
    precision: Micros
    hour_known: Mask
    reported: Micros
    has_reported: Mask
    raw: pa.Array
    doubts: list[tuple[str, Mask, str, pa.Array]]


def read_when(raw: RawColumns, understood: Understood, today: dt.date, rejections: Rejections) -> When:
    """The dates of a batch. Rejects rows without a readable date, before ``understood.since`` or after ``today``."""
    when = _periods(raw, today, rejections) if not raw.has("date") else _events(raw, understood, rejections)
    column = "date" if raw.has("date") else "period" if raw.has("period") else "year"
    days = when.start // DAY
    last = (today - EPOCH).days
    if understood.since is not None:
        first = (understood.since - EPOCH).days
        rejections.add(days < first, "date_too_old", raw.heading(column), raw.text(column), limit=_day(understood.since))
    rejections.add(days > last, "date_in_future", raw.heading(column), raw.text(column), limit=_day(today))
    if raw.has("reported"):
        _registered(raw, understood, last, when)
    return when


def _events(raw: RawColumns, understood: Understood, rejections: Rejections) -> When:
    texts = raw.text("date")
    sheet = understood.container not in ("text", "gpkg", "geojson")
    moments = read_moments(texts, understood.date_order, sheet)
    missing = missing_mask(texts)
    heading = raw.heading("date")
    if understood.header_row:
        rejections.add(_equals(texts, heading), "repeated_header", heading, texts)
    rejections.add(missing, "date_missing", heading, texts)
    rejections.add(~moments.ok & moments.shaped, "date_impossible", heading, texts, order=understood.date_order)
    rejections.add(~moments.ok, "date_unreadable", heading, texts)
    doubts: list[tuple[str, Mask, str, pa.Array]] = []
    micros, timed = moments.micros, moments.timed
    fine = timed.copy()
    written = texts
    if raw.in_file("time"):
        clock_texts = raw.text("time")
        clock, read, minutes = read_clock(clock_texts)
        no_clock = missing_mask(clock_texts)
        micros = np.where(read & ~timed, micros // DAY * DAY + clock, micros)
        fine = np.where(read & ~timed, minutes, fine)
        timed = timed | read
        doubts.append(("time_unreadable", ~read & ~no_clock & moments.ok, raw.heading("time"), clock_texts))
        written = pc.binary_join_element_wise(texts, clock_texts, " ")
    local = to_local(micros, timed & (moments.instant | (understood.clock == "utc")), understood.time_zone)
    layout = understood.format
    midnight = (local % DAY == 0) if layout is None or layout.midnight_unknown else np.zeros(len(local), np.bool_)
    known = timed & ~midnight
    precision = np.where(known, np.where(fine, MINUTE, HOUR), DAY_KNOWN)
    end, has_end = _end(raw, understood, sheet, local, doubts)
    return When(local, end, has_end, precision, known, np.zeros_like(local), np.zeros(len(local), np.bool_), written, doubts)


def _end(
    raw: RawColumns, understood: Understood, sheet: bool, start: Micros, doubts: list[tuple[str, Mask, str, pa.Array]]
) -> tuple[Micros, Mask]:
    """The end of the event: of ``date_to`` and ``time_to``, or of ``time_to`` alone on the day of the start or the next."""
    rows = len(start)
    end, there = np.zeros(rows, np.int64), np.zeros(rows, np.bool_)
    if not raw.in_file("date_to") and not raw.in_file("time_to"):
        return end, there
    column = "date_to" if raw.in_file("date_to") else "time_to"
    texts = raw.text(column)
    timed = np.zeros(rows, np.bool_)
    instant = np.zeros(rows, np.bool_)
    if raw.in_file("date_to"):
        moments = read_moments(texts, understood.date_order, sheet)
        end, there, timed, instant = moments.micros, moments.ok.copy(), moments.timed, moments.instant
        doubts.append(("end_unreadable", ~there & ~missing_mask(texts), raw.heading("date_to"), texts))
    if raw.in_file("time_to"):
        clock, read, _ = read_clock(raw.text("time_to"))
        alone = read & ~there
        same_day = start // DAY * DAY + clock
        end = np.where(alone, np.where(same_day < start, same_day + DAY, same_day),
                       np.where(read & there & ~timed, end // DAY * DAY + clock, end))
        timed, there = timed | read, there | read
        end = np.where(alone, end, to_local(end, timed & (instant | (understood.clock == "utc")), understood.time_zone))
    else:
        end = to_local(end, timed & (instant | (understood.clock == "utc")), understood.time_zone)
    before = there & (end < np.where(timed, start, start // DAY * DAY))
    doubts.append(("end_before_start", before, raw.heading(column), texts))
    return end, there & ~before


def _registered(raw: RawColumns, understood: Understood, last: int, when: When) -> None:
    texts = raw.text("reported")
    sheet = understood.container not in ("text", "gpkg", "geojson")
    moments = read_moments(texts, understood.date_order, sheet)
    local = to_local(moments.micros, moments.timed & (moments.instant | (understood.clock == "utc")), understood.time_zone)
    heading = raw.heading("reported")
    missing = missing_mask(texts)
    days = local // DAY
    outside = moments.ok & ((days > last) | (days < when.start // DAY))
    when.doubts.append(("reported_unreadable", ~moments.ok & ~missing, heading, texts))
    when.doubts.append(("reported_outside", outside, heading, texts))
    when.reported = local
    when.has_reported = moments.ok & ~((days > last) | (days < -25_567))


def _periods(raw: RawColumns, today: dt.date, rejections: Rejections) -> When:
    """Published months, quarters and years: from their first to their last day."""
    rows = raw.rows
    if raw.has("period"):
        written = raw.text("period")
        heading = raw.heading("period")
        rejections.add(_equals(written, heading), "repeated_header", heading, written)
        which, distinct = raw.distinct("period")
        pairs = [_year_month(text) for text in distinct]
        year = np.array([pair[0] for pair in pairs], np.int64)[which]
        month = np.array([pair[1] for pair in pairs], np.int64)[which]
        rejections.add(missing_mask(written), "date_missing", heading, written)
        rejections.add((year == 0) | (month < 1) | (month > 12), "period_unreadable", heading, written)
        span = 1
    else:
        texts = raw.text("year")
        heading = raw.heading("year")
        rejections.add(_equals(texts, heading), "repeated_header", heading, texts)
        which, distinct = raw.distinct("year")
        year = np.array([_whole(text) for text in distinct], np.int64)[which]
        rejections.add(missing_mask(texts), "date_missing", heading, texts)
        rejections.add((year < 1000) | (year > 9999), "year_unreadable", heading, texts)
        written, month, span = texts, np.ones(rows, np.int64), 12
        for meaning, reader, code, most, months in (
            ("month", _month, "month_unreadable", 12, 1), ("quarter", _quarter, "quarter_unreadable", 4, 3),
        ):
            if raw.has(meaning):
                column = raw.text(meaning)
                which, distinct = raw.distinct(meaning)
                number = np.array([reader(text) for text in distinct], np.int64)[which]
                rejections.add((number < 1) | (number > most), code, raw.heading(meaning), column)
                month, span = (number - 1) * months + 1, months
                written = pc.binary_join_element_wise(texts, column, "-")
                break
    ok = rejections.accepted
    month = np.where(ok, month, 1)
    year = np.where(ok, year, today.year)
    start, _ = civil_days(year, month, np.ones(rows, np.int64))
    after = month + span
    end, _ = civil_days(year + (after > 12), np.where(after > 12, after - 12, after), np.ones(rows, np.int64))
    name = {1: "month", 3: "quarter", 12: "year"}[span]
    return When(
        start * DAY, (end - 1) * DAY, np.ones(rows, np.bool_), np.full(rows, PRECISIONS.index(name)),
        np.zeros(rows, np.bool_), np.zeros(rows, np.int64), np.zeros(rows, np.bool_), written, [],
    )


def to_local(micros: Micros, mask: Mask, zone: str) -> Micros:
    """Universal time to the wall clock of ``zone``, where ``mask``; the rest stays."""
    if not mask.any():
        return micros
    safe = np.where(mask & (np.abs(micros) < 200 * 366 * DAY), micros, 0)
    try:
        aware = pd.DatetimeIndex(safe.view("M8[us]")).tz_localize("UTC").tz_convert(ZoneInfo(zone))
    except (ValueError, OverflowError) as error:
        raise UsageError("unknown_time_zone", name=zone) from error
    return np.where(mask, aware.tz_localize(None).as_unit("us").asi8, micros)


def _day(day: dt.date) -> str:
    """A day inside a sentence of any language: 05/03/2024."""
    return f"{day:%d/%m/%Y}"


def _equals(texts: pa.Array, heading: str) -> Mask:
    return pc.equal(texts, heading).to_numpy(zero_copy_only=False)


def _whole(text: str) -> int:
    plain = text.strip().removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 6 else 0


def _month(text: str) -> int:
    return _whole(text) or MONTHS.get(text.strip().lower().rstrip("."), 0)


def _quarter(text: str) -> int:
    return QUARTERS.get(text.strip().upper().removesuffix(".0"), 0)


def _year_month(text: str) -> tuple[int, int]:
    """(2023, 1) from '2023-01', '2023/1', '01/2023', '202301' or 'ene-2023'; (0, 0) when it is none."""
    plain = text.strip()
    if len(plain) == 6 and plain.isascii() and plain.isdigit():
        return int(plain[:4]), int(plain[4:])
    if len(plain) == 10 and plain[4] == "-" and plain.endswith("-01"):
        plain = plain[:7]
    parts = [part for part in plain.replace("/", "-").replace(" ", "-").split("-") if part]
    if len(parts) != 2:
        return 0, 0
    a, b = (_whole(parts[0]), _month(parts[1])) if len(parts[0]) == 4 else (_whole(parts[1]), _month(parts[0]))
    return (a, b) if 1000 <= a <= 9999 else (0, 0)
