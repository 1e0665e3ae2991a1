"""What the store holds of places: each polygon set and population table with its undo; points inside and outside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.access import audiences
from lib.complaints.filters import Filters
from lib.errors import CuadranteError
from lib.privacy.release import release, restrict
from lib.reports.table_file import table_csv
from lib.storage import engine
from lib.storage.engine import Snapshot
from lib.storage.log import Event
from lib.storage.queries import located
from lib.storage.store import Store
from lib.ui import data_store, downloads, history_table, panels, places_form, show, visit
from lib.ui.visit import say

KEPT = ("polygons", "population", "streets", "stations")
"""Events that keep something of places."""


def stored(store: Store) -> None:
    """Every polygon set, population table, street layer and list of stations in force, the newest first, with its undo."""
    events = [e for e in reversed(store.live_events(data_store.version(store))) if e.type in KEPT]
    if not events:
        show.note(say("places_page.stored_none"))
        return
    for event in events:
        words, button = st.columns([5, 1], vertical_alignment="center")
        title = str(event.payload.get("name") or say(f"history.type.{event.type}"))
        line = " · ".join((
            _what(event), say("history.version", version=event.version), history_table.moment(event.when),
            say("history.by", who=event.who),
        ))
        words.html(panels.event(title, line))
        undo = data_store.may_change(store) and button.button(
            say("places_page.undo"), key=f"places.undo.{event.version}"
        )
        if undo:
            _undo(store, event.version)


def assigned(store: Store) -> None:
    """For a source and a level: points inside the polygons, outside all, no point; and those outside, listed."""
    snapshot = engine.snapshot(store, data_store.version(store))
    levels = [level for level in places_form.LEVELS if snapshot.places.polygon_set(level)]
    sources = list(snapshot.sources())
    if not levels or not sources:
        show.note(say("places_page.assigned.no_polygons" if not levels else "places_page.assigned.none"))
        return
    left, right = st.columns(2)
    level = left.selectbox(
        say("places_page.polygons.level"), levels, format_func=lambda name: say(f"places_page.level.{name}"),
        key="assigned.level",
    )
    source = right.selectbox(say("load.understood.source"), sources, key="assigned.source")
    _counts(snapshot, level, source)


def _counts(snapshot: Snapshot, level: str, source: str) -> None:
    policy, lang = visit.policy(), visit.lang()
    filters = Filters(source=source, level=level, non_crimes=True)
    found = release(located.located(snapshot, level, restrict(filters, policy)), policy)
    states = found.table.set_index("state")["count"]
    show.note(say("places_page.assigned.lead", level=say(f"places_page.level.{level}")))
    names = {"inside": "inside", "outside": "outside", "without_point": "without"}
    numbers = {state: None if pd.isna(states[state]) else int(states[state]) for state in names}
    panels.tiles([
        (say(f"places_page.assigned.{name}"), texts.number(numbers[state], lang), "") for state, name in names.items()
    ])
    released = release(located.by_place(snapshot, level, restrict(filters, policy, (level,))), policy)
    counts, names_of = released.table, snapshot.places.name
    table = pd.DataFrame({
        say("places_page.assigned.code"): counts[level],
        say("places_page.assigned.place"): [names_of(level, code) for code in counts[level]],
        say("places_page.assigned.count"): counts["count"],
    })
    title = say("places_page.assigned.by_place", level=say(f"places_page.level.{level}"))
    panels.section(title)
    st.dataframe(
        table, hide_index=True, alt=say("places_page.assigned.alt_counts"), height=_height(len(table)),
        column_config={say("places_page.assigned.count"): st.column_config.NumberColumn(format="localized")},
    )
    st.download_button(
        say("places_page.assigned.download_counts"), mime="text/csv", file_name=f"{source}-{level}.csv",
        icon=":material/download:", on_click="ignore", key="assigned.counts",
        data=lambda: table_csv(released, lang, title, place_name=names_of, labels={level: partial(names_of, level)}),
    )
    panels.section(say("places_page.assigned.list"))
    if policy.rows:
        _outside(snapshot, level, restrict(filters, policy))
    else:
        show.note(say("places_page.assigned.command_only"))


def _outside(snapshot: Snapshot, level: str, filters: Filters) -> None:
    rows = located.outside(snapshot, level, filters)
    if rows.empty:
        show.note(say("places_page.assigned.list_none"))
        return
    lang = visit.lang()
    words = outside_in_words(rows, {event.version: event for event in snapshot.events})
    shown = int(settings.value("data_pages.outside_rows"))
    st.dataframe(words.head(shown), hide_index=True, alt=say("places_page.assigned.alt_list"), height=_height(len(words)))
    if len(words) > shown:
        show.note(say(
            "places_page.assigned.list_more", shown=texts.number(shown, lang), rows=texts.number(len(words), lang)
        ))
    st.download_button(
        say("places_page.assigned.download", rows=texts.number(len(words), lang)), key="assigned.download",
        data=lambda: downloads.csv_bytes(words), file_name=f"{filters.source}-fuera.csv", mime="text/csv",
        icon=":material/download:", on_click="ignore",
    )


def outside_in_words(rows: pd.DataFrame, loads: Mapping[int, Event]) -> pd.DataFrame:
    """The complaints outside every polygon as people find them again: file, row, date, crime, point."""
    lang = visit.lang()
    return pd.DataFrame({
        say("history.file"): [_file(loads, version) for version in rows["load"]],
        say("places_page.assigned.row"): rows["row_number"],
        say("places_page.assigned.when"): [texts.date(pd.Timestamp(day).date(), lang) for day in rows["day"]],
        say("places_page.assigned.crime"): [catalogue.label(code, lang) for code in rows["crime_code"]],
        say("places_page.assigned.latitude"): rows["latitude"],
        say("places_page.assigned.longitude"): rows["longitude"],
        say("places_page.assigned.quality"): [say(f"load.quality.{name}") for name in rows["location_quality"]],
    })


def _height(rows: int) -> int | Literal["content"]:
    """Short tables are shown whole, long ones scroll."""
    return "content" if rows <= 12 else 420


def _file(loads: Mapping[int, Event], version: Any) -> str:
    event = loads.get(int(version))
    return str(event.payload.get("file", "")) if event else str(version)


def _what(event: Event) -> str:
    told, lang = event.payload, visit.lang()
    if event.type == "polygons":
        level = say(f"places_page.level.{told['level']}")
        return say("places_page.polygons_words", places=texts.number(len(told["features"]), lang), level=level)
    if event.type == "streets":
        return say("places_page.streets.words", names=texts.number(len(told["names"]), lang))
    if event.type == "stations":
        return say("places_page.stations.words", stations=texts.number(len(told["stations"]), lang))
    years = sorted({int(row[1]) for row in told["table"]})
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
    places = texts.number(len({row[0] for row in told["table"]}), lang)
    return say("places_page.population_words", places=places, years=span)


def _undo(store: Store, version: int) -> None:
    try:
        made = store.undo(version, audiences.person())
    except CuadranteError as error:
        panels.error_card(error)
        return
    data_store.changed()
    places_form.say_done(say("history.undo.done", version=made))
    st.rerun()
