"""Benchmarks as cards: the number as it was said, what it is, who said it, how it was traced, what it would mean here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib import texts
from lib.figures.markup import Drawing, esc

TONES = {"slip": "alarm", "claim": "notice", "own": "quiet"}
"""Colour of the badge by the nature of the card; the others are quiet."""


@dataclass(frozen=True)
class StandardCard:
    """One card, every word of it already in the reader's language.

    value, unit   as said ("280", "por 1,000 habitantes"); value "" for a statement
    nature        its code, which names the badge and its colour
    here          what it would mean here, or why nothing is compared
    """

    key: str
    value: str
    unit: str
    nature: str
    what: str
    who: str
    traced: str
    sources: str
    here: str
    compares: bool


def standard_cards(shown: Sequence[StandardCard], lang: str, alt: str) -> Drawing:
    """The cards in a grid: three in a row, two on a tablet, one on a phone."""
    pieces = []
    for card in shown:
        number = f'<p class="value">{esc(card.value)} <small>{esc(card.unit)}</small></p>' if card.value else ""
        badge = texts.t(f"standards.nature.{card.nature}", lang)
        facts = "".join(
            f"<div><dt>{esc(texts.t(f'standards.card.{name}', lang))}</dt><dd>{esc(said)}</dd></div>"
            for name, said in (("who", card.who), ("traced", card.traced), ("sources", card.sources)) if said
        )
        pieces.append(
            f'<section class="card standard"><p class="under"><span class="badge {TONES.get(card.nature, "quiet")}">'
            f'{esc(badge)}</span></p>{number}<p class="what">{esc(card.what)}</p><dl>{facts}</dl>'
            f'<p class="here{" compares" if card.compares else ""}">{esc(card.here)}</p></section>'
        )
    return Drawing(f'<div class="standards" role="group" aria-label="{esc(alt)}">{"".join(pieces)}</div>', alt)
