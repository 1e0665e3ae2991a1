"""The monthly series: the months of the data, the year before in grey behind them, the provisional end dotted.

An SVG written on the server, in a wide and a narrow drawing of which the page shows the one that fits, so that letters
keep their size on a phone. Each month tells its numbers under the pointer and to the keyboard, without a script.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing
from lib.figures.paper import Paper, ceiling, dates, grid, line, name, svg, told
from lib.privacy.release import Released

WIDE = Paper("wide", 520, 240, right=16, top=22, labels=6)
NARROW = Paper("narrow", 330, 220, left=40, right=16, top=22, labels=3)


@dataclass(frozen=True)
class Month:
    """One month on the paper. ``count`` and ``before`` are None where hidden or not known."""

    month: dt.date
    count: int | None
    before: int | None
    provisional: bool
    chosen: bool


def monthly_series(
    released: Released, lang: str, *, start: dt.date | None = None, end: dt.date | None = None
) -> Drawing:
    """Counts by month against the same months a year before.

    released    dimension ``month`` (first of month), ``count``, ``provisional`` (bool) and ``context`` (bool): months of
                context are only drawn as "a year before". A hidden count is a gap; a month without rows is there as 0.
    start, end  the period chosen in the filters: shaded
    """
    months = months_of(released, start, end)
    said = alt(months, lang)
    drawn = {f"{one.month:%Y-%m}": one.count for one in months}
    return Drawing("".join(_draw(months, paper, lang, said) for paper in (WIDE, NARROW)), said, drawn)


def months_of(released: Released, start: dt.date | None, end: dt.date | None) -> list[Month]:
    """The months to draw, in order, each with its count and that of the year before (None = hidden or not known)."""
    table = released.table.sort_values("month")
    counts = {
        pd.Timestamp(month).date(): None if pd.isna(count) else int(count)
        for month, count in zip(table["month"], table["count"], strict=True)
    }
    out = []
    for month, context, late in zip(table["month"], table["context"], table["provisional"], strict=True):
        if not context:
            first = pd.Timestamp(month).date()
            chosen = (start is None or first >= start.replace(day=1)) and (end is None or first <= end)
            out.append(Month(first, counts[first], counts.get(first.replace(year=first.year - 1)), bool(late), chosen))
    return out


def heights(months: list[Month]) -> tuple[float, float]:
    """(distance of the lines across, top of the axis): from zero to a little above the highest month, year before too."""
    top, step = ceiling([value for one in months for value in (one.count, one.before) if value])
    return step, top


def alt(months: list[Month], lang: str) -> str:
    """One sentence for those who cannot see the series."""
    first, last = (texts.month(months[i].month, lang) if months else "–" for i in (0, -1))
    return texts.t("figures.series.alt", lang, start=first, end=last)


def _draw(months: list[Month], paper: Paper, lang: str, said: str) -> str:
    step, top = heights(months)
    y, n = paper.scale(0, top), len(months)
    late = next((i for i, one in enumerate(months) if one.provisional), n)
    pieces = [
        _shade(months, paper), grid(paper, y, step, top, lang), dates(paper, [one.month for one in months], lang),
        line([one.before for one in months], paper, y, "before"),
        line([one.count if i < late else None for i, one in enumerate(months)], paper, y, "now"),
        line([one.count if i >= late - 1 else None for i, one in enumerate(months)], paper, y, "late"),
        "".join(
            f'<circle class="{"late" if one.provisional else "now"}" cx="{paper.x(i, n):.1f}" cy="{y(one.count):.1f}" '
            f'r="{3 if one.provisional else 2.2}"/>'
            for i, one in enumerate(months) if one.count is not None
        ),
        _names(months, late, paper, y, lang),
        *(told(_said(one, lang), i, n, paper, None if one.count is None else y(one.count)) for i, one in enumerate(months)),
    ]
    return svg(paper, "monthly", said, pieces)


def _shade(months: list[Month], paper: Paper) -> str:
    chosen = [i for i, one in enumerate(months) if one.chosen]
    if not chosen or len(chosen) == len(months):
        return ""
    each = paper.room / len(months)
    return (
        f'<rect class="chosen" x="{paper.left + chosen[0] * each:.1f}" y="{paper.top - 8:g}" '
        f'width="{(chosen[-1] - chosen[0] + 1) * each:.1f}" height="{paper.height - paper.top - paper.bottom + 8:g}"/>'
    )


def _names(months: list[Month], late: int, paper: Paper, y: Callable[[float], float], lang: str) -> str:
    """The lines' names, each where its line is far from the other: no legend."""
    out, n = [], len(months)
    before, provisional = (texts.t(f"figures.series.{key}", lang) for key in ("before", "provisional"))
    both = [
        (abs(one.count - one.before), i) for i, one in enumerate(months[:late])
        if one.count is not None and one.before is not None
    ]
    if both:
        _, i = max(both)
        one = months[i]
        below = (one.before or 0) < (one.count or 0)
        out.append(name(before, paper.x(i, n), y(one.before or 0) + (16 if below else -8), paper))
    elif any(one.before is not None for one in months):
        i = next(i for i, one in enumerate(months) if one.before is not None)
        out.append(name(before, paper.x(i, n), y(months[i].before or 0) - 8, paper))
    if late < n:
        near = [value for one in months[max(late - 3, 0):] for value in (one.count, one.before) if value is not None]
        if near:
            out.append(name(provisional, paper.x((late + n - 1) // 2, n), y(max(near)) - 9, paper))
    return "".join(out)


def _said(one: Month, lang: str) -> str:
    """What a month says under the pointer: its numbers, and whether they may still grow."""
    now = texts.t("figures.reserved", lang) if one.count is None else texts.number(one.count, lang)
    said = f"{texts.month(one.month, lang)}: {now}"
    if one.before is not None:
        said += f" · {texts.t('figures.series.before', lang)}: {texts.number(one.before, lang)}"
    if one.provisional:
        said += f" · {texts.t('figures.series.provisional', lang)}"
    return said
