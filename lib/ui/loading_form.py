"""Datos / Cargar, step by step: drop a file, see what was understood, store it in one step, get a receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib import texts
from lib.access import audiences
from lib.complaints.reading import Format, Overrides, Understood, Upload, formats, station_template, understand
from lib.errors import CuadranteError
from lib.storage import folders, loading
from lib.storage.loading import Checked, Plan
from lib.storage.store import Store
from lib.ui import desk, guided_mapping, loading_overrides, loading_receipt, loading_report, opening, panels, revision_table
from lib.ui import show, uploader, visit
from lib.ui.visit import say

_GENERATION = "load.generation"


@dataclass(frozen=True)
class _InHand:
    """The file on the desk: the upload, how to read it, and the mark under which its check is kept."""

    upload: Upload
    overrides: Overrides
    mark: tuple[Any, ...]


def form(store: Store) -> None:
    """The whole page. Files always go to the user's own store, also while the demonstration is on the screen."""
    if loading_receipt.waiting():
        loading_receipt.show_it(again=_another)
        return
    dropped = uploader.drop(say("load.drop.label"), key=f"load.file.{st.session_state.get(_GENERATION, 0)}")
    if dropped is None:
        desk.desk().drop("understood", "checked")
        show.note(say("load.drop.empty"))
        _templates()
        return
    upload = Upload(dropped.name, dropped, dropped.size)
    overrides = loading_overrides.chosen(dropped.file_id)
    held = _InHand(upload, overrides, (dropped.file_id, overrides))
    try:
        _steps(store, held)
    except CuadranteError as error:
        panels.error_card(error)
        show.note(say("load.error.retry"))
        loading_overrides.panel(dropped.file_id, None, upload)


def _steps(store: Store, held: _InHand) -> None:
    known = formats(extra=folders.saved_formats())
    found, taught = _understood(held, known)
    if found.format is None:
        if st.button(say("load.mapping.back"), icon=":material/arrow_back:", type="tertiary") if (
            held.overrides.format == loading_overrides.MAP) else False:
            loading_overrides.forget()
            st.rerun()
        found, taught = guided_mapping.form(held.upload, found)
        if found is None:
            return
    checked = _checked(store, held, found)
    with show.panel("understood"):
        loading_report.understood(held.upload, found, checked)
        loading_overrides.panel(held.mark[0], found, held.upload)
    with show.panel("preview"):
        loading_report.preview(found, checked, opening.book())
    _decide(store, held, found, checked, taught)


def _decide(store: Store, held: _InHand, found: Understood, checked: Checked, taught: Format | None) -> None:
    ...
