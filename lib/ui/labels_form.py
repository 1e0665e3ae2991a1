"""The review list: crime labels that the catalogue does not know, each mapped with one click, and undone as easily."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.access import audiences
from lib.complaints import suggestions
from lib.complaints.columns import UNMAPPED
from lib.complaints.filters import Filters
from lib.errors import CuadranteError
from lib.privacy.release import Released, release, restrict
from lib.reports.table_file import table_csv
from lib.storage import engine
from lib.storage.queries.review import unknown_labels
from lib.storage.store import Store
from lib.ui import data_store, panels, show, visit
from lib.ui.visit import say

_DONE = "labels.done"
_SHOWN = "labels.shown"


def waiting(store: Store) -> Released:
    """The labels that wait, as the audience of the visit may see them."""
    policy = visit.policy()
    snapshot = engine.snapshot(store, data_store.version(store))
    return release(unknown_labels(snapshot, restrict(Filters(non_crimes=True), policy)), policy)


def review(store: Store, unknown: Released, may_change: bool) -> None:
    """One card for each unknown label, the most frequent first: what it is counted as now, and buttons to map it.

    unknown  columns source, label, count, crime_code (what it counts as until it is mapped)
    """
    done = st.session_state.pop(_DONE, None)
    if done:
        st.success(done)
    table = unknown.table.sort_values(["count", "source", "label"], ascending=[False, True, True])
    if table.empty:
        show.note(say("labels_page.none"))
        return
    total = texts.number(int(table["count"].sum()), visit.lang())
    key = "labels_page.summary_one" if len(table) == 1 else "labels_page.summary"
    words = {"count": total} if len(table) == 1 else {"count": total, "labels": texts.number(len(table), visit.lang())}
    panels.section(say(key, **words))
    if unknown.suppressed_cells:
        show.note(say("labels_page.hidden", cells=texts.number(unknown.suppressed_cells, visit.lang())))
    step = int(settings.value("data_pages.labels_listed"))
    shown = int(st.session_state.get(_SHOWN, step))
    for place, row in enumerate(table.head(shown).itertuples(index=False)):
        _card(store, place, row, may_change)
    left = min(step, len(table) - shown)
    if left > 0 and st.button(say("labels_page.more", labels=left), key="labels.more"):
        st.session_state[_SHOWN] = shown + step
        st.rerun()
    st.download_button(
        say("labels_page.download"), data=lambda: _file(unknown), mime="text/csv",
        file_name="cuadrante-etiquetas.csv", icon=":material/download:", on_click="ignore", key="labels.download",
    )


def mapped(store: Store, version: int, may_change: bool) -> None:
    """What was mapped already, the newest first, each with its undo."""
    panels.section(say("labels_page.mapped_title"))
    events = [event for event in reversed(store.live_events(version)) if event.type == "labels"]
    if not events:
        show.note(say("labels_page.mapped_none"))
        return
    for event in events:
        told = event.payload
        words, button = st.columns([5, 1], vertical_alignment="center")
        with words:
            name = say("labels_page.mapped", label=told["label"], crime=crime_name(str(told["code"])))
            source = say("labels_page.source", source=told.get("source") or "*")
            who = f"{texts.date(event.when.astimezone().date(), visit.lang())} · {event.who}"
            st.html(panels.event(name, f"{source} · {who}"))
        if may_change:
            with button:
                if st.button(say("labels_page.undo"), key=f"labels.undo.{event.version}"):
                    _undo(store, event.version)


def crime_name(code: str) -> str:
    """'Hurto', 'Hurto · Hurto agravado', 'Patrimonio (familia)': never two entries under one name."""
    lang = visit.lang()
    entry = catalogue.entries().get(code)
    name = catalogue.label(code, lang)
    if entry is None or entry.level == "type":
        return name
    if entry.level == "family":
        return say("labels_page.family", name=name)
    return say("labels_page.subtype", parent=catalogue.label(entry.parent, lang), name=name)


def _file(unknown: Released) -> bytes:
    headings = {
        "source": say("history.source"), "label": say("labels_page.label"), "count": say("load.preview.count"),
        "crime_code": say("labels_page.crime"),
    }
    return table_csv(
        unknown, visit.lang(), say("labels_page.title"), labels={"crime_code": crime_name}, headings=headings
    )


def _card(store: Store, place: int, row: Any, may_change: bool) -> None:
    label, source, code = str(row.label), str(row.source), str(row.crime_code)
    with show.panel(f"label-{place}"):
        now = "" if code == UNMAPPED else " · " + say("labels_page.coarse", crime=crime_name(code))
        shown = "–" if pd.isna(row.count) else texts.number(int(row.count), visit.lang())
        line = f"{say('labels_page.count', count=shown)} · {say('labels_page.source', source=source)}{now}"
        finest = label.split(" / ")[-1]
        st.html(panels.event(finest, line if finest == label else f"{label} · {line}"))
        if not may_change:
            return
        within = "" if code == UNMAPPED else code
        near = suggestions.suggest(
            label, source, settings.value("data_pages.suggestions"), within,
            least=settings.value("data_pages.suggestion_closeness"),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            for offer in near:
                if st.button(crime_name(offer), key=f"labels.{source}.{label}.{offer}"):
                    _assign(store, source, label, offer)
            with st.popover(say("labels_page.other"), type="tertiary"):
                other = st.selectbox(
                    say("labels_page.is"), suggestions.choices(near, within), index=None, format_func=crime_name,
                    placeholder=say("labels_page.other_hint"), key=f"labels.other.{source}.{label}",
                )
                chosen = st.button(
                    say("labels_page.assign"), key=f"labels.assign.{source}.{label}", type="primary",
                    disabled=other is None,
                )
                if chosen and other is not None:
                    _assign(store, source, label, other)


def _assign(store: Store, source: str, label: str, code: str) -> None:
    payload = {"source": source, "label": label, "code": code}
    _change(
        lambda: store.add_event("labels", payload, audiences.person()),
        lambda version: say("labels_page.done", label=label, crime=crime_name(code), version=version),
    )


def _undo(store: Store, version: int) -> None:
    _change(lambda: store.undo(version, audiences.person()), lambda made: say("history.undo.done", version=made))


def _change(act: Callable[[], int], words: Callable[[int], str]) -> None:
    try:
        version = act()
    except CuadranteError as error:
        panels.error_card(error)
        return
    data_store.changed()
    st.session_state[_DONE] = words(version)
    st.rerun()
