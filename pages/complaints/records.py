"""Registros: the rows behind a selection, for those allowed to see them."""

from __future__ import annotations

from lib.ui import filter_bar, opening, records_files, records_panels, records_rows, show, visit

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    asked = records_rows.asked(chosen.filters, visit.policy())
    found = records_rows.rows(snapshot, asked, visit.policy())
    counts = records_rows.publishes(snapshot, asked.filters)
    records_panels.words(found, chosen.holdings, snapshot.places, counts)
    records_panels.controls(chosen.holdings, counts)
    records_panels.table(found, chosen.holdings, snapshot.places, counts)
    records_files.downloads(found, snapshot)
