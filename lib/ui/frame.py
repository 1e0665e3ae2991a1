"""The frame around every page: the script that Streamlit runs first, whatever address was opened.

Adopts the address, draws the navigation, the sidebar and the badges that must always be in sight, then runs the page.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lib import texts
from lib.errors import CuadranteError
from lib.ui import badges, filter_bar, opening, show, sidebar, visit

ROOT = Path(__file__).resolve().parents[2]
ICON = Path(__file__).parent / "icon.svg"


@cache
def page_rows() -> tuple[dict[str, Any], ...]:
    """The rows of ``data/pages.toml``, in the order of the navigation."""
    return tuple(tomllib.loads((texts.DATA / "pages.toml").read_text(encoding="utf-8"))["page"])


def navigation(audience: str) -> dict[str, list[Any]]:
    """The pages of an audience by section, as ``st.navigation`` wants them; the first is the home page."""
    sections: dict[str, list[Any]] = {}
    for row in page_rows():
        if audience not in row["audiences"]:
            continue
        heading = visit.say(f"ui.sections.{row['section']}") if row["section"] else ""
        sections.setdefault(heading, []).append(st.Page(
            ROOT / row["script"], title=visit.say(f"ui.pages.{row['key']}"), icon=row["icon"], url_path=row["url"],
            default=not sections,
        ))
    return sections


def run() -> None:
    """One run of the frame: everything that every page shares, then the page."""
    visit.begin()
    st.set_page_config(
        page_title=visit.say("common.product"), page_icon=str(ICON), layout="wide", initial_sidebar_state="auto"
    )
    show.style()
    page = st.navigation(navigation(visit.audience()), position="top")
    try:
        opening.ensure_something_to_see()
        row = next(row for row in page_rows() if visit.say(f"ui.pages.{row['key']}") == page.title)
        if row.get("filters", False):
            filter_bar.show()
        sidebar.show()
        visit.end()
        badges.show()
        page.run()
    except CuadranteError as error:
        show.trouble(error)


run()
