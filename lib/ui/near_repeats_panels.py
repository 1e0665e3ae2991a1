"""The panels of the page of near repeats, each a Released result made visible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import against_chance, knox_table, tables
from lib.places.book import PlaceBook
from lib.places.near_repeats import DISTANCES
from lib.privacy.release import Released
from lib.ui import figure_words, links, place_site, show, visit
from lib.ui import near_repeats_words as words
from lib.ui.drawing import draw
from lib.ui.near_repeats_numbers import Asked, NearRepeats, same_place
from lib.ui.table_view import table_view


def controls(page: NearRepeats) -> None:
    """Metres and days of a band, how distance is measured and on what plane; folded, with what is in force announced."""
    lang, asked = visit.lang(), page.asked
    with st.expander(visit.say("near_repeats.controls.heading", **_told(asked, lang))):
        left, middle, right = st.columns(3)
        with left:
            _segments("near_metres", settings.value("near_repeats.widths"), asked.width,
                      lambda one: visit.say("near_repeats.controls.metres", n=one), "width")
        with middle:
            _segments("near_days", settings.value("near_repeats.days"), asked.days,
                      lambda one: visit.say("near_repeats.controls.days", n=one), "days")
        with right:
            _segments("near_distance", DISTANCES, asked.distance, lambda one: visit.say(f"near_repeats.distance.{one}"),
                      "distance")
        place_site.epsg_control(st.columns(3)[0], page.here.points.plane.name)


def _told(asked: Asked, lang: str) -> dict[str, str]:
    return {"metres": texts.number(asked.width, lang), "days": texts.number(asked.days, lang),
            "distance": visit.say(f"near_repeats.distance.{asked.distance}").lower()}


def _segments(name: str, options: Sequence[Any], value: Any, say: Callable[[Any], str], label: str) -> None:
    st.segmented_control(
        visit.say(f"near_repeats.controls.{label}_label"), list(options), format_func=say, required=True,
        help=visit.say(f"near_repeats.help.{label}"), **visit.mirror(name, value, str),
    )


def table(page: NearRepeats, book: PlaceBook) -> None:
    """All bands of distance and days."""
    lang, released = visit.lang(), page.table
    if released is None:
        return
    title = words.table_title(page, lang)
    level = texts.percent(1 - float(settings.value("statistics.level")), lang)
    with show.panel("knox", title, visit.say("near_repeats.help.table", level=level), stretch=False):
        draw(knox_table.knox_table(
            released, lang, place=lambda low, high: words.metres(low, high, lang),
            when=lambda low, high: words.days(low, high, lang), ratio=lambda value: words.ratio(value, lang),
            p=lambda value: words.p(value, lang), alt=title, apart=same_place(),
        ), "knox")
        show.note(words.table_note(page, book, lang))
        _as_table("repeticion_cercana", released, title, book)


def decay(page: NearRepeats, book: PlaceBook) -> None:
    """Day by day: near by, and at the same place."""
    left, right = st.columns(2)
    for column, released, where in ((left, page.near, "near"), (right, page.same, "same")):
        if released is not None:
            with column:
                _days(page, released, where, book)


def _days(page: NearRepeats, released: Released, where: str, book: PlaceBook) -> None:
    lang = visit.lang()
    title = words.decay_title(page, released, where, lang)
    with show.panel(f"decay-{where}", title, visit.say(f"near_repeats.help.{where}")):
        if not released.table["pairs"].fillna(0).sum():
            show.empty(visit.say(f"near_repeats.decay.{where}_none"), visit.say(f"near_repeats.decay.{where}_none_why"))
            return
        draw(against_chance.against_chance(
            released, lang, value="pairs", bars=True, alt=title,
            say=against_chance.Say(
                lambda row: str(int(row["from_days"])) if int(row["from_days"]) % 7 == 0 else "",
                lambda value: texts.number(value, lang), lambda row: words.day_said(row, lang),
            ),
        ), f"decay_{where}")
        show.note(figure_words.note(released, book, lang, [visit.say("near_repeats.decay.note")]))
        _as_table(f"repeticion_por_dia_{where}", released, title, book)


def _as_table(key: str, released: Released, title: str, book: PlaceBook) -> None:
    lang, rows = visit.lang(), released.table.to_dict("records")

    def column(name: str, cells: list[str], number: bool = True) -> tables.Column:
        return tables.Column(visit.say(f"near_repeats.column.{name}"), cells, number=number)

    table_view(key, released, [
        column("space", [words.metres(row["from_m"], row["to_m"], lang) for row in rows], False),
        column("time", [words.days(row["from_days"], row["to_days"], lang) for row in rows], False),
        column("pairs", [tables.number(row["pairs"], lang) for row in rows]),
        column("expected", [texts.number(row["expected"], lang, 1) for row in rows]),
        column("chance", [
            "–" if pd.isna(row["low"]) else f"{texts.number(row['low'], lang)} – {texts.number(row['high'], lang)}"
            for row in rows
        ]),
        column("ratio", [words.ratio(row["ratio"], lang) for row in rows]),
        column("p", ["–" if pd.isna(row["p"]) else words.p(row["p"], lang) for row in rows]),
    ], title, book)


def reading(page: NearRepeats) -> None:
    """What the table does and does not say, and where to go."""
    with show.panel("reading", visit.say("near_repeats.reading.title"), stretch=False):
        for point in ("use", "same", "interaction", "twice"):
            show.note(visit.say(f"near_repeats.reading.{point}", days=page.asked.days))
        links.to("hot_spots", visit.say("near_repeats.to_hot_spots"))
        links.to("hours", visit.say("near_repeats.to_hours"))
