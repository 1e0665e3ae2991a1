"""Building a snapshot: visible rows from Parquet into one narrow table, with what every question needs worked out once.

Texts become ENUMs (one or two bytes), times become dates and small integers. Decisions of people come in here: a label
mapped to the catalogue, sectors drawn anew; so undoing such a decision is only a new version.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import ibis
import pyarrow as pa

from lib import catalogue
from lib.complaints.columns import MAPPABLE, PLACE_LEVELS, UNMAPPED
from lib.places.book import PlaceBook
from lib.storage import decisions, duck, visibility
from lib.storage.log import Event
from lib.storage.store import Store

SCHEMA = ibis.schema(
    {
        "source": "string", "count": "int64",
        "day": "date", "day_end": "date", "month": "date", "quarter": "int16", "year": "int16",
        "weekday": "int8", "hour": "int8", "minute": "int8", "minutes": "int32", "hour_known": "boolean",
        "precision": "string",
        "crime_code": "string", "crime_type": "string", "family": "string", "is_crime": "boolean", "disclosure": "string",
        "department": "string", "province": "string", "district": "string", "station": "string", "sector": "string",
        "latitude": "float64", "longitude": "float64", "location_quality": "string", "mappable": "boolean",
        "gaps": "int16", "reported_day": "date", "load": "int64", "row_number": "int64",
    }
)
GAPS = {"hour": 1, "sector": 2, "district": 4, "type": 8, "point": 16}
"""``gaps`` is the sum of what a row lacks: so completeness is one small grouping."""

UNMAPPED_LABELS = ibis.schema({"source": "string", "label": "string", "rows": "int64", "count": "int64"})
ENUMS = ("source", "precision", "crime_code", "location_quality", *PLACE_LEVELS)
WIDE = (
    "source", "count", "occurred_from", "occurred_to", "precision", "hour_known", "reported", "crime_type",
    *PLACE_LEVELS, "latitude", "longitude", "location_quality", "load", "row_number",
)


def build(
    con: duckdb.DuckDBPyConnection, store: Store, version: int, events: Sequence[Event], places: PlaceBook
) -> int:
    """Make the table ``complaints`` in ``con``; gives its number of rows.

    events  all events up to the version, live or not: their liveness decides what is visible
    """
    visibility.define_log(con, store, version)
    visibility.define_loads(con, events)
    _define_catalogue(con)
    decisions.define_relabelling(con, events)
    narrow = ", ".join(f"{name}" for name in (*WIDE, "key", "crime_raw", "sector_polygons"))
    parts = [f"select {narrow} from ({visibility.visible_simple()})"]
    if not visibility.all_clean(events):
        parts.append(f"select {narrow} from ({visibility.visible_mixed()})")
    con.execute("create view visible as " + " union all ".join(parts))
    decisions.define_places(con, places)
    con.execute(f"create view ready as {decisions.decided(places)}")
    _create_table(con)
    con.execute(
        "create table unmapped_labels as select source, coalesce(crime_raw, '') as label, count(*) as rows,"
        f" sum(count)::bigint as count from ready where crime_type = '{UNMAPPED}' group by all"
    )
    rows = int(con.execute("select count(*) from complaints").fetchall()[0][0])
    for name in ("ready", "visible", "log_rows", "log_confirms", "log_covers"):
        con.execute(f"drop view {name}")
    for name in ("relabelled", "crimes", "loads", *(f"redrawn_{level}" for level in decisions.redrawn_levels(places))):
        con.execute(f"drop table {name}")
    return rows


def _define_catalogue(con: duckdb.DuckDBPyConnection) -> None:
    entries = list(catalogue.entries().values())
    con.register("crimes_told", pa.table({
        "code": [e.code for e in entries], "type": [catalogue.type_of(e.code) for e in entries],
        "family": [catalogue.family_of(e.code) for e in entries], "is_crime": [e.is_crime for e in entries],
        "disclosure": [e.disclosure for e in entries],
    }))
    for name in ("code", "type", "family", "disclosure"):
        kind = f"crime_{name}_t"
        con.execute(f"create type {kind} as enum (select distinct {name} from crimes_told order by 1)")
    con.execute(
        "create table crimes as select code::crime_code_t as code, type::crime_type_t as type,"
        " family::crime_family_t as family, is_crime, disclosure::crime_disclosure_t as disclosure from crimes_told"
    )
    con.unregister("crimes_told")


def _create_table(con: duckdb.DuckDBPyConnection) -> None:
    names = [name for name in ENUMS if name != "crime_code"]
    distinct = con.execute(f"select {', '.join(f'list(distinct {name})' for name in names)} from ready").fetchall()[0]
    for name, values in zip(names, distinct, strict=True):
        listed = ", ".join(duck.quoted(value) for value in sorted(each for each in values or () if each is not None))
        con.execute(f"create type {name}_t as enum ({listed})")
    fine = "precision in ('minute', 'hour', 'day')"
    drawable = f"(latitude is not null and location_quality in ({', '.join(duck.quoted(each) for each in MAPPABLE)}))"
    hour = "case when hour_known and precision in ('minute', 'hour') then hour(occurred_from)::tinyint end"
    lacks = {"hour": f"({hour}) is null", "sector": "sector is null", "district": "district is null",
             "type": f"c.code = '{UNMAPPED}'", "point": f"not {drawable}"}
    ends = f"({hour}) is not null and occurred_to > occurred_from"
    gaps = " + ".join(f"case when {lacks[name]} then {bit} else 0 end" for name, bit in GAPS.items())
    con.execute(
        f"""
        create table complaints as
        select
            source::source_t as source, count::bigint as count,
            occurred_from::date as day,
            case when {fine} then occurred_from else coalesce(occurred_to, occurred_from) end::date as day_end,
            case when {fine} or precision = 'month' then date_trunc('month', occurred_from)::date end as month,
            case when precision <> 'year' then quarter(occurred_from)::smallint end as quarter,
            year(occurred_from)::smallint as year,
            case when {fine} then isodow(occurred_from)::tinyint end as weekday,
            {hour} as hour,
            case when ({hour}) is not null then minute(occurred_from)::tinyint end as minute,
            case when {ends} then nullif(date_diff('minute', occurred_from, occurred_to), 0)::integer end as minutes,
            hour_known, precision::precision_t as precision,
            c.code as crime_code, c.type as crime_type, c.family, c.is_crime, c.disclosure,
            department::department_t as department, province::province_t as province, district::district_t as district,
            station::station_t as station, sector::sector_t as sector,
            latitude, longitude, location_quality::location_quality_t as location_quality,
            {drawable} as mappable, ({gaps})::smallint as gaps,
            reported::date as reported_day, load, row_number
        from ready r join crimes c on c.code = coalesce(try_cast(r.crime_type as crime_code_t), '{UNMAPPED}')
        """
    )
