"""The small map of counts by sector or district, for a column of a page: one layer of ``lib.figures.place_map``.

It draws the counts of whole polygons, never points: a complaint placed at the station or at a filler point only counts
where its file or its trusted point put it. ``Drawing.drawn`` says what is on the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lib import texts
from lib.figures import classes, place_map
from lib.figures.map_layers import by_class
from lib.figures.markup import Drawing
from lib.privacy.release import Released

WIDTH, TALLEST = 460.0, 430.0


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
    here = [code in shapes and code not in outside for code in released.table[dim]]
    counts = [int(count) for count in released.table.loc[here, "count"].dropna()]
    layer = by_class(
        released, shapes, name, lang, classes=classes.classify(counts, number_of_classes), known=known, outside=outside,
        pick=pick, marked=marked,
    )
    alt = texts.t("figures.map.alt", lang, places=texts.number(len(layer.drawn), lang),
                  count=texts.number(sum(value for value in layer.drawn.values() if value), lang))
    shown = place_map.frame(
        list(shapes.values()), metres=False, width=WIDTH, tallest=TALLEST, sizes=(("", 1.0),)
    )
    return place_map.draw_map([layer], shown, lang, alt=alt)
