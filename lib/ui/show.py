"""Showing: the finding, the grey sentence, figures in panels, tables with their download, and trouble.

Figures and tables come from Released results only; the sentence under each says what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st

from lib.errors import CuadranteError
from lib.figures import theme
from lib.figures.markup import esc
from lib.ui import pages, visit


@cache
def _css() -> str:
    rules = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")
    return theme.css_variables(":root, .stApp").replace("--", "--cq-") + rules


def style() -> None:
    """Our look around Streamlit's elements."""
    st.html(f"<style>{_css()}</style>")


def title(text: str) -> None:
    """The finding, as the page's heading."""
    st.html(f'<h1 class="cq-title">{_whole_numbers(esc(text))}</h1>')


def sentence(text: str, cautions: Sequence[str] = ()) -> None:
    """The grey sentence under the title, and what must be known with it."""
    items = "".join(f"<li>{esc(caution)}</li>" for caution in cautions)
    st.html(f'<p class="cq-sentence">{esc(text)}</p>' + (f'<ul class="cq-cautions">{items}</ul>' if items else ""))


def lessons(lines: Sequence[str]) -> None:
    """What the numbers of a figure teach, one under the other; nothing when there is nothing to say."""
    if lines:
        st.html(f'<ul class="cq-cautions">{"".join(f"<li>{esc(line)}</li>" for line in lines)}</ul>')


@contextmanager
def panel(key: str, heading: str = "", help_text: str | None = None, stretch: bool = True) -> Iterator[None]:
    """A white card with a heading; ``key`` is unique on the page; ``stretch`` fills what its column leaves free."""
    with st.container(border=True, key=f"panel-{key}", height="stretch" if stretch else "content"):
        if heading:
            st.markdown(f"##### {_plain(heading)}", help=help_text)
        yield


def subtitle(text: str) -> None:
    """The finding of one figure in a panel that holds several."""
    st.html(f'<h6 class="cq-subtitle">{esc(text)}</h6>')


def note(text: str) -> None:
    """The grey line under a figure."""
    st.html(f'<p class="cq-note">{esc(text)}</p>')


def trouble(error: CuadranteError) -> None:
    """What went wrong and what to do next, in the language of the visit."""
    lang = visit.lang()
    st.error(f"**{_plain(error.message(lang))}**  \n{_plain(error.remedy(lang))}")


def empty(what: str, why: str) -> None:
    """An empty state: what is not there, and why."""
    st.html(f'<div class="cq-empty"><strong>{esc(what)}</strong><p>{esc(why)}</p></div>')


def download(key: str, make: Callable[[], bytes], file_name: str) -> None:
    """The button under a table; the file is made when it is pressed."""
    st.download_button(
        visit.say("ui.download.label"), data=make, file_name=file_name, mime="text/csv", key=f"download-{key}",
        help=visit.say("ui.download.help"), on_click="ignore", icon=":material/download:",
    )


def link(page: str, label: str) -> None:
    """A link to another page by its key in ``data/pages.toml``; filters come along."""
    st.page_link(pages.page(page, visit.lang()), label=label, icon=":material/arrow_forward:")


def nothing_loaded() -> None:
    """The page of an empty store."""
    can_load = visit.policy().loads
    title(visit.say("overview.empty.title"))
    sentence(visit.say("overview.empty.why" if can_load else "overview.empty.why_public"))
    if can_load:
        link("load", visit.say("ui.pages.load"))


def _whole_numbers(escaped: str) -> str:
    """A number and its percent sign stay on one line."""
    return re.sub(r"\d[\d.,]* %", r'<span class="cq-number">\g<0></span>', escaped)


def _plain(text: str) -> str:
    """Markdown's signs in names and values out of files mean nothing."""
    for sign in "\\`*_[]<>$#~":
        text = text.replace(sign, "\\" + sign)
    return text.replace(":", "\\:")
