"""A calculation as steps in a row: what was done, with its numbers, and one line that says whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.figures.markup import Drawing, esc


@dataclass(frozen=True)
class Step:
    """One step: its name, the sum, a sentence; ``tone`` "alarm" where it goes wrong."""

    name: str
    sum: str
    why: str
    tone: str = ""


def steps(shown: Sequence[Step], alt: str) -> Drawing:
    """The steps in order, side by side; under each other on a phone."""
    pieces = "".join(
        f'<li class="{esc(step.tone)}"><span class="name">{esc(step.name)}</span><span class="sum">{esc(step.sum)}</span>'
        f'<span class="why">{esc(step.why)}</span></li>'
        for step in shown
    )
    return Drawing(f'<ol class="steps" aria-label="{esc(alt)}">{pieces}</ol>', alt)
