"""Cobertura: how many posts and sector cars this staff keeps round the clock, by a table of days away to be edited."""

from __future__ import annotations

import streamlit as st

from lib.ui import coverage_numbers, coverage_panels, coverage_words, filter_bar, opening, panels, show, visit

panels.style()
snapshot = opening.snapshot()
book, lang = snapshot.places, visit.lang()
base = coverage_numbers.base(snapshot, filter_bar.chosen(snapshot), visit.policy())
above, below = st.container(), st.container()
with below:
    leave, posts = coverage_panels.plan_tables(base)
with above:
    found = coverage_numbers.answers(base, leave, posts, visit.policy())
    show.title(coverage_words.title(found, lang))
    show.sentence(coverage_words.sentence(found, lang), coverage_words.warnings(found, lang))
    coverage_panels.choices(base, book)
    coverage_panels.numbers(found)
    left, right = st.columns(2)
    with left:
        coverage_panels.cars(found, book)
    with right:
        coverage_panels.by_post(found, book)
    coverage_panels.by_regime(found, book)
