"""What lies under and over every map of places: the street layer and the stations, when they are loaded and wanted.

The switches are two choices of the visit that the pages of places share (``choices`` in ``data/pages.toml``):
``map_streets`` and ``map_stations``, each "off" or "" (on).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
import streamlit as st

from lib.figures.map_layers import Lines, Marker, Markers
from lib.places.metres import Projection
from lib.storage.engine import Snapshot
from lib.ui import cache, visit
from lib.ui.visit import say

OFF = "off"


def streets(snapshot: Snapshot, plane: Projection | None) -> list[Lines]:
    """The street layer on a plane (None: in degrees), to be put above the shaded places; [] when there is none."""
    if snapshot.places.streets is None or visit.get("map_streets") == OFF:
        return []
    words, epsg = say("place_layers.streets"), plane.epsg if plane else 0
    return [cache.answer(snapshot, ("streets", epsg, words), lambda: Lines(_moved(snapshot, plane), words))]


def stations(snapshot: Snapshot, plane: Projection | None, shapes: Sequence[Any]) -> list[Markers]:
    """The stations that lie within the box of ``shapes`` (on the plane), with a tenth of it round; [] when none does."""
    known = snapshot.places.stations
    if known is None or visit.get("map_stations") == OFF or not len(shapes):
        return []
    longitude, latitude = (np.array([station[place] for station in known.stations]) for place in (1, 2))
    x, y = plane.to_metres(longitude, latitude) if plane else (longitude, latitude)
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    wide, high = (east - west) / 10, (north - south) / 10
    near = (x >= west - wide) & (x <= east + wide) & (y >= south - high) & (y <= north + high)
    if not near.any():
        return []
    return [Markers(
        tuple(Marker(float(x[i]), float(y[i]), known.stations[i][0]) for i in np.flatnonzero(near)), "station",
        say("place_layers.stations"),
    )]


def switches(snapshot: Snapshot) -> None:
    """The two switches, for a page's settings; where nothing is loaded, how to load it."""
    for name, loaded in (("streets", snapshot.places.streets), ("stations", snapshot.places.stations)):
        if loaded is not None:
            choice = f"map_{name}"
            st.toggle(
                say(f"place_layers.show_{name}"),
                **visit.mirror(choice, visit.get(choice) != OFF, lambda on: "" if on else OFF),
            )
        elif visit.policy().loads:
            st.caption(say(f"place_layers.load_{name}"))


def _moved(snapshot: Snapshot, plane: Projection | None) -> Any:
    known = snapshot.places.streets
    lines: Any = known.lines if known else []
    return plane.shapes_to_metres(lines) if plane else lines
