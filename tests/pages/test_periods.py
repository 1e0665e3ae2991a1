"""Periods by code: what resolves, what comes back, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.complaints import periods

FIRST, LAST = dt.date(2018, 1, 1), dt.date(2022, 11, 17)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("12m", dt.date(2021, 11, 1), dt.date(2022, 10, 31)),
        ("ytd", dt.date(2022, 1, 1), LAST),
        ("all", FIRST, LAST),
        ("2020", dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        ("2020-02", dt.date(2020, 2, 1), dt.date(2020, 2, 29)),
        ("2020-02..2020-06", dt.date(2020, 2, 1), dt.date(2020, 6, 30)),
        ("2020-02-05..2020-03-01", dt.date(2020, 2, 5), dt.date(2020, 3, 1)),
    ],
)
def test_resolve(code: str, start: dt.date, end: dt.date) -> None:
    assert periods.resolve(code, FIRST, LAST) == (start, end)


def test_twelve_months_end_with_the_last_complete_month() -> None:
    assert periods.resolve("12m", FIRST, dt.date(2022, 12, 31)) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert periods.resolve("12m", dt.date(2020, 1, 3), dt.date(2020, 1, 20))[1] == dt.date(2020, 1, 31)


@pytest.mark.parametrize("code", ["", "soon", "2022-13", "2022-02-30", "2023..2022", "20222"])
def test_nonsense_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        periods.resolve(code, FIRST, LAST)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 2000))
def test_a_code_comes_back_as_its_days(start: dt.date, length: int) -> None:
    end = start + dt.timedelta(days=length)
    assert periods.resolve(periods.code_of(start, end), FIRST, LAST) == (start, end)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 90))
def test_months_are_firsts_without_gaps(start: dt.date, length: int) -> None:
    found = periods.months(start, start + dt.timedelta(days=length * 7))
    assert all(month.day == 1 for month in found)
    assert len(found) == (found[-1].year - found[0].year) * 12 + found[-1].month - found[0].month + 1
