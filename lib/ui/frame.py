"""The frame around every page: the script that Streamlit runs first, whatever address was opened.

Adopts the address, draws the navigation, the sidebar and the badges that must always be in sight, then runs the page.
"""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from lib.errors import CuadranteError
from lib.ui import badges, filter_bar, opening, pages, show, sidebar, visit

ICON = Path(__file__).parent / "icon.svg"
WORDMARK = Path(__file__).parent / "wordmark.svg"


def run() -> None:
    """One run of the frame: what every page shares, then the page."""
    visit.begin()
    product = visit.say("common.product")
    st.set_page_config(page_title=product, page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
    show.style()
    st.logo(str(WORDMARK), size="large", icon_image=str(ICON))
    page = st.navigation(pages.navigation(visit.audience(), visit.lang()), position="top")
    st.set_page_config(page_title=f"{page.title} · {product}")  # the browser's tab says which page it is
    try:
        opening.begin()
        if pages.shows_filters(page.title, visit.lang()):
            filter_bar.show(opening.snapshot())
        sidebar.show()
        visit.end(pages.choices(page.title, visit.lang()))
        badges.show(**pages.uses(page.title, visit.lang()))
        page.run()
    except CuadranteError as error:
        show.trouble(error)
    except Exception:
        logging.getLogger(__name__).exception("the page %s failed", page.title)
        show.trouble(CuadranteError("unexpected"))


run()
