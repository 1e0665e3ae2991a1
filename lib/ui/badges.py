"""What must stay in sight on every page: synthetic data, an earlier version, a preview for somebody else."""

from __future__ import annotations

import streamlit as st

from lib.access import audiences
from lib.figures.markup import esc
from lib.ui import opening, survey_opening, visit


def show(complaints: bool = True, survey: bool = False) -> None:
    """The badges that apply now; the demonstration's floats above the page's corner and scrolls with nothing.

    complaints, survey  whether the page shows numbers of complaints, of a survey: either may be synthetic
    """
    if (complaints and opening.is_demo()) or (survey and survey_opening.now().study.synthetic):
        st.html(f'<span class="cq-banner fixed" role="status">{esc(visit.say("ui.badge.demo"))}</span>')
    if visit.version() is not None and opening.version() < opening.now().newest:
        left, right = st.columns([5, 1], vertical_alignment="center")
        said = visit.say("ui.badge.as_known", version=opening.version(), newest=opening.now().newest)
        left.html(f'<span class="cq-banner known" role="status">{esc(said)}</span>')
        right.button(visit.say("ui.badge.to_newest"), key="to_newest", on_click=visit.set_version, args=(None,))
    if visit.audience() != audiences.default_audience():
        said = visit.say("ui.badge.preview", audience=visit.say(f"ui.audience.{visit.audience()}"))
        st.html(f'<span class="cq-banner known" role="status">{esc(said)}</span>')
