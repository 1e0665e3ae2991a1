"""A small drawing of polygons before they are stored: outlines and names, without any count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from lib import settings
from lib.figures.markup import Drawing, esc


def drawing(shapes: Sequence[Any], names: Sequence[str], alt: str) -> Drawing:
    """What do these polygons look like?

    shapes  shapely (multi)polygons in WGS 84 degrees
    names   one for each, written inside unless there are more than ``data_pages.preview_named``
    alt     the sentence a screen reader says
    returns a Drawing that draws no number

    Degrees are drawn on an equirectangular plane at the middle latitude (east-west shrunk by its cosine), simplified to
    half a pixel of the drawing.
    """
    if not shapes:
        return Drawing("", alt)
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    squeeze = math.cos(math.radians((south + north) / 2))
    width = float(settings.value("data_pages.preview_pixels"))
    span_x, span_y = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min(width / span_x, width * 0.6 / span_y)
    margin = 8.0
    wide, high = span_x * scale + 2 * margin, span_y * scale + 2 * margin

    def place(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack([
            (points[:, 0] - west) * squeeze * scale + margin, (north - points[:, 1]) * scale + margin
        ])

    named = len(shapes) <= settings.value("data_pages.preview_named")
    paths: list[str] = []
    words: list[str] = []
    for shape, name in zip(shapes, names, strict=True):
        drawn = shapely.transform(shapely.simplify(shape, 0.5 / scale), place)
        rings = " ".join(_ring(ring) for part in shapely.get_parts(drawn) for ring in _rings(part))
        paths.append(f'<path class="area q1" d="{rings}"><title>{esc(name)}</title></path>')
        if named:
            middle = shapely.point_on_surface(drawn)
            words.append(f'<text class="on-q1" x="{middle.x:.1f}" y="{middle.y:.1f}">{esc(_short(name))}</text>')
    names_drawn = f'<g class="labels">{"".join(words)}</g>'
    markup = (
        f'<svg class="map" viewBox="0 0 {wide:.0f} {high:.0f}" role="img" aria-label="{esc(alt)}"'
        f' xmlns="http://www.w3.org/2000/svg">{"".join(paths)}{names_drawn}</svg>'
    )
    return Drawing(markup, alt)


def _rings(polygon: Any) -> list[Any]:
    if polygon.geom_type != "Polygon" or polygon.is_empty:
        return []
    return [polygon.exterior, *polygon.interiors]


def _ring(ring: Any) -> str:
    points = shapely.get_coordinates(ring)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"


def _short(name: str, width: int = 18) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"
