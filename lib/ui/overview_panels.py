"""The panels of the overview, each a Released result made visible."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.figures import bars, cards, exploring, facts, sector_map, series, tables
from lib.figures.markup import Drawing
from lib.places.book import PlaceBook
from lib.privacy.release import Released, release
from lib.reports.names import source_name
from lib.reports.table_file import table_csv
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import overview_words as words
from lib.ui import show, visit
from lib.ui.cache import kept
from lib.ui.choices import Holdings
from lib.ui.drawing import draw
from lib.ui.overview_numbers import Numbers, polygons

EXPLORE = "explore"
"""The visit's choice: the monthly series with zoom (Plotly) in place of the drawing. Off at first: it costs the browser
a script of 4.7 MB once and some 50 ms a change."""


def top_cards(numbers: Numbers, holdings: Holdings) -> None:
    """Four numbers: complaints and their change, the rate, and how well place and hour are known."""
    lang = visit.lang()
    draw(lambda: _cards(numbers, holdings, lang), "cards", of=(numbers, holdings, lang))


def _cards(numbers: Numbers, holdings: Holdings, lang: str) -> Drawing:
    label = visit.say("overview.cards.complaints")
    if numbers.change is not None:
        until = numbers.change.settings["until"]
        end = numbers.before.end if until is None else numbers.filters.but(end=until).year_before().end
        against = texts.period(numbers.before.start, end, lang)
        first = cards.change_card(numbers.change, numbers.months, lang, label=label, against=against, now=numbers.now)
    else:
        why = visit.say("overview.cards.no_before_why", date=texts.date(holdings.first, lang))
        first = cards.no_comparison_card(numbers.now, numbers.months, lang, label=label, why=why)
    return cards.cards([
        first,
        cards.rate_card(
            numbers.rate, numbers.rate_state, numbers.population, lang, level=float(settings.value("statistics.level")),
            fewest=int(settings.value("statistics.rate_suppressed")), can_load=numbers.policy.loads,
        ),
        cards.located_card(numbers.whole, lang),
        cards.hours_card(numbers.whole, lang),
    ])


def place_map(numbers: Numbers, snapshot: Snapshot, holdings: Holdings) -> None:
    """The map by sector or district, or why there is none."""
    lang, book = visit.lang(), snapshot.places
    level = numbers.filters.level
    shapes, outside = kept(polygons)(snapshot, numbers.places, numbers.filters)
    with show.panel("map", words.map_title(numbers.places, book, lang), visit.say("overview.help.map"), stretch=False):
        if not holdings.levels:
            show.empty(visit.say("overview.map.no_level"), visit.say("overview.map.no_level_why"))
            return
        if not shapes:
            many = texts.t(f"ui.levels_many.{level}", lang)
            why = "none_why" if numbers.policy.loads else "none_why_public"
            show.empty(visit.say("overview.map.none", level=many), visit.say(f"overview.map.{why}"))
            if numbers.policy.loads:
                show.link("places", visit.say("overview.map.open_places"))
            return
        drawing = draw(lambda: sector_map.sector_map(
            numbers.places, shapes, lambda code: book.name(level, code), lang, outside=outside,
            known=frozenset(holdings.codes.get(level, ())), number_of_classes=int(settings.value("ui.map_classes")),
            pick=level,
        ), "map", _pick_place, of=(numbers, holdings, book, lang))
        show.note(words.map_note(numbers, drawing.total, len(drawing.drawn), lang))


def monthly(numbers: Numbers, snapshot: Snapshot) -> None:
    """The months, the year before in grey, the provisional end dotted."""
    lang = visit.lang()
    months = numbers.months
    drawable = months is not None and months.table["count"].notna().any() and (months.table["count"].fillna(0) > 0).any()
    if months is None or not drawable:
        with show.panel("series", visit.say("overview.series.none"), stretch=False):
            hidden = months is not None and months.table["count"].isna().all() and len(months.table) > 0
            by_month = queries.profiles(snapshot)[numbers.filters.source].by_month
            key = "hidden" if hidden else "none_why" if by_month else "not_monthly"
            show.note(visit.say(f"overview.series.{key}"))
        return
    with show.panel("series", words.series_title(months, lang), visit.say("overview.help.series"), stretch=False):
        start, end = numbers.filters.start, numbers.filters.end
        if visit.get(EXPLORE):
            st.plotly_chart(
                exploring.series_chart(months, lang, visit.scheme(), start=start, end=end), theme=None,
                config=exploring.config(lang), alt=series.alt(series.months_of(months, start, end), lang),
            )
            show.note(visit.say("overview.series.explore_how"))
        else:
            draw(lambda: series.monthly_series(months, lang, start=start, end=end), "months", of=(months, start, end, lang))
        show.note(words.series_note(numbers, snapshot.places, lang))
        st.toggle(visit.say("overview.series.explore"), **visit.mirror(EXPLORE, bool(visit.get(EXPLORE))))


def top_crimes(numbers: Numbers) -> None:
    """The most frequent crime types."""
    lang = visit.lang()
    with show.panel("crimes", words.crimes_title(numbers.crimes, lang), visit.say("overview.help.crimes")):
        if numbers.crimes.table.empty:
            show.note(visit.say("overview.crimes.none"))
            return
        draw(lambda: bars.bars(
            numbers.crimes, lambda code: catalogue.label(code, lang), lang, shown=int(settings.value("ui.bars_shown")),
            before=numbers.crimes_before,
        ), "crimes", of=(numbers, lang))


def by_place(numbers: Numbers, snapshot: Snapshot) -> None:
    """The table of places with its download."""
    lang, book, released = visit.lang(), snapshot.places, numbers.places
    level = released.dims[0]
    level_name = texts.t(f"ui.levels.{level}", lang)
    title = visit.say("overview.places.title", level=level_name.lower())
    with show.panel("places", title, visit.say("overview.help.places")):
        shown = int(settings.value("ui.places_listed"))
        draw(lambda: tables.table(_columns(released, book, level, shown), title), "places_table", of=(released, book, lang))
        if len(released.table) > shown:
            show.note(visit.say("overview.places.shown", n=texts.number(shown, lang)))
        show.download(
            "places", lambda: table_csv(released, lang, title, place_name=book.name,
                                        labels={level: lambda code: book.name(level, code)}),
            f"cuadrante_{level}.csv",
        )


def quality(numbers: Numbers, snapshot: Snapshot) -> None:
    """How fresh and how complete."""
    lang = visit.lang()
    with show.panel("quality", visit.say("overview.quality.title"), visit.say("overview.help.quality")):
        draw(lambda: facts.quality(
            numbers.whole, release(queries.freshness(snapshot, numbers.filters.source), numbers.policy),
            numbers.filters.level, lang, names_people=numbers.policy.loads,
        ), "quality", of=(numbers, snapshot, lang))
        unmapped = numbers.whole.table["unmapped"].iloc[0]
        if numbers.policy.loads and pd.notna(unmapped) and unmapped > 0:
            show.link("labels", visit.say("overview.quality.open_labels"))


def side_by_side(numbers: Numbers, snapshot: Snapshot) -> None:
    """Every source under the same filters: beside each other, never added."""
    if numbers.side is None:
        return
    lang, names = visit.lang(), snapshot.sources()
    profiles = queries.profiles(snapshot)
    counted = dict(zip(numbers.side.table["source"], numbers.side.table["count"], strict=True))
    named, counts, held = [], [], []
    for code, profile in profiles.items():
        mark = f" {visit.say('overview.side.shown')}" if code == numbers.filters.source else ""
        named.append(source_name(names[code], lang) + mark)
        counts.append(tables.number(counted.get(code, 0), lang))
        held.append(texts.period(profile.first, profile.last, lang))
    title = visit.say("overview.side.title")
    with show.panel("side", title, visit.say("overview.help.side")):
        draw(tables.table([
            tables.Column(visit.say("overview.side.source"), named),
            tables.Column(visit.say("overview.side.count"), counts, number=True),
            tables.Column(visit.say("overview.side.period"), held),
        ], title), "side_table")
        show.note(visit.say("cautions.sources_side_by_side"))


def _columns(released: Released, book: PlaceBook, level: str, shown: int) -> list[tables.Column]:
    """Names for codes; the row of unknown places comes last, by its name."""
    lang = visit.lang()
    level_name = texts.t(f"ui.levels.{level}", lang)
    known, unknown = released.table[released.table[level].notna()], released.table[released.table[level].isna()]
    table = pd.concat([known.head(shown), unknown])
    codes = ["" if pd.isna(code) else str(code) for code in table[level]]
    nobody = visit.say("overview.places.unknown", level=level_name.lower())
    names = [book.name(level, code) if code else nobody for code in codes]
    columns = [tables.Column(level_name, names)]
    if any(code and code != name for code, name in zip(codes, names, strict=True)):
        columns.append(tables.Column(visit.say("overview.places.code"), codes, optional=True))
    for name in ("count", "before"):
        if name in table.columns:
            cells = [tables.number(value, lang) for value in table[name]]
            columns.append(tables.Column(visit.say(f"overview.places.{name}"), cells, number=True))
    shares = [texts.percent(None if pd.isna(share) else float(share), lang) for share in table["share"]]
    columns.append(tables.Column(visit.say("overview.places.share"), shares, number=True))
    return columns


def _pick_place(picked: str) -> None:
    """A place chosen on the map becomes the filter; chosen again, it is let go."""
    level, _, code = picked.partition(":")
    place = code if level in ("department", "province", "district") else picked
    visit.put("place", () if visit.get("place") == (place,) else (place,))
