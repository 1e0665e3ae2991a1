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
from lib.figures import classes
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

LETTER = 6.6
"""Mean width of a letter of the labels, in picture units."""


@dataclass(frozen=True)
class Frame:
    """The paper: size and margins in picture units, and how many dates fit under the axis."""

    name: str
    width: float
    height: float
    left: float = 46.0
    right: float = 16.0
    top: float = 22.0
    bottom: float = 26.0
    labels: int = 6


WIDE = Frame("wide", 520, 240)
NARROW = Frame("narrow", 330, 220, left=40, labels=3)


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
    return Drawing("".join(_draw(months, frame, lang, said) for frame in (WIDE, NARROW)), said, drawn)


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
    top = max([value for one in months for value in (one.count, one.before) if value], default=1)
    step = classes.round_up(top / 4) if top > 4 else 1.0
    return step, max(top * 1.04, step)


def alt(months: list[Month], lang: str) -> str:
    """One sentence for those who cannot see the series."""
    first, last = (texts.month(months[i].month, lang) if months else "–" for i in (0, -1))
    return texts.t("figures.series.alt", lang, start=first, end=last)


def _draw(months: list[Month], frame: Frame, lang: str, said: str) -> str:
    step, ceiling = heights(months)
    room = frame.width - frame.left - frame.right
    each = room / max(len(months), 1)

    def x(index: int) -> float:
        return frame.left + (index + 0.5) * each

    def y(value: float) -> float:
        return frame.height - frame.bottom - value / ceiling * (frame.height - frame.top - frame.bottom)

    late = next((i for i, one in enumerate(months) if one.provisional), len(months))
    pieces = [
        _shade(months, frame, each), _grid(frame, y, step, ceiling, lang), _dates(months, frame, x, lang),
        _line([one.before for one in months], x, y, "before"),
        _line([one.count if i < late else None for i, one in enumerate(months)], x, y, "now"),
        _line([one.count if i >= late - 1 else None for i, one in enumerate(months)], x, y, "late"),
        "".join(
            f'<circle class="{"late" if one.provisional else "now"}" cx="{x(i):.1f}" cy="{y(one.count):.1f}" '
            f'r="{3 if one.provisional else 2.2}"/>'
            for i, one in enumerate(months) if one.count is not None
        ),
        _names(months, late, frame, x, y, lang),
        "".join(_told(one, i, frame, each, x, y, lang) for i, one in enumerate(months)),
    ]
    return (
        f'<svg class="series {frame.name}" viewBox="0 0 {frame.width:g} {frame.height:g}" role="group" '
        f'aria-label="{esc(said)}">{"".join(pieces)}</svg>'
    )


def _shade(months: list[Month], frame: Frame, each: float) -> str:
    chosen = [i for i, one in enumerate(months) if one.chosen]
    if not chosen or len(chosen) == len(months):
        return ""
    return (
        f'<rect class="chosen" x="{frame.left + chosen[0] * each:.1f}" y="{frame.top - 8:g}" '
        f'width="{(chosen[-1] - chosen[0] + 1) * each:.1f}" height="{frame.height - frame.top - frame.bottom + 8:g}"/>'
    )


def _grid(frame: Frame, y: Callable[[float], float], step: float, ceiling: float, lang: str) -> str:
    out = []
    value = 0.0
    while value <= ceiling:
        kind = "base" if value == 0 else "rule"
        out.append(
            f'<path class="{kind}" d="M{frame.left:g} {y(value):.1f}H{frame.width - frame.right:g}"/>'
            f'<text class="tick" x="{frame.left - 7:g}" y="{y(value) + 4:.1f}" text-anchor="end">'
            f"{texts.number(value, lang)}</text>"
        )
        value += step
    return "".join(out)


def _dates(months: list[Month], frame: Frame, x: Callable[[int], float], lang: str) -> str:
    gap = next(g for g in (1, 2, 3, 6, 12, 24, 60, 120) if len(months) / g <= frame.labels or g == 120)
    out = []
    for i, one in enumerate(months):
        if (one.month.year * 12 + one.month.month - 1) % gap == 0:
            said = texts.month(one.month, lang) if gap < 12 else str(one.month.year)
            half = len(said) * LETTER / 2
            at = min(max(x(i), half), frame.width - half)
            out.append(
                f'<path class="base" d="M{x(i):.1f} {frame.height - frame.bottom:g}v4"/>'
                f'<text class="tick" x="{at:.1f}" y="{frame.height - 7:g}" text-anchor="middle">{esc(said)}</text>'
            )
    return "".join(out)


def _line(values: list[int | None], x: Callable[[int], float], y: Callable[[float], float], kind: str) -> str:
    path, pen_down = [], False
    for i, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        path.append(f"{'L' if pen_down else 'M'}{x(i):.1f} {y(value):.1f}")
        pen_down = True
    return f'<path class="line {kind}" d="{"".join(path)}"/>' if path else ""


def _names(
    months: list[Month], late: int, frame: Frame, x: Callable[[int], float], y: Callable[[float], float], lang: str
) -> str:
    """The lines' names, each where its line is far from the other: no legend."""
    out = []
    both = [
        (abs(one.count - one.before), i) for i, one in enumerate(months[:late])
        if one.count is not None and one.before is not None
    ]
    if both:
        _, i = max(both)
        one = months[i]
        below = (one.before or 0) < (one.count or 0)
        out.append(_name("before", x(i), y(one.before or 0) + (16 if below else -8), frame, lang))
    elif any(one.before is not None for one in months):
        i = next(i for i, one in enumerate(months) if one.before is not None)
        out.append(_name("before", x(i), y(months[i].before or 0) - 8, frame, lang))
    if late < len(months):
        near = [value for one in months[max(late - 3, 0):] for value in (one.count, one.before) if value is not None]
        if near:
            out.append(_name("provisional", x((late + len(months) - 1) // 2), y(max(near)) - 9, frame, lang))
    return "".join(out)


def _name(key: str, at: float, height: float, frame: Frame, lang: str) -> str:
    said = texts.t(f"figures.series.{key}", lang)
    half = len(said) * LETTER / 2
    at = min(max(at, frame.left + half), frame.width - half - 2)
    return f'<text class="name" x="{at:.1f}" y="{max(height, 11):.1f}" text-anchor="middle">{esc(said)}</text>'


def _told(
    one: Month, index: int, frame: Frame, each: float, x: Callable[[int], float], y: Callable[[float], float], lang: str
) -> str:
    """What a month says under the pointer: its numbers, and whether they may still grow."""
    now = texts.t("figures.reserved", lang) if one.count is None else texts.number(one.count, lang)
    said = f"{texts.month(one.month, lang)}: {now}"
    if one.before is not None:
        said += f" · {texts.t('figures.series.before', lang)}: {texts.number(one.before, lang)}"
    if one.provisional:
        said += f" · {texts.t('figures.series.provisional', lang)}"
    wide = len(said) * LETTER + 12
    at = min(max(x(index) - wide / 2, 1), frame.width - wide - 1)
    dot = f'<circle class="here" cx="{x(index):.1f}" cy="{y(one.count):.1f}" r="4"/>' if one.count is not None else ""
    return (
        f'<g class="month" tabindex="-1" aria-label="{esc(said)}">'
        f'<rect class="hit" x="{frame.left + index * each:.1f}" y="0" width="{each:.2f}" '
        f'height="{frame.height - frame.bottom:g}"/><g class="told">{dot}'
        f'<rect class="paper" x="{at:.1f}" y="0" width="{wide:.1f}" height="19" rx="3"/>'
        f'<text x="{at + wide / 2:.1f}" y="13.5" text-anchor="middle">{esc(said)}</text></g></g>'
    )
