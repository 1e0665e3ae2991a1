"""The panels of the cross table's page: the table, one cell opened up, two places side by side."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.complaints.crosstab import TOTAL
from lib.figures import columns, sector_map, series, tables
from lib.figures.crosstab import Names, cross_table, per_100000
from lib.privacy.release import Released
from lib.reports.table_file import table_csv
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import crosstab_view as looks
from lib.ui import crosstab_words as words
from lib.ui import pages, show, visit
from lib.ui.cache import kept
from lib.ui.choices import Holdings
from lib.ui.crosstab_cell import Cell, cell, compared
from lib.ui.crosstab_numbers import Crosstab, place_code
from lib.ui.crosstab_view import BEFORE, Looking
from lib.ui.drawing import draw
from lib.ui.overview_numbers import polygons

LINKED = ("summary", "trends", "hours", "records")
"""Pages that a cell leads to, as far as they are there for this audience."""


def table(crossed: Crosstab, choice: Looking, names: Names, snapshot: Snapshot, holdings: Holdings) -> None:
    """The cross table with its download; the other period's counts as marks."""
    lang = visit.lang()
    released = crossed.before if choice.shown == BEFORE else crossed.now
    marks = crossed.now if choice.shown == BEFORE else crossed.before
    title = words.table_title(crossed, choice, names, lang)
    with show.panel("crosstab", title, visit.say("crosstab.help.table"), stretch=False):
        if released is None:
            earlier = texts.period(crossed.earlier.start, crossed.earlier.end, lang)
            show.empty(visit.say("crosstab.note.no_before_title"), visit.say(
                "crosstab.note.no_before", period=earlier, date=texts.date(holdings.first, lang)))
            return
        view = looks.view(crossed, choice)
        draw(lambda: cross_table(released, view, names, lang, alt=title, marks=marks), "crosstab", looks.pick,
             of=(released, view, names, lang, title, marks))
        show.note(words.table_note(crossed, choice, holdings, len(looks.choosable(crossed)), lang))
        with st.container(horizontal=True, key="crosstab-foot", vertical_alignment="center"):
            _download("crosstab", released, title, names, snapshot)
            if len(looks.types(crossed)) > int(settings.value("crosstab.types_shown")):
                st.toggle(visit.say("crosstab.controls.all_types"), **looks.part(
                    "types", visit.get("types") == "all", lambda on: "all" if on else ""))


def one_cell(crossed: Crosstab, choice: Looking, names: Names, snapshot: Snapshot, holdings: Holdings) -> None:
    """One cell opened up: its months, its hours, its crime type on the map; and the way to other pages with it."""
    lang = visit.lang()
    found = cell(snapshot, crossed, holdings, choice.place, choice.crime)
    with show.panel("cell", words.cell_title(found, crossed, names, lang), visit.say("crosstab.help.cell"), stretch=False):
        _pickers(crossed, choice, names)
        show.note(words.cell_note(found, snapshot.places, lang))
        if found.count is None:
            show.empty(visit.say("crosstab.cell.reserved_title"), visit.say("crosstab.cell.reserved_why"))
            return
        left, middle, right = st.columns([0.36, 0.34, 0.3])
        with left:
            _months(found, crossed)
        with middle:
            _hours(found)
        with right:
            _map(found, crossed, names, snapshot, holdings)
        _links(crossed, choice)


def two_places(crossed: Crosstab, choice: Looking, names: Names, snapshot: Snapshot) -> None:
    """Two places side by side: counts, shares, rates and the ratio of the rates, type by type."""
    lang, places = visit.lang(), looks.choosable(crossed)
    if len(places) < 2:
        with show.panel("compare", visit.say("crosstab.compare.title_plain"), stretch=False):
            show.note(visit.say("crosstab.compare.one_place", level=names.level.lower()))
        return
    released = compared(snapshot, crossed, choice.one, choice.other)
    title = words.compare_title(released, choice.one, choice.other, names, lang)
    with show.panel("compare", title, visit.say("crosstab.help.compare"), stretch=False):
        left, right = st.columns(2)
        left.selectbox(visit.say("crosstab.compare.one"), places, format_func=names.place,
                       **looks.part("one", choice.one, str))
        right.selectbox(visit.say("crosstab.compare.other"), [code for code in places if code != choice.one],
                        format_func=names.place, **looks.part("other", choice.other, str))
        draw(lambda: tables.table(_compare_columns(released, choice, names), title), "compare_table",
             of=(released, choice.one, choice.other, names, title, lang))
        show.note(words.compare_note(released, crossed, queries.profiles(snapshot)[crossed.asked.source], lang))
        _download("compare", released, title, names, snapshot)


def _pickers(crossed: Crosstab, choice: Looking, names: Names) -> None:
    """The cell by keyboard: what a click on the table does too."""
    left, right = st.columns(2)
    left.selectbox(
        names.level, [TOTAL, *looks.choosable(crossed)], format_func=names.place,
        **looks.part("cell", choice.place, lambda place: f"{choice.crime}|{place}", "cell_place"),
    )
    right.selectbox(
        visit.say("ui.filters.crime"), [TOTAL, *looks.types(crossed)], format_func=names.crime,
        **looks.part("cell", choice.crime, lambda crime: f"{crime}|{choice.place}", "cell_crime"),
    )


def _months(found: Cell, crossed: Crosstab) -> None:
    lang = visit.lang()
    show.subtitle(words.series_title(found, lang))
    if found.months is None or found.months.table["count"].isna().all():
        show.note(visit.say("overview.series.not_monthly" if found.months is None else "crosstab.cell.reserved_why"))
        return
    released, start, end = found.months, crossed.asked.start, crossed.asked.end
    draw(lambda: series.monthly_series(released, lang, start=start, end=end), "cell_months", of=(released, start, end, lang))
    _as_table("cell_months", released, words.series_title(found, lang), lambda: _month_columns(released, lang))


def _month_columns(released: Released, lang: str) -> list[tables.Column]:
    shown = released.table[~released.table["context"].astype(bool)]
    months = [texts.month(pd.Timestamp(month).date(), lang) for month in shown["month"]]
    return [
        tables.Column(visit.say("crosstab.series.month"), months[::-1]),
        tables.Column(visit.say("overview.places.count"), [tables.number(n, lang) for n in shown["count"]][::-1],
                      number=True),
    ]


def _hours(found: Cell) -> None:
    lang = visit.lang()
    if found.hours is None:
        show.subtitle(visit.say("crosstab.hours.title_plain"))
        show.note(visit.say("crosstab.hours.none"))
        return
    released = found.hours
    title = words.hours_title(released, lang)
    show.subtitle(title)
    unknown = visit.say("crosstab.hours.unknown")

    def hour(code: object) -> str:
        return unknown if pd.isna(code) else str(code)  # type: ignore[call-overload]

    draw(lambda: columns.columns(
        released, lang, value="count", label=hour, say=lambda value: texts.number(value, lang), alt=title,
        quiet=frozenset({pd.NA}), short=lambda code: "?" if pd.isna(code) else str(code),  # type: ignore[call-overload]
    ), "cell_hours", of=(released, lang))
    show.note(words.hours_note(released, lang))
    _as_table("cell_hours", released, title, lambda: [
        tables.Column(visit.say("crosstab.hours.hour"), [hour(code) for code in released.table["hour"]]),
        tables.Column(visit.say("overview.places.count"), [tables.number(n, lang) for n in released.table["count"]],
                      number=True),
    ])


def _map(found: Cell, crossed: Crosstab, names: Names, snapshot: Snapshot, holdings: Holdings) -> None:
    lang, level = visit.lang(), crossed.level
    if found.places is None:
        return
    released = found.places
    show.subtitle(words.map_title(released, found.crime, names, lang))
    shapes, outside = kept(polygons)(snapshot, released, crossed.asked)
    if not shapes:
        show.note(visit.say("overview.map.none", level=texts.t(f"ui.levels_many.{level}", lang)))
        return
    draw(lambda: sector_map.sector_map(
        released, shapes, names.place, lang, outside=outside, known=frozenset(holdings.codes.get(level, ())),
        number_of_classes=int(settings.value("ui.map_classes")), pick=f"cell:{found.crime}", marked=found.place,
    ), "cell_map", lambda picked: visit.put("cell", "|".join(picked.split(":", 2)[1:])),
        of=(released, found.crime, found.place, holdings, names, crossed.asked, lang))


def _links(crossed: Crosstab, choice: Looking) -> None:
    """Other pages with the place and the type of the cell in their filters."""
    chosen: dict[str, Sequence[str]] = {}
    if choice.place != TOTAL:
        chosen["place"] = (place_code(crossed.level, choice.place),)
    if choice.crime != TOTAL:
        chosen["crime"] = (choice.crime,)
    with st.container(horizontal=True, key="cell-links"):
        for row in pages.rows():
            if row["key"] in LINKED and visit.audience() in row["audiences"]:
                name = visit.say(f"ui.pages.{row['key']}")
                st.page_link(
                    pages.page(row["key"], visit.lang()), label=visit.say("crosstab.cell.open", page=name),
                    icon=row["icon"], query_params=visit.params(row.get("choices", ()), **chosen),
                )


def _compare_columns(released: Released, choice: Looking, names: Names) -> list[tables.Column]:
    lang, frame = visit.lang(), released.table
    out = [tables.Column(visit.say("ui.filters.crime"), [names.crime(str(code)) for code in frame["crime_type"]])]
    rated = released.measure == "rate"
    for side, place in (("one", choice.one), ("other", choice.other)):
        counts = [_with_share(count, share, lang)
                  for count, share in zip(frame[f"count_{side}"], frame[f"of_place_{side}"], strict=True)]
        out.append(tables.Column(names.place(place), counts, number=True))
        if rated:
            year = frame[f"population_year_{side}"].dropna()
            heading = visit.say("crosstab.compare.rate", year=int(year.iloc[0]) if len(year) else "–")
            out.append(tables.Column(heading, [_rate(row, side, lang) for row in frame.to_dict("records")], number=True))
    out.append(tables.Column(visit.say(f"crosstab.compare.ratio_{'rate' if rated else 'count'}"),
                             [_ratio(row, lang) for _, row in frame.iterrows()], number=True))
    said = [visit.say(f"crosstab.compare.verdict.{'hidden' if pd.isna(one) else one}") for one in frame["verdict"]]
    return [*out, tables.Column(visit.say("crosstab.compare.verdict_heading"), said)]


def _with_share(count: object, share: Any, lang: str) -> str:
    said = tables.number(count, lang)
    return said if pd.isna(share) else f"{said} ({texts.percent(float(share), lang)})"


def _rate(row: Mapping[Hashable, Any], side: str, lang: str) -> str:
    state = row[f"state_{side}"]
    if state not in ("shown", "unstable"):
        return "–"
    span = f"{per_100000(row[f'low_{side}'], lang)}–{per_100000(row[f'high_{side}'], lang)}"
    mark = f" {texts.t('crosstab.table.unstable', lang)}" if state == "unstable" else ""
    return f"{per_100000(row[f'rate_{side}'], lang)} ({span}){mark}"


def _ratio(row: pd.Series, lang: str) -> str:
    if pd.isna(row["ratio_low"]) or row["verdict"] == "too_few":
        return "–"
    return f"{words.ratio(row['ratio'], lang)} ({words.interval(row, lang)})"


def _as_table(key: str, released: Released, title: str, listed: Callable[[], list[tables.Column]]) -> None:
    """A figure's numbers as a table, folded, with their download."""
    with st.expander(visit.say("crosstab.cell.as_table")):
        draw(lambda: tables.table(listed(), title), f"{key}_table", of=(released, title, visit.lang()))
        show.download(key, lambda: table_csv(released, visit.lang(), title), f"cuadrante_{key}.csv")


def _download(key: str, released: Released, title: str, names: Names, snapshot: Snapshot) -> None:
    lang = visit.lang()
    places = {name: names.place for name in released.dims if name != "crime_type"}
    show.download(key, lambda: table_csv(
        released, lang, title, place_name=snapshot.places.name, labels={**places, "crime_type": names.crime},
    ), f"cuadrante_{key}.csv")
