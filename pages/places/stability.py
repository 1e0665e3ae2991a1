"""Estabilidad: which hot spots does every map show, however it is drawn? And could chance have drawn this one?"""

from __future__ import annotations

from lib.errors import CuadranteError
from lib.ui import chance_panel, filter_bar, located, opening, place_site, show, stability_panels, visit
from lib.ui import stability_words as words

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    book, lang = snapshot.places, visit.lang()
    try:
        here = place_site.site(snapshot, chosen.filters, visit.policy())
    except CuadranteError as error:
        show.title(visit.say("stability.title.refused"))
        show.trouble(error)
    else:
        if here.seen.state != "shown":
            show.title(visit.say("stability.title.nothing"))
            show.sentence(chosen.filters.sentence(lang, book.name))
            located.nothing(here.seen, chosen.holdings)
        else:
            found = stability_panels.counted(snapshot, here)
            show.title(words.title(found, chosen.holdings, book, lang))
            show.sentence(words.sentence(found, chosen.holdings, book, lang), words.warnings(found, lang))
            stability_panels.settings_of(snapshot, here)
            stability_panels.map_and_places(found, snapshot)
            stability_panels.depends(found, snapshot)
            chance_panel.chance(found, snapshot)
