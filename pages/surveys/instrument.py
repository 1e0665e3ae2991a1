"""Instrumento: what a survey asks and of whom, loading its answers, and correcting what its columns mean."""

from __future__ import annotations

import streamlit as st

from lib.ui import instrument_form, instrument_panels, panels, show, survey_opening, survey_words, visit
from lib.ui.visit import say

opened = survey_opening.now()
panels.style()
show.title(instrument_panels.title(opened))
show.sentence(survey_words.sentence(survey_opening.whole(opened), visit.lang()))
survey_opening.chooser(opened, wave=False)
instrument_form.done_note()
described, load, correct = st.tabs([say(f"instrument.tab.{name}") for name in ("described", "load", "correct")])
with described:
    instrument_panels.described(opened)
    instrument_panels.problems(opened)
    instrument_panels.versions(opened)
with load:
    instrument_form.load()
with correct:
    instrument_form.correct(opened)
