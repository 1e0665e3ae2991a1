"""The rows as CSV and as Excel: at once when they are few, prepared with a bar when they are many, refused when too many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import catalogue, settings, texts
from lib.complaints.columns import PLACE_LEVELS
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports import workbook
from lib.reports.workbook import Written
from lib.storage.engine import Snapshot
from lib.ui import figure_words, records_rows, show, visit, working
from lib.ui.desk import desk
from lib.ui.records_rows import Rows
from lib.ui.visit import say

MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def downloads(found: Rows, snapshot: Snapshot) -> None:
    """The two buttons under the table, and their limits."""
    if not found.total:
        return
    lang = visit.lang()
    limits = {"csv": int(settings.value("records.csv_rows")), "xlsx": int(settings.value("records.xlsx_rows"))}
    with show.panel("records-files", say("records.file.title"), say("records.file.help"), stretch=False):
        for column, kind in zip(st.columns(2), MIME, strict=True):
            with column:
                if found.total > limits[kind]:
                    show.note(say(f"records.file.too_many_{kind}", rows=texts.number(found.total, lang),
                                  limit=texts.number(limits[kind], lang)))
                else:
                    _offer(kind, found, snapshot)
        show.note(say("records.file.limits", **{kind: texts.number(limit, lang) for kind, limit in limits.items()}))


def _offer(kind: str, found: Rows, snapshot: Snapshot) -> None:
    asked = found.asked
    name = say("records.file.name_demo" if found.released.synthetic else "records.file.name") + f".{kind}"
    make = _maker(kind, found, snapshot)
    if found.total <= int(settings.value("records.prepared_rows")):
        _button(kind, say(f"records.file.{kind}"), lambda: make(None), name)
        return
    mark = (snapshot.store.identity(), snapshot.version, asked.filters, asked.search, asked.order, asked.lang)
    kept: dict[str, bytes] = desk().keep(f"records.{kind}", mark, dict)
    if not kept:
        place = st.empty()
        label = say(f"records.file.prepare_{kind}")
        if place.button(label, key=f"records.prepare.{kind}", icon=":material/hourglass_empty:"):
            kept["file"] = working.with_progress("writing", found.total, make)
            place.empty()
    if kept:
        size = texts.number(len(kept["file"]) / 1e6, asked.lang, 1)
        _button(kind, say(f"records.file.ready_{kind}", size=size), kept["file"], name)


def _button(kind: str, label: str, data: Any, name: str) -> None:
    st.download_button(
        label, data=data, file_name=name, mime=MIME[kind], key=f"records.download.{kind}", help=say("records.file.help"),
        on_click="ignore", icon=":material/download:",
    )


def _maker(kind: str, found: Rows, snapshot: Snapshot) -> Callable[[Callable[..., None] | None], bytes]:
    """What writes the file; it asks nothing of the visit, for it runs in a thread of its own."""
    asked, policy, book = found.asked, visit.policy(), snapshot.places
    what = texts.t("records.file.what", asked.lang, what=figure_words.what(asked.filters, asked.lang).capitalize())
    if asked.search:
        what += " · " + texts.t("records.file.search", asked.lang, search=asked.search)
    write = workbook.rows_csv if kind == "csv" else workbook.rows_xlsx

    def make(tell: Callable[..., None] | None) -> bytes:
        released = records_rows.everything(snapshot, asked, policy)
        return write(
            released, written(released, book, asked.lang), asked.lang, what, place_name=book.name,
            slice_rows=int(settings.value("records.slice_rows")), progress=tell,
        )

    return make


def written(released: Released, book: PlaceBook, lang: str) -> list[Written]:
    """The columns of the file: each code beside its name; place levels that nobody knows are left out."""
    name = records_rows.name(book, lang)

    def head(column: str) -> str:
        return texts.t(f"records.column.{column}", lang)

    out = [
        Written(head("day"), "day"), Written(texts.t("records.file.to", lang), "day_end"),
        Written(texts.t("records.file.precision", lang), "precision", lambda code: _precision(code, lang)),
        Written(head("hour"), "hour"),
        Written(head("crime"), "crime_code", lambda code: catalogue.label(code, lang)),
        Written(texts.t("records.file.crime_code", lang), "crime_code"),
    ]
    for level in PLACE_LEVELS:
        if released.table[level].notna().any():
            out.append(Written(head(level), level, lambda code, level=level: name(level, code)))  # type: ignore[misc]
            out.append(Written(texts.t("records.file.code", lang, column=head(level)), level))
    return [
        *out, Written(head("location"), "location_quality", lambda code: name("location_quality", code)),
        Written(texts.t("records.file.latitude", lang), "latitude"),
        Written(texts.t("records.file.longitude", lang), "longitude"),
        Written(texts.t("records.file.withheld", lang), "point_withheld"), Written(head("count"), "count"),
        Written(head("reported"), "reported_day"), Written(texts.t("records.file.load", lang), "load"),
        Written(texts.t("records.file.row", lang), "row_number"),
    ]


def _precision(code: str, lang: str) -> str:
    return texts.t(f"records.precision.{code}", lang)
