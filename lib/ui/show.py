"""Showing: the finding, the grey sentence, figures in panels, tables with their download, and trouble.

Figures and tables come from Released results only; the sentence under each says what is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lib.errors import CuadranteError
from lib.figures import theme
from lib.figures.markup import esc
from lib.ui import visit


@cache
def _css() -> str:
    rules = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")
    return theme.css_variables(":root, .stApp").replace("--", "--cq-") + rules


def style() -> None:
    """Our look around Streamlit's elements."""
    st.html(f"<style>{_css()}</style>")


def title(text: str) -> None:
    """The finding, as the page's heading."""
    st.html(f'<h1 class="cq-title">{esc(text)}</h1>')


def sentence(text: str, cautions: Sequence[str] = ()) -> None:
    """The grey sentence under the title, and what must be known with it."""
    items = "".join(f"<li>{esc(caution)}</li>" for caution in cautions)
    st.html(f'<p class="cq-sentence">{esc(text)}</p>' + (f'<ul class="cq-cautions">{items}</ul>' if items else ""))


@contextmanager
def panel(key: str, heading: str = "", help_text: str | None = None) -> Iterator[None]:
    """A white card with a heading; ``key`` is unique on the page."""
    with st.container(border=True, key=f"panel-{key}"):
        if heading:
            st.markdown(f"##### {_plain(heading)}", help=help_text)
        yield


def note(text: str) -> None:
    """The grey line under a figure."""
    st.html(f'<p class="cq-note">{esc(text)}</p>')


def trouble(error: CuadranteError) -> None:
    """What went wrong and what to do next, in the language of the visit."""
    lang = visit.lang()
    st.error(f"**{_plain(error.message(lang))}**  \n{_plain(error.remedy(lang))}")


def empty(what: str, why: str) -> None:
    """An empty state: what is not there, and why."""
    st.info(f"**{_plain(what)}**  \n{_plain(why)}")


def plotly(figure: Any, key: str, config: dict[str, Any], alt: str) -> None:
    """A Plotly figure in our own theme."""
    st.plotly_chart(figure, width="stretch", theme=None, key=key, config=config, alt=alt)


def scheme() -> str:
    """ "light" or "dark": what the browser shows now."""
    return st.context.theme.type or "light"


def _plain(text: str) -> str:
    """Markdown's signs in names and values out of files mean nothing."""
    for sign in "\\`*_[]<>$#~":
        text = text.replace(sign, "\\" + sign)
    return text.replace(":", "\\:")
