"""Loading and editing the registers of staff, vehicles and patrols: a sheet and its problems, the table, its changes."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.access import audiences
from lib.complaints.reading.upload import Upload
from lib.errors import CuadranteError
from lib.officers import templates
from lib.officers.staff_sheet import Reading
from lib.places.book import PlaceBook
from lib.storage import folders, staffing
from lib.storage.register import Register
from lib.ui import data_store, downloads, history_table, panels, show, uploader, visit
from lib.ui.desk import desk
from lib.ui.visit import say

TEXTS = ("place", "name", "district", "source", "as_of", "day", "sector", "began", "critical", "unit")
"""Columns that hold words; the others without a choice hold numbers."""
MIMES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
_GENERATION = "register.generation"
_DONE = "register.done"


def done_note() -> None:
    """What was just kept or undone, once."""
    words = st.session_state.pop(_DONE, None)
    if words:
        st.success(words)


def load(register: Register, book: PlaceBook) -> None:
    """The template, the drop, what was understood, every problem; nothing is kept before the button."""
    name = register.name
    show.note(say(f"registers.lead.{name}"))
    with st.container(horizontal=True):
        for kind, mime in MIMES.items():
            st.download_button(
                say("registers.template", kind=kind.upper()), data=partial(templates.template, name, kind, visit.lang()),
                file_name=f"cuadrante-{say('staff.template.' + name).lower()}.{kind}", mime=mime, on_click="ignore",
                icon=":material/download:", key=f"template-{name}-{kind}",
            )
    dropped = uploader.drop(say(f"registers.drop.{name}"), f"{name}.file.{generation()}",
                            say("registers.hint", limit=settings.value("officers.largest_mb")))
    if dropped is None:
        desk().drop(name)
        return
    try:
        _steps(register, book, dropped)
    except CuadranteError as error:
        panels.error_card(error)


def _steps(register: Register, book: PlaceBook, dropped: Any) -> None:
    name = register.name
    upload = Upload(dropped.name, dropped, dropped.size)
    with st.spinner(say("load.step.reading")):
        reading: Reading = desk().keep(name, (dropped.file_id, book.polygon_set("sector")),
                                       lambda: staffing.read(name, upload, book))
    lang = visit.lang()
    with show.panel(f"{name}-understood", say("registers.understood"), stretch=False):
        column = "hours" if name == "patrol" else "total"
        panels.facts([
            (say("registers.layout"), say(f"registers.layouts.{reading.layout}")),
            (say("registers.rows"), texts.number(reading.rows_read, lang)),
            (say("registers.accepted"), texts.number(reading.rows_accepted, lang)),
            (say("registers.rejected"), texts.number(reading.rows_rejected, lang)),
            (say(f"registers.sum.{name}"), texts.number(float(reading.table[column].sum()), lang)),
            (say("load.understood.sheet"), reading.sheet),
        ])
        st.dataframe(in_words(reading.table.head(int(settings.value("data_pages.preview_rows")))), hide_index=True,
                     alt=say("registers.preview"), height=240, placeholder="–")
        panels.problem_cards(reading.problems)
    replace = st.toggle(say("registers.replace"), help=say("registers.replace_help"), key=f"{name}.replace") \
        if register.version else False
    if st.button(say("registers.save", rows=texts.number(reading.rows_accepted, lang)), type="primary", key=f"{name}.save"):
        added = staffing.add(register, reading, audiences.person(), upload.base_name, on=register.version, replace=replace,
                             sha256=staffing.checksum(upload))
        desk().drop(name)
        finish(register, say("registers.done", version=added.version, added=texts.number(added.rows_added, lang),
                    changed=texts.number(added.rows_changed, lang)))


def edit(register: Register, book: PlaceBook) -> None:
    """The whole table, to be typed into: checked like a file and kept as a new version."""
    name, lang = register.name, visit.lang()
    version = register.version
    table = staffing.table(register)
    show.note(say("registers.edit_lead"))
    edited = st.data_editor(
        table, num_rows="dynamic", hide_index=True, key=f"{name}.editor.{version}.{generation()}",
        column_config=_columns(list(table.columns), lang), height=440 if len(table) > 8 else "auto",
        placeholder="",
    )
    if same(table, edited):
        if len(table):
            st.download_button(
                say("registers.download"), data=lambda: downloads.csv_bytes(in_words(table)), mime="text/csv",
                file_name=f"cuadrante-{say('staff.template.' + name).lower()}-v{version}.csv", on_click="ignore",
                icon=":material/download:", key=f"{name}.download",
            )
        return
    reading = staffing.check(name, edited, book)
    if len(reading.problems):
        panels.problem_cards(reading.problems)
    why = st.text_input(say("registers.why"), help=say("registers.why_help"), max_chars=200, key=f"{name}.why")
    cells = staffing.changed_cells(table, reading.table, staffing.KEYS[name])
    keep, drop = st.columns([3, 1])
    blocked = reading.rows_rejected > 0
    if keep.button(say("registers.keep", cells=texts.number(cells, lang)), type="primary", disabled=blocked,
                   help=say("registers.blocked") if blocked else None, key=f"{name}.keep"):
        try:
            made = staffing.edit(register, reading, audiences.person(), on=version, why=why.strip())
        except CuadranteError as error:
            panels.error_card(error)
            return
        finish(register, say("registers.kept", version=made, cells=texts.number(cells, lang)))
    if drop.button(say("registers.discard"), key=f"{name}.discard"):
        discard()


def history(register: Register) -> None:
    """Every state of the table: who, when, what, with its undo."""
    told = register.history()
    if told.empty:
        show.note(say("registers.no_history"))
        return
    for row in told.head(int(settings.value("data_pages.events_listed"))).to_dict("records"):
        words, button = st.columns([5, 1], vertical_alignment="center")
        title = f"{say('history.version', version=row['version'])} · {say('registers.action.' + str(row['action']))}"
        if row["what"] and row["action"] != "undo":
            title += f" · {row['what']}"
        words.html(panels.event(title, _line(row)))
        if button.button(say("places_page.undo"), key=f"{register.name}.undo.{row['version']}"):
            try:
                made = register.undo(int(row["version"]), audiences.person())
            except CuadranteError as error:
                panels.error_card(error)
                return
            finish(register, say("history.undo.done", version=made))


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """The table under headings that people read and that the reader knows, with names for codes."""
    lang = visit.lang()
    out = table.copy()
    for column, (room, codes) in templates.CHOICES.items():
        if column in out.columns:
            out[column] = out[column].map({code: texts.t(f"{room}.{code}", lang) for code in codes})
    return out.set_axis([texts.t(f"staff.columns.{name}", lang) for name in out.columns], axis=1)


def _line(row: dict[Any, Any]) -> str:
    lang, notes = visit.lang(), row["notes"]
    when = pd.Timestamp(row["when"]).to_pydatetime()
    parts = [history_table.moment(when), say("history.by", who=row["who"]), panels.rows_words(int(row["rows"]))]
    if row["action"] == "undo":
        parts.append(say("history.undoes", version=notes.get("undone", row["what"])))
    for name in ("rows_added", "rows_changed", "cells_changed"):
        if notes.get(name):
            parts.append(say(f"registers.notes.{name}", n=texts.number(int(notes[name]), lang)))
    if notes.get("sha256"):
        parts.append(f"{say('history.checksum')} {str(notes['sha256'])[:8]}…")
    return " · ".join(parts)


def _columns(names: list[str], lang: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in names:
        label = texts.t(f"staff.columns.{name}", lang)
        if name in templates.CHOICES:
            room, codes = templates.CHOICES[name]
            said = {code: texts.t(f"{room}.{code}", lang) for code in codes}
            out[name] = st.column_config.SelectboxColumn(
                label, options=list(codes), format_func=partial(_said, said),
                required=name != "shift", width="medium"
            )
        elif name in ("latitude", "longitude"):
            out[name] = st.column_config.NumberColumn(label, format="%.6f")
        elif name in TEXTS:
            out[name] = st.column_config.TextColumn(label)
        else:
            out[name] = st.column_config.NumberColumn(label, step=1)
    return out


def _said(names: dict[str, str], code: object) -> str:
    return names.get(str(code), str(code))


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """True when nothing was typed."""
    return len(one) == len(other) and one.astype(str).replace("None", "").equals(
        other.reset_index(drop=True).astype(str).replace("None", "")
    )


def generation() -> int:
    """Counts what was kept, undone or discarded in this session: part of an editor's key, so that it starts afresh."""
    return int(st.session_state.get(_GENERATION, 0))


def discard() -> None:
    """Every editor of the page starts afresh from what is kept."""
    st.session_state[_GENERATION] = generation() + 1
    st.rerun()


def finish(register: Register, words: str) -> None:
    """After something was kept or undone: say so on the next run, which looks at it as it is now."""
    st.session_state[_DONE] = words
    if register == folders.register(folders.own_store(), register.name):
        data_store.changed()
    discard()
