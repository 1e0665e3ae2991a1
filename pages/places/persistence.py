"""Persistencia y cambio: which places are hot month after month, newly, no longer; and where did it change beyond chance?"""

from __future__ import annotations

from lib.errors import CuadranteError
from lib.ui import change_panels, figure_words, filter_bar, opening, panels, persistence_panels, place_site, show, visit
from lib.ui import persistence_words as words
from lib.ui.persistence_numbers import change

panels.style()
snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    book, lang, policy = snapshot.places, visit.lang(), visit.policy()
    try:
        here = place_site.site(snapshot, chosen.filters, policy)
        found, whole, spans = persistence_panels.counted(snapshot, chosen)
    except CuadranteError as error:
        show.title(visit.say("persistence.title.refused"))
        show.trouble(error)
    else:
        if found is None:
            persistence_panels.nothing(whole, spans, chosen)
        else:
            show.title(words.title(found, chosen.holdings, book, lang))
            show.sentence(words.sentence(found, chosen.holdings, book, lang), figure_words.warnings((found.kinds,), lang))
        persistence_panels.settings_of(snapshot, here)
        if found is not None:
            persistence_panels.classes(found, snapshot)
        if here.seen.state != "no_points":
            compared = change(
                snapshot, chosen.filters, chosen.holdings, policy, change_panels.against(), change_panels.of()
            )
            change_panels.change(compared, chosen.holdings, snapshot)
