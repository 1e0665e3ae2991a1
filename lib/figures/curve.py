"""A curve over a number of people, with the chosen point on it: margin or power by the number of answers."""

from __future__ import annotations

from collections.abc import Callable

from lib import texts
from lib.figures import classes
from lib.figures.markup import Drawing, esc
from lib.figures.paper import Paper, ceiling, grid, name, svg
from lib.privacy.release import Released

WIDE = Paper("wide", 460, 240, left=52, top=18, bottom=42)
NARROW = Paper("narrow", 330, 230, left=46, top=18, bottom=42, labels=4)
Say = Callable[[float], str]


def curve(
    released: Released, lang: str, *, people: int, say: Say, alt: str, axis: str, point: str, share: bool = False
) -> Drawing:
    """``value`` by ``n`` of ``released`` as a line.

    people  the chosen number, marked on the line with the words ``point``
    say     a value in words; axis: what the numbers below are; share: values are shares of one
    """
    rows = [(float(n), float(value)) for n, value in released.table[["n", "value"]].itertuples(index=False)]
    drawn = [_draw(rows, paper, lang, people, say, alt, axis, point, share) for paper in (WIDE, NARROW)]
    return Drawing("".join(drawn), alt, {str(int(n)): round(value * 1000) for n, value in rows})


def _draw(
    rows: list[tuple[float, float]],
    paper: Paper,
    lang: str,
    people: int,
    say: Say,
    alt: str,
    axis: str,
    point: str,
    share: bool,
) -> str:
    if share:
        top, step = ceiling([1.0], whole=False)
    else:
        step = classes.round_up(max(value for _, value in rows) * 1000 / 4) / 1000
        top = max(value for _, value in rows) * 1.06
    y = paper.scale(0, top)
    most = rows[-1][0]

    def x(n: float) -> float:
        return paper.left + n / most * paper.room

    path = "L".join(f"{x(n):.1f} {y(value):.1f}" for n, value in rows)
    at = min(rows, key=lambda row: abs(row[0] - people))[1]
    ticks = []
    gap = classes.round_up(most / paper.labels) if most > paper.labels else 1
    place = gap
    while place <= most:
        foot = paper.height - paper.bottom
        ticks.append(
            f'<path class="base" d="M{x(place):.1f} {foot:g}v4"/><text class="tick" x="{x(place):.1f}" '
            f'y="{foot + 18:g}" text-anchor="middle">{esc(texts.number(place, lang))}</text>'
        )
        place += gap
    low = at < top / 2
    pieces = [
        grid(paper, y, step, top, lang, say),
        "".join(ticks),
        f'<path class="line now" d="M{path}"/>',
        f'<path class="limit" d="M{x(people):.1f} {y(at):.1f}V{paper.height - paper.bottom:g}"/>',
        f'<circle class="here" cx="{x(people):.1f}" cy="{y(at):.1f}" r="5"/>',
        name(f"{point} · {say(at)}", x(people) + 60, y(at) + (-14 if low else 22), paper),
        f'<text class="tick" x="{paper.width - paper.right:g}" y="{paper.height - 6:g}" text-anchor="end">'
        f"{esc(axis)}</text>",
    ]
    return svg(paper, "curve", alt, pieces)
