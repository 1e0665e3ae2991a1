"""Opening the data of a visit: own data when there are any, else the demonstration; at the version asked for.

The demonstration leaves the screen as soon as own data are loaded, and can be called back (choice ``data`` = "demo").
"""

from __future__ import annotations

import streamlit as st

from lib.places.book import PlaceBook
from lib.storage import demonstrating, engine, folders
from lib.storage.store import Store
from lib.ui import visit


def own_has_data() -> bool:
    """True when a load of the own store is in force."""
    return any(event.type == "load" for event in folders.own_store().live_events())


def is_demo() -> bool:
    """True when the visit looks at the demonstration."""
    chosen = visit.get("data")
    return chosen == "demo" or (chosen != "own" and not own_has_data())


def store() -> Store:
    """The store of the visit."""
    return folders.demo_store() if is_demo() else folders.own_store()


def version() -> int:
    """The version on the screen: the one asked for, else the newest; 0 when the store is empty."""
    newest = store().version
    wanted = visit.version()
    return newest if wanted is None else min(wanted, newest)


def snapshot() -> engine.Snapshot:
    """The snapshot of the visit, shared by all sessions."""
    return engine.snapshot(store(), version())


def book() -> PlaceBook:
    """The names, polygons and populations of the data of the visit."""
    return snapshot().places


def ensure_something_to_see() -> None:
    """On the first visit without own data, make the demonstration (a few seconds, said on the screen)."""
    if is_demo() and not folders.demo_store().live_events():
        with st.spinner(visit.say("ui.demo.preparing")):
            demonstrating.ensure_demo(folders.demo_store())
