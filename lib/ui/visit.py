"""One person's visit: language, audience, data and filters, kept from page to page and in the address.

A page asks here who is looking, in which language, at what (``lang()``, ``policy()``, ``get("period")``). Each choice
lives under its own name in the session; widgets only mirror it, so that a drill-down or the back button may set a choice
without fighting a widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lib import catalogue, settings, texts
from lib.access import audiences
from lib.access.audiences import Policy
from lib.complaints.columns import PLACE_LEVELS
from lib.ui import address, pages

SINGLE = ("lang", "audience", "data", "version", "source", "period", "level", "hours")
MANY = ("place", "crime", "weekday")
_PREFIX = "visit."


def begin() -> None:
    """Start of a run: adopt what the address says and give every choice a value that is allowed here."""
    state = st.session_state
    told = address.read()
    if told is not None or _PREFIX + "lang" not in state:
        for name in (*SINGLE, *pages.all_choices()):
            state[_PREFIX + name] = (told or {}).get(name, [""])[-1]
        for name in MANY:
            state[_PREFIX + name] = tuple(dict.fromkeys((told or {}).get(name, [])))
    if get("lang") not in texts.languages():
        put("lang", texts.DEFAULT)
    if get("audience") not in audiences.audiences():
        put("audience", audiences.default_audience())
    if not str(get("version")).isdigit():
        put("version", "")
    if get("level") not in PLACE_LEVELS:
        put("level", "")
    put("crime", tuple(code for code in get("crime") if code in catalogue.entries()))


def params(own: Sequence[str] = (), **changes: Any) -> dict[str, list[str]]:
    """The choices that differ from their defaults, as an address carries them, some of them changed: a link to a page.

    own  names of the choices of that page (``choices`` in ``data/pages.toml``)
    """
    defaults = {
        "lang": texts.DEFAULT, "audience": audiences.default_audience(), "period": settings.value("ui.default_period"),
    }
    out: dict[str, list[str]] = {}
    for name in (*SINGLE, *own):
        chosen = changes.get(name, get(name))
        if chosen and chosen != defaults.get(name):
            out[name] = [chosen]
    for name in MANY:
        out[name] = list(changes.get(name, get(name)))
    return out


def end(own: Sequence[str] = ()) -> None:
    """Put the choices that differ from their defaults into the address.

    own  names of the choices of the page that is open; those of others wait unseen
    """
    address.write(params(own))


def get(name: str) -> Any:
    """The choice called ``name``: text ("" = not chosen), or a tuple for those in MANY."""
    return st.session_state.get(_PREFIX + name, () if name in MANY else "")


def put(name: str, value: Any) -> None:
    """Set a choice: in a callback before the run, or before its widget is drawn."""
    st.session_state[_PREFIX + name] = tuple(value) if name in MANY else value


def mirror(name: str, value: Any, store_as: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """Keyword arguments of a widget that shows ``value`` and, when changed, puts it into the choice ``name``."""
    key = f"widget.{name}"
    st.session_state[key] = value

    def take() -> None:
        chosen = st.session_state[key]
        put(name, store_as(chosen) if store_as else chosen)

    return {"key": key, "on_change": take}


def lang() -> str:
    return get("lang") or texts.DEFAULT


def say(key: str, **params: Any) -> str:
    """The text of ``key`` in the language of the visit."""
    return texts.t(key, lang(), **params)


def audience() -> str:
    return get("audience") or audiences.default_audience()


def policy() -> Policy:
    return audiences.policy(audience())


def scheme() -> str:
    """"light" or "dark", as the browser shows the page: for figures that cannot ask by themselves."""
    return "dark" if st.context.theme.type == "dark" else "light"


def version() -> int | None:
    """The version of the store to look at; None = the newest. Set by "as known on" in the history."""
    return int(get("version")) if str(get("version")).isdigit() else None


def set_version(number: int | None) -> None:
    """Look at the data as they were known at this version; None returns to the newest."""
    put("version", "" if number is None else str(number))


def reset_filters() -> None:
    """Back to the default period, every place, every crime."""
    for name in ("source", "period", "level", "hours"):
        put(name, "")
    for name in MANY:
        put(name, ())
