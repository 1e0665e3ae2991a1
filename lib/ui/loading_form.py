"""Datos / Cargar, step by step: drop a file, see what was understood, store it in one step, get a receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from lib import texts
from lib.access import audiences
from lib.complaints.reading import Format, Understood, Upload, format_to_toml, formats, station_template, understand
from lib.errors import CuadranteError
from lib.storage import folders, loading
from lib.storage.loading import Checked, Plan
from lib.storage.store import Store
from lib.ui import (
    data_store,
    guided_mapping,
    loading_overrides,
    loading_receipt,
    loading_report,
    opening,
    panels,
    revision_table,
    show,
    uploader,
    visit,
)
from lib.ui.desk import desk
from lib.ui.visit import say
from lib.ui.working import with_progress

_GENERATION = "load.generation"
TEMPLATES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class _Held:
    """The file in hand: the upload, the id that the browser's copy has, the layouts known now."""

    upload: Upload
    file_id: str
    known: dict[str, Format]


def form(store: Store) -> None:
    """The whole page. Files always go to the user's own store, also while the demonstration is on the screen."""
    receipt = loading_receipt.waiting()
    if receipt is not None:
        loading_receipt.display(receipt, again=_another)
        return
    dropped = uploader.drop(say("load.drop.label"), key=f"load.file.{st.session_state.get(_GENERATION, 0)}")
    if dropped is None:
        desk().drop("understood", "checked", "plan")
        show.note(f"{say('load.drop.empty')} {say('load.private')}")
        _templates()
        return
    held = _Held(
        Upload(dropped.name, dropped, dropped.size), dropped.file_id, formats(extra=folders.saved_formats())
    )
    try:
        _steps(store, held)
    except CuadranteError as error:
        panels.error_card(error)
        show.note(say("load.error.retry"))
        loading_overrides.panel(held.file_id, None, held.known)


def _steps(store: Store, held: _Held) -> None:
    told = loading_overrides.told(held.file_id)
    found = _understood(held, told)
    if found.format is None:
        guided_mapping.form(held.upload, held.file_id, found, told, data_store.book(store))
        return
    checked = _checked(store, held, told, found)
    with show.panel("understood", say("load.understood.title")):
        loading_report.understood(held.upload, found, checked)
        loading_overrides.panel(held.file_id, found, held.known)
        if told.taught is not None:
            st.button(
                say("load.mapping.change"), type="tertiary", icon=":material/view_column:", key="load.remap",
                on_click=loading_overrides.tell, args=(held.file_id,), kwargs={"taught": None},
            )
    with show.panel("preview", say("load.preview.title")):
        loading_report.preview(found, checked, data_store.book(store))
    if checked.report.rows_accepted == 0:
        with show.panel("balance", say("load.balance.title")):
            loading_report.balance(checked, None)
            show.note(say("load.balance.none_accepted"))
        with show.panel("problems", say("load.problems.title")):
            loading_report.problems(checked)
        return
    _decide(store, held, told, checked)


def _understood(held: _Held, told: loading_overrides.Told) -> Understood:
    """What the file is: by the known layouts, by the one just taught, or by none so that the person is asked."""

    def make() -> Understood:
        if told.taught is not None:
            known = {told.taught.name: told.taught}
            return understand(held.upload, known, replace(told.overrides, format=told.taught.name))
        return understand(held.upload, {} if told.guided else held.known, told.overrides)

    with st.spinner(say("load.step.reading")):
        return desk().keep("understood", (held.file_id, told, held.known), make)


def _checked(store: Store, held: _Held, told: loading_overrides.Told, found: Understood) -> Checked:
    """The staged check, kept while the file, what was said about it and the store's places and labels are the same."""

    def make() -> Checked:
        return with_progress(
            "checking", found.rows_estimate,
            lambda tell: loading.check_file(store, held.upload, told.overrides, tell, understood=found),
        )

    return desk().keep("checked", (held.file_id, told, held.known, store.identity()), make)


def _decide(store: Store, held: _Held, told: loading_overrides.Told, checked: Checked) -> None:
    """Name, edition, what will happen to the rows, and the one button that stores them."""
    balance = st.container()
    with show.panel("problems", say("load.problems.title")):
        loading_report.problems(checked)
    with show.panel("store", say("load.store.title")):
        left, right = st.columns(2)
        who = left.text_input(
            say("load.store.who"), value=audiences.person(), help=say("load.store.who_help"), max_chars=60,
            key="load.who", persist_state="session",
        ).strip()
        day = right.date_input(
            say("load.store.edition"), value=None, format="DD/MM/YYYY", help=say("load.store.edition_help"),
            max_value=dt.date.today(), key=f"load.edition.{held.file_id}",
        )
        edition = day.isoformat() if isinstance(day, dt.date) else None
        planned = _planned(store, checked, held, edition)
        if opening.is_demo():
            show.note(say("load.store.demo"))
        if not planned.newest:
            st.info(say("load.store.older"))
        revision_table.foreseen(planned, data_store.book(store))
        words = texts.number(planned.rows_added, visit.lang())
        if not planned.changes:
            show.note(say("load.balance.nothing_new"))
        elif st.button(say("load.store.button", rows=words), type="primary", key="load.store"):
            _store(store, told, checked, who or audiences.person(), edition)
    with balance, show.panel("balance", say("load.balance.title")):
        loading_report.balance(checked, planned)


def _planned(store: Store, checked: Checked, held: _Held, edition: str | None) -> Plan:
    with st.spinner(say("load.step.checking")):
        return desk().keep(
            "plan", (checked.sha256, held.file_id, checked.folder, edition, store.identity()),
            lambda: loading.plan(store, checked, edition),
        )


def _store(
    store: Store, told: loading_overrides.Told, checked: Checked, who: str, edition: str | None
) -> None:
    """One atomic step; the receipt waits for the next run. What goes wrong is said and the store is as it was."""
    try:
        added = with_progress(
            "adding", checked.report.rows_accepted, lambda tell: loading.add(store, checked, who, edition, tell)
        )
        saved = _save_format(told.taught) if told.taught is not None else ""
    except CuadranteError as error:
        panels.error_card(error)
        return
    loading_receipt.keep(checked, added, saved)
    _put_away()
    data_store.changed()
    st.rerun()


def _save_format(taught: Format) -> str:
    """Keep the answers as a format file of the user, so that the layout is known the next time."""
    folder = folders.formats_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{taught.name}.toml").write_text(format_to_toml(taught), encoding="utf-8")
    return taught.title(visit.lang())


def _templates() -> None:
    """The station's own sheet, empty, to fill in."""
    with show.panel("template", say("load.template.title")):
        show.note(say("load.template.lead"))
        with st.container(horizontal=True):
            for kind, mime in TEMPLATES.items():
                st.download_button(
                    say(f"load.template.{kind}"), data=_template(kind, visit.lang()), mime=mime, on_click="ignore",
                    file_name=f"{say('load.template.file')}.{kind}", icon=":material/download:", key=f"template.{kind}",
                )


def _template(kind: str, lang: str) -> Callable[[], bytes]:
    return lambda: station_template(kind, lang)


def _put_away() -> None:
    """Let go of the file: its staging is removed and the drop is empty."""
    desk().drop("understood", "checked", "plan")
    st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1


def _another() -> None:
    _put_away()
