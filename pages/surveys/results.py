"""Resultados: what people answered, how much of each variable there is, who differs, what changed between waves."""

from __future__ import annotations

import streamlit as st

from lib.ui import figure_words, show, survey_opening, survey_results_groups, survey_results_panels, survey_words, visit
from lib.ui import survey_results_words as words
from lib.ui.survey_results_numbers import numbers

lang, policy = visit.lang(), visit.policy()
opened = survey_opening.now()
with st.spinner(visit.say("surveys.computing")):
    found = numbers(opened, policy)

show.title(words.title(found, opened.codebook, lang))
show.sentence(survey_words.sentence(opened, lang), figure_words.warnings([found.scores], lang))
survey_results_panels.choosers(opened)
survey_results_panels.scores_and_levels(opened, found)
survey_results_groups.waves(opened, found)
chosen = survey_results_panels.chosen_scale(opened)
survey_results_panels.answers(opened, chosen, policy)
survey_results_groups.spread_and_groups(opened, chosen, policy)
