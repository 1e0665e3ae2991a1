"""An account line by line: what, as printed, as worked out again, and a sentence; on a phone each line is a small block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.figures.markup import Drawing, esc


@dataclass(frozen=True)
class Line:
    """One line of the account, in words; ``wrong`` marks what does not hold."""

    what: str
    printed: str
    worked_out: str
    why: str
    wrong: bool = False


def ledger(lines: Sequence[Line], headings: tuple[str, str, str, str], alt: str) -> Drawing:
    """The lines under their headings."""
    what, printed, worked_out, why = (esc(heading) for heading in headings)
    rows = "".join(
        f'<li{" class=wrong" if line.wrong else ""}><span class="what">{esc(line.what)}</span>'
        f'<span class="sum"><small>{printed}</small>{esc(line.printed)}</span>'
        f'<span class="sum"><small>{worked_out}</small>{esc(line.worked_out)}</span>'
        f'<span class="why">{esc(line.why)}</span></li>'
        for line in lines
    )
    named = "".join(f"<span>{name}</span>" for name in (what, printed, worked_out, why))
    head = f'<li class="head" aria-hidden="true">{named}</li>'
    return Drawing(f'<ul class="ledger" aria-label="{esc(alt)}">{head}{rows}</ul>', alt)
