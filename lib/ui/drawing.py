"""Putting a Drawing on the page: one small component that shows markup written on the server.

Streamlit's own ``st.html`` strips SVG. This one keeps it, in a shadow root with our style, and tells which shape was
chosen (pointer, Enter or space); maps can be looked at more closely (``drawing.js``). Everything in a Drawing was escaped
by ``lib.figures``; nothing else may be shown here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from lib.figures import place_map, theme
from lib.figures.markup import Drawing
from lib.ui import cache

_FOLDER = Path(__file__).parent


@functools.cache
def _component() -> Any:
    """Made once: registering it again while others look at it would take their drawings down for a moment."""
    style = theme.css_variables() + place_map.STYLE.read_text(encoding="utf-8") + (
        _FOLDER / "drawing.css").read_text(encoding="utf-8")
    script = (_FOLDER / "drawing.js").read_text(encoding="utf-8")
    return st.components.v2.component("cuadrante.drawing", css=style, js=script, isolate_styles=True)


def draw(
    drawing: Drawing | Callable[[], Drawing], key: str, on_pick: Callable[[str], None] | None = None, *,
    of: Sequence[object] = (),
) -> Drawing:
    """Show a drawing; ``on_pick`` gets what was chosen (``data-pick``) before the next run.

    drawing  or how to make it of nothing but ``of``, which must hold the language: then it is made once (``cache.made``)
    """
    if not isinstance(drawing, Drawing):
        drawing = cache.made(("draw", key), drawing, *of)
    extra: dict[str, Any] = {}
    if on_pick is not None:
        def picked() -> None:
            chosen = getattr(st.session_state.get(key), "pick", None)
            if chosen:
                on_pick(chosen)

        extra["on_pick_change"] = picked
    _component()(data=drawing.markup, key=key, **extra)
    return drawing
