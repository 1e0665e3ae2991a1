"""The panels of the page of concentration, each a Released result made visible."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.access.audiences import Policy
from lib.figures import against_chance, tables
from lib.places.book import PlaceBook
from lib.storage.engine import Snapshot
from lib.ui import concentration_words as words
from lib.ui import figure_words, links, place_ground, place_site, show, visit
from lib.ui.concentration_numbers import Concentration
from lib.ui.drawing import draw
from lib.ui.table_view import table_view


def controls(page: Concentration, snapshot: Snapshot, policy: Policy) -> None:
    """The grid and what chance deals complaints out by; folded, with what is in force announced."""
    lang = visit.lang()
    with st.expander(visit.say(
        "concentration.controls", size=texts.number(page.grid.size_m, lang),
        shape=visit.say(f"place_site.shape.{page.grid.shape}").lower(),
        by=visit.say(f"place_ground.by.{page.exposure}").lower(),
    )):
        place_site.controls(page.here, policy)
        place_ground.control(snapshot, page.here)


def curve_and_busiest(page: Concentration, book: PlaceBook) -> None:
    """The curve from the busiest cell on, and the busiest cells one by one."""
    left, right = st.columns(2)
    with left:
        _curve(page, book)
    with right:
        _busiest(page, book)


def _curve(page: Concentration, book: PlaceBook) -> None:
    lang, released = visit.lang(), page.curve
    if released is None:
        return
    title = words.curve_title(page, lang)
    with show.panel("curve", title, visit.say("concentration.help.curve", level=_level(lang))):
        draw(against_chance.against_chance(
            released, lang, value="held", bars=False, share=True, alt=title, say=against_chance.Say(
                lambda row: texts.percent(float(row["share"]), lang) if round(float(row["share"]) * 100) % 20 == 0 else "",
                lambda value: texts.percent(value, lang), lambda row: words.curve_said(row, lang),
            ),
        ), "curve")
        show.note(visit.say("concentration.curve.note"))
        rows = [row for row in released.table.to_dict("records") if round(row["share"] * 100) % 5 == 0]
        table_view("curva", released, [
            tables.Column(visit.say("concentration.column.share"), [texts.percent(row["share"], lang) for row in rows]),
            tables.Column(visit.say("concentration.column.held"),
                          [texts.percent(row["held"], lang, 1) for row in rows], number=True),
            tables.Column(visit.say("concentration.column.chance"), [
                f"{texts.percent(row['low'], lang, 1)} – {texts.percent(row['high'], lang, 1)}" for row in rows
            ], number=True),
        ], title, book)


def _busiest(page: Concentration, book: PlaceBook) -> None:
    lang, released = visit.lang(), page.busiest
    if released is None:
        return
    title = words.busiest_title(released, lang)
    with show.panel("busiest", title, visit.say("concentration.help.busiest", level=_level(lang))):
        draw(against_chance.against_chance(
            released, lang, value="count", bars=True, alt=title, say=against_chance.Say(
                lambda row: str(row["rank"]) if row["rank"] == 1 or row["rank"] % 5 == 0 else "",
                lambda value: texts.number(value, lang), lambda row: words.busiest_said(row, lang),
            ),
        ), "busiest")
        show.note(visit.say("concentration.busiest.note"))
        rows = released.table.to_dict("records")
        table_view("celdas_mas_cargadas", released, [
            tables.Column(visit.say("concentration.column.rank"), [str(row["rank"]) for row in rows], number=True),
            tables.Column(visit.say("concentration.column.count"), [tables.number(row["count"], lang) for row in rows],
                          number=True),
            tables.Column(visit.say("concentration.column.chance"), [_span(row["low"], row["high"], lang) for row in rows],
                          number=True),
        ], title, book)


def _span(low: object, high: object, lang: str) -> str:
    if pd.isna(low):  # type: ignore[call-overload]
        return "–"
    return f"{texts.number(float(str(low)), lang)} – {texts.number(float(str(high)), lang)}"


def measures(page: Concentration, book: PlaceBook) -> None:
    """Every measure beside what chance alone gives."""
    lang, released = visit.lang(), page.measures
    if released is None:
        return
    title = visit.say("concentration.measures.title", value=texts.number(page.value("generalised"), lang, 2),
                      chance=texts.number(page.value("generalised", "expected"), lang, 2))
    with show.panel("measures", title, visit.say("concentration.help.measures"), stretch=False):
        rows = released.table.to_dict("records")
        table_view("medidas", released, [
            tables.Column(visit.say("concentration.column.measure"),
                          [visit.say(f"concentration.measure.{row['measure']}") for row in rows]),
            tables.Column(visit.say("concentration.column.value"),
                          [words.value(str(row["measure"]), row["value"], lang) for row in rows], number=True),
            tables.Column(visit.say("concentration.column.chance"), [
                f"{words.value(str(row['measure']), row['expected'], lang)} "
                f"({words.value(str(row['measure']), row['low'], lang)} – "
                f"{words.value(str(row['measure']), row['high'], lang)})" for row in rows
            ], number=True),
            tables.Column(visit.say("concentration.column.p"), [words.p(float(row["p"]), lang) for row in rows],
                          number=True, optional=True),
        ], title, book, labels={"measure": lambda code: visit.say(f"concentration.measure.{code}")}, folded=False)
        show.note(words.note(page, released, book, lang))


def types(page: Concentration, book: PlaceBook) -> None:
    """Each crime type by itself, against chance for as many complaints."""
    lang, released = visit.lang(), page.types
    if released is None or len(released.table) < 2:
        return
    title = words.types_title(released, lang)
    with show.panel("types", title, visit.say("concentration.help.types", level=_level(lang)), stretch=False):
        rows = released.table.to_dict("records")
        table_view("tipos", released, [
            tables.Column(visit.say("ui.filters.crime"), [catalogue.label(str(row["crime_type"]), lang) for row in rows]),
            tables.Column(visit.say("concentration.column.count"), [tables.number(row["count"], lang) for row in rows],
                          number=True),
            tables.Column(visit.say("concentration.measure.half"), [words.value("half", row["half"], lang) for row in rows],
                          number=True),
            tables.Column(visit.say("concentration.column.chance"), [
                f"{words.value('half', row['low'], lang)} – {words.value('half', row['high'], lang)}" for row in rows
            ], number=True),
            tables.Column(visit.say("concentration.measure.generalised"),
                          [words.value("generalised", row["generalised"], lang) for row in rows], number=True,
                          optional=True),
            tables.Column(visit.say("concentration.column.verdict"), [
                visit.say(f"concentration.verdict.{row['verdict']}") if isinstance(row["verdict"], str) else "–"
                for row in rows
            ]),
        ], title, book, labels={"crime_type": lambda code: catalogue.label(code, lang)}, folded=False)
        show.note(figure_words.note(released, book, lang, [
            visit.say("concentration.types.note", fewest=int(settings.value("concentration.fewest")))
        ]))


def reading() -> None:
    """What concentration does and does not say, and where to go."""
    with show.panel("reading", visit.say("concentration.reading.title"), stretch=False):
        for point in ("chance", "ground", "size"):
            show.note(visit.say(f"concentration.reading.{point}"))
        links.to("hot_spots", visit.say("concentration.to_hot_spots"))


def _level(lang: str) -> str:
    return texts.percent(float(settings.value("statistics.level")), lang)
