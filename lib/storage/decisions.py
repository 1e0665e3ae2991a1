"""Decisions of people that a snapshot takes in: labels mapped to the catalogue, polygons drawn anew.

They are events of the log and change no stored row, so that undoing one is only a new version.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from lib import catalogue
from lib.complaints.columns import MAPPABLE, PLACE_LEVELS, UNMAPPED
from lib.places.book import PlaceBook
from lib.storage import duck
from lib.storage.log import Event


def label_mappings(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """{(source, normalised label): code} that people decided, the last word first; "" as a source means any."""
    return {
        (str(e.payload.get("source", "")), catalogue.normalise(str(e.payload["label"]))): str(e.payload["code"])
        for e in events if e.type == "labels" and e.live
    }


def define_relabelling(con: duckdb.DuckDBPyConnection, events: Sequence[Event]) -> None:
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


def define_places(con: duckdb.DuckDBPyConnection, places: PlaceBook) -> None:
    """Table ``redrawn_<level>`` (source, key, code) for every level with polygons: the place that holds each point.

    Only points that may be drawn are placed. A sector is placed anew when other polygons are in force than those that
    gave it; a place that the file itself named stays. The other levels are only filled in where the file said nothing.
    """
    for level in redrawn_levels(places):
        open_rows = "sector_polygons is distinct from $current and (sector_polygons is not null or sector is null)"
        points: pa.Table = con.sql(
            "select source, key, longitude, latitude from visible where latitude is not null and longitude is not null"
            " and list_contains($mappable, location_quality)"
            f" and ({open_rows if level == 'sector' else f'{level} is null and $current is not null'})",
            params={"mappable": list(MAPPABLE), "current": places.polygon_set(level)},
        ).to_arrow_table()
        positions, codes = places.assign_positions(
            level, points["longitude"].to_numpy(), points["latitude"].to_numpy()
        )
        found = pa.DictionaryArray.from_arrays(pa.array(positions, mask=positions < 0), pa.array(codes, pa.string()))
        con.register("told", points.select(["source", "key"]).append_column("code", found))
        con.execute(f"create table redrawn_{level} as select source, key, code::varchar as code from told")
        con.unregister("told")


def redrawn_levels(places: PlaceBook) -> list[str]:
    """The levels that have polygons in force."""
    return [level for level in PLACE_LEVELS if places.polygon_set(level) is not None]


def decided(places: PlaceBook) -> str:
    """The query that gives the visible rows with people's decisions in them."""
    current = places.polygon_set("sector")
    told = {"crime_type": "coalesce(n.new_type, v.crime_type)"}
    joins = (" left join relabelled n on n.source = v.source and n.crime_raw = v.crime_raw"
             " and n.crime_type = v.crime_type")
    for level in redrawn_levels(places):
        joins += f" left join redrawn_{level} {level}_d on {level}_d.source = v.source and {level}_d.key = v.key"
        told[level] = f"coalesce({level}_d.code, v.{level})"
    holds = f"v.sector_polygons is null or v.sector_polygons = {duck.quoted(current)}" if current else (
        "v.sector_polygons is null")
    named = f"case when {holds} then v.sector end"
    told["sector"] = f"coalesce(sector_d.code, {named})" if current else named
    return f"select v.* replace ({', '.join(f'{what} as {name}' for name, what in told.items())}) from visible v{joins}"
