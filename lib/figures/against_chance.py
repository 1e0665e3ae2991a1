"""What was counted against what chance alone gives: bars or a line over a grey band, from zero."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.figures.paper import Paper, ceiling, grid, line, name, svg, told
from lib.privacy.release import Released

WIDE = Paper("wide", 520, 270)
NARROW = Paper("narrow", 340, 240, left=40)
Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Say:
    """The words of the figure.

    tick   under the axis, by row; "" for rows without a mark
    value  a number of the axis
    row    what a row tells under the pointer
    """

    tick: Callable[[Row], str]
    value: Callable[[float], str]
    row: Callable[[Row], str]


def against_chance(
    released: Released, lang: str, *, value: str, say: Say, alt: str, bars: bool, share: bool = False
) -> Drawing:
    """A place for each row of ``released``, in its order.

    value   the column that was counted; ``expected``, ``low`` and ``high`` are what chance gives
    bars    bars, else a line
    share   values are shares of one
    Bars whose ``verdict`` is "more" are drawn as the ones that matter.
    """
    rows = released.table.to_dict("records")
    drawn = {say.row(row): None if pd.isna(row[value]) else round(float(row[value])) for row in rows}
    return Drawing(
        "".join(_draw(rows, paper, lang, value, say, alt, bars, share) for paper in (WIDE, NARROW)), alt, drawn
    )


def _draw(
    rows: list[dict[Hashable, Any]], paper: Paper, lang: str, value: str, say: Say, alt: str, bars: bool, share: bool,
) -> str:
    counted, chance, low, high = ([_number(row[column]) for row in rows] for column in (value, "expected", "low", "high"))
    top, step = ceiling([*counted, *high], whole=not share)
    y, n = paper.scale(0, top), len(rows)
    pieces = [_band(low, high, paper, y, bars), grid(paper, y, step, top, lang, say.value if share else None)]
    if bars:
        wide = paper.room / max(n, 1) * 0.6
        for i, one in enumerate(counted):
            if one:
                kind = " one" if rows[i].get("verdict") == "more" else ""
                pieces.append(f'<rect class="column{kind}" x="{paper.x(i, n) - wide / 2:.1f}" y="{y(one):.1f}" '
                              f'width="{wide:.1f}" height="{y(0) - y(one):.1f}"/>')
    pieces.append(line(chance, paper, y, "before"))
    if not bars:
        pieces.append(line(counted, paper, y, "now"))
    at = _free(counted, high, bars)
    if at is not None and high[at] is not None:
        over = max(high[at] or 0, counted[at] or 0) if bars else high[at] or 0
        pieces.append(name(texts.t("figures.chance", lang), paper.x(at, n), y(over) - 7, paper))
    for i, row in enumerate(rows):
        said = say.tick(row)
        if said:
            pieces.append(f'<text class="tick" x="{paper.x(i, n):.1f}" y="{paper.height - 8:g}" '
                          f'text-anchor="middle">{esc(said)}</text>')
        pieces.append(told(say.row(row), i, n, paper, None if bars or counted[i] is None else y(counted[i] or 0)))
    return svg(paper, "against", alt, pieces)


def _band(
    low: list[float | None], high: list[float | None], paper: Paper, y: Callable[[float], float], bars: bool
) -> str:
    """Between the ends of chance: steps under bars, a smooth shape under a line."""
    n = len(low)
    each = paper.room / max(n, 1) / 2 if bars else 0.0
    known = [i for i in range(n) if low[i] is not None and high[i] is not None]
    if not known:
        return ""
    sides = (-each, each) if bars else (0.0,)
    up = [f"{paper.x(i, n) + side:.1f} {y(high[i] or 0):.1f}" for i in known for side in sides]
    down = [f"{paper.x(i, n) + side:.1f} {y(low[i] or 0):.1f}" for i in reversed(known) for side in reversed(sides)]
    return f'<path class="expected" d="M{"L".join(up + down)}Z"/>'


def _free(counted: list[float | None], high: list[float | None], bars: bool) -> int | None:
    """A place for the band's name: late, where no bar reaches beyond it, else above the bars; with a line, early."""
    n = len(counted)
    if not n:
        return None
    if not bars:
        return n // 3
    return next((i for i in range(int(n * 0.6), n) if (counted[i] or 0) <= (high[i] or 0)), int(n * 0.8))


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]
