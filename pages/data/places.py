"""Datos / Lugares y población: boundaries, population, streets, stations; what is stored, and complaints outside all."""

from __future__ import annotations

import streamlit as st

from lib.ui import data_store, layers_form, panels, places_form, population_form, show, stored_places
from lib.ui.visit import say

store = data_store.shown()
panels.style()
panels.heading(say("places_page.title"), say("places_page.lead"))
places_form.done_note()
with show.panel("places-stored", say("places_page.stored")):
    stored_places.stored(store)
polygons, population, *layers, assigned = st.tabs([
    say("places_page.tab_polygons"), say("places_page.tab_population"),
    *(say(f"places_page.tab_{kind}") for kind in layers_form.KINDS), say("places_page.assigned.title"),
])
with polygons:
    places_form.form(data_store.own())
with population:
    population_form.form(data_store.own())
for tab, kind in zip(layers, layers_form.KINDS, strict=True):
    with tab:
        layers_form.form(data_store.own(), kind)
with assigned:
    stored_places.assigned(store)
