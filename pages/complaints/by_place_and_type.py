"""Por sector y tipo: how many of what where, against the period before; any cell opened up; two places side by side."""

from __future__ import annotations

from lib.ui import crosstab_panels, crosstab_view, crosstab_words, filter_bar, opening, show, visit
from lib.ui.crosstab_numbers import numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    lang, holdings = visit.lang(), chosen.holdings
    crossed = numbers(snapshot, chosen.filters, holdings, visit.policy(), crosstab_view.against())
    names = crosstab_view.names(crossed, snapshot.places, lang)
    choice = crosstab_view.looking(crossed)
    show.title(crosstab_words.title(crossed, names, lang))
    show.sentence(
        crosstab_words.sentence(crossed, holdings, snapshot.places, lang), crosstab_words.warnings(crossed, lang)
    )
    crosstab_view.controls(holdings, crossed.level)
    if crossed.total == 0:
        show.empty(visit.say("overview.empty.no_rows"), crosstab_words.nothing(holdings, lang))
    else:
        crosstab_panels.table(crossed, choice, names, snapshot, holdings)
        crosstab_panels.one_cell(crossed, choice, names, snapshot, holdings)
        crosstab_panels.two_places(crossed, choice, names, snapshot)
