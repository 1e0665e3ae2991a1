"""Lugares / Mapa de sectores: how many and how much by place, on a map that says what is not on it."""

from __future__ import annotations

from lib.ui import filter_bar, opening, sector_map_panels, sector_map_words, show, visit
from lib.ui.sector_map_numbers import numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
elif not chosen.holdings.levels:
    show.title(visit.say("overview.map.no_level"))
    show.sentence(visit.say("overview.map.no_level_why"))
else:
    look = sector_map_panels.looking()
    found = numbers(snapshot, chosen.filters, chosen.holdings, visit.policy(), look.split)
    book, lang = snapshot.places, visit.lang()
    show.title(sector_map_words.title(found, look.measure, chosen.holdings, book, lang))
    show.sentence(sector_map_words.sentence(found, chosen.holdings, book, lang), sector_map_words.warnings(found, lang))
    sector_map_panels.controls(look, snapshot)
    if look.split:
        sector_map_panels.several(found, look, snapshot, chosen.holdings)
    else:
        sector_map_panels.one(found, look, snapshot, chosen.holdings)
    sector_map_panels.table(found, snapshot)
