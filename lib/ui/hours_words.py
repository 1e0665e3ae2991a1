"""The words of the page of hours: the finding, the grey sentence, the titles of the figures."""

from __future__ import annotations

import pandas as pd

from lib import settings, texts
from lib.places.book import PlaceBook
from lib.ui import figure_words
from lib.ui.cache import kept
from lib.ui.choices import Holdings
from lib.ui.hours_numbers import Hours, top_window


@kept
def title(found: Hours, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The finding: the shift with most complaints and its share; or why there is none."""
    place = figure_words.where(found.shifts, holdings, book, lang)
    what = figure_words.what(found.filters, lang)
    period = texts.period(found.filters.start, found.filters.end, lang)
    if found.state != "shown":
        return texts.t(f"hours.title.{found.state}", lang, where=place, period=period)
    table = found.shifts.table
    known = table[table["share"].notna() & table["count"].notna()]
    base = known["count"].sum()
    if len(known) < 4 or base < int(settings.value("statistics.percent_base")):
        return texts.t("hours.title.plain", lang, where=place, what=what, period=period)
    top = known.sort_values("share", kind="stable").iloc[-1]
    return texts.t("hours.title.shift", lang, where=place, what=what, period=period,
                   share=texts.percent(float(top["share"]), lang), shift=shift(str(top["shift"]), lang).lower())


@kept
def sentence(found: Hours, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted and how much of it has an hour."""
    extra = [coverage(found, lang)]
    if found.intervals:
        extra.append(texts.t("hours.intervals", lang, n=texts.number(found.intervals, lang)))
    shown = found.cells if found.state != "no_rows" else found.shifts
    return figure_words.sentence(shown, holdings, book, lang, extra)


@kept
def warnings(found: Hours, lang: str) -> list[str]:
    """The cautions of the page, each once."""
    answers = (found.cells, found.shifts, found.windows)
    said = figure_words.warnings(answers, lang, without=("no_hours", "hours_missing"))
    return [texts.t("hours.every_moment", lang), *said] if found.narrowed else said


@kept
def coverage(found: Hours, lang: str) -> str:
    """'93 % con hora'; nothing when that is hidden or too few."""
    if found.known is None:
        return ""
    return texts.t("overview.sentence.hours", lang, share=texts.percent(found.known, lang))


@kept
def week_title(found: Hours, book: PlaceBook, lang: str) -> str:
    """The fullest window of all places when chance does not explain it."""
    top = top_window(found)
    if top is None:
        return texts.t("hours.week.title_plain", lang)
    level = found.windows.dims[0]
    return texts.t("hours.week.title", lang, place=book.name(level, str(top[level])), window=window(top, lang),
                   count=about(float(top["count"]), lang))


@kept
def weekday_title(found: Hours, lang: str) -> str:
    """The day with most complaints and the one with fewest, when the test says that weekdays differ."""
    table = found.weekdays.table.dropna(subset=["rate", "low", "high"])
    if len(table) == 7:
        ordered = table.sort_values("rate", kind="stable")
        top, bottom = ordered.iloc[-1], ordered.iloc[0]
        if float(found.weekdays.settings["p"]) < 1 - float(settings.value("statistics.level")):
            return texts.t(
                "hours.weekdays.title", lang, day=texts.weekday_name(int(top["weekday"]), lang, short=False),
                rate=texts.number(float(top["rate"]), lang, 1), rate_low=texts.number(float(bottom["rate"]), lang, 1),
                day_low=texts.weekday_name(int(bottom["weekday"]), lang, short=False),
            )
        return texts.t("hours.weekdays.title_even", lang)
    return texts.t("hours.weekdays.title_plain", lang)


@kept
def shift_title(found: Hours, lang: str) -> str:
    """How many have no hour, which the bars show apart."""
    row = found.shifts.table.set_index("shift").loc["unknown"]
    if pd.isna(row["count"]) or not row["count"]:
        return texts.t("hours.shifts.title_plain", lang)
    return texts.t("hours.shifts.title", lang, n=about(float(row["count"]), lang))


def shift(name: str, lang: str) -> str:
    """'Noche', 'Sin hora'."""
    return texts.t(f"hours.shift.{name}", lang)


def shift_hours(name: str, lang: str) -> str:
    """'Noche 18–24 h'."""
    if name == "unknown":
        return shift(name, lang)
    first, end = settings.value("hours.shifts")[name]
    return f"{shift(name, lang)} {first}–{end} h"


def window(row: pd.Series, lang: str) -> str:
    """'sábado 22–02 h': the day is that of the start."""
    day = texts.weekday_name(int(row["weekday"]), lang, short=False)
    until = int(row["until"]) or 24
    return f"{day} {int(row['hour']):02d}–{until:02d} h"


def about(value: float, lang: str) -> str:
    """A sum of weights: whole where it is whole, else with one decimal below 100."""
    return texts.number(value, lang, 0 if value >= 100 or abs(value - round(value)) < 0.05 else 1)
