"""The file drop. Streamlit's own words are English only: they are replaced by style, and ours are real text."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from lib import settings, texts
from lib.figures.markup import esc
from lib.ui import visit


def largest_upload_mb() -> int:
    """The largest file the pages accept, in MB; the command line has no limit."""
    return int(settings.value("data_pages.largest_upload_mb"))


def limit() -> str:
    """The same as a number for people."""
    return texts.number(largest_upload_mb(), visit.lang())


def drop(label: str, key: str, hint: str = "") -> Any:
    """A place to drop one file of any kind (its content decides what it is); None until there is one.

    A file above the limit is refused by the browser; our sentence about it appears in the page's language.
    """
    words = hint or visit.say("load.drop.hint", limit=limit())
    container = "drop-" + key.replace(".", "-")
    with st.container(key=container):
        st.html(_words(container, visit.say("load.drop.button"), words))
        found = st.file_uploader(label, key=key, max_upload_size=largest_upload_mb())
        st.html(f'<div class="dp-too-large" role="alert">{esc(visit.say("load.drop.refused", limit=limit()))}</div>')
    return found


def _words(container: str, button: str, hint: str) -> str:
    inside = f'.st-key-{container} [data-testid="stFileUploaderDropzone"]'
    return (
        "<style>"
        f'{inside} [data-testid="stBaseButton-secondary"] p {{ font-size: 0; }}'
        f'{inside} [data-testid="stBaseButton-secondary"] p::after {{ content: {_quoted(button)}; font-size: .9rem; }}'
        f'{inside} [data-testid="stFileUploaderDropzoneInstructions"] * {{ white-space: normal; overflow: visible; }}'
        f'{inside} [data-testid="stFileUploaderDropzoneInstructions"] span {{ font-size: 0; }}'
        f'{inside} [data-testid="stFileUploaderDropzoneInstructions"] span::after'
        f" {{ content: {_quoted(hint)}; font-size: .875rem; }}"
        f'{inside} [data-testid="stBaseButton-borderlessIcon"] {{ display: none; }}'
        "</style>"
    )


def _quoted(text: str) -> str:
    """A CSS string: our own texts only, quotes and backslashes escaped."""
    return json.dumps(text.replace("<", ""), ensure_ascii=False)
