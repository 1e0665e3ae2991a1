"""Correlación: how one variable goes with others, as readers know it and with what that form hides."""

from __future__ import annotations

import streamlit as st

from lib.ui import correlation_numbers, correlation_panels, figure_words, show, survey_opening, survey_words, visit
from lib.ui import correlation_words as words

lang = visit.lang()
opened = survey_opening.now()
asked = correlation_numbers.chosen(opened)
if asked is None:
    show.title(visit.say("correlation.no_scales"))
    show.sentence(visit.say("correlation.no_scales_why"))
    survey_opening.chooser(opened)
else:
    found = correlation_numbers.numbers(opened, asked, visit.policy())
    show.title(words.title(opened, found, lang))
    warnings = [*figure_words.warnings([found.table], lang), *words.warnings(opened, found, lang)]
    show.sentence(survey_words.sentence(opened, lang, words.done(found, lang)), warnings)
    survey_opening.chooser(opened)
    correlation_panels.choices(opened, asked)
    correlation_panels.side_by_side(opened, found)
    left, right = st.columns([0.56, 0.44])
    with left:
        correlation_panels.decisions(opened, found)
    with right:
        correlation_panels.intervals(opened, found)
        correlation_panels.compare(opened, found)
    left, right = st.columns([0.42, 0.58])
    with left:
        correlation_panels.pair(opened, found)
    with right:
        correlation_panels.normal(opened, found)
