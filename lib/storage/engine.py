"""Snapshots: one version of the store in memory, read once, shared by every session, asked by Ibis expressions.

    snap = snapshot(store)                 # or snapshot(store, version)
    t = snap.table()                       # an Ibis table, columns below
    snap.run(t.filter(...).group_by("month").agg(count=t.count.sum()))

A table of ``table()`` is not bound to a connection: ``run`` takes a free one, so that threads do not wait for each other.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import ibis
import pandas as pd
import pyarrow as pa

from lib import settings
from lib.complaints.filters import Filters
from lib.places.book import PlaceBook
from lib.result import Source
from lib.storage import building, cells, duck
from lib.storage.cells import Cells
from lib.storage.log import Event
from lib.storage.store import Store

TABLE = "complaints"


@dataclass(eq=False)
class Snapshot:
    """One version of a store. Make it with ``snapshot``.

    version   the store's version
    events    live events of that version, oldest first
    places    names, polygons and population of that version
    rows      visible rows
    """

    store: Store
    version: int
    events: Sequence[Event] = field(repr=False)
    places: PlaceBook = field(repr=False)
    rows: int
    _base: duckdb.DuckDBPyConnection = field(repr=False)
    _free: queue.SimpleQueue[Any] = field(repr=False, default_factory=queue.SimpleQueue)
    _sources: dict[str, Source] = field(repr=False, default_factory=dict)
    _cells: dict[cells.Grain, Cells | None] = field(repr=False, default_factory=dict)
    _counting: threading.Lock = field(repr=False, default_factory=threading.Lock)

    def table(self, names: Iterable[str] | None = None) -> Any:
        """The visible complaints, one row each (or per published count); ``names`` are the columns that are needed.

        Name them: Ibis carries every column through every step, which costs more than the question itself. An expression
        over named columns must group, aggregate or select; bare rows are asked of the whole table.

        source, count · day and day_end (date; different for published months), month, quarter, year, weekday (1-7,
        Monday first), hour (0-23): null where the precision is coarser · minute (of that hour), minutes (length of the
        event on the wall clock; null when only the start is known) · hour_known, precision · crime_code (finest
        known), crime_type, family, is_crime, disclosure · department, province, district, station, sector (codes; null
        unknown) · latitude, longitude, location_quality, mappable · reported_day · load (version that stored the row) ·
        row_number (row of its file)
        """
        if names is None:
            return ibis.table(building.SCHEMA, name=TABLE)
        return ibis.table({name: building.SCHEMA[name] for name in dict.fromkeys(names)}, name=TABLE)

    def run(self, expression: Any) -> pd.DataFrame:
        """The answer to an expression over ``table()``; missing values are NaN, NaT or None.

        Columns stay Arrow until they are the frame's: Ibis itself would make a Python object of every code and of every
        cell of a column with gaps, eighty seconds for a million rows.
        """
        with self._connection() as con:
            table: pa.Table = con.con.sql(con.compile(expression)).to_arrow_table()
        kinds = expression.schema().to_pyarrow()
        return pd.DataFrame({name: _series(table[name], kinds.field(name).type) for name in table.column_names})

    def sources(self) -> dict[str, Source]:
        """The sources with data, by code, each with its latest edition."""
        return dict(self._sources)

    def cells(self, filters: Filters, names: Collection[str]) -> Cells | None:
        """The visible complaints added up by day or month, where that answers a question by the columns ``names``.

        None where only the rows do (hours, points, ...), and where there are too many cells to keep. Made when first asked.
        """
        grain = cells.grain(filters, names)
        if grain is None:
            return None
        with self._counting:
            if not self._cells:  # both at once: nobody waits for the second in the middle of a look
                largest = int(settings.value("storage.cells_kept"))
                with self._connection() as con:
                    self._cells.update({each: cells.build(con.con, each, largest) for each in cells.GRAINS})
            return self._cells[grain]

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        try:
            con = self._free.get_nowait()
        except queue.Empty:
            con = ibis.duckdb.from_connection(self._base.cursor())
        try:
            yield con
        finally:
            self._free.put(con)


def _series(told: pa.ChunkedArray, kind: pa.DataType) -> pd.Series:
    """A column of an answer as pandas has it; days as timestamps."""
    if pa.types.is_date(kind):
        kind = pa.timestamp("s")
    return (told if told.type == kind else told.cast(kind)).to_pandas()


_kept: OrderedDict[tuple[str, str, int], Snapshot] = OrderedDict()
_building: dict[tuple[str, str, int], threading.Lock] = {}
_lock = threading.Lock()


def snapshot(store: Store, version: int | None = None) -> Snapshot:
    """The store as of a version (None: now). Built once per version, kept for all; the last few stay in memory.

    Raises UsageError for a version that never was, StoreError when the store cannot be read.
    """
    folder, table, newest = store.identity()
    key = (folder, table, newest if version is None else store.check_version(version))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
        mine = _building.setdefault(key, threading.Lock())
    with mine:  # one builds, the others wait for it
        with _lock:
            if key in _kept:
                return _kept[key]
        made = _build(store, key[2])
        with _lock:
            _kept[key] = made
            _building.pop(key, None)
            while len(_kept) > int(settings.value("storage.snapshots_kept")):
                _kept.popitem(last=False)
    return made


def _build(store: Store, version: int) -> Snapshot:
    events = store.live_events(version)
    places = PlaceBook.from_events(events)
    con = duck.connect()
    rows = building.build(con, store, version, store.events(version), places)
    return Snapshot(store, version, events, places, rows, con, _sources=_sources(store, version, events, con))


def _sources(
    store: Store, version: int, events: Sequence[Event], con: duckdb.DuckDBPyConnection
) -> dict[str, Source]:
    present = [code for (code,) in con.execute(f"select distinct source::varchar from {TABLE} order by 1").fetchall()]
    latest: dict[str, Event] = {}
    for event in events:
        if event.type == "load":
            known = latest.get(event.payload["source"])
            if known is None or event.edition >= known.edition:
                latest[event.payload["source"]] = event
    return {
        code: Source(
            code, str(latest[code].payload.get("source_name") or code), latest[code].edition, version,
            synthetic=store.synthetic,
        )
        for code in present
    }
