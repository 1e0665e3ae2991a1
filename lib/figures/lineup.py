"""Ten small maps, one of them true: each a button, light enough to be drawn all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib import texts
from lib.figures import ground, place_map
from lib.figures.classes import Classes
from lib.figures.map_layers import Key
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

WIDTH, TALLEST, MARGIN = 220.0, 200.0, 3.0


@dataclass(frozen=True)
class Round:
    """What the viewer did: ``chosen`` map (None: none yet), ``true`` the true one once it is revealed (None: not yet)."""

    chosen: int | None
    true: int | None


def lineup(
    released: Released, shapes: Mapping[str, Any], outline: Any, lang: str, *, maps: int, classes: Classes, state: Round,
    alt: str,
) -> Drawing:
    """The maps side by side; a click, Enter or space chooses one, as ``map:<position>``, until the true one is revealed.

    released  dims (map, cell) and ``count``; cells without a row hold nothing and are not drawn
    shapes    the cells' polygons by code, in metres; ``outline`` the ground's
    classes   the same for all maps, so that none stands out by its shades
    """
    land = ground.fit(ground.bounds_of([outline]), WIDTH, TALLEST, MARGIN, metres=True)
    paths = dict(zip(shapes, ground.small_paths(list(shapes.values()), land), strict=True))
    edge = "".join(ground.small_paths([outline], land))
    table = released.table
    kinds = np.array([classes.kind(float(count)) for count in table["count"]], dtype=object)
    pieces: list[str] = []
    drawn: dict[str, int | None] = {}
    for position in range(maps):
        mine = (table["map"] == position).to_numpy()
        drawn[str(position)] = int(table.loc[mine, "count"].sum())
        cells = table.loc[mine, "cell"].to_numpy()
        areas = "".join(
            f'<path class="area together {kind}" transform="scale(.1)" '
            f'd="{"".join(paths[str(code)] for code in cells[kinds[mine] == kind])}"/>'
            for kind in sorted(set(kinds[mine]))
        )
        svg = (
            f'<svg class="map tiny" viewBox="0 0 {land.width:g} {land.height:g}" aria-hidden="true">'
            f'<path class="ground-edge" transform="scale(.1)" d="{edge}"/>{areas}</svg>'
        )
        pieces.append(f"<li>{_button(position, svg, state, lang)}</li>")
    keys = [Key(kind, words) for kind, words in classes.words(lang)]
    listed = f'<ul class="lineup" aria-label="{esc(alt)}">{"".join(pieces)}</ul>'
    return Drawing(listed + place_map.legend_of(keys), alt, drawn)


def _button(position: int, svg: str, state: Round, lang: str) -> str:
    said = texts.t("figures.lineup.map", lang, n=position + 1)
    kinds = ["suspect"]
    if state.chosen == position:
        kinds.append("chosen")
        said = texts.t("figures.lineup.chosen", lang, n=position + 1)
    if state.true is not None:
        if state.true == position:
            kinds.append("true")
            said = texts.t("figures.lineup.true", lang, n=position + 1)
        return f'<div class="{" ".join(kinds)}"><span class="what">{esc(said)}</span>{svg}</div>'
    pressed = "true" if state.chosen == position else "false"
    return (
        f'<button type="button" class="{" ".join(kinds)}" data-pick="map:{position}" aria-pressed="{pressed}">'
        f'<span class="what">{esc(said)}</span>{svg}</button>'
    )
