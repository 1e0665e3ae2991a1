"""The ground that a map of points speaks of: the loaded polygons of the chosen places, else the ground round the points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from lib.complaints.columns import PLACE_LEVELS
from lib.places.book import PlaceBook
from lib.places.metres import Projection

LEVELS = ("sector", "station", "district", "province", "department")
"""Polygons of the finest level are looked for first."""


@dataclass(frozen=True, eq=False)
class Jurisdiction:
    """Ground in metres.

    area    shapely polygon or multipolygon on the plane of the projection; empty without polygons and points
    kind    "polygons" (loaded ones), or "hull": only where the points are, because there are no polygons
    level   the level of the polygons; "" for a hull
    parts   the places that make it up, by code: their polygons in metres
    """

    area: Any
    kind: Literal["polygons", "hull"]
    level: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def km2(self) -> float:
        return float(self.area.area) / 1e6

    def holds(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Which points (metres) lie in it; the edge belongs to it."""
        shapely.prepare(self.area)
        return np.asarray(shapely.intersects_xy(self.area, x, y), dtype=bool)


def jurisdiction(
    book: PlaceBook, places: Sequence[tuple[str, str]], plane: Projection, x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64], margin_m: float,
) -> Jurisdiction:
    """What ground is looked at?

    places     (level, code) of the chosen places; none: all
    x, y       the located points, metres: without polygons the ground is their convex hull, ``margin_m`` wider
    The polygons of the finest level that has any for the chosen places, dissolved. Ground outside them cannot hold a
    hot spot, and neither can ground that no polygon covers.
    """
    for level in LEVELS:
        found = {
            code: shape for polygons in book.polygon_sets(level)
            for code, shape in zip(polygons.codes, polygons.shapes, strict=True)
            if not places or any(_within(book, level, code, place) for place in places)
        }
        if found:
            moved = _sound(plane.shapes_to_metres(np.array(list(found.values()), dtype=object)))
            parts = dict(zip(found, moved, strict=True))
            return Jurisdiction(_sound(shapely.union_all(moved)), "polygons", level, parts)
    hull = shapely.MultiPoint(np.column_stack([x, y])).convex_hull if len(x) else shapely.Polygon()
    return Jurisdiction(hull.buffer(margin_m) if len(x) else hull, "hull")


def _within(book: PlaceBook, level: str, code: str, place: tuple[str, str]) -> bool:
    """Whether a polygon belongs to a chosen place: it is the place, or lies in it by its code's digits or its parent.

    Polygons that name no parent are taken to lie in it.
    """
    if place[0] == level:
        return place[1] == code
    if PLACE_LEVELS.index(place[0]) > PLACE_LEVELS.index(level) or not place[1].isdigit():
        return False
    known = book.get(level, code)
    parent = known.parent if known else ""
    return code.startswith(place[1]) if level in ("district", "province") else (parent or place[1]).startswith(place[1])


def _sound(shapes: Any) -> Any:
    """A projection may fold a sliver over."""
    invalid = ~shapely.is_valid(shapes)
    return np.where(invalid, shapely.make_valid(shapes), shapes) if np.ndim(shapes) else (
        shapely.make_valid(shapes) if invalid else shapes)
