"""Datos / Personal y vehículos: the sheets of who is where, what runs and who patrolled, loaded, edited, undone."""

from __future__ import annotations

import streamlit as st

from lib.storage import staffing
from lib.ui import data_store, panels, register_form, registers, visit
from lib.ui.visit import say

panels.style()
panels.heading(say("registers.title"), say("registers.lead_page"))
register_form.done_note()
name = visit.get("register") if visit.get("register") in staffing.SCHEMAS else "staff"
st.segmented_control(
    say("registers.which"), list(staffing.SCHEMAS), required=True, label_visibility="collapsed",
    format_func=lambda each: say(f"staff.template.{each}"), **visit.mirror("register", name),
)
register, book = registers.own(name), data_store.book(data_store.own())
loading, editing, changes = st.tabs([say(f"registers.tab.{tab}") for tab in ("load", "edit", "history")])
with loading:
    register_form.load(register, book)
with editing:
    register_form.edit(register, book)
with changes:
    register_form.history(register)
