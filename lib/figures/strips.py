"""A series taken apart: level, season and remainder under each other, on one scale, so that their sizes compare."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.figures.paper import Paper, ceiling, dates, grid, line, svg, told
from lib.privacy.release import Released

WIDE = Paper("wide", 520, 380, labels=5)
NARROW = Paper("narrow", 330, 360, left=40, labels=3)
PARTS = ("season", "remainder")


def strips(released: Released, lang: str) -> Drawing:
    """Level with the months in grey behind it, season, remainder.

    released  lib.complaints.season.decompose after release: month, count, trend, season, remainder
    """
    table = released.table
    days = [pd.Timestamp(month).date() for month in table["month"]]
    alt = texts.t("figures.strips.alt", lang, start=texts.month(days[0], lang), end=texts.month(days[-1], lang))
    drawn = {f"{day:%Y-%m}": None if pd.isna(count) else int(count) for day, count in zip(days, table["count"], strict=True)}
    return Drawing("".join(_draw(table, days, paper, lang, alt) for paper in (WIDE, NARROW)), alt, drawn)


def _draw(table: pd.DataFrame, days: list[dt.date], paper: Paper, lang: str, alt: str) -> str:
    counts = [None if pd.isna(value) else float(value) for value in table["count"]]
    trend = [float(value) for value in table["trend"]]
    top, step = ceiling([*counts, *trend])
    share = 0.42
    upper = Paper(paper.name, paper.width, paper.top + (paper.height - paper.top - paper.bottom) * share + 6, paper.left,
                  paper.right, paper.top, 6, paper.labels)
    y = upper.scale(0, top)
    pieces = [grid(upper, y, step, top, lang), line(counts, upper, y, "before"), line(trend, upper, y, "now"),
              _title(texts.t("figures.strips.trend", lang), paper, upper.top - 10)]
    reach = max([abs(float(value)) for part in PARTS for value in table[part]], default=1.0)
    reach = max(reach, 1.0)
    room = (paper.height - paper.bottom - upper.height) / 2
    for number, part in enumerate(PARTS):
        first = upper.height + number * room
        pieces += _signed([float(value) for value in table[part]], reach, first, room, paper, lang, part)
    pieces.append(dates(paper, days, lang))
    for i, row in enumerate(table.to_dict("records")):
        said = texts.t(
            "figures.strips.said", lang, month=texts.month(days[i], lang), trend=texts.number(row["trend"], lang),
            season=_sign(row["season"], lang), remainder=_sign(row["remainder"], lang),
        )
        pieces.append(told(said, i, len(days), paper, y(trend[i])))
    return svg(paper, "strips", alt, pieces)


def _signed(
    values: list[float], reach: float, first: float, room: float, paper: Paper, lang: str, part: str
) -> list[str]:
    """Bars up and down from a middle line; the part's name above, the scale at its ends."""
    middle, half = first + 18 + (room - 22) / 2, (room - 22) / 2
    each = paper.room / len(values)
    edge = _nice_below(reach)
    reach *= 1.05
    pieces = [_title(texts.t(f"figures.strips.{part}", lang), paper, first + 12)]
    for value in (edge, 0.0, -edge):
        at = middle - value / reach * half
        pieces.append(
            f'<path class="{"base" if value == 0 else "rule"}" d="M{paper.left:g} {at:.1f}H{paper.width - paper.right:g}"/>'
            f'<text class="tick" x="{paper.left - 7:g}" y="{at + 4:.1f}" text-anchor="end">{_sign(value, lang)}</text>'
        )
    for i, value in enumerate(values):
        height = abs(value) / reach * half
        pieces.append(
            f'<rect class="column {"" if part == "season" else "quiet"}" x="{paper.x(i, len(values)) - each * 0.36:.1f}" '
            f'y="{middle - height if value > 0 else middle:.1f}" width="{each * 0.72:.1f}" height="{height:.1f}"/>'
        )
    return pieces


def _nice_below(value: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above the value (at least 1)."""
    power = 10 ** math.floor(math.log10(max(value, 1.0)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= max(value, 1.0)))


def _title(said: str, paper: Paper, at: float) -> str:
    return f'<text class="name" x="{paper.left:g}" y="{at:.1f}">{esc(said)}</text>'


def _sign(value: float, lang: str) -> str:
    return f"{'+' if round(value) > 0 else ''}{texts.number(value, lang) if round(value) else '0'}"
