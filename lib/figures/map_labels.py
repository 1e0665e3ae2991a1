"""The names and numbers on the map: inside their place where they fit, else on a leader line beside it.

A map of many places names those with room and leaves the others to the pointer. A map of few names every one: what does
not fit inside, even on more lines, stands where the paper is free, or in a column to the right of the map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from lib.figures import ground
from lib.figures.markup import esc

LETTER, TIGHT = 8.2, 6.6
"""Mean width of a bold letter at the label's two sizes, in picture units."""

LINE = 16.3
"""Height of a line of the smaller size."""

GAP = 4.0
"""Between a label on the paper and whatever is beside it."""

STEP = 5.0
"""How finely the paper is searched for a free spot."""

NEAREST = 120
"""Of the free spots, so many nearest ones are asked how much of other places their line would cross."""

LONGEST = 22
"""Letters of a name beside its place; the whole name is under the pointer."""

CROSSING = 4.0
"""A unit of line across another place is as bad as so many units of length."""

FARTHEST = 60.0
"""A free spot farther from its place than this belongs to nobody at a glance: the column is clearer."""


@dataclass(frozen=True)
class Label:
    """What one place wants to say. ``number`` is "" when it has none; ``kind`` is the class of its area."""

    code: str
    name: str
    number: str
    kind: str


@dataclass(frozen=True)
class Led:
    """A label that stands beside its place: what it says, and the spot in the place that its line leads to."""

    name: str
    number: str
    x: float
    y: float
    flat: Any


def labels(
    wanted: Sequence[Label], shapes: Mapping[str, Any], land: ground.Ground, *, all_named: int
) -> tuple[str, float, float]:
    """The markup of all labels, and the width and height of the paper that they need (at least the land's).

    wanted     one for each place, in the order of drawing
    shapes     polygons (WGS 84) by code
    all_named  with at most so many places, each that is counted (not "outside") gets its name and number
    """
    few = len(wanted) <= all_named
    inside: list[str] = []
    beside: list[Led] = []
    for one in wanted:
        x, y, room = ground.label_spot(shapes[one.code], land)
        letters = max(len(one.name), len(one.number))
        if room >= letters * TIGHT:
            size = "" if room >= letters * LETTER else "tight "
            inside.append(_lines([one.name], one.number, x, y, f"{size}on-{one.kind}"))
        elif few and (broken := _broken(one, shapes[one.code], land)):
            inside.append(broken)
        elif few and one.kind != "outside":
            beside.append(Led(_shortened(one.name), one.number, x, y, _flat(shapes[one.code], land)))
        elif one.number and room >= len(one.number) * TIGHT:
            inside.append(f'<text x="{x:.1f}" y="{y + 4:.1f}" class="number on-{one.kind}">{esc(one.number)}</text>')
    if not beside:
        return "".join(inside), land.width, land.height
    outside, width, height = _beside(beside, [_flat(shape, land) for shape in shapes.values()], land)
    return "".join(inside) + outside, width, height


def _lines(names: list[str], number: str, x: float, y: float, kind: str) -> str:
    """Lines around (x, y): the name on one or two, the number under it."""
    first = y + 5 - 9 * (len(names) - 1 + bool(number))
    more = [("", line) for line in names[1:]] + ([(' class="number"', number)] if number else [])
    rest = "".join(f'<tspan x="{x:.1f}" dy="1.25em"{style}>{esc(line)}</tspan>' for style, line in more)
    return f'<text x="{x:.1f}" y="{first:.1f}" class="{kind}">{esc(names[0])}{rest}</text>'


def _broken(one: Label, shape: Any, land: ground.Ground) -> str:
    """The name on two lines, inside its place; "" when that does not fit either."""
    words = one.name.split()
    if len(words) < 2:
        return ""
    halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    names = min(halves, key=lambda each: max(map(len, each)))
    x, y, room = ground.label_spot(shape, land, half=LINE * (1.5 if one.number else 1))
    if room < max(len(part) for part in (*names, one.number)) * TIGHT:
        return ""
    return _lines(list(names), one.number, x, y, f"tight on-{one.kind}")


def _shortened(name: str) -> str:
    """Beginning and end of a long name: what tells two of them apart stands at either."""
    if len(name) <= LONGEST:
        return name
    half = LONGEST // 2
    return f"{name[:half].rstrip()}…{name[-half + 1:].lstrip()}"


def _beside(wanted: list[Led], areas: list[Any], land: ground.Ground) -> tuple[str, float, float]:
    """Each label takes the free spot near its place with the shortest and clearest line; the rest make a column."""
    everything = shapely.union_all(areas)
    taken = [everything.buffer(GAP)]
    out, rest = [], []
    for one in sorted(wanted, key=lambda each: (round(each.y / LINE), -each.x)):
        spot = _free_spot(one, taken, everything.difference(one.flat), land)
        if spot is None:
            rest.append(one)
            continue
        taken.append(spot.buffer(GAP))
        left, top, right, _ = spot.bounds
        start = shapely.shortest_line(spot, shapely.Point(one.x, one.y)).coords[0]
        out.append(_leader(start[0], start[1], one))
        height = top + LINE * (1 if one.number else 0.5)
        out.append(_lines([one.name], one.number, (left + right) / 2, height, "tight beside"))
    column, width, height = _column(rest, land)
    return "".join(out) + column, width, height


def _free_spot(one: Led, taken: list[Any], others: Any, land: ground.Ground) -> Any | None:
    """The box for this label that touches nothing and has the best line to its place; None when there is none near."""
    across, down = max(len(one.name), len(one.number)) * TIGHT + 2, LINE * (2 if one.number else 1)
    west, north, east, south = one.flat.bounds
    columns = np.arange(GAP, land.width - across - GAP, STEP)
    rows = np.arange(GAP, land.height - down - GAP, STEP)
    columns = columns[(columns + across >= west - FARTHEST) & (columns <= east + FARTHEST)]
    rows = rows[(rows + down >= north - FARTHEST) & (rows <= south + FARTHEST)]
    lefts, tops = (grid.ravel() for grid in np.meshgrid(columns, rows))
    boxes = shapely.box(lefts, tops, lefts + across, tops + down)
    boxes = boxes[shapely.distance(boxes, one.flat) <= FARTHEST]
    blocked = shapely.union_all(taken)
    shapely.prepare(blocked)
    free = boxes[~shapely.intersects(boxes, blocked)]
    if not len(free):
        return None
    point = shapely.Point(one.x, one.y)
    near = free[np.argsort(shapely.distance(free, point), kind="stable")[:NEAREST]]
    lines = shapely.shortest_line(near, point)
    cost = shapely.length(lines) + CROSSING * shapely.length(shapely.intersection(lines, others))
    return near[int(np.argmin(cost))]


def _column(wanted: list[Led], land: ground.Ground) -> tuple[str, float, float]:
    """One label a line to the right of the map, in the order of their places, so that few lines cross."""
    if not wanted:
        return "", land.width, land.height
    left, each = land.width + 3 * GAP, LINE + GAP
    out, next_free = [], LINE
    starts = []
    for one in wanted:
        starts.append(max(one.y + GAP, next_free))
        next_free = starts[-1] + each
    over = max(0.0, min(starts[-1] + GAP - land.height, starts[0] - LINE))
    for i in range(len(starts)):
        starts[i] = max(LINE + i * each, starts[i] - over)
    for one, base in zip(wanted, starts, strict=True):
        number = f' <tspan class="number">{esc(one.number)}</tspan>' if one.number else ""
        out.append(_leader(left - GAP, base - GAP, one))
        out.append(f'<text x="{left:.1f}" y="{base:.1f}" class="tight beside column">{esc(one.name)}{number}</text>')
    widest = max(len(one.name) + len(one.number) + 1 for one in wanted)
    return "".join(out), left + widest * TIGHT, max(land.height, starts[-1] + GAP)


def _leader(x: float, y: float, one: Led) -> str:
    """The line from beside the label, and the dot in the place."""
    return (
        f'<path class="leader" d="M{x:.1f} {y:.1f}L{one.x:.1f} {one.y:.1f}"/>'
        f'<circle class="leader-end" cx="{one.x:.1f}" cy="{one.y:.1f}" r="2.6"/>'
    )


def _flat(shape: Any, land: ground.Ground) -> Any:
    """The polygon in picture units, sound enough to be asked what it touches."""
    flat = shapely.transform(shape, land.project)
    return flat if flat.is_valid else shapely.make_valid(flat)
