"""From degrees to the picture: a local equal-scale projection, paths, labels' places and the scale bar."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

LINE = 11.0
"""Half the height of a label of two lines, in picture units."""

KM_PER_DEGREE = 111.32
"""Length of a degree of latitude (and of longitude at the equator); good to 0.6 % for a picture."""


@dataclass(frozen=True)
class Ground:
    """Where the picture lies: bounds in WGS 84 degrees or in metres, size in picture units, units per kilometre."""

    west: float
    north: float
    shrink: float
    scale: float
    left: float
    top: float
    width: float
    height: float
    unit_km: float = KM_PER_DEGREE

    @property
    def per_km(self) -> float:
        return self.scale / self.unit_km

    def project(self, points: np.ndarray) -> np.ndarray:
        """(n, 2) longitude and latitude, or metres east and north, to picture x and y."""
        x = self.left + (points[:, 0] - self.west) * self.shrink * self.scale
        y = self.top + (self.north - points[:, 1]) * self.scale
        return np.column_stack([x, y])


def fit(
    bounds: tuple[float, float, float, float], width: float, tallest: float, margin: float, *, metres: bool = False
) -> Ground:
    """The ground that shows ``bounds`` (west, south, east, north) ``width`` wide and at most ``tallest`` high.

    metres  the bounds are metres of a projection; else degrees, drawn at equal scale for the middle latitude
    """
    west, south, east, north = bounds
    shrink = 1.0 if metres else math.cos(math.radians((south + north) / 2))
    across, down = max((east - west) * shrink, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * margin) / across, (tallest - 2 * margin) / down)
    height = down * scale + 2 * margin
    unit_km = 0.001 if metres else KM_PER_DEGREE
    return Ground(west, north, shrink, scale, (width - across * scale) / 2, margin, width, height, unit_km)


def paths(shapes: Sequence[Any], ground: Ground) -> list[str]:
    """The SVG path of each polygon or line, to a tenth of a unit; holes included (draw with evenodd)."""
    return _paths(shapes, ground, "{:.1f}".format, 10.0)


def small_paths(shapes: Sequence[Any], ground: Ground) -> list[str]:
    """The same for very many, shorter: whole tenths of a unit (draw at a scale of 0.1)."""
    return _paths(shapes, ground, str, 1)


def _paths(shapes: Sequence[Any], ground: Ground, told: Callable[[float], str], over: float) -> list[str]:
    """Relative steps in tenths of a unit, divided by ``over`` and written by ``told``.

    Numbers are kept in flat lists: a list for each point would have the garbage collector look at everything there is.
    """
    parts, of_shape = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    areal = shapely.get_type_id(parts) == 3
    rings, of_part = shapely.get_rings(parts[areal], return_index=True)
    lines = np.concatenate([rings, parts[~areal]])
    owner = np.concatenate([of_shape[areal][of_part], of_shape[~areal]])
    order = np.argsort(owner, kind="stable")
    points, line = shapely.get_coordinates(lines[order], return_index=True)
    out = [""] * len(shapes)
    if not len(points):
        return out
    tenths = np.round(ground.project(points) * 10).astype(np.int64)
    begins = np.r_[True, np.diff(line) != 0]
    steps = np.diff(tenths, axis=0, prepend=tenths[:1])
    kept = begins | (steps != 0).any(axis=1)
    tenths, steps, begins, of = tenths[kept], steps[kept], begins[kept], owner[order][line[kept]]
    moved = np.where(begins[:, None], tenths, steps)
    numbers, place = np.unique(moved, return_inverse=True)  # few differ: each is written once
    written = [told(number / over if over != 1 else number) for number in numbers.tolist()]
    across, down = place.reshape(moved.shape).T.tolist()
    words = [
        f"{'M' if new else 'l'}{written[x]} {written[y]}" for new, x, y in zip(begins.tolist(), across, down, strict=True)
    ]
    edges = np.flatnonzero(np.r_[True, np.diff(of) != 0, True])
    for first, last in itertools.pairwise(edges.tolist()):
        out[of[first]] = "".join(words[first:last])
    return out


def label_spot(shape: Any, ground: Ground, half: float = LINE) -> tuple[float, float, float]:
    """Where a label has most room: x, y and how wide the place is there, in picture units.

    The width is that of the narrower of two lines, ``half`` (half the label's height) above and below.
    """
    polygons = shapely.get_parts(shape)
    largest = polygons[int(np.argmax(shapely.area(polygons)))]
    flat = shapely.Polygon(ground.project(np.asarray(largest.exterior.coords)[:, :2]))
    if not flat.is_valid or flat.area == 0:
        spot = flat.representative_point()
        return float(spot.x), float(spot.y), 0.0
    radius = shapely.maximum_inscribed_circle(flat, tolerance=1.0)
    x, y = (float(value) for value in radius.coords[0])
    return x, y, min(_width_at(flat, x, y + line) for line in (-half, half))


def _width_at(flat: Any, x: float, y: float) -> float:
    """Twice the way from (x, y) to the nearer edge, going left and right; 0 outside."""
    west, _, east, _ = flat.bounds
    pieces = shapely.get_parts(flat.intersection(shapely.LineString([(west, y), (east, y)])))
    for piece in pieces:
        left, _, right, _ = piece.bounds
        if left < x < right:
            return 2 * min(x - left, right - x)
    return 0.0


def scale_bar(ground: Ground, longest: float) -> tuple[float, float]:
    """(kilometres, picture units) of the longest round bar that is not longer than ``longest`` units."""
    kilometres = longest / ground.per_km
    power = 10 ** math.floor(math.log10(kilometres))
    length = max(step * power for step in (1, 2, 5) if step * power <= kilometres)
    return length, length * ground.per_km


def bounds_of(shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    """West, south, east, north of all shapes."""
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    return float(west), float(south), float(east), float(north)
