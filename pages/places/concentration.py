"""Concentración: how few places hold how much, beside what chance alone would give."""

from __future__ import annotations

from lib.ui import concentration_panels, filter_bar, located, opening, show, visit
from lib.ui import concentration_words as words
from lib.ui.concentration_numbers import numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    found = numbers(snapshot, chosen.filters, chosen.holdings, visit.policy())
    book, lang = snapshot.places, visit.lang()
    show.title(words.title(found, chosen.holdings, book, lang))
    show.sentence(words.sentence(found, chosen.holdings, book, lang), words.warnings(found, lang))
    concentration_panels.controls(found, snapshot, visit.policy())
    if found.measures is None:
        located.nothing(found.here.seen, chosen.holdings, found.state)
    else:
        concentration_panels.curve_and_busiest(found, book)
        concentration_panels.measures(found, book)
        concentration_panels.types(found, book)
        concentration_panels.reading()
