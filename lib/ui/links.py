"""Links from page to page, by the page's key in ``data/pages.toml``."""

from __future__ import annotations

import streamlit as st

from lib.ui import pages, visit


def to(key: str, label: str) -> None:
    """A link to a page; nothing when the audience of the visit does not have that page."""
    row = next(row for row in pages.rows() if row["key"] == key)
    if visit.audience() in row["audiences"]:
        st.page_link(pages.page(key, visit.lang()), label=label, icon=row["icon"])
