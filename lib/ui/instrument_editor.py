"""Correcting an instrument on the page: which columns are questions, of what, on which scale; what the other columns are."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.complaints.columns import PLACE_LEVELS
from lib.surveys.instrument import Codebook, clean_name
from lib.ui import visit
from lib.ui.desk import desk
from lib.ui.instrument_table import as_table, from_table, words_from, words_text
from lib.ui.visit import say


def edit(base: Codebook, columns: Sequence[str], key: str, ask_name: bool = True) -> Codebook:
    """The codebook as the person says it is.

    base      the first guess; columns: the file's headings
    key       changes with the file and with the guess, so that corrections never slip from one to another
    UsageError when a scale, a missing code or a written answer cannot be read.
    """
    lang = visit.lang()
    name = base.name
    if ask_name:
        name = st.text_input(say("instrument.edit.name"), base.name, max_chars=60, key=f"{key}.name",
                             help=say("instrument.edit.name_help"))
    table = desk().keep(f"{key}.table", (key, lang), lambda: as_table(base, columns, lang))
    config = st.column_config
    edited = st.data_editor(
        table, key=f"{key}.items.{lang}", hide_index=True, num_rows="fixed", disabled=["code"], height=430,
        column_config={
            "asked": config.CheckboxColumn(say("instrument.column.asked"), width="small"),
            "code": config.TextColumn(say("instrument.column.code"), width="small"),
            "label": config.TextColumn(say("instrument.column.label"), width="medium", max_chars=300),
            "variable": config.TextColumn(say("instrument.column.variable"), max_chars=60),
            "dimension": config.TextColumn(say("instrument.column.dimension"), max_chars=60),
            "reversed": config.CheckboxColumn(say("instrument.column.reversed"), width="small"),
            "low": config.NumberColumn(say("instrument.column.low"), width="small"),
            "high": config.NumberColumn(say("instrument.column.high"), width="small"),
            "missing": config.TextColumn(say("instrument.column.missing"), width="small", max_chars=60),
        },
    )
    made = from_table(edited, base)
    made = _roles(made, columns, key)
    with st.expander(say("instrument.edit.words")):
        text = st.text_area(say("instrument.edit.words_label"), words_text(base), key=f"{key}.words",
                            help=say("instrument.edit.words_help"))
        made = words_from(text, made)
        made = _meanings(made, key)
    return made.but(name=clean_name(name))


def _roles(made: Codebook, columns: Sequence[str], key: str) -> Codebook:
    """What the columns that are no questions say."""
    items = {item.code for item in made.items}
    others = ["", *(name for name in columns if name not in items)]

    def ask(place: object, role: str) -> str:
        held = getattr(made, role)
        return str(place.selectbox(  # type: ignore[attr-defined]
            say(f"instrument.edit.{role}"), others, others.index(held) if held in others else 0,
            format_func=lambda one: one or say("instrument.edit.none"), key=f"{key}.{role}"))

    boxes = st.columns(4)
    found = {role: ask(box, role) for box, role in zip(boxes, ("weight", "wave", "place", "respondent"), strict=True)}
    first, second = st.columns(2)
    groups = first.multiselect(
        say("instrument.edit.groups"), others[1:], [name for name in made.groups if name in others[1:]],
        key=f"{key}.groups", placeholder=say("instrument.edit.groups_none"))
    levels = ["", *PLACE_LEVELS]
    level = second.selectbox(
        say("instrument.edit.place_level"), levels, levels.index(made.place_level), key=f"{key}.level",
        format_func=lambda one: say(f"ui.levels.{one}") if one else say("instrument.edit.none"),
        help=say("instrument.edit.place_level_help"), disabled=not found["place"])
    return made.but(**found, groups=tuple(groups), place_level=level if found["place"] else "")


def _meanings(made: Codebook, key: str) -> Codebook:
    """What more points of each variable mean."""
    lang, kept = visit.lang(), []
    for variable in dict.fromkeys(item.variable for item in made.items if item.variable):
        said = st.text_input(
            say("instrument.edit.more_means", variable=made.called(variable, lang)), made.meaning(variable, lang),
            key=f"{key}.more.{variable}.{lang}", max_chars=80).strip()
        es, en = next(((es, en) for code, es, en in made.more_means if code == variable), ("", ""))
        es, en = (said, en) if lang == "es" else (es or said, said)
        if said:
            kept.append((variable, es, en))
    return made.but(more_means=tuple(kept))
