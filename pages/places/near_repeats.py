"""Repetición cercana: after one complaint, do others follow near by and soon, more than chance would put there?"""

from __future__ import annotations

from lib.ui import filter_bar, located, near_repeats_panels, near_repeats_words, opening, show, visit
from lib.ui.near_repeats_numbers import chosen as choices
from lib.ui.near_repeats_numbers import numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    found = numbers(snapshot, chosen.filters, chosen.holdings, visit.policy(), choices())
    book, lang = snapshot.places, visit.lang()
    show.title(near_repeats_words.title(found, chosen.holdings, book, lang))
    show.sentence(near_repeats_words.sentence(found, chosen.holdings, book, lang), near_repeats_words.warnings(found, lang))
    near_repeats_panels.controls(found)
    if found.table is None:
        located.nothing(found.here.seen, chosen.holdings, found.state)
    else:
        near_repeats_panels.table(found, book)
        near_repeats_panels.decay(found, book)
        near_repeats_panels.reading(found)
