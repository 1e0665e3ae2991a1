"""Validación: would the maps have been right? Made from earlier complaints, tested with those that came later."""

from __future__ import annotations

from lib.ui import filter_bar, opening, show, validation_panels, visit
from lib.ui import validation_words as words
from lib.ui.validation_numbers import months_chosen, numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    found = numbers(snapshot, chosen.filters, chosen.holdings, visit.policy(), months_chosen())
    book, lang = snapshot.places, visit.lang()
    show.title(words.title(found, chosen.holdings, book, lang))
    show.sentence(words.sentence(found, chosen.holdings, book, lang), words.warnings(found, lang))
    validation_panels.controls(found, snapshot, visit.policy())
    if found.table is None:
        validation_panels.nothing(found, chosen.holdings)
    else:
        validation_panels.accuracy(found, book)
        validation_panels.called_and_happened(found, snapshot, book)
        validation_panels.reading()
