"""The pages of ``data/pages.toml`` as Streamlit wants them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lib import texts

ROOT = Path(__file__).resolve().parents[2]


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The rows of ``data/pages.toml``, in the order of the navigation; the first is the home page."""
    return tuple(tomllib.loads((texts.DATA / "pages.toml").read_text(encoding="utf-8"))["page"])


def page(key: str, lang: str) -> Any:
    """One page by its key."""
    row = next(row for row in rows() if row["key"] == key)
    return st.Page(
        ROOT / row["script"], title=texts.t(f"ui.pages.{key}", lang), icon=row["icon"], url_path=row["url"],
        default=row is rows()[0],
    )


def navigation(audience: str, lang: str) -> dict[str, list[Any]]:
    """The pages of an audience by section, as ``st.navigation`` wants them."""
    sections: dict[str, list[Any]] = {}
    for row in rows():
        if audience in row["audiences"]:
            heading = texts.t(f"ui.sections.{row['section']}", lang) if row["section"] else ""
            sections.setdefault(heading, []).append(page(row["key"], lang))
    return sections


def shows_filters(title: str, lang: str) -> bool:
    """True when the page with this title wants the filters in the sidebar."""
    return any(row.get("filters", False) for row in rows() if texts.t(f"ui.pages.{row['key']}", lang) == title)
