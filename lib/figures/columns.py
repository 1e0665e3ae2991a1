"""Upright bars in their own order with intervals: shifts, weekdays, years to date, the season's months."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.figures.paper import LETTER, Paper, ceiling, dots, grid, svg, told
from lib.privacy.release import Released

WIDE = Paper("wide", 520, 240, top=26)
NARROW = Paper("narrow", 330, 230, left=40, top=26)
HIDDEN = 16.0
"""Height of the mark of a hidden value: it tells nothing of its size."""


@dataclass(frozen=True)
class Bar:
    """One bar: its name, value (None = hidden), interval, and kind: "" (quantity), "one" (the one that matters), "quiet"."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    kind: str


def columns(
    released: Released, lang: str, *, value: str, label: Callable[[object], str], say: Callable[[float], str], alt: str,
    low: str | None = None, high: str | None = None, one: Collection[object] = (), quiet: Collection[object] = (),
    limit: float | None = None, limit_name: str = "", short: Callable[[object], str] | None = None,
    axis: Callable[[object], str] | None = None,
    only: Collection[object] | None = None, share: bool = False, reach: float | None = None,
) -> Drawing:
    """A bar for each row of ``released``, in its order.

    value, low, high  columns to draw; a missing value is hidden or unknown: a dotted mark of one height for all
    label, say        the name of a row (its first dimension); a value in words
    one, quiet        rows drawn as the one that matters, as context
    limit             a dashed line across, with its name
    axis              names under the wide drawing, where ``label`` is too long for so many bars ("" = none)
    short             shorter names for the narrow drawing
    only              rows to draw; None draws all
    share             values are shares of one
    reach             the axis goes at least so far: for drawings side by side
    """
    dim = released.dims[0]
    rows = [row for row in released.table.to_dict("records") if only is None or row[dim] in only]
    bars = [
        Bar(label(row[dim]), _number(row[value]), _number(row[low]) if low else None, _number(row[high]) if high else None,
            "one" if row[dim] in one else "quiet" if row[dim] in quiet else "")
        for row in rows
    ]
    under = [axis(row[dim]) for row in rows] if axis else [bar.label for bar in bars]
    brief = [short(row[dim]) for row in rows] if short else under
    drawn = {bar.label: None if bar.value is None else round(bar.value) for bar in bars}
    pages = [_draw(bars, under, WIDE, lang, alt, say, limit, limit_name, share, reach),
             _draw(bars, brief, NARROW, lang, alt, say, limit, limit_name, share, reach)]
    return Drawing("".join(pages), alt, drawn)


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def _draw(
    bars: list[Bar], labels: list[str], paper: Paper, lang: str, alt: str, say: Callable[[float], str],
    limit: float | None, limit_name: str, share: bool, reach: float | None,
) -> str:
    top, step = ceiling([v for bar in bars for v in (bar.value, bar.high)] + [limit, reach], whole=not share)
    y, n = paper.scale(0, top), len(bars)
    each = paper.room / max(n, 1)
    wide = min(each * 0.62, 64)
    pieces = [dots(f"hidden-{paper.name}")] if any(bar.value is None for bar in bars) else []
    pieces.append(grid(paper, y, step, top, lang, say if share else None))
    if all(bar.value == 0 for bar in bars):
        pieces.append(f'<text class="name" x="{paper.left + paper.room / 2:.1f}" y="{y(0) - 10:.1f}" '
                      f'text-anchor="middle">{esc(texts.t("figures.columns.all_zero", lang))}</text>')
    every = max(1, -(-max((len(text) for text in labels), default=1) * LETTER // each)) if n > 8 else 1
    for i, (bar, text) in enumerate(zip(bars, labels, strict=True)):
        x = paper.x(i, n)
        if bar.value is None:
            pieces.append(f'<rect class="column reserved" x="{x - wide / 2:.1f}" y="{y(0) - HIDDEN:.1f}" width="{wide:.1f}" '
                          f'height="{HIDDEN:g}" fill="url(#hidden-{paper.name})"/>')
        elif bar.value > 0:
            pieces.append(
                f'<rect class="column {bar.kind}" x="{x - wide / 2:.1f}" y="{y(bar.value):.1f}" width="{wide:.1f}" '
                f'height="{y(0) - y(bar.value):.1f}"/>'
            )
        if bar.low is not None and bar.high is not None:
            pieces.append(
                f'<path class="whisker" d="M{x:.1f} {y(bar.high):.1f}V{y(bar.low):.1f}M{x - 4:.1f} {y(bar.high):.1f}h8'
                f'M{x - 4:.1f} {y(bar.low):.1f}h8"/>'
            )
        if i % int(every) == 0:
            pieces.append(f'<text class="tick" x="{x:.1f}" y="{paper.height - 8:g}" text-anchor="middle">{esc(text)}</text>')
    if limit is not None:
        pieces.append(f'<path class="limit" d="M{paper.left:g} {y(limit):.1f}H{paper.width - paper.right:g}"/>')
        pieces.append(f'<text class="name" x="{paper.width - paper.right:g}" y="{y(limit) - 5:.1f}" text-anchor="end">'
                      f"{esc(limit_name)}</text>")
    pieces += [told(_said(bar, say, lang), i, n, paper, None) for i, bar in enumerate(bars)]
    return svg(paper, "columns", alt, pieces)


def _said(bar: Bar, say: Callable[[float], str], lang: str) -> str:
    said = f"{bar.label}: {texts.t('figures.reserved', lang) if bar.value is None else say(bar.value)}"
    if bar.low is not None and bar.high is not None:
        said += f" ({say(bar.low)} – {say(bar.high)})"
    return said
