"""The panels of the page of hours, each a Released result made visible."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import columns, heat_map, tables
from lib.places.book import PlaceBook
from lib.ui import figure_words, links, show, visit
from lib.ui import hours_words as words
from lib.ui.choices import Holdings
from lib.ui.drawing import draw
from lib.ui.hours_numbers import Hours
from lib.ui.table_view import rows_of, table_view


def nothing(found: Hours, holdings: Holdings) -> None:
    """Why there is nothing to draw, and where to go."""
    lang = visit.lang()
    with show.panel("none", stretch=False):
        show.empty(
            visit.say(f"hours.empty.{found.state}"),
            visit.say(f"hours.empty.{found.state}_why", start=texts.date(holdings.first, lang),
                      end=texts.date(holdings.last, lang)),
        )
        links.to("trends", visit.say("hours.to_trends"))


def week(found: Hours, book: PlaceBook) -> None:
    """The day-by-hour map with the unknown hours beside it."""
    lang = visit.lang()
    title = words.week_title(found, book, lang)
    with show.panel("week", title, visit.say("hours.help.week"), stretch=False):
        draw(lambda: heat_map.heat_map(
            found.cells, found.unknown, lang, number_of_classes=int(settings.value("hours.classes"))
        ), "heat", of=(found, lang))
        extra = [words.coverage(found, lang), visit.say("hours.week.clock")]
        if found.intervals:
            extra.append(visit.say("hours.week.spread"))
        show.note(figure_words.note(found.cells, book, lang, extra))
        table = found.cells.table
        table_view("horas", found.cells, lambda: [
            tables.Column(visit.say("hours.column.weekday"),
                          [texts.weekday_name(int(day), lang, short=False) for day in table["weekday"]]),
            tables.Column(visit.say("hours.column.hour"), [f"{int(hour)}–{int(hour) + 1} h" for hour in table["hour"]]),
            tables.Column(visit.say("hours.column.count"), [_weight(value) for value in table["count"]], number=True),
        ], title, book)


def shifts_and_weekdays(found: Hours, book: PlaceBook) -> None:
    """The four shifts with the unknown hours apart, and the seven days."""
    left, right = st.columns(2)
    with left:
        _shifts(found, book)
    with right:
        _weekdays(found, book)


def _shifts(found: Hours, book: PlaceBook) -> None:
    lang, released = visit.lang(), found.shifts
    title = words.shift_title(found, lang)
    with show.panel("shifts", title, visit.say("hours.help.shifts", level=figure_words.level(lang))):
        draw(lambda: columns.columns(
            released, lang, value="count", label=lambda code: words.shift_hours(str(code), lang),
            short=lambda code: words.shift(str(code), lang), say=lambda value: words.about(value, lang),
            quiet=("unknown",), alt=visit.say("hours.shifts.alt"),
        ), "shifts", of=(released, lang))
        show.note(figure_words.note(released, book, lang, [words.coverage(found, lang)]))
        table = released.table
        table_view("turnos", released, lambda: [
            tables.Column(visit.say("hours.column.shift"), [words.shift_hours(str(code), lang) for code in table["shift"]]),
            tables.Column(visit.say("hours.column.count"), [_weight(value) for value in table["count"]], number=True),
            tables.Column(visit.say("hours.column.share"), [_share(row) for row in table.to_dict("records")], number=True),
        ], title, book)


def _weekdays(found: Hours, book: PlaceBook) -> None:
    lang, released = visit.lang(), found.weekdays
    title = words.weekday_title(found, lang)
    with show.panel("weekdays", title, visit.say("hours.help.weekdays", level=figure_words.level(lang))):
        draw(lambda: columns.columns(
            released, lang, value="rate", low="low", high="high", label=lambda day: texts.weekday_name(int(str(day)), lang),
            say=lambda value: texts.number(value, lang, 1 if value < 10 else 0), alt=visit.say("hours.weekdays.alt"),
        ), "weekdays", of=(released, lang))
        how = visit.say("hours.weekdays.note", level=figure_words.level(lang))
        show.note(figure_words.note(released, book, lang, [how]))
        table = released.table
        table_view("dias", released, lambda: [
            tables.Column(visit.say("hours.column.weekday"),
                          [texts.weekday_name(int(day), lang, short=False) for day in table["weekday"]]),
            tables.Column(visit.say("hours.column.count"), [_weight(value) for value in table["count"]], number=True),
            tables.Column(visit.say("hours.column.days"), [texts.number(int(n), lang) for n in table["days"]], number=True),
            tables.Column(visit.say("hours.column.rate"), [
                "–" if pd.isna(row["rate"]) else f"{texts.number(row['rate'], lang, 1)} "
                f"({texts.number(row['low'], lang, 1)} – {texts.number(row['high'], lang, 1)})"
                for row in table.to_dict("records")
            ], number=True),
        ], title, book)


def windows(found: Hours, book: PlaceBook) -> None:
    """The busiest windows of each place, ready for the service order."""
    lang, released = visit.lang(), found.windows
    level = released.dims[0]
    name = visit.say(f"ui.levels.{level}")
    title = visit.say("hours.windows.title", level=name.lower(), n=int(settings.value("hours.windows")),
                      hours=int(settings.value("hours.window_hours")))
    with show.panel("windows", title, visit.say("hours.help.windows", level=figure_words.level(lang)), stretch=False):
        if released.table.empty:
            show.empty(visit.say("hours.windows.none"), visit.say(
                "hours.windows.none_why", n=int(settings.value("statistics.percent_base")), level=name.lower()))
            return
        rows = rows_of(released)
        table_view("orden_de_servicio", released, lambda: [
            tables.Column(name, [book.name(level, str(row[level])) for row in rows]),
            tables.Column(visit.say("hours.column.rank"), [str(row["rank"]) for row in rows], number=True),
            tables.Column(visit.say("hours.column.window"),
                          ["–" if pd.isna(row["hour"]) else words.window(pd.Series(row), lang) for row in rows]),
            tables.Column(visit.say("hours.column.count"), [_with_interval(row) for row in rows], number=True),
            tables.Column(visit.say("hours.column.share"), [_share(row) for row in rows], number=True),
            tables.Column(visit.say("hours.column.times"),
                          ["–" if pd.isna(row["times"]) else texts.number(row["times"], lang, 1) for row in rows],
                          number=True),
            tables.Column(visit.say("hours.column.chance"), [_chance(row) for row in rows]),
        ], title, book, labels={level: lambda code: book.name(level, code)}, folded=False)
        show.note(figure_words.note(released, book, lang, [visit.say("hours.windows.note")]))
        links.to("trends", visit.say("hours.to_trends"))


def _weight(value: Any) -> str:
    return visit.say("figures.reserved") if pd.isna(value) else words.about(float(value), visit.lang())


def _with_interval(row: dict[Hashable, Any]) -> str:
    if pd.isna(row["count"]):
        return visit.say("figures.reserved")
    lang = visit.lang()
    low, high = texts.number(float(row["count_low"]), lang), texts.number(float(row["count_high"]), lang)
    return f"{_weight(row['count'])} ({low} – {high})"


def _share(row: dict[Hashable, Any]) -> str:
    """The share with its interval; none on a base too small for a percentage."""
    if pd.isna(row["share"]) or pd.isna(row["count"]):
        return "–"
    lang, share, count = visit.lang(), float(row["share"]), float(row["count"])
    if share <= 0 or count / share < int(settings.value("statistics.percent_base")):
        return "–"
    low, high = (texts.percent(float(row[end]), lang, 1) for end in ("low", "high"))
    return f"{texts.percent(share, lang, 1)} ({low} – {high})"


def _chance(row: dict[Hashable, Any]) -> str:
    if pd.isna(row["beyond_chance"]):
        return "–"
    return visit.say("hours.windows.beyond" if row["beyond_chance"] else "hours.windows.within")
