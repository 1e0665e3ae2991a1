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
from lib.storage import duck, visibility
from lib.storage.log import Event
from lib.storage.store import Store

SCHEMA = ibis.schema(
    {
        "source": "string", "count": "int64",
        "day": "date", "day_end": "date", "month": "date", "quarter": "int16", "year": "int16",
        "weekday": "int8", "hour": "int8", "hour_known": "boolean", "precision": "string",
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
    _define_relabelling(con, events)
    narrow = ", ".join(f"{name}" for name in (*WIDE, "key", "crime_raw", "sector_polygons"))
    parts = [f"select {narrow} from ({visibility.visible_simple()})"]
    if not visibility.all_clean(events):
        parts.append(f"select {narrow} from ({visibility.visible_mixed()})")
    con.execute("create view visible as " + " union all ".join(parts))
    _define_sectors(con, places)
    _create_table(con)
    con.execute(
        "create table unmapped_labels as select source, coalesce(crime_raw, '') as label, count(*) as rows,"
        f" sum(count)::bigint as count from ready where crime_type = '{UNMAPPED}' group by all"
    )
    rows = int(con.execute("select count(*) from complaints").fetchall()[0][0])
    for name in ("ready", "visible", "log_rows", "log_confirms", "log_covers"):
        con.execute(f"drop view {name}")
    for name in ("relabelled", "redrawn", "crimes", "loads"):
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


def label_mappings(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """{(source, normalised label): code} that people decided, the last word first; "" as a source means any."""
    return {
        (str(e.payload.get("source", "")), catalogue.normalise(str(e.payload["label"]))): str(e.payload["code"])
        for e in events if e.type == "labels" and e.live
    }


def _define_relabelling(con: duckdb.DuckDBPyConnection, events: Sequence[Event]) -> None:
    """Table ``relabelled``: source, crime_raw, crime_type, new code."""
    mappings = label_mappings(events)
    rows: list[tuple[str, str, str, str]] = []
    if mappings:
        seen = con.execute("select distinct source, crime_raw, crime_type from log_rows where crime_raw is not null")
        for source, raw, code in seen.fetchall():
            new = remapped(mappings, source, raw, code)
            if new is not None:
                rows.append((source, raw, code, new))
    con.register("relabelled_told", pa.table({
        name: pa.array([row[i] for row in rows], pa.string())
        for i, name in enumerate(("source", "crime_raw", "crime_type", "new_type"))
    }))
    con.execute("create table relabelled as from relabelled_told")
    con.unregister("relabelled_told")


def remapped(mappings: dict[tuple[str, str], str], source: str, raw: str, code: str) -> str | None:
    """The code that a person's mapping gives to a stored row, or None.

    A mapping speaks for rows that the catalogue left unmapped, and makes finer those that it knew only by family or type.
    """
    for label in (raw, *raw.split(" / ")):
        new = mappings.get((source, catalogue.normalise(label))) or mappings.get(("", catalogue.normalise(label)))
        if new is not None and (code == UNMAPPED or new in catalogue.with_descendants([code])):
            return new
    return None


def _define_sectors(con: duckdb.DuckDBPyConnection, places: PlaceBook) -> None:
    """Table ``redrawn``: source, load, row_number -> sector, for points whose sector the polygons of this version give.

    A sector that the file itself named stays. Without polygons, what earlier polygons gave is forgotten.
    """
    current = places.polygon_set("sector")
    con.execute("create table redrawn (source varchar, key bigint, new_sector varchar)")
    if current is None:
        return
    points: pa.Table = con.sql(
        "select source, key, longitude, latitude from visible"
        " where latitude is not null and longitude is not null and list_contains($mappable, location_quality)"
        " and (sector_polygons is not null or sector is null) and sector_polygons is distinct from $current",
        params={"mappable": list(MAPPABLE), "current": current},
    ).to_arrow_table()
    if points.num_rows == 0:
        return
    positions, codes = places.assign_positions(
        "sector", points["longitude"].to_numpy(), points["latitude"].to_numpy()
    )
    found = pa.DictionaryArray.from_arrays(pa.array(positions, mask=positions < 0), pa.array(codes, pa.string()))
    con.register("redrawn_told", points.select(["source", "key"]).append_column("new_sector", found))
    con.execute("insert into redrawn from redrawn_told")
    con.unregister("redrawn_told")


def _create_table(con: duckdb.DuckDBPyConnection) -> None:
    redrawn = int(con.execute("select count(*) from redrawn").fetchall()[0][0]) > 0
    relabelled = int(con.execute("select count(*) from relabelled").fetchall()[0][0]) > 0
    current = "v.sector"
    joins = ""
    if redrawn:
        joins += " left join redrawn d on d.source = v.source and d.key = v.key"
        current = "case when d.key is not null then d.new_sector else v.sector end"
    code = "v.crime_type"
    if relabelled:
        joins += (" left join relabelled n on n.source = v.source and n.crime_raw = v.crime_raw"
                  " and n.crime_type = v.crime_type")
        code = "coalesce(n.new_type, v.crime_type)"
    con.execute(f"create view ready as select v.* replace ({current} as sector, {code} as crime_type) from visible v{joins}")
    for name in ENUMS:
        column = "crime_type" if name == "crime_code" else name
        if name != "crime_code":
            con.execute(
                f"create type {name}_t as enum (select distinct {column} from ready where {column} is not null order by 1)"
            )
    fine = "precision in ('minute', 'hour', 'day')"
    drawable = f"(latitude is not null and location_quality in ({', '.join(duck.quoted(each) for each in MAPPABLE)}))"
    hour = "case when hour_known and precision in ('minute', 'hour') then hour(occurred_from)::tinyint end"
    lacks = {"hour": f"({hour}) is null", "sector": "sector is null", "district": "district is null",
             "type": f"c.code = '{UNMAPPED}'", "point": f"not {drawable}"}
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
