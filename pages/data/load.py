"""Datos / Cargar: drop a file, see what was understood and what will be accepted, store it in one step."""

from __future__ import annotations

from lib.ui import data_store, loading_form, panels
from lib.ui.visit import say

panels.style()
panels.heading(say("load.title"), say("load.lead"))
loading_form.form(data_store.own())
