"""Links from page to page, by the page's key in ``data/pages.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import streamlit as st

from lib import texts
from lib.ui import visit

ROOT = Path(__file__).resolve().parents[2]


@cache
def _scripts() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    rows = tomllib.loads((texts.DATA / "pages.toml").read_text(encoding="utf-8"))["page"]
    return {row["key"]: (row["script"], row["icon"], tuple(row["audiences"])) for row in rows}


def to(key: str, label: str) -> None:
    """A link to a page; nothing when the audience of the visit does not have that page."""
    script, icon, audiences = _scripts()[key]
    if visit.audience() in audiences:
        st.page_link(ROOT / script, label=label, icon=icon)
