"""¿Delito o denuncia?: a change in complaints split into reporting and crime, when a survey's rates are told."""

from __future__ import annotations

from lib.ui import filter_bar, opening, panels, reporting_numbers, reporting_panels, show, visit

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    panels.style()
    found = reporting_numbers.numbers(snapshot, chosen.filters, chosen.holdings, visit.policy())
    reporting_panels.head(found, chosen.holdings, snapshot.places)
    if found.change is None or found.hidden:
        reporting_panels.nothing(found, chosen.holdings)
    else:
        reporting_panels.verdict(found, snapshot.places)
        reporting_panels.surveys(found)
    reporting_panels.sources(visit.policy().loads)
