"""Datos / Etiquetas: crime names that the catalogue does not know, each mapped with one click."""

from __future__ import annotations

from lib.ui import data_store, labels_form, panels, show
from lib.ui.visit import say

store = data_store.shown()
panels.style()
panels.heading(say("labels_page.title"), say("labels_page.lead"))
if store.version == 0:
    show.empty(say("labels_page.title"), say("labels_page.empty"))
else:
    may_change = data_store.may_change(store)
    labels_form.review(store, labels_form.waiting(store), may_change)
    labels_form.mapped(store, data_store.version(store), may_change)
