"""The panels of the page of trends, each a Released result made visible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.figures import columns, multiples, strips, tables, trend
from lib.places.book import PlaceBook
from lib.ui import figure_words, links, show, trends_groups, visit
from lib.ui import trends_words as words
from lib.ui.choices import Holdings
from lib.ui.drawing import draw
from lib.ui.table_view import rows_of, table_view
from lib.ui.trends_groups import SPLITS, Groups
from lib.ui.trends_numbers import MONTH, WEEK, Trends

DELAYS = (0, 1, 3, 7, 14, 30, 60, 90, 180)
"""Days after the event at which the delay is drawn; the download has every day."""


def nothing(found: Trends, holdings: Holdings) -> None:
    """Why there is nothing to draw."""
    lang = visit.lang()
    with show.panel("none", stretch=False):
        show.empty(visit.say("hours.empty.no_rows"), visit.say(
            "hours.empty.no_rows_why", start=texts.date(holdings.first, lang), end=texts.date(holdings.last, lang)))


def band(found: Trends, book: PlaceBook) -> None:
    """The series with its expected band, by month or week."""
    lang = visit.lang()
    title = words.band_title(found, lang)
    with show.panel("band", title, visit.say("trends.help.band", level=figure_words.level(lang)), stretch=False):
        if found.weekly:
            st.segmented_control(
                visit.say("trends.step"), (MONTH, WEEK), format_func=lambda step: visit.say(f"trends.by.{step}"),
                required=True, label_visibility="collapsed", **visit.mirror("step", found.step, lambda step: step or ""),
            )
        released = found.band
        if released is None or released.table["count"].isna().all():
            show.empty(visit.say("trends.band.none"), visit.say("trends.band.none_why"))
            return
        draw(lambda: trend.trend(released, lang, say=lambda start: words.period(found.step, start, lang)), "trend",
             of=(released, lang))
        show.note(words.band_note(found, book, lang))
        rows = rows_of(released)
        table_view("tendencia", released, lambda: [
            tables.Column(visit.say(f"trends.column.{found.step}"),
                          [words.period(found.step, pd.Timestamp(row["start"]).date(), lang) for row in rows]),
            _counts(rows),
            tables.Column(visit.say("trends.column.expected"), [
                "–" if pd.isna(row["low"]) else f"{texts.number(row['low'], lang)} – {texts.number(row['high'], lang)}"
                for row in rows
            ], number=True),
            tables.Column(visit.say("trends.column.state"), [_state(row) for row in rows]),
        ], title, book)


def year_and_watch(found: Trends, book: PlaceBook) -> None:
    """This year against earlier ones; whether excesses have piled up."""
    left, right = st.columns(2)
    with left:
        _year(found, book)
    with right:
        _watch(found, book)


def _year(found: Trends, book: PlaceBook) -> None:
    lang, released = visit.lang(), found.ytd
    title = words.ytd_title(found, lang)
    with show.panel("ytd", title, visit.say("trends.help.ytd", level=figure_words.level(lang))):
        if released is None:
            show.empty(visit.say("trends.ytd.none"), visit.say("trends.ytd.none_why"))
            return
        end: dt.date = released.settings["end"]
        draw(lambda: columns.columns(
            released, lang, value="count", label=str, say=lambda value: texts.number(value, lang), one=(end.year,),
            alt=visit.say("trends.ytd.alt", date=f"{end.day} {texts.month_name(end.month, lang)}"),
        ), "ytd", of=(released, lang))
        extra = []
        if "low" in released.settings and released.settings["high"] < 1e6 and _enough(released.table, end.year - 1):
            low, high = (texts.percent(released.settings[name] - 1, lang) for name in ("low", "high"))
            extra.append(visit.say(
                "trends.ytd.interval", low=low, high=high, level=figure_words.level(lang), before=end.year - 1))
        show.note(figure_words.note(released, book, lang, extra))
        rows = rows_of(released)
        table_view("anio_a_la_fecha", released, lambda: [
            tables.Column(visit.say("trends.column.year"), [str(row["year"]) for row in rows]),
            tables.Column(visit.say("trends.column.until"), [texts.date(row["end"], lang) for row in rows]),
            _counts(rows),
            tables.Column(visit.say("trends.column.difference"), [
                "–" if row["year"] == end.year or pd.isna(row["difference"]) else _signed(int(row["difference"]), lang)
                for row in rows
            ], number=True),
            tables.Column(visit.say("trends.column.verdict"), [_verdict(row["verdict"]) for row in rows]),
        ], title, book)


def _watch(found: Trends, book: PlaceBook) -> None:
    lang, released = visit.lang(), found.watch
    if released is None or released.table["cusum"].isna().any():
        told = visit.say("trends.help.watch", level=figure_words.level(lang))
        with show.panel("watch", visit.say("trends.watch.title_plain"), told):
            show.empty(visit.say("trends.watch.none"), visit.say(
                "trends.watch.none_why", months=int(settings.value("trends.watch_months")),
                years=int(settings.value("trends.band_years_needed"))))
        return
    title = words.watch_title(released, lang)
    with show.panel("watch", title, visit.say("trends.help.watch", level=figure_words.level(lang))):
        draw(lambda: columns.columns(
            released, lang, value="cusum", label=lambda start: texts.month(pd.Timestamp(str(start)).date(), lang),
            short=lambda start: texts.month_name(pd.Timestamp(str(start)).month, lang),
            say=lambda value: texts.number(value, lang, 0 if value == 0 or value >= 10 else 1),
            one=set(released.table.loc[released.table["alarm"].astype(bool), "start"]),
            limit=float(released.settings["limit"]), limit_name=visit.say("trends.watch.limit"),
            alt=visit.say("trends.watch.alt"),
        ), "watch", of=(released, lang))
        show.note(figure_words.note(released, book, lang, [visit.say("trends.watch.note")]))
        rows = rows_of(released)
        table_view("vigilancia", released, lambda: [
            _months(rows, "start"),
            _counts(rows),
            _decimals(rows, "expected", visit.say("trends.column.mean")),
            _decimals(rows, "cusum", visit.say("trends.column.cusum")),
        ], title, book)


def level_and_delay(found: Trends, book: PlaceBook) -> None:
    """The series taken apart; how late complaints come in."""
    left, right = st.columns(2)
    with left:
        _taken_apart(found, book)
    with right:
        _delay(found, book)


def _taken_apart(found: Trends, book: PlaceBook) -> None:
    lang, released = visit.lang(), found.level
    title = words.level_title(found, lang)
    with show.panel("level", title, visit.say("trends.help.level", level=figure_words.level(lang))):
        if released is None:
            show.empty(visit.say("trends.level.none"), visit.say("trends.level.none_why", n=found.months))
            return
        draw(lambda: strips.strips(released, lang), "strips", of=(released, lang))
        show.note(figure_words.note(released, book, lang, [
            visit.say("trends.level.note", strength=texts.percent(float(released.settings["strength"]), lang),
                      p=words.p_value(float(released.settings["p"]), lang)),
            words.kendall_words(found, lang),
        ]))
        rows = released.table.to_dict("records")
        parts = ("trend", "season", "remainder")
        table_view("estacion", released, lambda: [
            _months(rows, "month"),
            _counts(rows),
            *(_decimals(rows, part, visit.say(f"trends.column.{part}")) for part in parts),
        ], title, book)


def _delay(found: Trends, book: PlaceBook) -> None:
    lang, released = visit.lang(), found.delay
    if released is None:
        with show.panel("delay", visit.say("trends.delay.title_plain"), visit.say("trends.help.delay")):
            show.empty(visit.say("trends.delay.none"), visit.say(
                "trends.delay.none_why", days=int(settings.value("storage.provisional_days"))))
        return
    title = words.delay_title(released, lang)
    with show.panel("delay", title, visit.say("trends.help.delay")):
        draw(lambda: columns.columns(
            released, lang, value="share", only=DELAYS, label=lambda day: visit.say("trends.delay.day", n=str(day)),
            say=lambda value: texts.percent(value, lang), share=True, alt=visit.say("trends.delay.alt"),
        ), "delay", of=(released, lang))
        cut_off = texts.date(found.cut_off, lang)
        show.note(figure_words.note(released, book, lang, [visit.say("trends.delay.note", date=cut_off)]))
        rows = [row for row in rows_of(released) if row["days"] in DELAYS]
        table_view("demora", released, lambda: [
            tables.Column(visit.say("trends.column.days"), [str(row["days"]) for row in rows], number=True),
            tables.Column(visit.say("trends.column.in"), [
                "–" if pd.isna(row["share"]) else texts.percent(float(row["share"]), lang, 1) for row in rows
            ], number=True),
        ], title, book)


def groups(found: Trends, shown: Groups, split: str, book: PlaceBook) -> None:
    """Small series by crime type or place with their last twelve months against the twelve before."""
    lang = visit.lang()
    column = shown.compared.dims[0]
    title = _groups_title(shown)
    with show.panel("groups", title, visit.say("trends.help.groups", level=figure_words.level(lang)), stretch=False):
        st.segmented_control(
            visit.say("trends.split"), SPLITS, format_func=lambda name: visit.say(f"trends.split_by.{name}"), required=True,
            label_visibility="collapsed", **visit.mirror("split", split, lambda name: name or ""),
        )
        if shown.compared.table.empty:
            show.empty(visit.say("trends.groups.none"), visit.say("trends.groups.none_why"))
            return

        def name(code: str) -> str:
            return catalogue.label(code, lang) if split == "crime_type" else book.name(column, code)

        rows = rows_of(shown.compared)
        draw(lambda: multiples.multiples(shown.months, [
            multiples.Small(row[column], name(row[column]), tables.number(row["now"], lang), _change_words(row, lang),
                            "alarm" if row["verdict"] == "up" else "quiet")
            for row in rows
        ], lang), "groups", lambda code: _pick(split, column, code), of=(shown.months, shown.compared, book, lang))
        show.note(figure_words.note(shown.months, book, lang, _groups_notes(shown, lang)))
        table_view("tendencia_por_grupo", shown.compared, lambda: [
            tables.Column(visit.say(f"trends.split_by.{split}"), [name(row[column]) for row in rows]),
            tables.Column(visit.say("trends.column.now"), [tables.number(row["now"], lang) for row in rows], number=True),
            tables.Column(visit.say("trends.column.before"), [
                "–" if shown.spans is None else tables.number(row["before"], lang) for row in rows], number=True),
            tables.Column(visit.say("trends.column.difference"), [
                "–" if pd.isna(row["difference"]) else _signed(int(row["difference"]), lang) for row in rows], number=True),
            tables.Column(visit.say("trends.column.verdict"), [_verdict(row["verdict"]) for row in rows]),
        ], title, book, labels={column: name})
        links.to("hours", visit.say("trends.to_hours"))


def _groups_title(shown: Groups) -> str:
    verdicts = shown.compared.table["verdict"]
    if shown.spans is None or len(verdicts) < 2:
        return visit.say("trends.groups.title_plain")
    up, down = int((verdicts == "up").sum()), int((verdicts == "down").sum())
    if not up and not down:
        return visit.say("trends.groups.title_none", n=len(verdicts))
    lang = visit.lang()
    return visit.say("trends.groups.title", up=texts.counted("common.rise", up, lang),
                     down=texts.counted("common.fall", down, lang), n=len(verdicts))


def _groups_notes(shown: Groups, lang: str) -> list[str]:
    if shown.spans is None:
        return [visit.say("trends.groups.short")]
    (start, end), (start_before, end_before) = shown.spans
    return [visit.say("trends.groups.note", now=texts.period(start, end, lang),
                      before=texts.period(start_before, end_before, lang))]


def _change_words(row: dict[Hashable, Any], lang: str) -> str:
    if not isinstance(row["verdict"], str) or not row["verdict"] or pd.isna(row["difference"]):
        return ""
    return texts.t(f"overview.verdict.{row['verdict']}", lang, difference=_signed(int(str(row["difference"])), lang))


def _pick(split: str, column: str, code: str) -> None:
    """A small series chosen becomes the filter; chosen again, it is let go."""
    name = "crime" if split == "crime_type" else "place"
    value = code if split == "crime_type" or column in ("department", "province", "district") else f"{column}:{code}"
    visit.put(name, () if visit.get(name) == (value,) else (value,))


def _counts(rows: list[dict[Hashable, Any]]) -> tables.Column:
    lang = visit.lang()
    cells = [tables.number(row["count"], lang) for row in rows]
    return tables.Column(visit.say("trends.column.count"), cells, number=True)


def _months(rows: list[dict[Hashable, Any]], name: str) -> tables.Column:
    lang = visit.lang()
    cells = [texts.month(pd.Timestamp(row[name]).date(), lang) for row in rows]
    return tables.Column(visit.say("trends.column.month"), cells)


def _decimals(rows: list[dict[Hashable, Any]], name: str, heading: str) -> tables.Column:
    lang = visit.lang()
    return tables.Column(heading, [texts.number(row[name], lang, 1) for row in rows], number=True)


def _state(row: dict[Hashable, Any]) -> str:
    if not row["settled"]:
        return visit.say("figures.series.provisional")
    verdict = row["verdict"]
    return visit.say(f"trends.state.{verdict}") if isinstance(verdict, str) and verdict else "–"


def _verdict(verdict: object) -> str:
    return visit.say(f"trends.verdict.{verdict}") if isinstance(verdict, str) and verdict else "–"


def _signed(value: int, lang: str) -> str:
    return f"{'+' if value > 0 else ''}{texts.number(value, lang)}"


def _enough(table: pd.DataFrame, year: int) -> bool:
    """No bare percentage on a base that chance alone moves."""
    found = table.loc[table["year"] == year, "count"]
    return bool(len(found) and pd.notna(found.iloc[0]) and found.iloc[0] >= int(settings.value("statistics.percent_base")))


def chosen_split() -> str:
    """By what the small series are split: the choice in the address; else the crime type, unless just one is chosen."""
    asked = visit.get("split")
    return asked if asked in trends_groups.SPLITS else trends_groups.SPLITS[len(visit.get("crime")) == 1]
