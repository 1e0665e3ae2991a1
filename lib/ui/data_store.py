"""Which store the data pages work on: what is loaded, drawn or mapped always goes to the user's own.

The history and the lists show the own store as soon as it holds anything, even when all its loads are undone (they can
be put back there); before that, the demonstration's, which cannot be changed.
"""

from __future__ import annotations

import streamlit as st

from lib.places.book import PlaceBook
from lib.storage import folders
from lib.storage.store import Store
from lib.ui import opening, visit


def own() -> Store:
    """The user's own store."""
    return folders.own_store()


def shown() -> Store:
    """The store whose history, places and labels are on the screen."""
    mine = own()
    return mine if visit.get("data") != "demo" and mine.version > 0 else opening.store()


def may_change(store: Store) -> bool:
    """True when the audience of the visit may load and undo, and this is the own store."""
    return visit.policy().loads and store == own()


def changed() -> None:
    """After a change of the own store: look at it as it is now, and no longer at the demonstration or an earlier day."""
    visit.set_version(None)
    visit.put("data", "")


def version(store: Store) -> int:
    """The version on the screen: that of the visit when it looks at an earlier one, else the newest."""
    wanted = visit.version()
    return store.version if wanted is None else min(wanted, store.version)


def book(store: Store) -> PlaceBook:
    """Names, polygons and populations of a store at the version on the screen."""
    return _book((*store.identity()[:2], version(store)), store)


@st.cache_resource(max_entries=4, show_spinner=False)
def _book(identity: tuple[str, str, int], _store: Store) -> PlaceBook:
    return PlaceBook.from_events(_store.live_events(identity[2]))
