"""Factors with their intervals, one under the other on one logarithmic axis: complaints, reporting, crime."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

TICKS = (0.1, 0.2, 0.25, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 4.0, 5.0, 10.0)


@dataclass(frozen=True)
class Factor:
    """One line: name, a word under it, columns of the table that hold it, tone (quantity, notice, alarm, quiet)."""

    name: str
    detail: str
    ratio: str
    low: str
    high: str
    tone: str = "quantity"


@dataclass(frozen=True)
class _Ends:
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class _Axis:
    """A logarithmic axis from 1/e^reach to e^reach, in percent of its width."""

    reach: float

    def at(self, value: float) -> float:
        place = 0.0 if value <= 0 else 100.0 if value == math.inf else 50 + math.log(value) / self.reach * 50
        return min(max(place, 0.0), 100.0)


def factors(released: Released, lines: Sequence[Factor], lang: str) -> Drawing:
    """The first row of ``released`` as dots with their intervals around "no change".

    Ends beyond the axis, which goes to ten times at most, are cut and dotted.
    """
    row = released.table.iloc[0]
    shown = [(line, _Ends(float(row[line.ratio]), float(row[line.low]), float(row[line.high]))) for line in lines]
    known = [end for _, ends in shown for end in (ends.ratio, ends.low, ends.high) if 0 < end < math.inf]
    reach = min(max([abs(math.log(end)) for end in known], default=0.1) * 1.15, math.log(10))
    axis = _Axis(max(reach, math.log(1.12)))
    pieces = [_line(line, ends, axis, lang) for line, ends in shown]
    same = texts.t("figures.factors.same", lang)
    ticks = "".join(
        f'<i style="left:{axis.at(tick):.1f}%">{esc(same if tick == 1 else percent_change(tick, lang, 0))}</i>'
        for tick in _ticks(axis.reach)
    )
    alt = texts.t("figures.factors.alt", lang, lines=texts.listing([line.name.lower() for line in lines], lang))
    under = f'<span class="what"></span><span class="axis">{ticks}</span><span class="told"></span>'
    last = f'<li class="ticks" aria-hidden="true">{under}</li>'
    return Drawing(f'<ul class="factors" aria-label="{esc(alt)}">{"".join(pieces)}{last}</ul>', alt)


def _line(line: Factor, ends: _Ends, axis: _Axis, lang: str) -> str:
    ratio, low, high = (percent_change(end, lang) for end in (ends.ratio, ends.low, ends.high))
    said = f"{line.name}: {ratio} ({texts.t('figures.factors.between', lang, low=low, high=high)})"
    left, right = axis.at(ends.low), axis.at(ends.high)
    cut = (" cut-low" if left == 0 else "") + (" cut-high" if right == 100 else "")
    width = max(right - left, 0.4)
    return (
        f'<li class="{esc(line.tone)}" aria-label="{esc(said)}" title="{esc(said)}">'
        f'<span class="what">{esc(line.name)}<small>{esc(line.detail)}</small></span>'
        f'<span class="axis"><i class="one"></i><i class="span{cut}" style="left:{left:.1f}%;width:{width:.1f}%"></i>'
        f'<i class="dot" style="left:{axis.at(ends.ratio):.1f}%"></i></span>'
        f'<span class="told">{esc(ratio)}'
        f"<small>{esc(texts.t('figures.factors.range', lang, low=low, high=high))}</small></span></li>"
    )


def percent_change(ratio: float, lang: str, decimals: int = 1) -> str:
    """1.161 -> '+16.1 %'; 0.8 -> '−20.0 %'; 12 -> '×12'; unknown or without bound as a sign."""
    if ratio != ratio:
        return "–"
    if ratio == math.inf:
        return "∞"
    if ratio >= 10:
        return f"×{texts.number(ratio, lang)}"
    change = round((ratio - 1) * 100, decimals)
    said = texts.number(abs(change), lang, decimals)
    gap = " " if lang == "es" else ""
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{said}{gap}%"


def _ticks(reach: float) -> list[float]:
    """A few round factors on the axis, far enough apart to be read."""
    inside = [tick for tick in TICKS if abs(math.log(tick)) <= reach * 0.97 and tick != 1]
    kept = [1.0]
    for tick in sorted(inside, key=lambda value: abs(math.log(value)), reverse=True):
        if all(abs(math.log(tick / other)) > reach * 0.3 for other in kept):
            kept.append(tick)
    return sorted(kept)
