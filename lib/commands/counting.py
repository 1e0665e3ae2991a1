"""count: how many complaints, by what, as an audience may see it."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

import pandas as pd

from lib import catalogue, texts
from lib.access import audiences
from lib.commands.loading import store_of
from lib.commands.outcome import Outcome, table
from lib.complaints import periods
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.filters import Filters, place_level
from lib.errors import PolicyError, UsageError
from lib.privacy.release import Released, release, restrict
from lib.reports import cautions, names
from lib.storage import engine, queries
from lib.storage.demonstrating import ensure_demo
from lib.storage.engine import Snapshot


def count(words: argparse.Namespace) -> Outcome:
    """Count, after the audience's policy; one record per group."""
    store = store_of(words)
    if words.demo:
        ensure_demo(store)
    snap = engine.snapshot(store, words.version)
    by = tuple(name.strip() for name in words.by.split(",") if name.strip())
    unknown = [name for name in by if name not in queries.GROUPS]
    if unknown:
        raise UsageError("query_unknown_group", name=unknown[0], known=", ".join(queries.GROUPS))
    policy = audiences.policy(words.audience)
    if policy.whole_months and "day" in by:
        raise PolicyError("period_cuts_month", audience=policy.name)
    filters = restrict(_filters(words, snap), policy, by)
    released = release(queries.count(snap, filters, by), policy)
    records = _records(released, snap, by, words)
    return Outcome(_told(released, snap, records, words), _lines(released, snap, by, records, words))


def _filters(words: argparse.Namespace, snap: Snapshot) -> Filters:
    start = _edge(words.start, last=False)
    end = _edge(words.end, last=True)
    if start and end and start > end:
        raise UsageError("query_period_backwards", start=words.start, end=words.end)
    given = [each.strip() for text in words.place for each in text.split(",") if each.strip()]
    types = [each.strip() for text in words.crime_type for each in text.split(",") if each.strip()]
    return Filters(
        source=words.source, start=start, end=end, level=words.level,
        places=tuple(_known_place(each, snap) for each in given), crime_types=tuple(types), non_crimes=words.non_crimes,
    )


def _edge(text: str | None, *, last: bool) -> dt.date | None:
    """2023, 2023-01 or 2023-01-15 as the first or last day that it means."""
    if text is None:
        return None
    try:
        parts = [int(part) for part in text.split("-")]
        day = dt.date(*(parts + [1, 1])[:3])
        if len(parts) > 3 or len(text.split("-")[0]) != 4:
            raise ValueError(text)
    except (ValueError, TypeError) as error:
        raise UsageError("query_not_a_date", text=text) from error
    if not last or len(parts) == 3:
        return day
    return periods.month_end(day) if len(parts) == 2 else dt.date(day.year, 12, 31)


def _known_place(place: str, snap: Snapshot) -> str:
    """A place that the table of codes or the data know; a lost leading zero is mended."""
    level, code = place_level(place)
    if snap.places.exists(level, code):
        return place
    repaired = snap.places.repair_code("district", place) if place.isdigit() else None
    if repaired is not None:
        return repaired
    t = snap.table()
    if bool(snap.run(t.filter(t[level] == code).limit(1).count().as_table()).iloc[0, 0]):
        return place
    raise UsageError("query_unknown_place", place=place)


def _records(
    released: Released, snap: Snapshot, by: tuple[str, ...], words: argparse.Namespace
) -> list[dict[str, Any]]:
    columns = {name: words.level if name == "place" else name for name in by}
    records = []
    for row in released.table.to_dict("records"):
        record: dict[str, Any] = {}
        for name, column in columns.items():
            record[name] = _code(column, row[column])
            record[f"{name}_label"] = _label(column, record[name], snap, words.lang)
        record["count"] = None if pd.isna(row["count"]) else int(row["count"])
        if row["suppressed"]:
            record["suppressed"] = True
        records.append(record)
    return records


def _code(column: str, value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    if column == "month":
        return f"{pd.Timestamp(value):%Y-%m}"
    if column == "day":
        return f"{pd.Timestamp(value):%Y-%m-%d}"
    return int(value) if column in ("year", "hour", "weekday") else str(value)


def _label(column: str, code: Any, snap: Snapshot, lang: str) -> str:
    if code is None:
        return texts.t("commands.unknown", lang)
    if column in PLACE_LEVELS:
        return snap.places.name(column, code)
    if column in ("crime_type", "crime_code", "family"):
        return catalogue.label(code, lang)
    if column == "month":
        return texts.month(dt.date.fromisoformat(f"{code}-01"), lang)
    if column == "day":
        return texts.date(dt.date.fromisoformat(code), lang)
    if column == "weekday":
        return texts.weekday_name(code, lang, short=False)
    if column == "hour":
        return f"{code:02d}:00–{code:02d}:59"
    if column == "source":
        return names.source_name(snap.sources()[code], lang)
    return str(code)


def _told(
    released: Released, snap: Snapshot, records: list[dict[str, Any]], words: argparse.Namespace
) -> dict[str, Any]:
    return {
        "rows": records, "total": released.n, "audience": released.audience, "version": snap.version,
        "sources": [
            {"source": s.code, "edition": s.edition, "synthetic": s.synthetic} for s in released.sources
        ],
        "filters": released.filters.sentence(words.lang, snap.places.name) if released.filters else "",
        "cautions": [{"code": c.key, "message": cautions.say(c, words.lang, released)} for c in released.cautions],
    }


def _lines(
    released: Released, snap: Snapshot, by: tuple[str, ...], records: list[dict[str, Any]], words: argparse.Namespace
) -> list[str]:
    lang = words.lang
    lines = [released.filters.sentence(lang, snap.places.name)] if released.filters else []
    lines += [
        texts.t("commands.source_line", lang, source=s.code, edition=s.edition, version=snap.version)
        + (" · " + texts.t("commands.synthetic", lang) if s.synthetic else "")
        for s in released.sources
    ]
    heads = [texts.t(f"commands.heads.{name}", lang) for name in by] + [texts.t("commands.heads.count", lang)]
    hidden = texts.t("commands.hidden", lang)
    rows = [
        [_shown(record, name) for name in by]
        + [hidden if record["count"] is None else texts.number(record["count"], lang)]
        for record in records
    ]
    lines += ["", *table(heads, rows, right=(len(heads) - 1,)), ""]
    return lines + [cautions.say(c, lang, released) for c in released.cautions]


def _shown(record: dict[str, Any], name: str) -> str:
    code, label = record[name], record[f"{name}_label"]
    return label if code is None or str(code) == label or name not in (*PLACE_LEVELS, "place") else f"{code} {label}"
