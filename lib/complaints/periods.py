"""Periods by a short code that survives in an address: "12m", "ytd", "2024", "2024-01..2024-06", "2024-03-05..2024-03-09".

"12m" and "ytd" hang on the last day of the data, never on today's date: a dashboard on old data must not be empty.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

ALL = "all"
LAST_YEAR = "12m"
YEAR_TO_DATE = "ytd"

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d{2}")


def resolve(code: str, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a period, both included.

    first, last  first and last day of the data
    Raises ValueError for a code that is none of the five forms, or whose start lies after its end.

    >>> resolve("12m", dt.date(2020, 1, 1), dt.date(2022, 11, 17))
    (datetime.date(2021, 11, 1), datetime.date(2022, 10, 31))
    >>> resolve("2022-02", dt.date(2020, 1, 1), dt.date(2022, 11, 17))
    (datetime.date(2022, 2, 1), datetime.date(2022, 2, 28))
    """
    if code == ALL:
        return first, last
    if code == YEAR_TO_DATE:
        return dt.date(last.year, 1, 1), last
    if code == LAST_YEAR:
        end = last_complete_month(last)
        if end < first:
            end = month_end(last)
        return dt.date(end.year - (end.month < 12), end.month % 12 + 1, 1), end
    start_text, _, end_text = code.partition("..")
    start, _ = _span(start_text)
    _, end = _span(end_text or start_text)
    if start > end:
        raise ValueError(code)
    return start, end


def code_of(start: dt.date, end: dt.date) -> str:
    """The shortest code of a period.

    >>> code_of(dt.date(2024, 1, 1), dt.date(2024, 12, 31)), code_of(dt.date(2024, 1, 1), dt.date(2024, 6, 30))
    ('2024', '2024-01..2024-06')
    """
    if start.day == 1 and end == month_end(end):
        if (start.year, start.month, end.month) == (end.year, 1, 12):
            return str(start.year)
        first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
        return first if first == last else f"{first}..{last}"
    return f"{start.isoformat()}..{end.isoformat()}"


def preceding(start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """The period of the same length that ends the day before: as many whole months, else as many days.

    >>> preceding(dt.date(2024, 1, 1), dt.date(2024, 3, 31))
    (datetime.date(2023, 10, 1), datetime.date(2023, 12, 31))
    >>> preceding(dt.date(2024, 3, 5), dt.date(2024, 3, 9))
    (datetime.date(2024, 2, 29), datetime.date(2024, 3, 4))
    """
    eve = start - dt.timedelta(days=1)
    if start.day == 1 and end == month_end(end):
        back = start.year * 12 + start.month - 1 - len(months(start, end))
        return dt.date(back // 12, back % 12 + 1, 1), eve
    return eve - (end - start), eve


def last_complete_month(last: dt.date) -> dt.date:
    """The last day of the last month that the data cover to its end."""
    return last if last == month_end(last) else last.replace(day=1) - dt.timedelta(days=1)


def month_end(day: dt.date) -> dt.date:
    """The last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months(start: dt.date, end: dt.date) -> list[dt.date]:
    """First days of the months that a period touches, in order."""
    out = []
    month = start.replace(day=1)
    while month <= end:
        out.append(month)
        month = month_end(month) + dt.timedelta(days=1)
    return out


def _span(text: str) -> tuple[dt.date, dt.date]:
    if _YEAR.fullmatch(text):
        return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    if _MONTH.fullmatch(text):
        start = dt.date(int(text[:4]), int(text[5:]), 1)
        return start, month_end(start)
    day = dt.date.fromisoformat(text)
    return day, day
