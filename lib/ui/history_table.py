"""The history: each event with who, when and from which file; undo of anything; the data as known at a version."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.figures.markup import esc
from lib.storage.log import Event
from lib.storage.store import Store
from lib.ui import data_store, panels, revision_table, show, visit
from lib.ui.visit import say

_SHOWN = "history.shown"
_DONE = "history.done"


def known_on(store: Store) -> None:
    """Choose a day: every page then shows what was known at its end."""
    with show.panel("known", say("history.known.title")):
        show.note(say("history.known.lead"))
        viewing = visit.version()
        if viewing is not None:
            st.html(f'<p class="dp-note"><strong>{esc(say("history.known.viewing", version=viewing))}</strong></p>')
            st.button(say("history.known.back"), on_click=visit.set_version, args=(None,), key="history.back")
            return
        first, last = store.events()[0].when.astimezone().date(), dt.datetime.now().astimezone().date()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            day = st.date_input(
                say("history.known.date"), value=last, min_value=first, max_value=max(first, last),
                format="DD/MM/YYYY", key="history.day", width=220,
            )
            if st.button(say("history.known.show"), key="history.show") and isinstance(day, dt.date):
                _show_day(store, day)


def events(store: Store, may_change: bool) -> None:
    """Every event, the newest first, with its undo; ``may_change`` False shows them without it."""
    found = list(reversed(store.events()))
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        st.success(say("history.undo.done", version=done))
    shown = st.session_state.get(_SHOWN, settings.value("data_pages.events_listed"))
    for event in found[:shown]:
        _event(store, event, may_change)
    left = len(found) - shown
    if left > 0:
        step = min(left, settings.value("data_pages.events_listed"))
        if st.button(say("history.more", events=step), key="history.more"):
            st.session_state[_SHOWN] = shown + step
            st.rerun()


def as_table(store: Store) -> pd.DataFrame:
    """The history as a table for a download, with headings in the reader's language and local times."""
    table = store.history()
    table["when"] = [_local(when).isoformat(sep=" ", timespec="seconds") for when in table["when"]]
    table["type"] = [say(f"history.type.{kind}") for kind in table["type"]]
    table["state"] = [say("history.live" if live else "history.undone") for live in table["live"]]
    order = [
        ("version", "event"), ("type", "what"), ("who", "who"), ("when", "when"), ("what", "file"),
        ("source", "source"), ("format", "format"), ("edition", "edition"), ("sha256", "checksum"), ("rows", "rows"),
        ("rows_added", "rows_added"), ("rows_already_stored", "rows_already_stored"),
        ("rows_replaced", "rows_replaced"), ("state", "state"),
    ]
    return table[[name for name, _ in order]].set_axis([say(f"history.{key}") for _, key in order], axis=1)


def moment(when: dt.datetime) -> str:
    """'23/11/2026 15:40' in this machine's time."""
    local = _local(when)
    return f"{texts.date(local.date(), visit.lang())} {local:%H:%M}"


def _event(store: Store, event: Event, may_change: bool) -> None:
    state = "live" if event.live else "undone"
    with show.panel(f"event-{event.version}"):
        words, buttons = st.columns([5, 2], vertical_alignment="center")
        with words:
            st.html(panels.event(_title(event), _line(event), state, say(f"history.{state}")))
        if may_change:
            with buttons:
                _undo(store, event)
        if event.type == "load":
            with st.expander(say("history.details")):
                _details(store, event)


def _title(event: Event) -> str:
    what = _what(event)
    head = f"{say('history.version', version=event.version)} · {say('history.type.' + event.type)}"
    return f"{head} · {what}" if what else head


def _what(event: Event) -> str:
    told = event.payload
    if event.type == "undo":
        return say("history.undoes", version=told["version"])
    if event.type == "labels":
        return say("labels_page.mapped", label=told["label"], crime=catalogue.label(told["code"], visit.lang()))
    return str(told.get("file") or told.get("name") or "")


def _line(event: Event) -> str:
    told = event.payload
    parts = [moment(event.when), say("history.by", who=event.who)]
    if event.type == "load":
        parts += [str(told.get("source", "")), panels.rows_words(int(told.get("rows_added") or 0))]
        if told.get("sha256"):
            parts.append(f"{say('history.checksum')} {str(told['sha256'])[:8]}…")
    return " · ".join(part for part in parts if part)


def _details(store: Store, event: Event) -> None:
    told = event.payload
    lang = visit.lang()
    items = [
        (say("history.file"), str(told.get("file") or "")), (say("history.source"), str(told.get("source") or "")),
        (say("history.format"), str(told.get("format") or "")),
        (say("history.edition"), event.edition.replace("T", " ")),
        (say("history.period"), _period(told)),
    ]
    names = ("rows_read", "rows_added", "rows_already_stored", "rows_rejected", "rows_replaced", "count_total")
    items += [(say(f"history.{name}"), texts.number(told[name], lang)) for name in names if told.get(name) is not None]
    panels.facts(items)
    if told.get("sha256"):
        st.caption(say("history.checksum_full"))
        st.code(str(told["sha256"]), language=None, wrap_lines=True)
    revision_table.stored(event, data_store.book(store))


def _period(told: Any) -> str:
    start, end = told.get("start"), told.get("end")
    if not start or not end:
        return ""
    return texts.period(dt.date.fromisoformat(str(start)[:10]), dt.date.fromisoformat(str(end)[:10]), visit.lang())


def _undo(store: Store, event: Event) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        if visit.version() != event.version:
            st.button(
                say("history.known.show"), help=say("history.known.here"), key=f"history.see.{event.version}",
                type="tertiary", icon=":material/visibility:", on_click=_look, args=(store, event.version),
            )
        again = not event.live
        label = say("history.undo.again" if again else "history.undo.button")
        with st.popover(label, key=f"history.undo.{event.version}.{event.live}"):
            st.write(f"**{say('history.undo.ask', version=event.version) if not again else label}**")
            st.write(_consequence(event))
            target = event.undone_by if again else event.version
            confirm = say("history.undo.confirm_again" if again else "history.undo.confirm")
            if st.button(confirm, key=f"history.confirm.{event.version}", type="primary"):
                _do(store, int(target or 0))


def _consequence(event: Event) -> str:
    if not event.live:
        return say("history.undo.ask_undo", version=event.undone_by)
    if event.type == "load":
        return say("history.undo.ask_load", rows=texts.number(event.payload.get("rows_added") or 0, visit.lang()))
    if event.type == "undo":
        return say("history.undo.ask_undo", version=event.version)
    return say("history.undo.ask_other")


def _do(store: Store, version: int) -> None:
    try:
        st.session_state[_DONE] = store.undo(version, audiences.person())
        data_store.changed()
    except CuadranteError as error:
        panels.error_card(error)
        return
    st.rerun()


def _show_day(store: Store, day: dt.date) -> None:
    end = dt.datetime.combine(day, dt.time.max).astimezone()
    version = store.version_at(end)
    if version == 0:
        st.info(say("history.known.before_all"))
        return
    _look(store, version)
    st.rerun()


def _look(store: Store, version: int) -> None:
    """Every page shows this store as of this version; the newest one needs no notice."""
    visit.put("data", "own" if store == data_store.own() else "demo")
    visit.set_version(None if version == store.version else version)


def _local(when: dt.datetime) -> dt.datetime:
    return when.astimezone()
