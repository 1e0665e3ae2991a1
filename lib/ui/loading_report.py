"""What was understood of a file and what will become of its rows: facts, first rows, problems."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import pandas as pd
import pyarrow.parquet as pq
import streamlit as st

from lib import catalogue, settings, texts
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.reading import Understood, Upload
from lib.places.book import PlaceBook
from lib.storage.loading import Checked, Plan
from lib.ui import panels, show, visit
from lib.ui.visit import say

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}
DECIMALS = {".": "point", ",": "comma"}
DAY_PRECISIONS = ("minute", "hour", "day")


def understood(upload: Upload, found: Understood, checked: Checked | None) -> None:
    """The facts card: format, period, rows and how the file is written."""
    lang = visit.lang()
    report = checked.report if checked else None
    rows = texts.number(report.rows_read, lang) if report else ""
    period = texts.period(_day(report.start), _day(report.end), lang) if report and report.start else ""
    panels.facts([
        (say("load.understood.format"), found.format.title(lang) if found.format else ""),
        (say("load.understood.period"), period),
        (say("load.understood.rows"), rows),
        (say("load.understood.sheet"), str(found.sheet or "")),
        (say("load.understood.encoding"), encoding_name(found.encoding)),
        (say("load.understood.separator"), separator_name(found.separator)),
        (say("load.understood.decimal"), decimal_name(found.decimal)),
        (say("load.understood.date_order"), date_order_name(found.date_order) if "date" in found.meanings else ""),
        (say("load.understood.crs"), found.crs if "latitude" in found.meanings else ""),
        (say("load.understood.time_zone"), found.time_zone if "date" in found.meanings else ""),
        (say("load.understood.clock"), say(f"load.clock.{found.clock}") if "date" in found.meanings else ""),
        (say("load.understood.header"), _header(found)),
        (say("load.understood.size"), _size(upload.size)),
    ])


def preview(found: Understood, checked: Checked | None, book: PlaceBook) -> None:
    """The first rows twice: as the file has them, and as complaints."""
    as_complaints, as_written = st.tabs([say("load.preview.complaints"), say("load.preview.raw")])
    with as_complaints:
        first = first_complaints(checked, book) if checked else pd.DataFrame()
        if first.empty:
            show.note(say("load.preview.no_accepted"))
        else:
            st.dataframe(first, hide_index=True, alt=say("load.preview.alt_complaints"), height=tall(len(first)))
    with as_written:
        st.dataframe(found.preview, hide_index=True, alt=say("load.preview.alt_raw"), height=tall(len(found.preview)))


def balance(checked: Checked, foreseen: Plan | None) -> None:
    """The numbers that add up: read = accepted + rejected; accepted = new + already stored (None: nothing to store)."""
    report, lang = checked.report, visit.lang()
    tiles = [
        (say("load.balance.read"), texts.number(report.rows_read, lang), ""),
        (say("load.balance.accepted"), texts.number(report.rows_accepted, lang),
         f"{say('load.balance.total')}: {texts.number(report.count_total, lang)}"),
        (say("load.balance.rejected"), texts.number(report.rows_rejected, lang), ""),
    ]
    if foreseen is not None:
        tiles += [
            (say("load.balance.fresh"), texts.number(foreseen.rows_added, lang), ""),
            (say("load.balance.stored"), texts.number(foreseen.rows_already_stored, lang), ""),
            (say("load.balance.replaced"), texts.number(foreseen.rows_replaced, lang), ""),
        ]
    panels.tiles(tiles)
    if foreseen is not None and foreseen.rows_already_stored:
        show.note(say("load.balance.stored_help"))
    if foreseen is not None and foreseen.rows_replaced:
        show.note(say("load.balance.replaced_help"))
    if report.rows_rejected:
        st.download_button(
            say("load.balance.download_rejected", rows=texts.number(report.rows_rejected, lang)),
            data=checked.rejected.read_bytes, file_name=f"{checked.file.rsplit('.', 1)[0]}-rechazadas.csv",
            mime="text/csv", icon=":material/download:", on_click="ignore", key="load.rejected",
        )


def problems(checked: Checked) -> None:
    """Every kind of trouble, with its rows, first examples and remedy."""
    panels.problem_cards(checked.report.problems)


def first_complaints(checked: Checked, book: PlaceBook) -> pd.DataFrame:
    """The first accepted rows in words; never an address or a person."""
    wanted = int(settings.value("data_pages.preview_rows"))
    batches = pq.ParquetFile(checked.staged).iter_batches(batch_size=wanted)
    batch = next(batches, None)
    return complaints_in_words(batch.to_pandas() if batch is not None else pd.DataFrame(), book)


def complaints_in_words(rows: pd.DataFrame, book: PlaceBook) -> pd.DataFrame:
    """Complaints as people read them: row, date, crime, label as written, place, location, count."""
    if rows.empty:
        return pd.DataFrame()
    lang = visit.lang()
    table = pd.DataFrame({
        say("load.preview.row"): rows["row_number"],
        say("load.preview.when"): [_when(row) for row in rows.itertuples()],
        say("load.preview.crime"): [catalogue.label(code, lang) for code in rows["crime_type"]],
        say("load.preview.crime_raw"): rows["crime_raw"],
        say("load.preview.place"): [_place(row, book) for row in rows.itertuples()],
        say("load.preview.location"): [say(f"load.quality.{name}") for name in rows["location_quality"]],
        say("load.preview.count"): rows["count"],
    })
    return table.reset_index(drop=True)


def tall(rows: int) -> int | Literal["content"]:
    """Height of a preview: short ones whole, longer ones ten rows and the rest by scrolling."""
    return "content" if rows <= 10 else 388


def encoding_name(code: str | None) -> str:
    """'UTF-8 con marca inicial (BOM)'; the code itself when the texts do not know it."""
    key = f"load.encoding.{str(code or '').lower()}"
    return say(key) if texts.has(key, visit.lang()) else str(code or "")


def separator_name(mark: str | None) -> str:
    return say(f"load.separator.{SEPARATORS[mark]}") if mark in SEPARATORS else str(mark or "")


def decimal_name(mark: str | None) -> str:
    return say(f"load.decimal.{DECIMALS[mark]}") if mark in DECIMALS else str(mark or "")


def date_order_name(code: str | None) -> str:
    key = f"load.date_order.{code}"
    return say(key) if texts.has(key, visit.lang()) else str(code or "")


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def _header(found: Understood) -> str:
    if found.format is not None and not found.format.header:
        return say("load.understood.no_header")
    return say("load.understood.header_row", row=found.header_row) if found.header_row else ""


def _when(row: Any) -> str:
    lang = visit.lang()
    start = row.occurred_from
    if pd.isna(start):
        return "–"
    if row.precision not in DAY_PRECISIONS:
        end = row.occurred_to if not pd.isna(row.occurred_to) else start
        return texts.period(start.date(), end.date(), lang)
    hour = f"{start:%H:%M}" if row.hour_known else say("load.preview.hour_unknown")
    return f"{texts.date(start.date(), lang)} {hour}"


def _place(row: Any, book: PlaceBook) -> str:
    for level in reversed(PLACE_LEVELS):
        code = getattr(row, level)
        if isinstance(code, str) and code:
            return book.name(level, code)
    return row.place_raw if isinstance(row.place_raw, str) else "–"


def _day(moment: Any) -> dt.date | None:
    return moment.date() if isinstance(moment, dt.datetime) else moment
