"""A ranked list of places beside their map: the number of the map's marker, the place, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.figures.markup import Drawing, esc


@dataclass(frozen=True)
class Ranked:
    """One place, every word in the reader's language.

    code     what is chosen
    name     what people call it
    number   its count, in words, with its interval
    details  small lines under it
    badge    a small word, coloured by ``tone`` (quiet, alarm, notice); "" = none
    """

    code: str
    name: str
    number: str
    details: Sequence[str] = ()
    badge: str = ""
    tone: str = "quiet"


def ranked_places(places: Sequence[Ranked], alt: str, *, pick: str = "", chosen: str = "") -> Drawing:
    """The list; with ``pick`` each place can be chosen by pointer and keyboard, as ``pick:<code>``; ``chosen`` is opened."""
    tag, chosen_by = ("button", f' type="button" data-pick="{esc(pick)}:{{code}}"') if pick else ("div", "")
    rows = []
    for rank, place in enumerate(places, start=1):
        badge = f'<span class="badge {place.tone}">{esc(place.badge)}</span>' if place.badge else ""
        details = "".join(f"<small>{esc(line)}</small>" for line in place.details if line)
        here = ' aria-current="true"' if place.code == chosen else ""
        rows.append(
            f'<li><{tag} class="row"{chosen_by.format(code=esc(place.code))}{here}><i class="disc">{rank}</i>'
            f'<span class="what">{esc(place.name)}</span><span class="number">{esc(place.number)}</span>'
            f'<span class="under">{details}{badge}</span></{tag}></li>'
        )
    return Drawing(f'<ol class="ranked" aria-label="{esc(alt)}">{"".join(rows)}</ol>', alt)
