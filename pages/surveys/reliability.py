"""Confiabilidad: does each scale of the survey measure one thing, how precisely, and which item weakens it?"""

from __future__ import annotations

import streamlit as st

from lib.ui import figure_words, reliability_panels, show, survey_opening, survey_words, visit
from lib.ui import reliability_words as words
from lib.ui.reliability_numbers import numbers

lang, policy = visit.lang(), visit.policy()
opened = survey_opening.now()
with st.spinner(visit.say("surveys.computing")):
    found = numbers(opened, visit.get("gaps"), policy)

show.title(words.title(found, opened.codebook, lang))
show.sentence(survey_words.sentence(opened, lang, [words.gaps(found, lang)]), figure_words.warnings([found.whole], lang))
survey_opening.chooser(opened)
reliability_panels.scales(opened, found)
chosen = reliability_panels.chosen_scale(opened, found)
if chosen is not None:
    reliability_panels.items(opened, found, chosen)
    reliability_panels.matrix(opened, found, chosen)
