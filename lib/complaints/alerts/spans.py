"""The periods of the board: a week (Monday to Sunday), 28 days that end on a Sunday, a month; and those before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lib.complaints import periods

WEEK, FOUR_WEEKS, MONTH = "week", "four_weeks", "month"
UNITS = (WEEK, FOUR_WEEKS, MONTH)
_DAYS = {WEEK: 7, FOUR_WEEKS: 28}


@dataclass(frozen=True)
class Span:
    """First and last day of a period, both included."""

    start: dt.date
    end: dt.date


def days(unit: str) -> int | None:
    """Length of a period in days; None for months."""
    return _DAYS.get(unit)


def ending(unit: str, first: dt.date, last: dt.date) -> list[Span]:
    """Every period that lies whole inside the data, the newest first. A period that ends tomorrow is not among them.

    first, last  first and last day of the data. Of 28 days there is one for every Sunday.

    >>> [one.start.isoformat() for one in ending("week", dt.date(2024, 1, 3), dt.date(2024, 1, 22))]
    ['2024-01-15', '2024-01-08']
    """
    found: list[Span] = []
    if unit == MONTH:
        months = periods.months(first, last)
        found = [Span(month, periods.month_end(month)) for month in months]
    else:
        end = last - dt.timedelta(days=last.isoweekday() % 7)
        length = dt.timedelta(days=_DAYS[unit] - 1)
        while end - length >= first:
            found.append(Span(end - length, end))
            end -= dt.timedelta(days=7)
        found.reverse()
    return [span for span in reversed(found) if span.start >= first and span.end <= last]


def before(unit: str, span: Span, first: dt.date, most: int) -> list[Span]:
    """Up to ``most`` whole periods right before ``span``, in order, none earlier than ``first``; no day is in two."""
    found: list[Span] = []
    start = span.start
    while len(found) < most:
        if unit == MONTH:
            earlier = (start - dt.timedelta(days=1)).replace(day=1)
        else:
            earlier = start - dt.timedelta(days=_DAYS[unit])
        if earlier < first:
            break
        found.append(Span(earlier, start - dt.timedelta(days=1)))
        start = earlier
    return found[::-1]
