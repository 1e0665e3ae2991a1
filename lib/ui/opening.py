"""Opening the data of a visit: own data (complaints or registers) when there are any, else the demonstration; at the version
asked for.

The demonstration leaves the screen as soon as own data are loaded, and can be called back (choice ``data`` = "demo").
What is opened holds for one run of the page: ``begin`` looks at the disk once.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.places.book import PlaceBook
from lib.storage import demonstrating, engine, folders
from lib.storage.store import Store
from lib.ui import visit

_OPENED = "opened"


@dataclass(frozen=True)
class Opened:
    """What this run looks at. ``newest`` is the store's version, ``version`` the one on the screen."""

    store: Store
    demo: bool
    own_has_data: bool
    newest: int
    version: int


def begin() -> None:
    """Look at the disk: which store, which version. On the first visit without own data the demonstration is made."""
    own = folders.own_store()
    has_data = any(event.type == "load" for event in own.live_events()) or folders.has_registers(own)
    chosen = visit.get("data")
    demo = chosen == "demo" or (chosen != "own" and not has_data)
    store = folders.demo_store() if demo else own
    if demo and not demonstrating.filled(store):
        with st.spinner(visit.say("ui.demo.preparing")):
            demonstrating.ensure_demo(store)
    newest = store.version
    wanted = visit.version()
    st.session_state[_OPENED] = Opened(store, demo, has_data, newest, newest if wanted is None else min(wanted, newest))


def now() -> Opened:
    """What this run looks at."""
    opened: Opened = st.session_state[_OPENED]
    return opened


def own_has_data() -> bool:
    """True when the own store holds complaints, or a register (staff, surveys ...)."""
    return now().own_has_data


def is_demo() -> bool:
    """True when the visit looks at the demonstration."""
    return now().demo


def store() -> Store:
    """The store of the visit."""
    return now().store


def version() -> int:
    """The version on the screen: the one asked for, else the newest; 0 when the store is empty."""
    return now().version


def snapshot() -> engine.Snapshot:
    """The snapshot of the visit, shared by all sessions."""
    opened = now()
    return engine.snapshot(opened.store, None if opened.version == opened.newest else opened.version)


def book() -> PlaceBook:
    """The names, polygons and populations of the data of the visit."""
    return snapshot().places
