"""Horas: on which days and at which hours; what nobody knows the hour of stands beside, never at midnight."""

from __future__ import annotations

from lib.ui import filter_bar, hours_panels, hours_words, opening, show, visit
from lib.ui.hours_numbers import numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    found = numbers(snapshot, chosen.filters, chosen.holdings, visit.policy())
    book, lang = snapshot.places, visit.lang()
    show.title(hours_words.title(found, chosen.holdings, book, lang))
    show.sentence(hours_words.sentence(found, chosen.holdings, book, lang), hours_words.warnings(found, lang))
    if found.state != "shown":
        hours_panels.nothing(found, chosen.holdings)
    else:
        hours_panels.week(found, book)
        hours_panels.shifts_and_weekdays(found, book)
        hours_panels.windows(found, book)
