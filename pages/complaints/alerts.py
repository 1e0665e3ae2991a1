"""Denuncias / Alertas: which cells of place and crime type changed beyond chance, and how far to trust the answer."""

from __future__ import annotations

from lib.ui import alert_numbers, alert_panels, alert_words, filter_bar, opening, panels, show, visit

panels.style()
snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    book, lang, policy = snapshot.places, visit.lang(), visit.policy()
    allowed = alert_numbers.units(snapshot, chosen.filters.source, policy)
    frame = alert_numbers.frame(
        chosen.holdings, allowed, unit=visit.get("alert_unit"), end=visit.get("alert_end"),
        history=visit.get("alert_history"), until=chosen.filters.end,
    )
    if frame is None or not chosen.holdings.levels:
        show.title(visit.say("alerts.no_board.title"))
        show.sentence(alert_words.no_board(chosen.holdings, allowed, lang))
    else:
        found = alert_numbers.numbers(snapshot, chosen.filters, frame, chosen.holdings, policy)
        show.title(alert_words.title(found, book, lang))
        show.sentence(alert_words.sentence(found, chosen.holdings, book, lang), alert_words.warnings(found, lang))
        alert_panels.controls(frame)
        if found.board.table.empty:
            show.empty(visit.say("alerts.no_rows.title"), visit.say("alerts.no_rows.why"))
        else:
            measured = alert_panels.trust(found, snapshot)
            alert_panels.changed(found, book)
            picked = alert_panels.picked_cell(found)
            alert_panels.grid(found, book, picked)
            alert_panels.history(found, book, picked)
            alert_panels.whole(found, book, measured)
