"""A tornado: how far each assumption, moved alone, moves the answer to either side; the widest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

Say = Callable[[dict[Any, Any]], str]


def tornado(
    released: Released, *, base: float, low: str, high: str, label: Say, say: Say, alt: str, most: int,
    least: float, less: str, more: str,
) -> Drawing:
    """A bar from ``low`` to ``high`` for each row that moves the answer, around the line of ``base``.

    low, high   columns: the answer with the assumption lowered, raised
    label, say  the name of a row and its two ends in words
    most        rows drawn; least  distance of its ends from which a row is drawn
    less, more  what the two colours mean, for the key
    """
    rows = [row for row in released.table.to_dict("records") if abs(row[high] - row[low]) >= least][:most]
    ends = [float(row[name]) for row in rows for name in (low, high)] + [base]
    left, right = min(ends), max(ends)
    span = (right - left) or 1.0

    def at(value: float) -> float:
        return (value - left) / span * 100

    def part(value: float, kind: str) -> str:
        start, width = min(at(value), at(base)), abs(at(value) - at(base))
        return f'<i class="{kind}" style="left:{start:.1f}%;width:{width:.1f}%"></i>' if width else ""

    pieces = []
    for row in rows:
        spoken = f"{label(row)}: {say(row)}"
        bars = part(float(row[low]), "less") + part(float(row[high]), "more")
        line = f'<i class="mark" style="left:{at(base):.1f}%"></i>'
        pieces.append(
            f'<li class="bar" aria-label="{esc(spoken)}" title="{esc(spoken)}"><span class="what">{esc(label(row))}</span>'
            f'<span class="number">{esc(say(row))}</span><span class="track">{bars}{line}</span></li>'
        )
    key = f'<p class="note tornado-key"><i class="less"></i>{esc(less)} <i class="more"></i>{esc(more)}</p>'
    drawn = {"|".join(str(row[name]) for name in released.dims): round(float(row[high])) for row in rows}
    return Drawing(f'<ul class="bars tornado" aria-label="{esc(alt)}">{"".join(pieces)}</ul>{key}', alt, {**drawn})
