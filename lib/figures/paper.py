"""Paper for drawings with an axis: sizes, the grid from zero, lines with gaps, dates, what is told under the pointer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lib import texts
from lib.figures import classes
from lib.figures.markup import esc

LETTER = 6.6
"""Mean width of a letter of the labels, in picture units."""


@dataclass(frozen=True)
class Paper:
    """Size and margins in picture units; ``labels``: how many dates fit under the axis. ``name`` is wide or narrow."""

    name: str
    width: float
    height: float
    left: float = 46.0
    right: float = 14.0
    top: float = 24.0
    bottom: float = 26.0
    labels: int = 10

    @property
    def room(self) -> float:
        return self.width - self.left - self.right

    def x(self, index: int, number: int) -> float:
        """The middle of the place of one of ``number`` neighbours."""
        return self.left + (index + 0.5) * self.room / max(number, 1)

    def scale(self, low: float, high: float) -> Callable[[float], float]:
        """The height on the paper of a value between the axis' ends."""
        span = (high - low) or 1.0
        return lambda value: self.height - self.bottom - (value - low) / span * (self.height - self.top - self.bottom)


def ceiling(values: Sequence[float | None], whole: bool = True) -> tuple[float, float]:
    """(top of an axis from zero, step of its lines) for these values; shares (not ``whole``) go in quarters of one, small
    ones in tenths or twentieths."""
    top = max([value for value in values if value is not None and math.isfinite(value)], default=1.0)
    if not whole and top <= 0.4:
        return max(top * 1.04, 0.05), 0.05 if top <= 0.2 else 0.1
    if not whole and top <= 1:
        return 1.04, 0.25
    step = classes.round_up(top / 4) if top > 4 else 1.0
    return max(top * 1.04, step), step


def svg(paper: Paper, kind: str, alt: str, pieces: Sequence[str]) -> str:
    """The drawing on its paper; the page shows the wide or the narrow one, whichever fits."""
    return (
        f'<svg class="series {kind} {paper.name}" viewBox="0 0 {paper.width:g} {paper.height:g}" role="group" '
        f'aria-label="{esc(alt)}">{"".join(pieces)}</svg>'
    )


def dots(name: str) -> str:
    """The pattern of what is reserved; ``name`` is its own among the drawings of one component."""
    return (f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
            '<rect class="hatch-ground" width="6" height="6"/><circle class="dot" cx="3" cy="3" r="1.1"/></pattern></defs>')


def grid(
    paper: Paper, y: Callable[[float], float], step: float, top: float, lang: str,
    say: Callable[[float], str] | None = None,
) -> str:
    """Lines from zero up with their numbers."""
    out = []
    for i in range(int(top / step) + 1):
        value = i * step
        said = say(value) if say else texts.number(value, lang)
        out.append(
            f'<path class="{"base" if i == 0 else "rule"}" d="M{paper.left:g} {y(value):.1f}'
            f'H{paper.width - paper.right:g}"/>'
            f'<text class="tick" x="{paper.left - 7:g}" y="{y(value) + 4:.1f}" text-anchor="end">{esc(said)}</text>'
        )
    return "".join(out)


def line(values: Sequence[float | None], paper: Paper, y: Callable[[float], float], kind: str) -> str:
    """A line that breaks where a value is missing."""
    path, pen_down = [], False
    for i, value in enumerate(values):
        if value is None or not math.isfinite(value):
            pen_down = False
            continue
        path.append(f"{'L' if pen_down else 'M'}{paper.x(i, len(values)):.1f} {y(value):.1f}")
        pen_down = True
    return f'<path class="line {kind}" d="{"".join(path)}"/>' if path else ""


def dates(paper: Paper, days: Sequence[dt.date], lang: str) -> str:
    """Months (or years) under the axis, as many as fit, at round distances."""
    firsts = [i for i, day in enumerate(days) if i == 0 or day.month != days[i - 1].month]
    if firsts and days[firsts[0]].day > 7:
        firsts = firsts[1:]
    gap = next((g for g in (1, 2, 3, 6, 12, 24, 60) if len(firsts) / g <= paper.labels), 120)
    out = []
    for i in firsts:
        day = days[i]
        if (day.year * 12 + day.month - 1) % gap == 0:
            said = texts.month(day, lang) if gap < 12 else str(day.year)
            half, at = len(said) * LETTER / 2, paper.x(i, len(days))
            out.append(
                f'<path class="base" d="M{at:.1f} {paper.height - paper.bottom:g}v4"/>'
                f'<text class="tick" x="{min(max(at, half), paper.width - half):.1f}" y="{paper.height - 7:g}" '
                f'text-anchor="middle">{esc(said)}</text>'
            )
    return "".join(out)


def name(said: str, at: float, height: float, paper: Paper, kind: str = "") -> str:
    """A word beside its line, kept on the paper."""
    half = len(said) * LETTER / 2
    at = min(max(at, paper.left + half), paper.width - half - 2)
    return f'<text class="name {kind}" x="{at:.1f}" y="{max(height, 11):.1f}" text-anchor="middle">{esc(said)}</text>'


def told(said: str, index: int, number: int, paper: Paper, height: float | None) -> str:
    """What one place says under the pointer; ``height`` puts a dot on its value."""
    wide, x, each = len(said) * LETTER + 12, paper.x(index, number), paper.room / max(number, 1)
    at = min(max(x - wide / 2, 1), max(paper.width - wide - 1, 1))
    dot = f'<circle class="here" cx="{x:.1f}" cy="{height:.1f}" r="4"/>' if height is not None else ""
    return (
        f'<g class="month" tabindex="-1" aria-label="{esc(said)}"><rect class="hit" x="{x - each / 2:.1f}" y="0" '
        f'width="{each:.2f}" height="{paper.height - paper.bottom:g}"/><g class="told">{dot}'
        f'<rect class="paper" x="{at:.1f}" y="0" width="{wide:.1f}" height="19" rx="3"/>'
        f'<text x="{at + wide / 2:.1f}" y="13.5" text-anchor="middle">{esc(said)}</text></g></g>'
    )
