"""Small series side by side, one for each crime type or place, each on its own scale from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

WIDTH, HEIGHT = 220.0, 52.0


@dataclass(frozen=True)
class Small:
    """One small series: its name, the number and words beside it, and its tone (alarm, quiet)."""

    code: str
    name: str
    number: str
    words: str
    tone: str = "quiet"


def multiples(released: Released, shown: Sequence[Small], lang: str) -> Drawing:
    """A grid of small lines.

    released  dimensions (period, group), ``count`` and ``settled``; hidden counts are gaps, unsettled ones are dotted
    shown     the groups to draw, in order
    """
    period, group = released.dims
    pieces = []
    drawn: dict[str, int | None] = {}
    for one in shown:
        rows = released.table[released.table[group] == one.code].sort_values(period)
        counts = [None if value != value or value is None else int(value) for value in rows["count"].astype(object)
                  .where(rows["count"].notna(), None)]
        settled = [bool(value) for value in rows["settled"]]
        drawn[one.code] = sum(value for value in counts if value is not None)
        badge = f'<span class="badge {one.tone}">{esc(one.words)}</span>' if one.words else ""
        pieces.append(
            f'<li class="small" data-pick="{esc(one.code)}" tabindex="0" role="button">'
            f'<span class="what">{esc(one.name)}</span><span class="number">{esc(one.number)}</span>'
            f"{_line(counts, settled)}{badge}</li>"
        )
    alt = texts.t("figures.multiples.alt", lang, n=texts.number(len(shown), lang))
    return Drawing(f'<ul class="multiples" aria-label="{esc(alt)}">{"".join(pieces)}</ul>', alt, drawn)


def _line(counts: list[int | None], settled: list[bool]) -> str:
    top = max([value for value in counts if value is not None], default=0) or 1
    late = next((i for i, done in enumerate(settled) if not done), len(counts))

    def path(first: int, end: int, kind: str) -> str:
        steps, pen_down = [], False
        for i in range(max(first, 0), end):
            value = counts[i]
            if value is None:
                pen_down = False
                continue
            x = 2 + (i + 0.5) * (WIDTH - 4) / max(len(counts), 1)
            steps.append(f"{'L' if pen_down else 'M'}{x:.1f} {HEIGHT - 3 - value / top * (HEIGHT - 8):.1f}")
            pen_down = True
        return f'<path class="line {kind}" d="{"".join(steps)}"/>' if steps else ""

    return (
        f'<svg class="mini" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="base" d="M0 {HEIGHT - 3:g}H{WIDTH:g}"/>'
        f"{path(0, late, 'now')}{path(late - 1, len(counts), 'late')}</svg>"
    )
