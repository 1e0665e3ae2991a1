"""Adding a checked file to the store: what is new, what is stored already, what it replaces; then one commit.

    with check_file(store, upload) as checked:
        plan(store, checked)                # what would happen, nothing stored
        add(store, checked, who="ana")      # stored

The plan is made again inside the commit, on the version that the commit builds on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from lib import settings
from lib.complaints import columns
from lib.errors import FileError, UsageError
from lib.storage import duck, log, revisions, visibility
from lib.storage.log import Event
from lib.storage.staging import Checked, Progress, check_file, frequent_labels
from lib.storage.store import Store, trouble
from lib.storage.writing import WITHOUT_KIND, Ready

__all__ = ["Added", "Checked", "Plan", "add", "check_file", "plan"]

BATCH_ROWS = 100_000


@dataclass(frozen=True)
class Plan:
    """What adding the file does to one version of the store.

    version              the version that it builds on
    edition              cut-off of the file, "" when it is the time of loading
    rows_added           accepted rows that no live load holds
    rows_already_stored  accepted rows that a live load holds, unchanged
    rows_replaced        stored rows that stop being visible
    revisions            month, place_level, place, crime_type, before, after: what was known and changes
    changes              False: nothing would change, nothing is written
    newest               False: a later edition of this source is stored, which keeps its word where both speak
    clean                the file meets nothing that was stored before
    """

    version: int
    edition: str
    rows_added: int
    rows_already_stored: int
    rows_replaced: int
    revisions: pd.DataFrame = field(repr=False)
    changes: bool
    newest: bool = True
    clean: bool = False


@dataclass(frozen=True)
class Added:
    """What ``add`` did. ``version`` is the store's version now: unchanged when nothing was added."""

    version: int
    rows_added: int
    rows_already_stored: int
    rows_replaced: int
    revisions: pd.DataFrame = field(repr=False)
    changed: bool
    newest: bool
    edition: str


def plan(store: Store, checked: Checked, edition: str | None = None) -> Plan:
    """What would adding this file change? Nothing is stored. Errors as in ``add``."""
    edition = _edition(edition)
    con = duck.connect(checked.folder)
    try:
        return _plan(con, store, checked, edition, store.version)
    except (duckdb.Error, OSError, pa.ArrowException) as error:
        raise trouble(error, store.root) from error
    finally:
        con.close()


def add(
    store: Store, checked: Checked, who: str, edition: str | None = None, progress: Progress | None = None
) -> Added:
    """Store the file in one atomic step.

    who       name of the person or of the machine's user
    edition   cut-off of the data ("2026", "2026-05", "2026-05-31" or with a time); None = the time of loading. Of two
              editions of one source the later one keeps its word, whichever is loaded first.
    progress  told the share and the number of rows written so far

    Loading what is stored already changes nothing. Raises FileError (no acceptable row), UsageError (an edition that is no
    date), StoreError (disk full, not writable, busy); the store is then as it was.
    """
    edition = _edition(edition)
    if checked.report.rows_accepted == 0:
        raise FileError("loading_no_acceptable_row", file=checked.file, rows=checked.report.rows_read)
    store.clean_orphans()
    latest: list[Plan] = []
    con = duck.connect(checked.folder)

    def prepare(version: int) -> Iterator[pa.RecordBatch | Ready] | None:
        try:
            latest[:] = [_plan(con, store, checked, edition, version)]
        except (duckdb.Error, OSError, pa.ArrowException) as error:
            raise trouble(error, store.root) from error
        return _log_rows(con, checked, latest[0], who, progress) if latest[0].changes else None

    try:
        made = store.commit(prepare)
    finally:
        con.close()
    done = latest[0]
    return Added(
        made if made is not None else done.version, done.rows_added, done.rows_already_stored, done.rows_replaced,
        done.revisions, made is not None, done.newest, done.edition,
    )


def _edition(edition: str | None) -> str:
    text = (edition or "").strip()
    if text and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?)?)?", text):
        raise UsageError("loading_edition_not_a_date", edition=text)
    return text


def _plan(con: duckdb.DuckDBPyConnection, store: Store, checked: Checked, edition: str, version: int) -> Plan:
    """Compare the file with what the store holds of its source at ``version``; leaves the view ``incoming``."""
    source = checked.report.source
    rows = checked.report.rows_accepted
    events = store.events(version)
    own = [e for e in events if e.type == "load" and e.payload["source"] == source]
    live = [e for e in own if e.live]
    later = [e for e in live if edition and log.edition_key(e.edition) > log.edition_key(edition)]
    unchanged = Plan(version, edition, 0, rows, 0, revisions.none(), changes=False, newest=not later)
    if not edition and any(e.payload["sha256"] == checked.sha256 for e in live):
        return unchanged
    define_incoming(con, checked, version + 1)
    if not own:
        con.execute("create or replace temp table held (key bigint, content bigint, load bigint)")
        return Plan(version, edition, rows, 0, 0, revisions.none(), changes=True, clean=True)
    visibility.define_log(con, store, version)
    visibility.define_loads(con, _with_incoming(events, source, edition, version + 1))
    con.execute(
        """
        create or replace temp table known as
        select key, content, load from log_rows where source = $source
        union all select key, content, load from log_confirms where source = $source
        """, {"source": source},
    )
    con.execute(
        "create or replace temp table held as select key, content, load from known semi join incoming using (key, content)"
        " where load in (select load from loads where live)"
    )
    already = _number(con, "select count(*) from incoming semi join held using (key, content)")
    if not edition and already == rows and _same_as_a_load(con, live, rows):
        return unchanged
    if _touches_nothing(con, source):
        return Plan(version, edition, rows, 0, 0, revisions.none(), changes=True, newest=not later, clean=True)
    changed = revisions.compare(con, source)
    if already == rows and not changed.rows_gone and not changed.rows_come:
        return unchanged
    return Plan(
        version, edition, rows - already, already, changed.rows_gone, changed.table, changes=True, newest=not later
    )


def define_incoming(con: duckdb.DuckDBPyConnection, checked: Checked, load: int) -> None:
    """View ``incoming``: the staged rows as log rows of ``load``, with final keys and filler points marked."""
    names = {name: f"s.{name}" for name in columns.NAMES}
    joins = ""
    if checked.fillers.num_rows:
        con.register("fillers", checked.fillers)
        joins += " left join fillers f on s.latitude = f.latitude and s.longitude = f.longitude"
        names["location_quality"] = "case when f.latitude is null then s.location_quality else 'filler' end"
        names["sector"] = "case when f.latitude is null or s.sector_polygons is null then s.sector end"
        names["sector_polygons"] = "case when f.latitude is null then s.sector_polygons end"
    if checked.renumbered.num_rows:
        con.register("renumbered", checked.renumbered)
        joins += " left join renumbered r on r.position = s.file_row_number"
        names["key"] = "coalesce(r.key, s.key)"
    con.execute(
        f"create or replace view incoming as select {int(load)}::bigint as load,"
        f" {', '.join(f'{told} as {name}' for name, told in names.items())},"
        f" {visibility.COVER_PLACE} as cover_place, null::varchar as payload"
        f" from {duck.parquet([checked.staged], 'file_row_number = true')} s{joins}"
    )


def _with_incoming(events: Sequence[Event], source: str, edition: str, load: int) -> list[Event]:
    payload = {"source": source, "edition": edition, "clean": False}
    return [*events, Event(load, "load", "", dt.datetime.now(dt.UTC), payload)]


def _same_as_a_load(con: duckdb.DuckDBPyConnection, live: Sequence[Event], rows: int) -> bool:
    """The very rows of one live load, in whatever file: loading it again is recognised by its content."""
    matched = dict(con.execute("select load, count(*) from held group by load").fetchall())
    return any(matched.get(e.version) == rows == e.payload["rows_accepted"] for e in live)


def _touches_nothing(con: duckdb.DuckDBPyConnection, source: str) -> bool:
    """No key of the file was ever stored, and neither its covers nor those of earlier loads reach the other's rows."""
    if _number(con, "select count(*) from (select 1 from known semi join incoming using (key) limit 1)"):
        return False
    con.execute(
        f"create or replace temp table new_spans as select cover_place, min({visibility.PERIOD_START}) as first,"
        f" max({visibility.PERIOD_END}) as last from incoming where identity <> 'id' group by cover_place"
    )
    stored = (
        f"select 1 from log_rows r join new_spans n using (cover_place) where r.source = $source and identity <> 'id'"
        f" and n.first <= {visibility.PERIOD_END} and {visibility.PERIOD_START} <= n.last limit 1"
    )
    spans = (
        "select 1 from log_covers c join new_spans n using (cover_place) where c.source = $source"
        " and n.first <= c.occurred_to::date and c.occurred_from::date <= n.last limit 1"
    )
    return not any(
        _number(con, f"select count(*) from ({query})", {"source": source}) for query in (spans, stored)
    )


def _log_rows(
    con: duckdb.DuckDBPyConnection, checked: Checked, planned: Plan, who: str, progress: Progress | None
) -> Iterator[pa.RecordBatch | Ready]:
    """Everything that the commit writes: new rows, confirms, covers and the event.

    The staged file is taken as it is when it is all new and has the right version and keys in it.
    """
    load = planned.version + 1
    if planned.rows_already_stored == 0 and checked.load == load and checked.renumbered.num_rows == 0:
        yield Ready(checked.staged, "row", planned.rows_added)
        if progress is not None:
            progress(1.0, planned.rows_added)
    else:
        yield from _new_rows(con, planned, progress)
    if planned.rows_already_stored:
        yield from _batches(con, _narrow(
            "confirm", load, "incoming semi join held using (key, content)", ("source", "key", "content"),
        ))
    yield from _batches(con, _narrow(
        "cover", load,
        f"(select source, cover_place, min({visibility.PERIOD_START})::timestamp as occurred_from,"
        f" max({visibility.PERIOD_END})::timestamp as occurred_to from incoming where identity <> 'id'"
        " group by source, cover_place)",
        ("source", "cover_place", "occurred_from", "occurred_to"),
    ))
    yield log.event_row(load, "load", who, dt.datetime.now(dt.UTC), _payload(checked, planned))


def _new_rows(
    con: duckdb.DuckDBPyConnection, planned: Plan, progress: Progress | None
) -> Iterator[pa.RecordBatch]:
    order = ", ".join(WITHOUT_KIND.names)
    written = 0
    new_rows = "from incoming" if planned.rows_already_stored == 0 else "from incoming anti join held using (key, content)"
    for batch in _batches(con, f"select 'row' as kind, {order} {new_rows}"):
        yield batch
        written += batch.num_rows
        if progress is not None:
            progress(min(1.0, written / max(1, planned.rows_added)), written)


def _narrow(kind: str, load: int, table: str, told: Sequence[str]) -> str:
    """A query that gives log rows with only some columns; ``_batches`` leaves the others null."""
    return f"select '{kind}' as kind, {int(load)}::bigint as load, {', '.join(told)} from {table}"


def _batches(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    for batch in con.sql(query).to_arrow_reader(BATCH_ROWS):
        if batch.num_rows:
            yield log.filled(batch)


def _payload(checked: Checked, planned: Plan) -> dict[str, Any]:
    report = checked.report
    kept = int(settings.value("storage.revision_rows"))
    told = planned.revisions
    frequent, more, labels = frequent_labels(report)
    return {
        "file": checked.file, "sha256": checked.sha256, "format": report.format, "source": report.source,
        "edition": planned.edition, "clean": planned.clean,
        "rows_read": report.rows_read, "rows_accepted": report.rows_accepted, "rows_rejected": report.rows_rejected,
        "count_total": report.count_total, "rows_added": planned.rows_added,
        "rows_already_stored": planned.rows_already_stored, "rows_replaced": planned.rows_replaced,
        "start": report.start, "end": report.end,
        "problems": [{"code": p.code, "severity": p.severity, "rows": p.rows} for p in report.problems],
        "place_names": {level: dict(names) for level, names in report.place_names.items()},
        "unknown_labels": [
            {"source": source, "label": label, "rows": rows}
            for (source, label), rows in frequent
        ],
        "unknown_labels_more": {"labels": labels - len(frequent), "rows": more},
        "filler_points": [list(point.values()) for point in checked.fillers.to_pylist()],
        "revisions": {
            "cells": len(told), "before": int(told["before"].sum()), "after": int(told["after"].sum()),
            "listed": [
                {**row, "month": str(row["month"])[:10]}
                for row in told.head(kept).to_dict("records")
            ],
        },
    }


def _number(con: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None) -> int:
    found = con.execute(query, parameters) if parameters else con.execute(query)
    return int(found.fetchall()[0][0])
