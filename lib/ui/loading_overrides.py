"""The folded panel that overrules what was understood of a file, and the memory of what was said about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from lib.complaints.reading import Format, Overrides, Understood
from lib.ui import loading_report, show, visit
from lib.ui.visit import say

_TOLD = "load.told"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")
ZONES = ("America/Lima", "UTC", "America/Bogota", "America/Guayaquil", "America/La_Paz", "America/Santiago",
         "America/Mexico_City", "America/Chicago", "Europe/Madrid", "Europe/London")
TEXT_ONLY = ("encoding", "separator")


@dataclass(frozen=True)
class Told:
    """What the person said about one file.

    overrides  against what was detected
    guided     True: leave the known formats aside and ask which column is which
    taught     the format that the answers made
    """

    overrides: Overrides = field(default_factory=Overrides)
    guided: bool = False
    taught: Format | None = None


def told(file_id: str) -> Told:
    """What was said about this file; nothing yet for a new one."""
    known, what = st.session_state.get(_TOLD, ("", Told()))
    return what if known == file_id else Told()


def tell(file_id: str, **changes: Any) -> None:
    """Remember something about this file; the next run reads it again that way."""
    st.session_state[_TOLD] = (file_id, replace(told(file_id), **changes))


def panel(file_id: str, found: Understood | None, known: dict[str, Format], expanded: bool = False) -> None:
    """Every guess with its detected value as the default; one button reads the file again."""
    now = told(file_id)
    with st.expander(say("load.overrule.title"), expanded=expanded):
        show.note(say("load.overrule.lead"))
        with st.form(f"overrule.{file_id}", border=False):
            chosen = _choices(found, known, now)
            apply = st.form_submit_button(say("load.overrule.apply"), type="primary")
        map_it = st.button(
            say("load.overrule.map"), type="tertiary", icon=":material/view_column:", key=f"map.{file_id}"
        )
    if apply:
        kept: dict[str, Any] = {name: value or None for name, value in chosen.items()}
        tell(file_id, overrides=replace(now.overrides, **kept), guided=False, taught=None)
        st.rerun()
    if map_it:
        tell(file_id, overrides=replace(now.overrides, format=None), guided=True, taught=None)
        st.rerun()


def _choices(found: Understood | None, known: dict[str, Format], now: Told) -> dict[str, str | None]:
    left, middle, right = st.columns(3)
    titles = {name: layout.title(visit.lang()) for name, layout in known.items()}
    layout = found.format.name if found is not None and found.format is not None else None
    chosen = {"format": _choice(left, "format", list(titles), now, layout, titles.get)}
    if found is None or found.encoding:
        chosen["encoding"] = _choice(
            middle, "encoding", ENCODINGS, now, found.encoding if found else None, loading_report.encoding_name
        )
        chosen["separator"] = _choice(
            right, "separator", tuple(loading_report.SEPARATORS), now, found.separator if found else None,
            loading_report.separator_name,
        )
    chosen["decimal"] = _choice(
        left, "decimal", tuple(loading_report.DECIMALS), now, found.decimal if found else None,
        loading_report.decimal_name,
    )
    chosen["date_order"] = _choice(
        middle, "date_order", ("ymd", "dmy", "mdy"), now, found.date_order if found else None,
        loading_report.date_order_name,
    )
    chosen["clock"] = _choice(
        right, "clock", ("local", "utc"), now, found.clock if found else None, lambda code: say(f"load.clock.{code}")
    )
    chosen["crs"] = _typed(left, "crs", now, found.crs if found else None)
    chosen["time_zone"] = _choice(middle, "time_zone", ZONES, now, found.time_zone if found else None, str)
    chosen["source"] = _typed(right, "source", now, found.source if found else None)
    tables = (found.sheets or found.layers) if found else ()
    if found is not None and len(tables) > 1:
        name = "sheet" if found.sheets else "layer"
        chosen[name] = _choice(left, name, tables, now, found.sheet or found.layer, str)
    return chosen


def _choice(
    where: Any, name: str, options: Sequence[str], now: Told, detected: str | None, words: Callable[[str], str | None]
) -> str | None:
    """A menu that begins with "detected"; None is chosen there."""
    said = getattr(now.overrides, name)
    offered = [None, *dict.fromkeys([*options, *([said] if said else [])])]

    def named(value: str | None) -> str:
        if value is not None:
            return words(value) or value
        plain = detected is None or said is not None or detected == ""
        return say("load.overrule.detected_plain") if plain else say(
            "load.overrule.detected", value=words(str(detected)) or detected
        )

    chosen: str | None = where.selectbox(
        say(f"load.understood.{'sheet' if name == 'layer' else name}"), offered, index=offered.index(said),
        format_func=named, key=f"overrule.{name}",
    )
    return chosen


def _typed(where: Any, name: str, now: Told, detected: str | None) -> str | None:
    text = where.text_input(
        say(f"load.understood.{name}"), value=getattr(now.overrides, name) or "", placeholder=detected or "",
        help=say(f"load.overrule.{name}_help"), key=f"overrule.{name}",
    ).strip()
    return f"EPSG:{text}" if name == "crs" and text.isdigit() else text or None
