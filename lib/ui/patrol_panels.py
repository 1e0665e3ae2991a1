"""The panels of the page of patrols, each a Released result made visible."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import cards, hour_table, measure_bars, tables
from lib.figures.cards import Card
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.ui import figure_words, links, show, visit
from lib.ui import patrol_words as words
from lib.ui.drawing import draw
from lib.ui.patrol_numbers import Patrols
from lib.ui.table_view import table_view
from lib.ui.visit import say


def nothing(found: Patrols) -> None:
    """Why there is no patrol on the screen, and where a log is loaded."""
    lang = visit.lang()
    with show.panel("none", stretch=False):
        why = say(f"patrol.empty.{found.state}", start=texts.date(found.start, lang) if found.start else "",
                  end=texts.date(found.end, lang) if found.end else "")
        show.empty(say(f"patrol.title.{found.state}"), why)
        if visit.policy().loads:
            links.to("staff_data", say("patrol.load"))


def totals(found: Patrols) -> None:
    """Four numbers: hours, together, at critical places, people's hours."""
    if found.whole is None:
        return
    lang, row = visit.lang(), found.whole.table.iloc[0]
    hours, people = float(row["hours"]), row["officer_hours"]
    draw(cards.cards([
        Card(say("patrol.cards.hours"), texts.number(hours, lang),
             detail=say("patrol.cards.per_day", n=texts.number(hours / found.days, lang)), help=say("patrol.help.hours")),
        Card(say("patrol.cards.joint"), texts.percent(float(row["joint_share"]), lang),
             detail=say("patrol.cards.of_hours", n=texts.number(float(row["joint_hours"]), lang)),
             help=say("patrol.help.joint"), spark=cards.meter(float(row["joint_share"]))),
        Card(say("patrol.cards.critical"), texts.percent(float(row["critical_share"]), lang),
             detail=say("patrol.cards.of_hours", n=texts.number(float(row["critical_hours"]), lang)),
             help=say("patrol.help.critical"), spark=cards.meter(float(row["critical_share"]))),
        Card(say("patrol.cards.people"), texts.number(None if pd.isna(people) else float(people), lang),
             detail=say("patrol.cards.people_detail"), help=say("patrol.help.people")),
    ]), "patrol_cards")


def against(found: Patrols, book: PlaceBook) -> None:
    """Hours against complaints, by sector and by shift; why not, where there are none to compare with."""
    if found.sectors is None or found.shifts is None:
        with show.panel("against", say("patrol.against.none"), stretch=False):
            show.note(say("patrol.against.none_why"))
        return
    left, right = st.columns(2)
    with left:
        _against(found.sectors, book)
    with right:
        _against(found.shifts, book)


def _against(released: Released, book: PlaceBook) -> None:
    lang, by = visit.lang(), released.dims[0]
    rows = released.table.to_dict("records")
    title = words.against_title(released, book, lang)

    def label(row: dict[Any, Any]) -> str:
        return words.name(by, str(row[by]), book, lang)

    def both(row: dict[Any, Any]) -> str:
        if pd.isna(row["crime_share"]):
            return texts.percent(_float(row["hours_share"]), lang)
        return say("patrol.against.both", **words.shares(pd.Series(row), lang))

    with show.panel(f"against-{by}", title, say("patrol.help.against", level=words.level(lang))):
        draw(measure_bars.measure_bars(
            released, value="hours_share", label=label, say=both, alt=title, mark="crime_share",
            mark_note=say("patrol.against.mark"),
            one=tuple(row[by] for row in rows if words.same(row["verdict"], "less")),
        ), f"patrol_{by}")
        show.note(figure_words.note(released, book, lang, [say("patrol.against.amber", level=words.level(lang))]))
        table_view(f"patrullaje_{say('patrol.file.' + by)}", released, [
            tables.Column(say(f"patrol.column.{by}"), [label(row) for row in rows]),
            tables.Column(say("patrol.column.hours"), [texts.number(float(row["hours"]), lang) for row in rows],
                          number=True),
            tables.Column(say("patrol.column.hours_share"),
                          [texts.percent(_float(row["hours_share"]), lang, 1) for row in rows], number=True),
            tables.Column(say("patrol.column.count"), [_count(row["count"]) for row in rows], number=True, optional=True),
            tables.Column(say("patrol.column.crime_share"), [words.interval(row, lang) for row in rows], number=True),
            tables.Column(say("patrol.column.verdict"), [_verdict(row["verdict"]) for row in rows]),
        ], title, book, labels={by: lambda code: words.name(by, code, book, lang)}, notes=[say("patrol.assumption")])


def grid(found: Patrols, book: PlaceBook) -> None:
    """Hours by sector and shift with the share patrolled together."""
    if found.grid is None:
        return
    lang, released = visit.lang(), found.grid
    title = words.grid_title(released, book, lang)
    shifts = [*settings.value("hours.shifts"), *([""] if released.table["shift"].eq("").any() else [])]
    with show.panel("patrol-grid", title, say("patrol.help.grid"), stretch=False):
        draw(hour_table.hour_table(
            released, shifts, sector=lambda code: book.name("sector", code),
            shift=lambda code: words.name("shift", code, book, lang), head=say("patrol.column.sector"),
            joint=lambda share: say("patrol.grid.joint", share=texts.percent(share, lang)), none=say("patrol.grid.none"),
            lang=lang, alt=title,
        ), "patrol_grid")
        show.note(say("patrol.grid.note"))
        _hours_table(released, "horas_de_patrullaje", title, book)


def critical(found: Patrols, book: PlaceBook) -> None:
    """Hours sent to critical places, each with its name."""
    if found.critical is None:
        return
    released = found.critical
    title = say("patrol.critical.title" if len(released.table) else "patrol.critical.none")
    with show.panel("patrol-critical", title, say("patrol.help.critical"), stretch=False):
        if released.table.empty:
            show.empty(title, say("patrol.critical.none_why"))
            return
        _hours_table(released, "puntos_criticos_patrullados", title, book, folded=False)
        show.note(say("patrol.critical.note"))
    if found.sent is not None:
        _against(found.sent, book)
        links.to("hot_spots", say("patrol.critical.which"))


def _hours_table(released: Released, key: str, title: str, book: PlaceBook, folded: bool = True) -> None:
    lang, rows = visit.lang(), released.table.to_dict("records")
    first = [
        tables.Column(say(f"patrol.column.{by}"), [
            str(row[by]) if by == "critical" else words.name(by, str(row[by]), book, lang) for row in rows])
        for by in released.dims
    ]
    table_view(key, released, [
        *first,
        tables.Column(say("patrol.column.patrols"), [texts.number(int(row["patrols"]), lang) for row in rows], number=True,
                      optional=True),
        tables.Column(say("patrol.column.hours"), [texts.number(float(row["hours"]), lang) for row in rows], number=True),
        tables.Column(say("patrol.column.people"), [texts.number(_float(row["officer_hours"]), lang) for row in rows],
                      number=True, optional=True),
        tables.Column(say("patrol.column.joint"), [texts.percent(_float(row["joint_share"]), lang) for row in rows],
                      number=True),
    ], title, book, folded=folded, notes=[say("patrol.assumption")],
        labels={"sector": lambda code: book.name("sector", code)} if "sector" in released.dims else None)


def _float(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _count(value: Any) -> str:
    return say("figures.reserved") if pd.isna(value) else texts.number(float(value), visit.lang())


def _verdict(value: Any) -> str:
    return "–" if pd.isna(value) else say(f"patrol.verdict.{value}")
