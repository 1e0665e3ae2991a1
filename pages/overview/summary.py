"""Resumen: how many complaints, where, when, of what kind, and how far to trust the number."""

from __future__ import annotations

import streamlit as st

from lib.ui import filter_bar, opening, overview_panels, overview_words, show, visit
from lib.ui.overview_numbers import numbers

snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    found = numbers(snapshot, chosen.filters, chosen.holdings, visit.policy())
    book, lang = snapshot.places, visit.lang()
    show.title(overview_words.title(found, chosen.holdings, book, lang))
    show.sentence(
        overview_words.sentence(found, chosen.holdings, book, lang), overview_words.warnings(found, lang)
    )
    overview_panels.top_cards(found, chosen.holdings)
    left, right = st.columns([0.46, 0.54])
    with left:
        overview_panels.place_map(found, snapshot, chosen.holdings)
        overview_panels.quality(found, snapshot)
    with right:
        overview_panels.monthly(found, snapshot)
        overview_panels.top_crimes(found)
    overview_panels.by_place(found, snapshot)
    overview_panels.side_by_side(found, snapshot)
