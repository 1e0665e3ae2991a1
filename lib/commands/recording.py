"""history, undo and labels: what was recorded, and taking it back."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from lib import catalogue, texts
from lib.access import audiences
from lib.commands.loading import store_of
from lib.commands.outcome import Outcome, table
from lib.errors import UsageError
from lib.storage import engine, queries


def history(words: argparse.Namespace) -> Outcome:
    """Every event, newest first."""
    store, lang = store_of(words), words.lang
    found = store.history()
    records = [{name: _plain(value) for name, value in row.items()} for row in found.to_dict("records")]
    told = {"version": store.version or None, "events": records}
    if not records:
        return Outcome(told, [texts.t("commands.no_history", lang)])
    heads = [texts.t(f"commands.heads.{name}", lang) for name in ("version", "type", "when", "who", "what", "rows", "state")]
    rows = [
        [
            str(row["version"]), texts.t(f"commands.event.{row['type']}", lang), _when(found["when"][i]), row["who"],
            row["what"] or "–", texts.number(row["rows"], lang),
            texts.t("commands.live", lang) if row["live"]
            else texts.t("commands.undone", lang, version=row["undone_by"]),
        ]
        for i, row in enumerate(records)
    ]
    return Outcome(told, table(heads, rows, right=(0, 5)))


def undo(words: argparse.Namespace) -> Outcome:
    """Take one event back."""
    version = store_of(words).undo(words.version, words.who or audiences.person())
    return Outcome(
        {"undone": words.version, "version": version},
        [texts.t("commands.did_undo", words.lang, undone=words.version, version=version)],
    )


def labels(words: argparse.Namespace) -> Outcome:
    """The labels that wait for a decision; with --map, a decision."""
    store, lang = store_of(words), words.lang
    if words.map:
        label, code = words.map
        if code not in catalogue.entries():
            raise UsageError("query_unknown_crime_type", code=code)
        version = store.add_event(
            "labels", {"source": words.source, "label": label, "code": code}, words.who or audiences.person()
        )
        name = catalogue.label(code, lang)
        return Outcome(
            {"label": label, "code": code, "version": version},
            [texts.t("commands.mapped", lang, label=label, name=name, version=version)],
        )
    waiting = queries.unmapped_labels(engine.snapshot(store)).table
    if words.source:
        waiting = waiting[waiting["source"] == words.source]
    told: dict[str, Any] = {"labels": waiting.to_dict("records")}
    if waiting.empty:
        return Outcome(told, [texts.t("commands.no_labels", lang)])
    heads = [texts.t(f"commands.heads.{name}", lang) for name in ("source", "label", "rows", "count")]
    rows = [
        [str(source), str(label), texts.number(int(rows), lang), texts.number(int(count), lang)]
        for source, label, rows, count in waiting[["source", "label", "rows", "count"]].itertuples(index=False, name=None)
    ]
    return Outcome(told, table(heads, rows, right=(2, 3)))


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _when(moment: pd.Timestamp) -> str:
    return moment.to_pydatetime().astimezone().strftime("%Y-%m-%d %H:%M")
