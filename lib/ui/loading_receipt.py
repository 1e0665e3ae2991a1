"""The receipt of a load: what was stored, as which version, and where to go next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from lib import texts
from lib.storage.loading import Added, Checked
from lib.ui import history_table, links, panels, show, visit
from lib.ui.visit import say

_RECEIPT = "load.receipt"


@dataclass(frozen=True)
class Receipt:
    """What a load did, without the file."""

    file: str
    source: str
    when: dt.datetime
    added: Added
    rows_rejected: int
    unknown_labels: int
    format_saved: str = ""


def keep(checked: Checked, added: Added, format_saved: str = "") -> None:
    """Put the receipt where the next run finds it."""
    report = checked.report
    st.session_state[_RECEIPT] = Receipt(
        checked.file, report.source, dt.datetime.now(dt.UTC), added, report.rows_rejected, len(report.unknown_labels),
        format_saved,
    )


def waiting() -> Receipt | None:
    """The receipt to show instead of the form, if a file was just stored."""
    return st.session_state.get(_RECEIPT)


def display(receipt: Receipt, again: Callable[[], None]) -> None:
    """The receipt; ``again`` is called when another file is to be loaded."""
    lang, added = visit.lang(), receipt.added
    heading = say("load.receipt.title" if added.changed else "load.receipt.nothing", version=added.version)
    with show.panel("receipt", heading):
        show.note(say(
            "load.receipt.lead", name=receipt.file, source=receipt.source, when=history_table.moment(receipt.when)
        ))
        panels.tiles([
            (say("load.receipt.added"), texts.number(added.rows_added, lang), ""),
            (say("load.receipt.already"), texts.number(added.rows_already_stored, lang), ""),
            (say("load.receipt.replaced"), texts.number(added.rows_replaced, lang), ""),
            (say("load.receipt.rejected"), texts.number(receipt.rows_rejected, lang), ""),
        ])
        if not added.newest:
            show.note(say("load.store.older"))
        if receipt.format_saved:
            show.note(say("load.mapping.saved", name=receipt.format_saved))
        with st.container(horizontal=True):
            links.to("summary", say("load.receipt.to_overview"))
            links.to("history", say("load.receipt.to_history"))
            if receipt.unknown_labels:
                links.to("labels", say("load.receipt.to_labels", labels=texts.number(receipt.unknown_labels, lang)))
    st.button(
        say("load.receipt.another"), key="load.another", icon=":material/upload_file:", on_click=_forget, args=(again,)
    )


def _forget(again: Callable[[], None]) -> None:
    st.session_state.pop(_RECEIPT, None)
    again()
