"""Filters: the sentence, the year before, the places."""

import datetime as dt

import pytest

from lib import texts
from lib.complaints.filters import Filters, place_level


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (dt.date(2024, 2, 29), dt.date(2023, 2, 28)), (dt.date(2025, 2, 28), dt.date(2024, 2, 29)),
        (dt.date(2023, 10, 31), dt.date(2022, 10, 31)), (dt.date(2024, 2, 28), dt.date(2023, 2, 28)),
    ],
)
def test_year_before_keeps_whole_months_whole(day, earlier):
    assert Filters(end=day).year_before().end == earlier


def test_places_by_form():
    assert place_level("11") == ("department", "11") and place_level("110101") == ("district", "110101")
    assert place_level("station:CPNP ICA") == ("station", "CPNP ICA") and place_level("Sector 2") == ("sector", "Sector 2")


@pytest.mark.parametrize(
    ("start", "end", "es"),
    [
        (dt.date(2024, 1, 1), dt.date(2024, 12, 31), "2024"), (dt.date(2022, 1, 1), dt.date(2024, 12, 31), "2022–2024"),
        (dt.date(2024, 2, 1), dt.date(2024, 2, 29), "feb 2024"), (dt.date(2026, 1, 1), dt.date(2026, 5, 31), "ene–may 2026"),
        (dt.date(2022, 10, 1), dt.date(2022, 11, 17), "01/10/2022–17/11/2022"), (None, None, "todas las fechas"),
        (dt.date(2025, 11, 1), dt.date(2026, 2, 28), "nov 2025 – feb 2026"),
    ],
)
def test_periods_read_short_and_honest(start, end, es):
    assert texts.period(start, end, "es") == es


def test_sentence_says_what_where_when():
    filters = Filters(source="s", start=dt.date(2022, 1, 1), end=dt.date(2022, 12, 31), crime_types=("theft", "robbery"),
                      places=("110101",), hours=(20, 21, 22), weekdays=(5, 6))
    sentence = filters.sentence("es", lambda level, code: {"110101": "Ica"}[code])
    assert sentence.startswith("Hurto y robo · Ica · 2022 · ") and "20–23 h" in sentence and sentence.endswith("vie y sáb")


def test_numbers_as_peru_writes_them():
    assert texts.number(12345.6, "es", 1) == "12,345.6" and texts.number(None, "es") == "–"
    assert texts.number(-3, "es") == "−3" and texts.percent(0.153, "es") == "15 %" and texts.percent(0.001, "es") == "<1 %"
    assert texts.listing(["Hurto", "Insulto"], "es") == "Hurto e Insulto"
    assert texts.listing(["Robo", "Hierro"], "es") == "Robo y Hierro"


def test_filters_are_hashable_keys():
    assert {Filters(source="a"): 1}[Filters(source="a")] == 1
