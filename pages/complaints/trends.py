"""Tendencias: is a month within what earlier years let us expect, how does the year go, what is season and what is level?"""

from __future__ import annotations

from lib.ui import filter_bar, opening, show, trends_panels, trends_words, visit
from lib.ui.trends_groups import groups
from lib.ui.trends_numbers import numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    found = numbers(snapshot, chosen.filters, chosen.holdings, visit.policy(), visit.get("step"))
    book, lang = snapshot.places, visit.lang()
    show.title(trends_words.title(found, chosen.holdings, book, lang))
    show.sentence(trends_words.sentence(found, chosen.holdings, book, lang), trends_words.warnings(found, lang))
    if not found.n:
        trends_panels.nothing(found, chosen.holdings)
    else:
        trends_panels.band(found, book)
        trends_panels.year_and_watch(found, book)
        trends_panels.level_and_delay(found, book)
        split = trends_panels.chosen_split()
        trends_panels.groups(found, groups(snapshot, chosen.filters, visit.policy(), found, split), split, book)
