"""The map: layers on one ground, as an SVG written on the server. No WebGL, no tiles, no other host.

    shown = frame(list(shapes.values()), metres=True, crs="WGS 84 / UTM 18S (EPSG:32718)")
    layers = [by_kind(released, cells, lang, column="state", keys=..., say=..., pick="cell"),     # lib.figures.map_layers
              Lines(street_lines), Outlines({"": jurisdiction}), Markers(stations)]
    drawing = draw_map(layers, shown, lang, alt="one sentence for those who cannot see it")
    draw(drawing, "map", on_pick)                                                                  # lib.ui.drawing

Shapes of all layers are in the coordinates of the frame: metres of one projection, or degrees. What is chosen by pointer,
Enter or space comes back as ``<pick>:<code>``. ``draw_map(..., zoom=True)`` adds buttons to look closer (the component
moves the picture's window; nothing is fetched). At most ``MOST_MARKS`` marks: bin on the server, or draw the silent kinds
together (``Areas.together``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from lib import settings, texts
from lib.figures import ground, map_labels
from lib.figures.map_layers import Area, Areas, Key, Layer, Lines, Markers, Outlines
from lib.figures.markup import Drawing, esc

MOST_MARKS = 20_000
STYLE = Path(__file__).with_name("map.css")
"""The look of every map, on the page and in an image."""
WIDE, TALLEST, MARGIN = 640.0, 560.0, 10.0
SIZES = (("wide", 1.0), ("middle", 1.4), ("narrow", 2.0))
"""In half a page and on a phone letters and symbols are so many times larger in picture units: as large on the glass."""

MANY = 1_500
"""Of more polygons than this only the pointer tells the words, and the tab key passes them: a list beside them is read."""

FINE = 3_000
"""Corners up to which outlines stay as they are."""


@dataclass(frozen=True)
class Frame:
    """Where the map lies. ``crs`` is written beside the scale bar; ``sizes``: (class, magnification of what is written)."""

    land: ground.Ground
    crs: str = ""
    sizes: tuple[tuple[str, float], ...] = SIZES


def frame(
    shapes: Sequence[Any], *, metres: bool = True, crs: str = "", width: float = WIDE, tallest: float = TALLEST,
    sizes: tuple[tuple[str, float], ...] = SIZES,
) -> Frame:
    """The frame that shows all ``shapes``; they are in metres of the projection named ``crs``, else in degrees."""
    return Frame(ground.fit(ground.bounds_of(shapes), width, tallest, MARGIN, metres=metres), crs, sizes)


def draw_map(
    layers: Sequence[Layer], shown: Frame, lang: str, *, alt: str, zoom: bool = False, legend: bool = True
) -> Drawing:
    """The layers, the first at the bottom; then names, the scale bar with the coordinate system, and the legend.

    Raises ValueError for more than ``MOST_MARKS`` marks.
    """
    land = shown.land
    marks = sum(_marks(layer) for layer in layers)
    if marks > MOST_MARKS:
        raise ValueError(f"{marks} marks on a map: at most {MOST_MARKS}")
    body, labelled = [], []
    drawn: dict[str, int | None] = {}
    for layer in layers:
        match layer:
            case Areas():
                simple = simplified({area.code: area.shape for area in layer.areas}, land)
                body.append(_areas(layer, simple, land))
                if layer.labelled:
                    labelled.append((layer, simple))
                drawn.update(layer.drawn)
            case Outlines():
                body.append(_outlines(layer, land))
            case Lines():
                body.append(_lines(layer, land))
            case Markers():
                pass  # above every area, with the labels
    width, height, furniture = land.width, land.height, []
    for size, factor in shown.sizes:
        written, wide, high = _written(layers, labelled, land, factor)
        width, height = max(width, wide), max(height, high)
        furniture.append((size, factor, written))
    tops = "".join(_group(size, factor, written) for size, factor, written in furniture)
    largest = max(factor for _, factor in shown.sizes)
    scales = "".join(
        _group(size, factor, _scale(land, height, factor, shown.crs, lang), "rule") for size, factor in shown.sizes
    )
    bottom = height + 26 * largest
    strip = f'<rect class="strip" y="{height:.1f}" width="{width:.1f}" height="{bottom - height:.1f}"/>' if zoom else ""
    kind = "map large" if len(shown.sizes) > 1 else "map"
    svg = (
        f'<svg viewBox="0 0 {width:g} {bottom:g}" class="{kind}" role="group" aria-label="{esc(alt)}"'
        f'{_look(land) if zoom else ""}>{PATTERNS}<g class="ground">{"".join(body)}{tops}</g>{strip}{scales}</svg>'
    )
    if zoom:
        svg = f'<div class="zoomed">{svg}{_buttons(lang)}</div>'
    return Drawing(svg + (_legend(layers) if legend else ""), alt, drawn)


def legend_of(keys: Sequence[Key]) -> str:
    """The looks in use and what they stand for."""
    shades = (f'<span class="key"><i class="{key.kind}"></i>{esc(key.words)}</span>' for key in keys)
    return f'<div class="legend">{"".join(shades)}</div>'


def simplified(shapes: Mapping[str, Any], land: ground.Ground) -> dict[str, Any]:
    """Detail below a third of a picture unit goes, without opening seams between neighbours."""
    polygons = list(shapes.values())
    if shapely.get_num_coordinates(polygons).sum() > FINE and len(polygons) <= MANY:
        polygons = list(shapely.coverage_simplify(polygons, 0.35 / land.scale))
    return dict(zip(shapes, polygons, strict=True))


def _look(land: ground.Ground) -> str:
    """Marks the picture for the component; while the ground is the same, so is how closely one looks at it."""
    return f' data-zoom="{land.west:.6g} {land.north:.6g} {land.scale:.6g}"'


def _marks(layer: Layer) -> int:
    match layer:
        case Areas():
            return sum(area.kind not in layer.together for area in layer.areas) + len(layer.together)
        case Outlines():
            return len(layer.shapes)
        case Lines():
            return 1
        case Markers():
            return len(layer.markers)


def _areas(layer: Areas, simple: Mapping[str, Any], land: ground.Ground) -> str:
    out = []
    for kind in sorted(layer.together):
        silent = [simple[area.code] for area in layer.areas if area.kind == kind and not area.marked]
        if silent:
            d = "".join(ground.small_paths(silent, land))
            out.append(f'<path class="area together {esc(kind)}" transform="scale(.1)" d="{d}"/>')
    speaking = [area for area in layer.areas if area.kind not in layer.together or area.marked]
    speaking.sort(key=lambda area: area.marked)  # its heavy edge lies over its neighbours
    many = len(speaking) > MANY
    paths = (ground.small_paths if many else ground.paths)([simple[area.code] for area in speaking], land)
    write = _small_area if many else _area
    out += [write(area, d, layer.pick) for area, d in zip(speaking, paths, strict=True)]
    return "".join(out)


def _area(area: Area, d: str, pick: str) -> str:
    chosen = f' tabindex="0" role="button" data-pick="{esc(pick)}:{esc(area.code)}"' if pick else ' role="img"'
    said, edge = esc(area.said), " marked" if area.marked else ""
    return (
        f'<path class="area {esc(area.kind)}{edge}" d="{d}"{chosen} aria-label="{said}"><title>{said}</title></path>'
    )


def _small_area(area: Area, d: str, pick: str) -> str:
    """One of very many: its title is its name; not in the tab order, which would be endless."""
    chosen = f' data-pick="{esc(pick)}:{esc(area.code)}"' if pick else ""
    edge = " marked" if area.marked else ""
    return (
        f'<path class="area small {esc(area.kind)}{edge}" transform="scale(.1)" d="{d}"{chosen}>'
        f"<title>{esc(area.said)}</title></path>"
    )


def _outlines(layer: Outlines, land: ground.Ground) -> str:
    out = []
    for code, shape in layer.shapes.items():
        said = esc(layer.said.get(code, ""))
        chosen = f' tabindex="0" role="button" data-pick="{esc(layer.pick)}:{esc(code)}"' if layer.pick else ""
        told = f' aria-label="{said}"><title>{said}</title></path>' if said else "/>"
        d = "".join(ground.small_paths([shape], land))
        out.append(f'<path class="outline {layer.kind}" transform="scale(.1)" d="{d}"{chosen}{told}')
    return "".join(out)


@lru_cache(maxsize=8)
def _lines(layer: Lines, land: ground.Ground) -> str:
    """The path of all lines near the paper: a seventh of a second for a city, so the last few are kept."""
    lines = np.asarray(list(layer.lines), dtype=object)
    west, south, east, north = _window(land)
    box = shapely.bounds(lines)
    inside = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
    near = shapely.simplify(lines[inside], 0.4 / land.scale)
    d = "".join(ground.small_paths(near, land))
    return f'<path class="street" transform="scale(.1)" d="{d}"/>' if d else ""


def _window(land: ground.Ground) -> tuple[float, float, float, float]:
    """West, south, east, north of the paper in the frame's coordinates."""
    across, down = 1 / (land.scale * land.shrink), 1 / land.scale
    west, north = land.west - land.left * across, land.north + land.top * down
    return west, north - land.height * down, west + land.width * across, north


def _written(
    layers: Sequence[Layer], labelled: Sequence[tuple[Areas, Mapping[str, Any]]], land: ground.Ground, factor: float
) -> tuple[str, float, float]:
    """Names and symbols for letters ``factor`` times as large, and the paper that they need."""
    smaller = _shrunk(land, factor)
    out, width, height = [], land.width, land.height
    most = int(settings.value("ui.map_all_named"))
    out += [_markers(layer, smaller) for layer in layers if isinstance(layer, Markers) and layer.kind == "station"]
    for layer, simple in labelled:
        wanted = [map_labels.Label(area.code, area.name, area.number, area.kind) for area in layer.areas]
        written, wide, high = map_labels.labels(wanted, simple, smaller, all_named=most)
        out.append(f'<g class="labels" aria-hidden="true">{written}</g>')
        width, height = max(width, wide * factor), max(height, high * factor)
    out += [_markers(layer, smaller) for layer in layers if isinstance(layer, Markers) and layer.kind != "station"]
    return "".join(out), width, height


def _markers(layer: Markers, land: ground.Ground) -> str:
    out = []
    for marker in layer.markers:
        (x, y), = land.project(shapely.get_coordinates(shapely.Point(marker.x, marker.y)))
        chosen = f' tabindex="0" role="button" data-pick="{esc(layer.pick)}:{esc(marker.code)}"' if layer.pick else ""
        symbol = (
            f'<circle r="{7 if len(marker.text) < 3 else 9:g}"/><text y="4">{esc(marker.text)}</text>'
            if layer.kind == "number" else STATION
        )
        out.append(
            f'<g class="marker {esc(layer.kind)}" transform="translate({x:.1f} {y:.1f})"{chosen} '
            f'aria-label="{esc(marker.said)}"><g class="steady">{symbol}</g><title>{esc(marker.said)}</title></g>'
        )
    return "".join(out)


def _shrunk(land: ground.Ground, factor: float) -> ground.Ground:
    """The same ground on a smaller paper, so that what is written of one size is larger beside it."""
    return ground.Ground(
        land.west, land.north, land.shrink, land.scale / factor, land.left / factor, land.top / factor,
        land.width / factor, land.height / factor, land.unit_km,
    )


def _group(size: str, factor: float, written: str, kind: str = "top") -> str:
    """What is written at one size; the page shows the group that fits its width."""
    if not size:
        return written
    return f'<g class="{kind} {size}" transform="scale({factor:g})">{written}</g>'


def _scale(land: ground.Ground, height: float, factor: float, crs: str, lang: str) -> str:
    smaller = _shrunk(land, factor)
    room = smaller.width / 4
    length, units = ground.scale_bar(smaller, room)
    text = f"{texts.number(length, lang)} km" if length >= 1 else f"{texts.number(length * 1000, lang)} m"
    x, y = MARGIN, height / factor + 14
    return (
        f'<g class="scale" data-metres="{length * 1000:g}" data-units="{units:.3f}" data-room="{room:.1f}" '
        f'data-left="{x:g}" data-top="{y:.1f}"><path d="M{x:g} {y - 5:.1f}V{y:.1f}H{x + units:.1f}V{y - 5:.1f}"/>'
        f'<text x="{x + units + 6:.1f}" y="{y + 1:.1f}">{text}</text>'
        + (f'<text class="crs" x="{smaller.width - MARGIN:.1f}" y="{y + 1:.1f}">{esc(crs)}</text>' if crs else "")
        + "</g>"
    )


def _legend(layers: Sequence[Layer]) -> str:
    keys: list[Key] = []
    for layer in layers:
        if isinstance(layer, Areas):
            keys += layer.keys
        elif layer.words:
            keys.append(Key("line" if isinstance(layer, Lines) else f"sign-{layer.kind}", layer.words))
    return legend_of(keys)


def _buttons(lang: str) -> str:
    signs = (("in", "+"), ("out", "−"), ("all", "⤢"))
    return '<div class="zoom" role="group">' + "".join(
        f'<button type="button" data-look="{way}" aria-label="{esc(texts.t(f"figures.map.zoom_{way}", lang))}" '
        f'title="{esc(texts.t(f"figures.map.zoom_{way}", lang))}">{sign}</button>' for way, sign in signs
    ) + "</div>"


STATION = '<path d="M0 -6L5.2 -3.8V.8C5.2 3.8 3 6 0 7.5C-3 6 -5.2 3.8 -5.2 .8V-3.8Z"/>'
"""A shield, as on a police badge."""

def _patterns(name: str, scale: float) -> str:
    """Hatched (no data), dotted (reserved), two looks of time, ruled (cool: in grey it is not a light warm).

    scale  for paths written in tenths of a unit
    """
    turned = f'patternTransform="rotate(45) scale({scale:g})"'
    straight = f'patternTransform="scale({scale:g})"'
    return (
        f'<pattern id="hatch{name}" width="7" height="7" patternUnits="userSpaceOnUse" {turned}>'
        '<rect width="7" height="7" class="hatch-ground"/><path d="M0 0V7" class="hatch-line"/></pattern>'
        f'<pattern id="dots{name}" width="7" height="7" patternUnits="userSpaceOnUse" {straight}>'
        '<rect width="7" height="7" class="hatch-ground"/><circle cx="3.5" cy="3.5" r="1.3" class="dot"/></pattern>'
        f'<pattern id="rising{name}" width="6" height="6" patternUnits="userSpaceOnUse" {turned}>'
        '<rect width="6" height="6" class="rising-ground"/><path d="M0 0V6" class="rising-line"/></pattern>'
        f'<pattern id="now-and-then{name}" width="6" height="6" patternUnits="userSpaceOnUse" {straight}>'
        '<rect width="6" height="6" class="now-ground"/><circle cx="3" cy="3" r="1.4" class="now-dot"/></pattern>'
    ) + "".join(
        f'<pattern id="cool{shade}{name}" width="4" height="4" patternUnits="userSpaceOnUse" {straight}>'
        f'<rect width="4" height="4" class="cool-ground-{shade}"/><path d="M0 2H4" class="cool-line"/></pattern>'
        for shade in range(3)
    )


PATTERNS = f'<defs>{_patterns("", 1)}{_patterns("-tenths", 10)}</defs>'
