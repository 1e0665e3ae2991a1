"""Puntos críticos: where are more complaints than chance would put there, how sure is that, and what happens there?"""

from __future__ import annotations

from lib.ui import (
    filter_bar,
    hot_spots_choices,
    hot_spots_list,
    hot_spots_panels,
    hot_spots_words,
    located,
    opening,
    place_ground,
    show,
    visit,
)
from lib.ui.hot_spots_numbers import Asked, numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    book, lang, policy = snapshot.places, visit.lang(), visit.policy()
    here = hot_spots_choices.site(snapshot, chosen.filters)
    if here is None:
        hot_spots_list.by_place_and_type(snapshot, chosen.filters)
    elif here.seen.state != "shown":
        show.title(visit.say("hot_spots.title.nothing"))
        show.sentence(chosen.filters.sentence(lang, book.name))
        located.nothing(here.seen, chosen.holdings)
        hot_spots_list.by_place_and_type(snapshot, chosen.filters)
        hot_spots_choices.expert(snapshot, here)
    else:
        asked = Asked(place_ground.by(snapshot, here), hot_spots_choices.forced())
        found = numbers(snapshot, chosen.filters, here, chosen.holdings, policy, asked)
        show.title(hot_spots_words.title(found, chosen.holdings, book, lang))
        show.sentence(hot_spots_words.sentence(found, chosen.holdings, book, lang), hot_spots_words.warnings(found, lang))
        hot_spots_panels.map_and_list(found, snapshot)
        hot_spots_choices.expert(snapshot, here)
