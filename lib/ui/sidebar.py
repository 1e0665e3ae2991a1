"""The foot of the sidebar: which data, as whom, in which language."""

from __future__ import annotations

import streamlit as st

from lib import texts
from lib.access import audiences
from lib.ui import opening, visit


def show() -> None:
    """The choices that are not filters. In public mode there is no audience to choose."""
    lang = visit.lang()
    with st.sidebar.container(key="choices"):
        if opening.own_has_data() and not audiences.public_mode():
            shown = "demo" if opening.is_demo() else "own"
            st.segmented_control(
                visit.say("ui.data.label"), ["own", "demo"], required=True,
                format_func=lambda name: texts.t(f"ui.data.{name}", lang), **visit.mirror("data", shown),
            )
        names = audiences.audiences()
        if len(names) > 1:
            st.selectbox(
                visit.say("ui.audience.label"), names, help=visit.say("ui.audience.help"),
                format_func=lambda name: texts.t(f"ui.audience.{name}", lang),
                **visit.mirror("audience", visit.audience()),
            )
        st.segmented_control(
            visit.say("ui.language"), texts.languages(), required=True,
            format_func=lambda code: texts.t("ui.own_name", code), **visit.mirror("lang", lang),
        )
