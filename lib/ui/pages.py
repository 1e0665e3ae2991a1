"""The pages of ``data/pages.toml`` as Streamlit wants them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lib import texts
from lib.figures.markup import esc

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
    """The pages of an audience by section, as ``st.navigation`` wants them.

    The others keep their address, out of sight, and say there that they are not for this audience: their script is not
    run. Without them Streamlit would open the first page and say "Page not found", in English.
    """
    sections: dict[str, list[Any]] = {}
    for row in rows():
        heading = texts.t(f"ui.sections.{row['section']}", lang) if row["section"] else ""
        if audience in row["audiences"]:
            sections.setdefault(heading, []).append(page(row["key"], lang))
        else:
            title = texts.t(f"ui.pages.{row['key']}", lang)
            closed = st.Page(lambda: _closed(lang), title=title, url_path=row["url"], visibility="hidden")
            sections.setdefault("", []).append(closed)
    return sections


def _closed(lang: str) -> None:
    st.html(f'<h1 class="cq-title">{esc(texts.t("ui.closed.title", lang))}</h1>'
            f'<p class="cq-sentence">{esc(texts.t("ui.closed.why", lang))}</p>')
    st.page_link(page(rows()[0]["key"], lang), label=texts.t(f"ui.pages.{rows()[0]['key']}", lang))


def choices(title: str, lang: str) -> tuple[str, ...]:
    """Names of the choices that are this page's own; they stand in its address, as text (``visit.get``)."""
    return tuple(
        name for row in rows() if texts.t(f"ui.pages.{row['key']}", lang) == title for name in row.get("choices", ())
    )


@cache
def all_choices() -> tuple[str, ...]:
    """The own choices of every page; one name may belong to several pages, which then share it."""
    return tuple(dict.fromkeys(name for row in rows() for name in row.get("choices", ())))


def shows_filters(title: str, lang: str) -> bool:
    """True when the page with this title wants the filters in the sidebar."""
    return any(row.get("filters", False) for row in rows() if texts.t(f"ui.pages.{row['key']}", lang) == title)


def uses(title: str, lang: str) -> dict[str, bool]:
    """Whose numbers a page shows: ``complaints``, ``survey``. A page of surveys shows complaints where it has filters."""
    row = next((row for row in rows() if texts.t(f"ui.pages.{row['key']}", lang) == title), {})
    about_surveys = row.get("section") == "surveys"
    return {"complaints": not about_surveys or bool(row.get("filters")), "survey": "study" in row.get("choices", ())}
