"""The state of a visit in the address bar: a link shows the same page to whoever opens it.

Our own small sync instead of Streamlit's ``bind``: bound widgets in the frame break drill-down links (an old value beats
the new one). The session's state is the truth; the address is written after it, and read when a visit begins or when the
address changed without us (the browser's back button, a pasted link).
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_WRITTEN = "_address_written"


def read() -> dict[str, list[str]] | None:
    """The parameters to adopt, by name; None when the address says nothing new."""
    shown = {name: st.query_params.get_all(name) for name in st.query_params}
    written = st.session_state.get(_WRITTEN)
    if written is not None and (not shown or shown == written):
        return None
    return shown


def write(params: Mapping[str, list[str]]) -> None:
    """Put the non-default parts of the state into the address; nothing is sent when they are there already."""
    wanted = {name: list(values) for name, values in params.items() if values}
    shown = {name: st.query_params.get_all(name) for name in st.query_params}
    if shown != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = wanted
