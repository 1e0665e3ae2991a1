"""A row of places of which some are filled: sectors with their car and sectors without."""

from __future__ import annotations

from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released


def slots(released: Released, row: int, *, filled: str, of: str, alt: str, have: str, lack: str) -> Drawing:
    """One mark per place of the row at position ``row``; the first ``filled`` of ``of`` are full, the others hatched.

    filled, of  columns with whole numbers
    have, lack  what a full and a hatched mark mean, for the key
    """
    here = released.table.iloc[row]
    full, whole = int(here[filled]), int(here[of])
    marks = "".join(f'<i class="{"full" if place < full else "lack"}"></i>' for place in range(whole))
    key = f'<p class="note"><i class="full"></i>{esc(have)} <i class="lack"></i>{esc(lack)}</p>'
    return Drawing(
        f'<div class="slots" role="img" aria-label="{esc(alt)}">{marks}</div><div class="slot-key">{key}</div>', alt,
        {"filled": full, "lacking": whole - full},
    )
