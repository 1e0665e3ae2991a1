"""A cloud of people: two scores of each, as points that were moved a little so that none hides another."""

from __future__ import annotations

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.figures.paper import Paper, svg
from lib.privacy.release import Released

Ends = tuple[tuple[float, float], tuple[float, float]]

WIDE = Paper("wide", 460, 330, left=40, top=16, bottom=48)
NARROW = Paper("narrow", 330, 300, left=36, top=16, bottom=48)


def scatter(released: Released, lang: str, *, first: str, second: str, ends: Ends, alt: str) -> Drawing:
    """The points of ``lib.surveys.correlation.points``.

    first, second  what people call the two scores (across, up); ends: lowest and highest score of each
    """
    drawn = [_draw(released, paper, lang, first, second, ends, alt) for paper in (WIDE, NARROW)]
    return Drawing("".join(drawn), alt, {"points": len(released.table)})


def _draw(
    released: Released,
    paper: Paper,
    lang: str,
    first: str,
    second: str,
    ends: Ends,
    alt: str,
) -> str:
    (low, high), (bottom, top) = ends
    room = 0.04 * (high - low)
    foot = paper.height - paper.bottom

    def x(value: float) -> float:
        return paper.left + (value - low + room) / (high - low + 2 * room) * paper.room

    y = paper.scale(bottom - 0.04 * (top - bottom), top + 0.04 * (top - bottom))
    pieces = []
    for value in _ticks(bottom, top):
        pieces.append(
            f'<path class="rule" d="M{paper.left:g} {y(value):.1f}H{paper.width - paper.right:g}"/>'
            f'<text class="tick" x="{paper.left - 7:g}" y="{y(value) + 4:.1f}" text-anchor="end">'
            f"{texts.number(value, lang)}</text>"
        )
    for value in _ticks(low, high):
        pieces.append(
            f'<text class="tick" x="{x(value):.1f}" y="{foot + 17:g}" text-anchor="middle">'
            f"{texts.number(value, lang)}</text>"
        )
    radius = 3.0 if len(released.table) < 400 else 2.2
    pieces += [
        f'<circle class="person" cx="{x(a):.1f}" cy="{y(b):.1f}" r="{radius:g}"/>'
        for a, b in released.table[["x", "y"]].itertuples(index=False)
    ]
    pieces.append(
        f'<text class="tick" x="{paper.width - paper.right:g}" y="{paper.height - 8:g}" text-anchor="end">'
        f"{esc(first)} →</text>"
        f'<text class="tick" x="{paper.left:g}" y="11" text-anchor="start">↑ {esc(second)}</text>'
    )
    return svg(paper, "scatter", alt, pieces)


def _ticks(low: float, high: float) -> list[float]:
    """Whole scores from end to end, few enough to be read."""
    gap = max(1, round((high - low) / 6))
    return [low + i * gap for i in range(int((high - low) / gap) + 1)]
