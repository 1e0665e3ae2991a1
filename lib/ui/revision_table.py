"""What a new edition changed of figures already stored, by month, place and crime; with a download."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.places.book import PlaceBook
from lib.storage.loading import Plan
from lib.storage.log import Event
from lib.ui import panels, show, visit
from lib.ui.downloads import csv_bytes
from lib.ui.visit import say


def foreseen(plan: Plan, book: PlaceBook) -> None:
    """Before storing: what this edition would change."""
    table = plan.revisions
    if table.empty:
        if plan.changes and not plan.clean:
            show.note(say("load.revision.unchanged"))
        return
    panels.section(say("load.revision.title"))
    before, after = int(table["before"].sum()), int(table["after"].sum())
    show.note(say(
        "load.revision.changed", before=_number(before), after=_number(after), difference=signed(after - before)
    ))
    _show(in_words(table, book), len(table), key="revision.foreseen")


def stored(event: Event, book: PlaceBook) -> None:
    """In the history: what this load changed when it was stored."""
    told: Mapping[str, Any] = event.payload.get("revisions") or {}
    if not told.get("cells"):
        show.note(say("history.revision.none"))
        return
    panels.section(say("history.revision.title"))
    before, after = int(told["before"]), int(told["after"])
    show.note(say(
        "history.revision.summary", before=_number(before), after=_number(after), difference=signed(after - before),
        rows=_number(int(told["cells"])),
    ))
    _show(in_words(pd.DataFrame(told["listed"]), book), int(told["cells"]), key=f"revision.{event.version}")


def in_words(table: pd.DataFrame, book: PlaceBook) -> pd.DataFrame:
    """Month, place, crime, before, after, difference, as people read them; the largest difference first.

    table  columns month (date or ISO text), place_level, place, crime_type, before, after
    """
    lang = visit.lang()
    return pd.DataFrame({
        say("load.revision.month"): [_month(value) for value in table["month"]],
        say("load.revision.place"): [
            book.name(level, code) if level else "–"
            for level, code in zip(table["place_level"], table["place"], strict=True)
        ],
        say("load.revision.crime"): [catalogue.label(code, lang) for code in table["crime_type"]],
        say("load.revision.before"): table["before"].astype("int64"),
        say("load.revision.after"): table["after"].astype("int64"),
        say("load.revision.difference"): (table["after"] - table["before"]).astype("int64"),
    }).reset_index(drop=True)


def signed(value: int) -> str:
    """'+12', '−3', '0'."""
    return f"+{_number(value)}" if value > 0 else _number(value)


def _show(words: pd.DataFrame, total: int, key: str) -> None:
    shown = int(settings.value("data_pages.revision_rows"))
    numbers = {
        say(f"load.revision.{name}"): st.column_config.NumberColumn(format="localized")
        for name in ("before", "after", "difference")
    }
    st.dataframe(
        words.head(shown), hide_index=True, alt=say("load.revision.alt"), key=f"{key}.table", column_config=numbers
    )
    if total > min(shown, len(words)):
        show.note(say("load.revision.more", shown=_number(min(shown, len(words))), rows=_number(total)))
    st.download_button(
        say("history.revision.download"), data=lambda: csv_bytes(words), file_name="revision.csv", mime="text/csv",
        icon=":material/download:", on_click="ignore", key=f"{key}.download",
    )


def _number(value: int) -> str:
    return texts.number(value, visit.lang())


def _month(value: Any) -> str:
    if value is None or pd.isna(value):
        return "–"
    day = dt.date.fromisoformat(str(value)[:10])
    return texts.month(day, visit.lang())
