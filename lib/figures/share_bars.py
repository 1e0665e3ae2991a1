"""Shares in groups, each bar on the same scale from 0 to 100 %: on which choice does it depend?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib import texts
from lib.figures.markup import Drawing, esc


@dataclass(frozen=True)
class Bar:
    """A share (0-1; None is hidden) with its words; ``low`` marks one that stands out below the others."""

    words: str
    share: float | None
    low: bool = False


def share_bars(groups: Sequence[tuple[str, Sequence[Bar]]], lang: str, *, alt: str, mark: float | None = None) -> Drawing:
    """(heading, bars) of each group; ``mark`` draws a line across every bar at that share."""
    out = []
    drawn: dict[str, int | None] = {}
    for heading, bars in groups:
        rows = []
        for bar in bars:
            drawn[f"{heading} {bar.words}"] = None if bar.share is None else round(bar.share * 100)
            rows.append(_bar(bar, lang, mark))
        out.append(f'<section><h4>{esc(heading)}</h4><ul class="bars shares">{"".join(rows)}</ul></section>')
    return Drawing(f'<div class="share-bars" role="group" aria-label="{esc(alt)}">{"".join(out)}</div>', alt, drawn)


def _bar(bar: Bar, lang: str, mark: float | None) -> str:
    if bar.share is None:
        hidden = f"{bar.words}: {texts.t('figures.reserved', lang)}"
        return f'<li class="bar"><span class="what muted">{esc(hidden)}</span></li>'
    said = texts.percent(bar.share, lang)
    line = f'<i class="mark" style="left:{mark * 100:g}%"></i>' if mark is not None else ""
    return (
        f'<li class="bar{" rest" if bar.low else ""}" aria-label="{esc(bar.words)}: {esc(said)}">'
        f'<span class="what">{esc(bar.words)}</span><span class="number">{esc(said)}</span>'
        f'<span class="track"><i class="fill" style="width:{bar.share * 100:.1f}%"></i>{line}</span></li>'
    )
