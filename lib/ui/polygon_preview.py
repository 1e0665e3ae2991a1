"""A small drawing of polygons before they are stored: outlines and names, without any count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from lib import settings
from lib.figures.markup import Drawing, esc

LETTER = (8.2, 17.0)
"""Width of a letter and height of a line of a name, in the drawing's pixels."""


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

    drawn = [shapely.transform(shapely.simplify(shape, 0.5 / scale), place) for shape in shapes]
    paths = [
        f'<path class="area q1" d="{_outline(shape)}"><title>{esc(name)}</title></path>'
        for shape, name in zip(drawn, names, strict=True)
    ]
    words = _labels(drawn, names) if len(shapes) <= settings.value("data_pages.preview_named") else []
    names_drawn = f'<g class="labels">{"".join(words)}</g>'
    markup = (
        f'<svg class="map" viewBox="0 0 {wide:.0f} {high:.0f}" role="img" aria-label="{esc(alt)}"'
        f' xmlns="http://www.w3.org/2000/svg">{"".join(paths)}{names_drawn}</svg>'
    )
    return Drawing(markup, alt)


def _labels(drawn: Sequence[Any], names: Sequence[str]) -> list[str]:
    """Names inside their polygons, the largest first; one that would cover another is left to its tooltip."""
    placed: list[Any] = []
    words: list[str] = []
    for shape, name in sorted(zip(drawn, names, strict=True), key=lambda pair: -pair[0].area):
        middle, short = shapely.point_on_surface(shape), _short(name)
        half_width, half_height = len(short) * LETTER[0] / 2, LETTER[1] / 2
        box = shapely.box(
            middle.x - half_width, middle.y - half_height, middle.x + half_width, middle.y + half_height
        )
        if any(box.intersects(other) for other in placed):
            continue
        placed.append(box)
        words.append(
            f'<text class="on-q1" x="{middle.x:.1f}" y="{middle.y + half_height / 2:.1f}">{esc(short)}</text>'
        )
    return words


def _outline(shape: Any) -> str:
    return " ".join(_ring(ring) for part in shapely.get_parts(shape) for ring in _rings(part))


def _rings(polygon: Any) -> list[Any]:
    if polygon.geom_type != "Polygon" or polygon.is_empty:
        return []
    return [polygon.exterior, *polygon.interiors]


def _ring(ring: Any) -> str:
    points = shapely.get_coordinates(ring)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"


def _short(name: str, width: int = 18) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"
