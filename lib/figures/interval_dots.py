"""Numbers with their intervals as dots on one axis, a line for each row: reliabilities, mean scores, groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Mark:
    """Which columns hold a number and its interval, what it is called ("" = nothing), its tone: first, second, quiet."""

    value: str
    low: str
    high: str
    name: str = ""
    tone: str = "first"


@dataclass(frozen=True)
class Axis:
    """Ends of the axis, its ticks, how a number is said, and values at which a thin line stands, with their names."""

    low: float
    high: float
    ticks: Sequence[float]
    say: Callable[[float], str]
    rules: Sequence[tuple[float, str]] = ()

    def at(self, value: float) -> float:
        """Place on the axis in percent, ends included."""
        return min(max((value - self.low) / ((self.high - self.low) or 1) * 100, 0.0), 100.0)


def interval_dots(
    released: Released, marks: Sequence[Mark], axis: Axis, lang: str, *, name: Callable[[Row], str], alt: str,
    detail: Callable[[Row], str] = lambda row: "", inner: Callable[[Row], bool] = lambda row: False,
    heading: Callable[[Row], str] = lambda row: "",
) -> Drawing:
    """One line for each row of ``released``, a dot with its interval for each of ``marks``.

    name, detail  what stands before the axis; inner: a row that is part of the one before it
    heading       a line above a row, where it differs from that of the row before
    A hidden number has no dot and is called reserved; ends beyond the axis are cut.
    """
    pieces: list[str] = []
    drawn: dict[str, int | None] = {}
    before = ""
    for row in released.table.to_dict("records"):
        above = heading(row)
        if above and above != before:
            pieces.append(f'<li class="above">{esc(above)}</li>')
        before = above
        known = [mark for mark in marks if not pd.isna(row[mark.value])]
        said = " · ".join(_said(mark, row, axis) for mark in known) or texts.t("figures.reserved", lang)
        shapes = "".join(_shape(mark, place, len(known), row, axis) for place, mark in enumerate(known))
        told = "".join(
            f"<span>{esc(mark.name)}{' ' if mark.name else ''}<b>{esc(axis.say(float(row[mark.value])))}</b>"
            f"{_ends(mark, row, axis)}</span>" for mark in known
        ) or f"<span>{esc(said)}</span>"
        under = detail(row)
        what = esc(name(row)) + (f"<small>{esc(under)}</small>" if under else "")
        lines = "".join(f'<i class="rule" style="left:{axis.at(value):.2f}%"></i>' for value, _ in axis.rules)
        pieces.append(
            f'<li class="{"inner" if inner(row) else "outer"}" aria-label="{esc(name(row))}: {esc(said)}" '
            f'title="{esc(said)}"><span class="what">{what}</span><span class="axis">{lines}{shapes}</span>'
            f'<span class="told">{told}</span></li>'
        )
        drawn["|".join(str(row[dim]) for dim in released.dims)] = len(known) or None
    ticks = "".join(f'<i style="left:{axis.at(tick):.2f}%">{esc(axis.say(tick))}</i>' for tick in axis.ticks)
    named = "".join(
        f'<i class="named" style="left:{axis.at(value):.2f}%">{esc(word)}</i>' for value, word in axis.rules if word
    )
    foot = f'<span class="what"></span><span class="axis">{ticks}{named}</span><span class="told"></span>'
    last = f'<li class="ticks{" two" if named else ""}" aria-hidden="true">{foot}</li>'
    return Drawing(f'<ul class="dots" aria-label="{esc(alt)}">{"".join(pieces)}{last}</ul>', alt, drawn)


def _shape(mark: Mark, place: int, number: int, row: Row, axis: Axis) -> str:
    top = 50 if number == 1 else 30 + 40 * place / (number - 1)
    value = axis.at(float(row[mark.value]))
    span = ""
    if not pd.isna(row[mark.low]) and not pd.isna(row[mark.high]):
        left, right = axis.at(float(row[mark.low])), axis.at(float(row[mark.high]))
        span = f'<i class="span {mark.tone}" style="left:{left:.2f}%;width:{max(right - left, 0.3):.2f}%;top:{top:g}%"></i>'
    return f'{span}<i class="dot {mark.tone}" style="left:{value:.2f}%;top:{top:g}%"></i>'


def _ends(mark: Mark, row: Row, axis: Axis) -> str:
    if pd.isna(row[mark.low]) or pd.isna(row[mark.high]):
        return ""
    return f"<small>{esc(axis.say(float(row[mark.low])))} – {esc(axis.say(float(row[mark.high])))}</small>"


def _said(mark: Mark, row: Row, axis: Axis) -> str:
    said = f"{mark.name} {axis.say(float(row[mark.value]))}".strip()
    if pd.isna(row[mark.low]) or pd.isna(row[mark.high]):
        return said
    return f"{said} ({axis.say(float(row[mark.low]))} – {axis.say(float(row[mark.high]))})"
