"""Datos / Historial: every change of the store, its undo, and the data as known on an earlier date."""

from __future__ import annotations

import streamlit as st

from lib.ui import data_store, downloads, history_table, links, panels, show
from lib.ui.visit import say

store = data_store.shown()
panels.style()
panels.heading(say("history.title"), say("history.lead"))
if store.version == 0:
    show.empty(say("history.title"), say("history.empty"))
    links.to("load", say("history.to_load"))
else:
    newest = store.events()[-1]
    show.sentence(say("history.now", version=store.version, when=history_table.moment(newest.when)))
    history_table.known_on(store)
    history_table.events(store, may_change=data_store.may_change(store))
    st.download_button(
        say("history.download"), data=lambda: downloads.csv_bytes(history_table.as_table(store)), mime="text/csv",
        file_name="cuadrante-historial.csv", icon=":material/download:", on_click="ignore",
    )
