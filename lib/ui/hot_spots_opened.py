"""One critical place opened up: at which hours, in which months, what kinds of crime."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.figures import bars, columns, tables
from lib.storage.engine import Snapshot
from lib.ui import figure_words, show, visit
from lib.ui import hot_spots_views as views
from lib.ui import hot_spots_words as words
from lib.ui.drawing import draw
from lib.ui.hot_spots_map import opened_rank, place_name
from lib.ui.hot_spots_numbers import HotSpots
from lib.ui.hot_spots_words import Row
from lib.ui.table_view import table_view
from lib.ui.visit import say


def place(found: HotSpots, snapshot: Snapshot) -> None:
    """Hours, months and types of the place that is opened."""
    if found.places.table.empty:
        return
    lang, rank = visit.lang(), opened_rank(found)
    row = found.places.table.to_dict("records")[rank]
    seen = views.opened(snapshot, found, visit.policy(), rank)
    name = place_name(found, snapshot, row)
    title = say("hot_spots.opened.title", rank=rank + 1, place=name)
    with show.panel("hot-opened", title, say("hot_spots.help.opened"), stretch=False):
        left, right = st.columns(2)
        with left:
            show.subtitle(_hours_title(row, lang))
            first, length = int(row["from_hour"]), int(settings.value("hours.window_hours"))
            window = {(first + step) % 24 for step in range(length)} if first >= 0 else set()
            draw(columns.columns(
                seen.hours, lang, value="count", label=lambda hour: f"{hour} h",
                axis=lambda hour: str(hour) if int(str(hour)) % 3 == 0 else "",
                say=lambda value: texts.number(value, lang), alt=say("hot_spots.opened.hours_alt"), one=window,
            ), "hot_hours")
            by = seen.months.dims[0]
            show.subtitle(say(f"hot_spots.opened.{by}s"))
            draw(columns.columns(
                seen.months, lang, value="count", label=lambda start: _start_words(by, start, lang),
                axis=lambda start: _start_words(by, start, lang, True), say=lambda value: texts.number(value, lang),
                alt=say(f"hot_spots.opened.{by}s_alt"),
            ), "hot_months")
        with right:
            show.subtitle(say("hot_spots.opened.types"))
            draw(bars.bars(seen.types, lambda code: catalogue.label(code, lang), lang, shown=7), "hot_types")
        extra = [say("hot_spots.opened.unknown_hours", n=texts.number(seen.unknown_hour, lang))] if seen.unknown_hour else []
        degrees = f"{row['latitude']:.5f}, {row['longitude']:.5f}"
        extra.append(say("hot_spots.opened.degrees", degrees=degrees))
        show.note(figure_words.note(seen.hours, snapshot.places, lang, extra))
        held = seen.types.table
        table_view("lugar", seen.types, [
            tables.Column(say("hot_spots.column.type"), [catalogue.label(code, lang) for code in held["crime_type"]]),
            tables.Column(say("hot_spots.column.count"), [tables.number(n, lang) for n in held["count"]], number=True),
        ], title, snapshot.places, labels={"crime_type": lambda code: catalogue.label(code, lang)})


def _hours_title(row: Row, lang: str) -> str:
    said = words.hours(row, lang)
    return say("hot_spots.opened.hours", hours=said) if said else say("hot_spots.opened.hours_plain")


def _start_words(by: str, start: object, lang: str, short: bool = False) -> str:
    """'ene 2025' or, ``short``, its initial; a year is a year."""
    if by == "year":
        return str(start)
    day = pd.Timestamp(str(start)).date()
    return texts.month_name(day.month, lang)[:1].upper() if short else texts.month(day, lang)
