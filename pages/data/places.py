"""Datos / Lugares: boundaries and population, what is stored of them, and the complaints outside every boundary."""

from __future__ import annotations

import streamlit as st

from lib.ui import data_store, panels, places_form, population_form, show, stored_places
from lib.ui.visit import say

store = data_store.shown()
panels.style()
panels.heading(say("places_page.title"), say("places_page.lead"))
places_form.done_note()
with show.panel("places-stored", say("places_page.stored")):
    stored_places.stored(store)
polygons, population, assigned = st.tabs(
    [say("places_page.tab_polygons"), say("places_page.tab_population"), say("places_page.assigned.title")]
)
with polygons:
    places_form.form(data_store.own())
with population:
    population_form.form(data_store.own())
with assigned:
    stored_places.assigned(store)
