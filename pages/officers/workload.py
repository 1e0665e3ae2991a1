"""Carga de trabajo: complaints and services as hours of work, what they require beside coverage, and how to share it out."""

from __future__ import annotations

import streamlit as st

from lib.ui import coverage_numbers, filter_bar, opening, panels, roster_panels, show, visit, workload_numbers
from lib.ui import workload_panels as parts
from lib.ui import workload_words as words

panels.style()
snapshot = opening.snapshot()
book, lang, policy = snapshot.places, visit.lang(), visit.policy()
chosen = filter_bar.chosen(snapshot)
base = coverage_numbers.base(snapshot, chosen, policy)
counted = workload_numbers.counted(snapshot, chosen, policy)
above, below = st.container(), st.container()
with below:
    tasks = parts.task_table()
with above:
    found = workload_numbers.answers(base, counted, tasks, policy)
    show.title(words.title(found, lang))
    show.sentence(words.sentence(found, book, lang), words.warnings(found, lang))
    parts.choices(base, book)
    parts.numbers(found)
    left, right = st.columns(2)
    with left:
        parts.by_task(found, book)
    with right:
        parts.by_shift(found, book)
    parts.sensitivity(found, book)
    roster_panels.share_out(found, book)
