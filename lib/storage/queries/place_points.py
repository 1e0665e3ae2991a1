"""Complaints as points in metres, for statistics of places: only points that are where the event was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib import settings
from lib.complaints.columns import MAPPABLE
from lib.complaints.filters import Filters, place_level
from lib.places.jurisdiction import Jurisdiction, jurisdiction
from lib.places.metres import Projection, projection
from lib.places.points import UNKNOWN_HOUR, Coverage, Located
from lib.storage.engine import Snapshot
from lib.storage.queries import scope

FORCED = ("station_centroid", "district_centroid")
FILLER = "filler"
_EPOCH = np.datetime64("1970-01-01", "D")


def located_points(
    snapshot: Snapshot, filters: Filters, *, include_forced: bool = False, epsg: int | None = None
) -> Located:
    """Where exactly did the chosen complaints happen?

    include_forced  True also takes points forced to a station or a district's middle and filler points. They are not the
                    place of anything: this is for showing what such a map gets wrong
    epsg            the person's coordinate system; None: the UTM zone of the source's points, whatever the filters, so that
                    a choice of filters does not move the grid
    One element per complaint (a row that stands for n gives n). Classes in ``records.no_point`` are never points.
    Raises UsageError as ``scope.resolve`` and ``lib.places.metres.projection`` do.
    """
    filters = scope.resolve(snapshot, filters)
    rows = scope.chosen(snapshot, filters, (
        "count", "day", "day_end", "hour", "crime_code", "disclosure", "latitude", "longitude", "location_quality", "load",
        "row_number",
    ))
    qualities = [*MAPPABLE, *FORCED, FILLER] if include_forced else list(MAPPABLE)
    never = list(settings.value("records.no_point"))
    usable = rows.location_quality.isin(qualities) & rows.latitude.notnull() & rows.disclosure.notin(never)
    found = snapshot.run(rows.filter(usable).select(
        "count", "day", "hour", "crime_code", "latitude", "longitude", "load", "row_number",
        whole_day=rows.day == rows.day_end, forced=rows.location_quality.notin(list(MAPPABLE)),
    ))
    return _located(found, _plane(snapshot, filters.source, epsg), _coverage(snapshot, rows, never, include_forced))


def ground(snapshot: Snapshot, filters: Filters, located: Located, margin_m: float) -> Jurisdiction:
    """The ground of a map of these points: the chosen places' polygons, else the points' hull ``margin_m`` wider."""
    places = [place_level(place) for place in filters.places]
    return jurisdiction(snapshot.places, places, located.plane, located.x, located.y, margin_m)


def _plane(snapshot: Snapshot, source: str, epsg: int | None) -> Projection:
    """By the middle of all points of the source that may be drawn."""
    t = snapshot.table(("source", "latitude", "longitude", "mappable"))
    middle = snapshot.run(
        t.filter((t.source == source) & t.mappable).agg(longitude=t.longitude.median(), latitude=t.latitude.median())
    ).astype("float64")
    return projection(middle["longitude"], middle["latitude"], epsg)


def _coverage(snapshot: Snapshot, rows: Any, never: list[str], include_forced: bool) -> Coverage:
    kind = (
        rows.disclosure.isin(never).ifelse(
            "reserved",
            rows.location_quality.isin(FORCED).ifelse(
                "forced", (rows.location_quality == FILLER).ifelse(
                    "filler", (rows.location_quality.isin(MAPPABLE) & rows.latitude.notnull()).ifelse("drawn", "nowhere")
                )
            ),
        )
    )
    held = snapshot.run(rows.group_by(kind=kind).agg(count=rows["count"].sum()))
    counts = {str(name): int(count) for name, count in zip(held["kind"], held["count"], strict=True)}
    left_out = {} if include_forced else {name: counts.get(name, 0) for name in ("forced", "filler")}
    return Coverage(
        total=sum(counts.values()), reserved=counts.get("reserved", 0), nowhere=counts.get("nowhere", 0), **left_out
    )


def _located(found: pd.DataFrame, plane: Projection, coverage: Coverage) -> Located:
    if (found["count"] != 1).any():
        found = found.loc[found.index.repeat(found["count"])]
    codes, names = pd.factorize(found["crime_code"])
    x, y = plane.to_metres(found["longitude"].to_numpy(), found["latitude"].to_numpy())
    day = (found["day"].to_numpy().astype("datetime64[D]") - _EPOCH).astype(np.int32)
    return Located(
        plane, x, y, day, found["whole_day"].to_numpy(dtype=bool),
        found["hour"].fillna(UNKNOWN_HOUR).to_numpy(dtype=np.int8), codes.astype(np.int16),
        tuple(str(name) for name in names), found["load"].to_numpy(dtype=np.int64),
        found["row_number"].to_numpy(dtype=np.int64), found["forced"].to_numpy(dtype=bool), coverage,
    )
