"""Editing a table of the plan (days away, posts, minutes): typed values count at once, and are kept when one says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from lib import texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.officers import plan
from lib.storage import plans
from lib.storage.register import Register
from lib.storage.staffing import changed_cells
from lib.ui import panels, register_form, registers, show, visit
from lib.ui.visit import say


def edit(
    register: Register, supposed: pd.DataFrame, room: str, check: Callable[[pd.DataFrame], object],
    formats: dict[str, str] | None = None,
) -> pd.DataFrame:
    """The table as it stands in the editor; the page works with it whether it is kept or not.

    supposed  what the product supposes, where nothing was kept
    room      of its texts: ``<room>.lines.<key>`` names a line, ``.columns.<name>`` and ``.help.<name>`` a column
    check     raises CuadranteError when the table cannot be: then it is said here, and what was kept counts
    formats   how numbers of a column are written
    """
    lang, version = visit.lang(), register.version

    def known(key: str) -> str:
        return texts.t(f"{room}.lines.{key}", lang) if texts.has(f"{room}.lines.{key}", lang) else key

    kept = plans.table(register, supposed)
    shown = kept.assign(label=[label or known(key) for key, label in zip(kept["key"], kept["label"], strict=True)],
                        source=[say("staffing_plan.supposed") if each == "supuesto" else each for each in kept["source"]])
    config = _columns(list(kept.columns), room, formats or {})
    if not registers.may_change():
        st.dataframe(shown, hide_index=True, column_config=config, placeholder="–")
        return kept
    typed = st.data_editor(
        shown, num_rows="dynamic", hide_index=True, column_config=config, placeholder="",
        key=f"{register.name}.editor.{version}.{register_form.generation()}.{lang}",
    )
    if register_form.same(shown, typed):
        return kept
    typed["source"] = typed["source"].replace(say("staffing_plan.supposed"), "supuesto")
    table = plan.cleaned(typed, register.name, known)
    trouble: CuadranteError | None = None
    try:
        check(table)
    except CuadranteError as error:
        trouble = error
        panels.error_card(error)
    _keep(register, table, kept, version, blocked=trouble is not None)
    return kept if trouble is not None else table


def _keep(register: Register, table: pd.DataFrame, kept: pd.DataFrame, version: int, *, blocked: bool) -> None:
    lang, name = visit.lang(), register.name
    cells = changed_cells(kept, table, plans.KEYS.get(name, ("key",)))
    show.note(say("staffing_plan.refused" if blocked else "staffing_plan.unsaved"))
    why = st.text_input(say("registers.why"), help=say("registers.why_help"), max_chars=200, key=f"{name}.why")
    with st.container(horizontal=True):
        keep = st.button(say("registers.keep", cells=texts.number(cells, lang)), type="primary", disabled=blocked,
                         key=f"{name}.keep")
        drop = st.button(say("registers.discard"), key=f"{name}.discard")
    if keep:
        try:
            made = plans.save(register, table, kept, audiences.person(), on=version, why=why.strip())
        except CuadranteError as error:
            panels.error_card(error)
            return
        register_form.finish(register, say("registers.kept", version=made, cells=texts.number(cells, lang)))
    if drop:
        register_form.discard()


def history(*tables: Register) -> None:
    """Who changed these tables, when and why, each change with its undo; folded."""
    if not registers.may_change() or not any(register.version for register in tables):
        return
    with st.expander(say("staffing_plan.history")):
        for register in tables:
            if register.version:
                show.subtitle(say(f"staffing_plan.table.{register.name}"))
                register_form.history(register)


def _columns(names: list[str], room: str, formats: dict[str, str]) -> dict[str, Any]:
    lang = visit.lang()
    out: dict[str, Any] = {"key": None}
    for name in names[1:]:
        label, key = say(f"{room}.columns.{name}"), f"{room}.help.{name}"
        note = say(key) if texts.has(key, lang) else None
        if name in ("label", "source"):
            out[name] = st.column_config.TextColumn(label, help=note, width="medium" if name == "label" else None)
        elif name == "cycle":
            out[name] = st.column_config.CheckboxColumn(label, help=note, default=False)
        else:
            out[name] = st.column_config.NumberColumn(label, help=note, min_value=0, format=formats.get(name))
    return out
