"""Points into polygons: which place holds each point.

Once, when points enter, never at query time. Every polygon is prepared and looks only at the points in its box; with
many polygons the points are ordered by longitude first. A million points into five sectors take about 0.2 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

OUTSIDE = -1


def assign(
    polygons: Sequence[Any], longitude: npt.ArrayLike, latitude: npt.ArrayLike
) -> npt.NDArray[np.int32]:
    """In which polygon does each point lie?

    polygons   shapely polygons or multipolygons, in the points' coordinates; None and empty ones hold nothing
    longitude  x of each point (degrees WGS 84 when the polygons are); NaN lies nowhere
    latitude   y of each point

    Returns for each point the position of its polygon, or ``OUTSIDE`` (-1). The edge belongs to the polygon; where two
    polygons claim a point (an overlap, a shared edge) the first in the order given wins, so that no point counts twice.
    """
    x = np.ascontiguousarray(longitude, dtype=np.float64)
    y = np.ascontiguousarray(latitude, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"longitude and latitude need one dimension and equal length: {x.shape} and {y.shape}")
    found = np.full(len(x), OUTSIDE, dtype=np.int32)
    shapes = [(i, shape) for i, shape in enumerate(polygons) if shape is not None and not shape.is_empty]
    if not len(x) or not shapes:
        return found
    if len(shapes) <= FEW:
        for position, shape in shapes:
            west, south, east, north = shape.bounds
            inside_box = (x >= west) & (x <= east) & (y >= south) & (y <= north)
            _claim(found, position, shape, x, y, np.flatnonzero(inside_box & (found == OUTSIDE)))
        return found
    order = np.argsort(x, kind="stable")
    ordered = x[order]
    for position, shape in shapes:
        west, south, east, north = shape.bounds
        near = order[np.searchsorted(ordered, west, "left"): np.searchsorted(ordered, east, "right")]
        near = near[(y[near] >= south) & (y[near] <= north) & (found[near] == OUTSIDE)]
        _claim(found, position, shape, x, y, near)
    return found


FEW = 12
"""Up to so many polygons a plain look at every box is faster than ordering the points."""


def _claim(
    found: npt.NDArray[np.int32], position: int, shape: Any,
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], candidates: npt.NDArray[np.intp],
) -> None:
    if not len(candidates):
        return
    shapely.prepare(shape)
    hit = shapely.intersects_xy(shape, x[candidates], y[candidates])
    found[candidates[hit]] = position
