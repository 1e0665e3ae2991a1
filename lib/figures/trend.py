"""A series against what earlier years let us expect: a grey band, counts outside it marked, the unfinished end dotted."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing
from lib.figures.paper import Paper, ceiling, dates, grid, line, name, svg, told
from lib.privacy.release import Released

WIDE = Paper("wide", 880, 290)
NARROW = Paper("narrow", 340, 240, left=40, labels=4)


@dataclass(frozen=True)
class Point:
    """One month or week. ``count`` is None where hidden; ``low`` and ``high`` where no band is known."""

    start: dt.date
    count: int | None
    settled: bool
    expected: float | None
    low: float | None
    high: float | None
    verdict: str


def trend(released: Released, lang: str, *, say: Callable[[dt.date], str]) -> Drawing:
    """Counts by month or week with their expected band.

    released  lib.complaints.expected.band, after release: start, count, settled, expected, low, high, verdict
    say       what people call a period by its first day ("oct 2025", "semana del 06/10/2025")
    """
    points = _points(released)
    alt = texts.t(
        "figures.trend.alt", lang, start=say(points[0].start) if points else "–",
        end=say(points[-1].start) if points else "–", outside=texts.number(sum(map(_outside, points)), lang),
    )
    drawn = {one.start.isoformat(): one.count for one in points}
    return Drawing("".join(_draw(points, paper, lang, alt, say) for paper in (WIDE, NARROW)), alt, drawn)


def _points(released: Released) -> list[Point]:
    out = []
    for row in released.table.to_dict("records"):
        verdict = row["verdict"] if isinstance(row["verdict"], str) else ""
        out.append(Point(
            pd.Timestamp(row["start"]).date(), None if pd.isna(row["count"]) else int(row["count"]), bool(row["settled"]),
            _number(row["expected"]), _number(row["low"]), _number(row["high"]), verdict,
        ))
    return out


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def _outside(one: Point) -> bool:
    return one.settled and one.verdict in ("above", "below")


def _draw(points: Sequence[Point], paper: Paper, lang: str, alt: str, say: Callable[[dt.date], str]) -> str:
    top, step = ceiling([value for one in points for value in (one.count, one.high)])
    y, n = paper.scale(0, top), len(points)
    late = next((i for i, one in enumerate(points) if not one.settled), n)
    pieces = [_band(points, paper, y), grid(paper, y, step, top, lang), dates(paper, [one.start for one in points], lang)]
    pieces.append(line([one.expected for one in points], paper, y, "before"))
    pieces.append(line([one.count if i < late else None for i, one in enumerate(points)], paper, y, "now"))
    pieces.append(line([one.count if i >= late - 1 else None for i, one in enumerate(points)], paper, y, "late"))
    few = n <= 72
    for i, one in enumerate(points):
        if one.count is not None and (few or _outside(one) or not one.settled):
            kind = "late" if not one.settled else "out" if _outside(one) else "now"
            radius = {"late": 3, "out": 4.2, "now": 2.2}[kind]
            pieces.append(f'<circle class="{kind}" cx="{paper.x(i, n):.1f}" cy="{y(one.count):.1f}" r="{radius}"/>')
    with_band = [i for i, one in enumerate(points) if one.high is not None]
    if with_band:
        i = with_band[len(with_band) // 3]
        pieces.append(name(texts.t("figures.trend.expected", lang), paper.x(i, n), y(points[i].high or 0) - 8, paper))
    if late < n:
        near = [value for one in points[max(late - 3, 0):] for value in (one.count, one.high) if value is not None]
        if near:
            pieces.append(name(texts.t("figures.series.provisional", lang), paper.x((late + n - 1) // 2, n),
                               y(max(near)) - 20, paper))
    for i, one in enumerate(points):
        height = None if one.count is None else y(one.count)
        pieces.append(told(_said(one, lang, say, paper.name == "wide"), i, n, paper, height))
    return svg(paper, "trend", alt, pieces)


def _band(points: Sequence[Point], paper: Paper, y: Callable[[float], float]) -> str:
    """The expected band as one shape for each run of periods that have one."""
    out, run = [], list[int]()
    n, each = len(points), paper.room / max(len(points), 1)
    for i in range(n + 1):
        if i < n and points[i].low is not None and points[i].high is not None:
            run.append(i)
            continue
        if run:
            up = [
                f"{paper.x(j, n) + side * each / 2:.1f} {y(points[j].high or 0):.1f}" for j in run for side in (-1, 1)
            ]
            down = [
                f"{paper.x(j, n) + side * each / 2:.1f} {y(points[j].low or 0):.1f}"
                for j in reversed(run) for side in (1, -1)
            ]
            out.append(f'<path class="expected" d="M{"L".join(up + down)}Z"/>')
            run = []
    return "".join(out)


def _said(one: Point, lang: str, say: Callable[[dt.date], str], roomy: bool) -> str:
    now = texts.t("figures.reserved", lang) if one.count is None else texts.number(one.count, lang)
    said = f"{say(one.start)}: {now}"
    if one.low is not None and one.high is not None and math.isfinite(one.high):
        said += " · " + texts.t(
            "figures.trend.band", lang, low=texts.number(one.low, lang), high=texts.number(one.high, lang)
        )
    if not one.settled and roomy:
        said += f" · {texts.t('figures.series.provisional', lang)}"
    return said
