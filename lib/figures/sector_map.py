"""The map of counts by sector or district: an SVG written on the server. No WebGL, no tiles, no other host.

It draws the counts of whole polygons, never points: a complaint placed at the station or at a filler point only counts
where its file or its trusted point put it. ``Drawing.drawn`` says what is on the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import shapely

from lib import settings, texts
from lib.figures import classes, ground, map_labels
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

WIDTH, TALLEST, MARGIN = 460.0, 430.0, 10.0


def sector_map(
    released: Released, shapes: Mapping[str, Any], name: Callable[[str], str], lang: str, *,
    known: frozenset[str], number_of_classes: int, outside: frozenset[str] = frozenset(), pick: str = "",
    marked: str = "",
) -> Drawing:
    """A shaded map of the count of each place.

    released  one dimension (a place level) and ``count``; hidden counts are drawn as reserved, not as zero
    shapes    shapely polygons (WGS 84) by code; places of ``released`` without a shape are not on the map
    name      code -> what people call it
    known     codes that the source reports on: these are 0 when no row came, the others are "no data" (hatched)
    outside   codes that the place filter leaves out: drawn pale, without a number
    marked    the code of the place that the page speaks of: with a heavy edge
    pick      when given, polygons can be chosen by pointer and keyboard, as ``pick:<code>``
    """
    dim = released.dims[0]
    counts: dict[str, int | None] = {code: 0 for code in shapes if code in known and code not in outside}
    for code, count in zip(released.table[dim], released.table["count"], strict=True):
        if code in shapes and code not in outside:
            counts[code] = None if pd.isna(count) else int(count)
    drawn = {code: counts[code] for code in shapes if code in counts}
    lower = classes.edges([value for value in drawn.values() if value], number_of_classes)
    bounds = ground.bounds_of(list(shapes.values()))
    land = ground.fit(bounds, WIDTH, TALLEST, MARGIN)
    simple = _simplified(shapes, land)
    areas, wanted = [], []
    for code, shape in simple.items():
        here = drawn.get(code)
        kind = "outside" if code in outside else _class(code, here, drawn, lower, number_of_classes)
        edge = " marked" if code == marked else ""
        said = name(code) if code in outside else _said(name(code), here, code in drawn, lang)
        chosen = f' tabindex="0" role="button" data-pick="{esc(pick)}:{esc(code)}"' if pick else ' role="img"'
        areas.append(
            f'<path class="area {kind}{edge}" d="{ground.path(shape, land)}"{chosen} aria-label="{esc(said)}">'
            f"<title>{esc(said)}</title></path>"
        )
        number = texts.number(here, lang) if here is not None else ""
        wanted.append(map_labels.Label(code, name(code), number, kind))
    labels, width, height = map_labels.labels(wanted, simple, land, all_named=int(settings.value("ui.map_all_named")))
    alt = texts.t("figures.map.alt", lang, places=texts.number(len(drawn), lang),
                  count=texts.number(sum(v for v in drawn.values() if v), lang))
    svg = (
        f'<svg viewBox="0 0 {width:g} {height + 26:g}" class="map" role="group" aria-label="{esc(alt)}">'
        f"{_PATTERNS}{''.join(areas)}<g class=\"labels\" aria-hidden=\"true\">{labels}</g>"
        f"{_scale(land, height, lang)}</svg>"
    )
    return Drawing(svg + legend(lower, drawn, len(shapes) - len(outside), number_of_classes, lang), alt, drawn)


def legend(lower: list[float], drawn: Mapping[str, int | None], places: int, most: int, lang: str) -> str:
    """The classes in use, then "no data" and "reserved" when the map has them."""
    shades = []
    for index, edge in enumerate(lower):
        last = index == len(lower) - 1
        if last:
            text = texts.t("figures.map.and_more", lang, n=texts.number(edge, lang)) if index else texts.number(edge, lang)
        else:
            top = lower[index + 1] - 1
            text = texts.number(edge, lang) if top <= edge else f"{texts.number(edge, lang)}–{texts.number(top, lang)}"
        shades.append(f'<span class="key"><i class="{_shade(index, len(lower), most)}"></i>{esc(text)}</span>')
    if len(drawn) < places:
        shades.append(f'<span class="key"><i class="none"></i>{esc(texts.t("figures.no_data", lang))}</span>')
    if any(value is None for value in drawn.values()):
        shades.append(f'<span class="key"><i class="reserved"></i>{esc(texts.t("figures.reserved", lang))}</span>')
    return f'<div class="legend">{"".join(shades)}</div>'


def _simplified(shapes: Mapping[str, Any], land: ground.Ground) -> dict[str, Any]:
    """Detail below a third of a picture unit goes, without opening seams between neighbours."""
    tolerance = 0.35 / land.scale
    polygons = list(shapes.values())
    if shapely.get_num_coordinates(polygons).sum() > 3000:
        polygons = list(shapely.coverage_simplify(polygons, tolerance))
    return dict(zip(shapes, polygons, strict=True))


def _class(code: str, count: int | None, drawn: Mapping[str, int | None], lower: list[float], most: int) -> str:
    if code not in drawn:
        return "none"
    if count is None:
        return "reserved"
    return _shade(classes.class_of(count, lower), len(lower), most)


def _shade(index: int, used: int, most: int) -> str:
    """Spread the classes in use over the whole ramp: the darkest shade is always the highest class."""
    return f"q{round(index * (most - 1) / (used - 1)) if used > 1 else 0}"


def _said(name: str, count: int | None, known: bool, lang: str) -> str:
    if not known:
        return texts.t("figures.map.place_no_data", lang, place=name)
    if count is None:
        return texts.t("figures.map.place_reserved", lang, place=name)
    return texts.t("figures.map.place", lang, place=name, count=texts.number(count, lang))


def _scale(land: ground.Ground, height: float, lang: str) -> str:
    length, units = ground.scale_bar(land, land.width / 4)
    text = f"{texts.number(length, lang)} km" if length >= 1 else f"{texts.number(length * 1000, lang)} m"
    x, y = MARGIN, height + 14
    return (
        f'<g class="scale"><path d="M{x:g} {y - 5:g}V{y:g}H{x + units:.1f}V{y - 5:g}"/>'
        f'<text x="{x + units + 6:.1f}" y="{y + 1:g}">{text}</text></g>'
    )


_PATTERNS = (
    '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" class="hatch-ground"/><path d="M0 0V7" class="hatch-line"/></pattern>'
    '<pattern id="dots" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<rect width="7" height="7" class="hatch-ground"/><circle cx="3.5" cy="3.5" r="1.3" class="dot"/></pattern></defs>'
)
