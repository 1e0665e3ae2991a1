"""Planificar: how many people must be asked for what one wants to know, and what that costs them and the team."""

from __future__ import annotations

import streamlit as st

from lib.ui import panels, planning_numbers, planning_panels, visit

panels.style()
found = planning_numbers.numbers(visit.policy())
planning_panels.head(found)
left, right = st.columns(2)
with left:
    planning_panels.plan(found)
with right:
    planning_panels.people(found)
left, right = st.columns(2)
with left:
    planning_panels.others(found)
with right:
    planning_panels.burden(found)
