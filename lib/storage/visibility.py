"""Which rows of the log are visible: the rules of docs/house.md ("The store") as one query.

An entry is a row or a confirm: "load L holds this content under this key". Of the entries with one key, that of the
last live load decides the content. A row is then visible unless a later live load covers its place and period without
holding its key; rows with complaint ids are never covered. Where several loads stored the same row, the first copy
stands for all.

When every load of a source met nothing stored before (``clean``), its rows are simply those of its live loads.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from lib.storage import duck, log
from lib.storage.log import Event
from lib.storage.store import Store

COVER_PLACE = "coalesce(station, district, province, department, '')"
"""The place by which editions replace each other: the station's own sheet by station, published counts by district."""

PERIOD_START = "occurred_from::date"
PERIOD_END = (
    "case when precision in ('month', 'quarter', 'year') then coalesce(occurred_to, occurred_from)::date "
    "else occurred_from::date end"
)

IDENTITY_COLUMNS = "source, key, content, load, identity, cover_place, occurred_from, occurred_to, precision"


def cover_places(rows: pa.RecordBatch) -> pa.Array:
    """``COVER_PLACE`` of each row."""
    return pc.coalesce(*(rows[level] for level in ("station", "district", "province", "department")), pa.scalar(""))


def define_log(con: duckdb.DuckDBPyConnection, store: Store, version: int) -> None:
    """Views ``log_rows``, ``log_confirms``, ``log_covers`` over the files of a version, in the current schema.

    Rows at the filler points that a load's event names have quality 'filler', and no sector by polygons.
    """
    for kind, name in (("row", "log_rows"), ("confirm", "log_confirms"), ("cover", "log_covers")):
        files = store.files(version, kind)
        if files:
            rows = f"from {duck.parquet(files)}"
            if kind == "row" and _define_fillers(con, store.events(version)):
                rows = _without_fillers(duck.parquet(files))
            con.execute(f"create or replace view {name} as {rows}")
        else:
            fields = [field for field in log.SCHEMA if field.name != "kind"]
            empty = pa.table({f.name: pa.array([], f.type) for f in fields})
            con.register(f"{name}_empty", empty)
            con.execute(f"create or replace view {name} as from {name}_empty")


def _define_fillers(con: duckdb.DuckDBPyConnection, events: Sequence[Event]) -> int:
    """Table ``fillers_of`` (load, latitude, longitude): the filler points of each load; gives how many."""
    told = [
        (e.version, latitude, longitude)
        for e in events if e.type == "load" for latitude, longitude in e.payload.get("filler_points", ())
    ]
    if told:
        load, latitude, longitude = zip(*told, strict=True)
        con.register("fillers_told", pa.table({
            "load": pa.array(load, pa.int64()), "latitude": pa.array(latitude, pa.float64()),
            "longitude": pa.array(longitude, pa.float64()),
        }))
        con.execute("create or replace temp table fillers_of as from fillers_told")
        con.unregister("fillers_told")
    return len(told)


def _without_fillers(rows: str) -> str:
    return f"""
    select r.* replace (
        case when f.load is null then r.location_quality else 'filler' end as location_quality,
        case when f.load is null or r.sector_polygons is null then r.sector end as sector,
        case when f.load is null then r.sector_polygons end as sector_polygons)
    from {rows} r left join fillers_of f using (load, latitude, longitude)
    """


def define_loads(con: duckdb.DuckDBPyConnection, events: Sequence[Event], name: str = "loads") -> None:
    """Table of the loads: load, source, rank, live, clean (true when all loads of its source are clean)."""
    loads = [event for event in events if event.type == "load"]
    order = log.ranks(events)
    mixed = {e.payload["source"] for e in loads if not e.payload.get("clean")}
    table = pa.table(
        {
            "load": pa.array([e.version for e in loads], pa.int64()),
            "source": pa.array([e.payload["source"] for e in loads], pa.string()),
            "rank": pa.array([order[e.version] for e in loads], pa.int64()),
            "live": pa.array([e.live for e in loads], pa.bool_()),
            "clean": pa.array([e.payload["source"] not in mixed for e in loads], pa.bool_()),
        }
    )
    con.register(f"{name}_told", table)
    con.execute(f"create or replace temp table {name} as from {name}_told")
    con.unregister(f"{name}_told")


def visible_simple(rows: str = "log_rows", loads: str = "loads") -> str:
    """Rows of the live loads of clean sources."""
    return f"select * from {rows} where load in (select load from {loads} where live and clean)"


def visible_mixed(
    rows: str = "log_rows", confirms: str = "log_confirms", covers: str = "log_covers", loads: str = "loads",
    chosen: str = "*",
) -> str:
    """Visible rows of the sources where loads touch each other, by all the rules. The names come from code only."""
    return f"""
    with mixed as (select load, rank, live from {loads} where not clean),
    own as (select {IDENTITY_COLUMNS} from {rows} where load in (select load from mixed)),
    held as (
        select source, key, content, load from own
        union all
        select source, key, content, load from {confirms} where load in (select load from mixed)
    ),
    decided as (
        select h.source, h.key, arg_max(h.content, m.rank) as content, max(m.rank) as rank
        from held h join mixed m using (load) where m.live group by h.source, h.key
    ),
    first_copy as (select source, key, content, min(load) as load from own group by source, key, content),
    spans as (
        select c.source, c.cover_place, c.occurred_from::date as first, c.occurred_to::date as last, m.rank
        from {covers} c join mixed m using (load) where m.live
    ),
    candidates as (
        select o.source, o.key, o.content, o.load, o.identity, o.cover_place,
            {PERIOD_START} as first, {PERIOD_END} as last, d.rank
        from own o join first_copy using (source, key, content, load) join decided d using (source, key, content)
    ),
    covered as (
        select distinct c.source, c.key from candidates c join spans s
            on s.source = c.source and s.cover_place = c.cover_place
            and s.rank > c.rank and s.first <= c.first and c.last <= s.last
        where c.identity <> 'id'
    ),
    visible as (select source, key, content, load from candidates anti join covered using (source, key))
    select {chosen} from {rows} semi join visible using (source, key, content, load)
    """


def all_clean(events: Sequence[Event]) -> bool:
    """True when no load met anything stored before."""
    return all(event.payload.get("clean") for event in events if event.type == "load")
