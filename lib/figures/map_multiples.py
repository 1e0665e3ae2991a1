"""Small maps side by side: the same places month by month or type by type. Each outline is written once and used again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from lib import texts
from lib.figures import ground, place_map
from lib.figures.classes import Classes
from lib.figures.map_layers import Key, by_class
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

WIDTH, TALLEST, MARGIN = 220.0, 190.0, 4.0


@dataclass(frozen=True)
class SmallMap:
    """One map: the key of its rows, its name, the words under it; ``refused`` says why it is not drawn ("" = it is)."""

    key: Any
    name: str
    words: str
    refused: str = ""


def map_multiples(
    released: Released, shown: Sequence[SmallMap], shapes: Mapping[str, Any], name: Callable[[str], str], lang: str, *,
    classes: Mapping[Any, Classes], value: str = "count", known: frozenset[str], outside: frozenset[str] = frozenset(),
    say: Callable[[str, float | None], str] | None = None, missing: str = "reserved", metres: bool = True,
    own_legends: bool = False, no_data: str = "",
) -> Drawing:
    """A grid of small maps.

    released     dimensions (key, place) and the column ``value``
    classes      the classes of each map: the same object for all when they are to be compared
    own_legends  a legend under each map; else one for all
    Raises ValueError for more than ``place_map.MOST_MARKS`` marks.
    """
    if len(shapes) * len(shown) > place_map.MOST_MARKS:
        raise ValueError(f"{len(shapes)} places in {len(shown)} maps: at most {place_map.MOST_MARKS} marks")
    by, place = released.dims
    land = ground.fit(ground.bounds_of(list(shapes.values())), WIDTH, TALLEST, MARGIN, metres=metres)
    simple = place_map.simplified(shapes, land)
    paths = ground.small_paths(list(simple.values()), land)
    outlines = "".join(
        f'<path id="m{i}" class="shape" transform="scale(.1)" d="{d}"/>' for i, d in enumerate(paths)
    )
    pieces: list[str] = []
    kinds: dict[str, Key] = {}
    drawn: dict[str, int | None] = {}
    for one in shown:
        pieces.append(f'<li class="small-map"><span class="what">{esc(one.name)}</span>')
        if one.refused:
            pieces.append(f'<div class="refused">{esc(one.refused)}</div></li>')
            continue
        rows = released.table[released.table[by] == one.key]
        layer = by_class(
            _part(released, rows, place), shapes, name, lang, classes=classes[one.key], value=value, known=known,
            outside=outside, say=say, missing=missing, no_data=no_data,
        )
        for key in layer.keys:
            kinds.setdefault(key.kind + key.words, key)
        uses = "".join(
            f'<use href="#m{i}" class="area {esc(area.kind)}"><title>{esc(area.said)}</title></use>'
            for i, area in enumerate(layer.areas)
        )
        count = pd.to_numeric(rows["count"]).sum()
        drawn[str(one.key)] = int(count)
        pieces.append(
            f'<svg class="map tiny" viewBox="0 0 {land.width:g} {land.height:g}" role="img" '
            f'aria-label="{esc(f"{one.name}: {one.words}")}">{uses}</svg><span class="words">{esc(one.words)}</span>'
        )
        pieces.append((place_map.legend_of(layer.keys) if own_legends else "") + "</li>")
    alt = texts.t("figures.map.multiples_alt", lang, maps=texts.number(len(shown), lang))
    patterns = f'<svg class="nothing" aria-hidden="true">{place_map.PATTERNS}<defs>{outlines}</defs></svg>'
    common = "" if own_legends else place_map.legend_of(list(kinds.values()))
    return Drawing(f'{patterns}<ul class="small-maps" aria-label="{esc(alt)}">{"".join(pieces)}</ul>{common}', alt, drawn)


def _part(released: Released, rows: pd.DataFrame, place: str) -> Released:
    """The rows of one map, as released as the whole was."""
    return replace(released, table=rows, dims=(place,))
