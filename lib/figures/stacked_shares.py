"""Shares of a whole, one bar for each row: answers around the middle of their scale, or levels from the left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

LABELLED = 0.07
"""A part narrower than this share of the axis has no number in it: it would not fit."""


def stacked_shares(
    released: Released, lang: str, *, row: str, part: str, names: Sequence[str], name: Callable[[str], str], alt: str,
    diverging: bool, detail: Callable[[str], str] = lambda code: "", told: Callable[[str], str] = lambda code: "",
    aside: Mapping[str, float] | None = None, aside_name: str = "", only: Collection[str] | None = None,
) -> Drawing:
    """One bar for each value of the column ``row``; its parts are the rows with that value, by ``part`` (0, 1, 2 ...).

    names      of the parts, in order; the legend
    diverging  the bars stand around the middle of the scale (half of a middle part on either side), else from the left
    told       the words at the end of a bar; aside: a share beside it (no answer), hatched, called ``aside_name``
    only       rows to draw; None draws all
    A row with a hidden share has no bar and is called reserved: its other parts would give it away.
    """
    parts = len(names)
    bars = {
        str(code): [None if pd.isna(value) else float(value) for value in own.sort_values(part)["share"]]
        for code, own in released.table[released.table[part] >= 0].groupby(row, sort=False)
        if only is None or str(code) in only
    }
    left, right = _reach(bars.values(), parts) if diverging else (0.0, 1.0)
    width = (left + right) or 1.0
    pieces = []
    drawn: dict[str, int | None] = {}
    for code, shares in bars.items():
        known = [share for share in shares if share is not None]
        drawn[code] = len(known) if len(known) == parts else None
        said = " · ".join(f"{word} {texts.percent(share, lang)}" for word, share in zip(names, known, strict=False))
        if len(known) < parts or not any(known):
            why = texts.t("figures.reserved" if len(known) < parts and shares else "figures.no_data", lang)
            inside = f'<i class="nothing">{esc(why)}</i>'
            said = why
        else:
            start = left - _below(known) if diverging else 0.0
            inside = _parts(known, start, width, parts, lang)
            if diverging:
                inside += f'<i class="middle" style="left:{left / width * 100:.2f}%"></i>'
        under = detail(code)
        what = esc(name(code)) + (f"<small>{esc(under)}</small>" if under else "")
        pieces.append(
            f'<li aria-label="{esc(name(code))}: {esc(said)}" title="{esc(said)}"><span class="what">{what}</span>'
            f'<span class="track">{inside}</span><span class="told">{esc(told(code))}{_aside(aside, code, aside_name, lang)}'
            "</span></li>"
        )
    keys = "".join(f'<span class="key"><i class="{_tone(i, parts)}"></i>{esc(word)}</span>' for i, word in enumerate(names))
    if aside_name:
        keys += f'<span class="key"><i class="none"></i>{esc(aside_name)}</span>'
    return Drawing(
        f'<div class="legend">{keys}</div><ul class="stacked{" wide-names" if diverging else ""}" aria-label="{esc(alt)}">'
        f'{"".join(pieces)}</ul>', alt, drawn,
    )


def _below(shares: Sequence[float]) -> float:
    """What stands left of the middle: the lower half of the parts, and half of a middle one."""
    half = len(shares) // 2
    return sum(shares[:half]) + (shares[half] / 2 if len(shares) % 2 else 0.0)


def _reach(bars: Any, parts: int) -> tuple[float, float]:
    """(the widest stretch to the left of the middle, to the right) among the bars that are known whole."""
    whole = [shares for shares in bars if len(shares) == parts and None not in shares]
    below = [_below(shares) for shares in whole]
    return max(below, default=0.5), max([sum(shares) - one for shares, one in zip(whole, below, strict=True)], default=0.5)


def _tone(place: int, parts: int) -> str:
    """The shade of a part; a scale of more than seven points borrows the seven shades."""
    return f"p{parts}-{place}" if parts <= 7 else f"p7-{round(place / (parts - 1) * 6)}"


def _parts(shares: Sequence[float], start: float, width: float, parts: int, lang: str) -> str:
    out = []
    for place, share in enumerate(shares):
        if share > 0:
            label = texts.percent(share, lang) if share / width >= LABELLED else ""
            out.append(f'<i class="part {_tone(place, parts)}" style="left:{start / width * 100:.2f}%;'
                       f'width:{share / width * 100:.2f}%">{esc(label)}</i>')
        start += share
    return "".join(out)


def _aside(aside: Mapping[str, float] | None, code: str, word: str, lang: str) -> str:
    if aside is None or pd.isna(aside.get(code, float("nan"))):
        return ""
    share: Hashable = aside[code]
    return (f'<small class="gap" title="{esc(word)}"><i class="hatched"></i>'
            f"{esc(texts.percent(float(share), lang))}</small>")  # type: ignore[arg-type]
