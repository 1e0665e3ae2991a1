"""Complaints against polygons: how many points fall inside, how many outside all, and which ones these are."""

from __future__ import annotations

import math

import pandas as pd

from lib.complaints.filters import Filters
from lib.result import Result, Source
from lib.storage.engine import Snapshot
from lib.storage.queries.points import METRES_PER_DEGREE

STATES = ("inside", "outside", "without_point")
LISTED = (
    "load", "row_number", "day", "hour", "crime_code", "latitude", "longitude", "location_quality", "count",
)


def located(snapshot: Snapshot, level: str, filters: Filters) -> Result:
    """Of the complaints of a source, how many points lie inside a polygon of ``level``, and how many outside all?

    filters   source, period and so on; ``source`` must name one
    returns   state (one of STATES), count (complaints); a state without complaints is a row with 0
    missing   complaints whose point is absent, forced to the station or a filler are ``without_point``
    source    shapely prepared polygons, as at import (``lib.places.joining``); a point on a seam goes to one polygon
    """
    points = _points(snapshot, filters)
    inside = _inside(snapshot, level, points)
    table = snapshot.table()
    rows = table.filter(filters.predicate(table))
    whole = int(snapshot.run(rows.agg(count=rows["count"].sum().fill_null(0)))["count"].iloc[0])
    within, without = int(points.loc[inside, "count"].sum()), int(points.loc[~inside, "count"].sum())
    counts = {"inside": within, "outside": without, "without_point": whole - within - without}
    return Result(
        pd.DataFrame({"state": list(STATES), "count": [counts[state] for state in STATES]}), dims=("state",), n=whole,
        filters=filters, settings={"level": level, "polygons": snapshot.places.polygon_set(level)},
        sources=_sources(snapshot, filters),
    )


def outside(snapshot: Snapshot, level: str, filters: Filters) -> pd.DataFrame:
    """Which complaints have a usable point outside every polygon of ``level``? Single rows: for the command only.

    returns   load (version), row_number (row of its file), day, hour, crime_code, latitude, longitude,
              location_quality, count; in the order of the files
    """
    points = _points(snapshot, filters)
    rows = points.loc[~_inside(snapshot, level, points)]
    return rows.sort_values(["load", "row_number"], kind="stable").reset_index(drop=True)


def by_place(snapshot: Snapshot, level: str, filters: Filters) -> Result:
    """How many of the points of a source lie in each polygon of ``level``? Every polygon is a row, empty ones with 0.

    returns   the column named ``level`` (code, in order) and count (complaints)
    """
    points = _points(snapshot, filters)
    positions, codes = snapshot.places.assign_positions(level, points["longitude"], points["latitude"])
    placed = points.assign(position=positions)
    held = placed[placed["position"] >= 0].groupby("position")["count"].sum()
    each = pd.DataFrame({level: list(codes), "count": [int(held.get(i, 0)) for i in range(len(codes))]})
    table = each.groupby(level, as_index=False).agg(count=("count", "sum"))
    return Result(
        table, dims=(level,), n=int(points["count"].sum()), filters=filters, sources=_sources(snapshot, filters),
        settings={"level": level, "polygons": snapshot.places.polygon_set(level)},
    )


def distance_to(snapshot: Snapshot, bounds: tuple[float, float, float, float]) -> tuple[int, float] | None:
    """How far are all trusted points from a box (west, south, east, north in degrees)?

    (points, kilometres from the box to the nearest point of their own box); 0 km when the boxes touch. None without
    points. A box far from every complaint tells of polygons in a wrong coordinate system.
    """
    t = snapshot.table(("latitude", "longitude", "mappable"))
    usable = t.filter(t.mappable)
    found = snapshot.run(usable.agg(
        points=usable.count(), west=usable.longitude.min(), south=usable.latitude.min(), east=usable.longitude.max(),
        north=usable.latitude.max(),
    )).iloc[0]
    if not int(found["points"]):
        return None
    west, south, east, north = bounds
    middle = math.radians((south + north) / 2)
    across = max(west - float(found["east"]), float(found["west"]) - east, 0.0) * math.cos(middle)
    up = max(south - float(found["north"]), float(found["south"]) - north, 0.0)
    return int(found["points"]), math.hypot(across, up) * METRES_PER_DEGREE / 1000


def _points(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    if not filters.source:
        raise ValueError("filters.source must name one source")
    table = snapshot.table()
    usable = table.filter(filters.predicate(table), table.mappable)
    return snapshot.run(usable.select(*LISTED))


def _inside(snapshot: Snapshot, level: str, points: pd.DataFrame) -> pd.Series:
    positions, _ = snapshot.places.assign_positions(level, points["longitude"], points["latitude"])
    return pd.Series(positions >= 0, index=points.index)


def _sources(snapshot: Snapshot, filters: Filters) -> tuple[Source, ...]:
    found = snapshot.sources().get(filters.source)
    return (found,) if found is not None else ()
