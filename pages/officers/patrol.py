"""Patrullaje integrado: how much police and serenazgo patrol together, where and when, against the complaints there."""

from __future__ import annotations

from lib.ui import filter_bar, opening, panels, patrol_panels, patrol_words, show, visit
from lib.ui.patrol_numbers import numbers

panels.style()
snapshot = opening.snapshot()
found = numbers(snapshot, filter_bar.chosen(snapshot), visit.policy())
book, lang = snapshot.places, visit.lang()

show.title(patrol_words.title(found, book, lang))
if found.state != "shown":
    patrol_panels.nothing(found)
else:
    show.sentence(patrol_words.sentence(found, book, lang), patrol_words.warnings(found, lang))
    patrol_panels.totals(found)
    patrol_panels.against(found, book)
    patrol_panels.grid(found, book)
    patrol_panels.critical(found, book)
