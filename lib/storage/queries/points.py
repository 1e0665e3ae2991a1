"""Where, as far as a point is known: binned for maps, and the points that lie in no sector."""

from __future__ import annotations

import math

import pandas as pd

from lib.complaints.filters import Filters
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.storage.queries.sources import profiles

METRES_PER_DEGREE = 111_320.0
"""Of latitude; of longitude it shrinks with the cosine of the latitude."""


def points_binned(snapshot: Snapshot, filters: Filters, cell_metres: float) -> Result:
    """How many complaints in each square of a grid? Only points that may be drawn (``columns.MAPPABLE``).

    cell_metres  side of a square, in metres
    Returns latitude, longitude (degrees, the square's centre) and count; squares without complaints are left out.
    The grid is laid over the equator and Greenwich and stretched for the mean latitude of the source's points, so that
    a place stays in its square while that latitude, to a whole degree, stays the same.
    """
    filters = scope.resolve(snapshot, filters)
    rows = scope.chosen(snapshot, filters, ("count", "latitude", "longitude", "mappable"))
    rows = rows.filter(rows.mappable)
    profile = profiles(snapshot).get(filters.source)
    settings = {"cell_metres": cell_metres}
    if profile is None or profile.latitude is None:
        empty = pd.DataFrame({"latitude": [], "longitude": [], "count": pd.Series(dtype="int64")})
        return scope.answer(snapshot, filters, empty, dims=("latitude", "longitude"), settings=settings, n=0)
    tall = cell_metres / METRES_PER_DEGREE
    wide = tall / math.cos(math.radians(round(profile.latitude)))
    binned = rows.select(
        "count", y=(rows.latitude / tall).floor().cast("int32"), x=(rows.longitude / wide).floor().cast("int32")
    )
    found = snapshot.run(binned.group_by(["y", "x"]).agg(count=binned["count"].sum()).order_by(["y", "x"]))
    table = pd.DataFrame({
        "latitude": (found["y"] + 0.5) * tall, "longitude": (found["x"] + 0.5) * wide,
        "count": found["count"].astype("int64"),
    })
    return scope.answer(
        snapshot, filters, table, dims=("latitude", "longitude"), settings=settings, n=int(table["count"].sum())
    )


def outside_polygons(snapshot: Snapshot, filters: Filters) -> Result:
    """Which complaints with a usable point lie in no sector? For the command audience: single rows.

    load, row_number (of the file), day, crime_code, latitude, longitude, count; empty when there are no sector polygons.
    """
    filters = scope.resolve(snapshot, filters)
    names = ["load", "row_number", "day", "crime_code", "latitude", "longitude", "count"]
    rows = scope.chosen(snapshot, filters, [*names, "mappable", "sector"])
    rows = rows.filter(rows.mappable & rows.sector.isnull())
    if snapshot.places.polygon_set("sector") is None:
        rows = rows.filter(rows["count"] < 0)
    found = snapshot.run(rows.select(names).order_by(["load", "row_number"]))
    return scope.answer(snapshot, filters, found, dims=("load", "row_number"), n=int(found["count"].sum()))
