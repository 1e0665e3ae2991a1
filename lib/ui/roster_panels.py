"""The proposed split over sectors and shifts, to be edited, checked, kept and downloaded. For command only."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.figures import measure_bars, tables
from lib.officers import coverage, staff, workload
from lib.officers.plan import ROSTER
from lib.places.book import PlaceBook
from lib.result import Result
from lib.storage import plans
from lib.storage.register import Register
from lib.storage.staffing import changed_cells
from lib.ui import panels, plan_form, register_form, registers, show, visit
from lib.ui import workload_words as words
from lib.ui.drawing import draw
from lib.ui.table_view import table_view
from lib.ui.visit import say
from lib.ui.workload_numbers import Workload, released_split, split

_AFRESH = "roster.afresh"
"""Session: the proposal is looked at although another split is kept."""


def share_out(found: Workload, book: PlaceBook) -> None:
    """Who goes where: the proposal, or the split that was kept, in whole officers that add up."""
    if not visit.policy().sees("roster", "sector"):
        show.note(say("workload.split.reserved"))
        return
    with show.panel("roster", say("workload.split.title"), say("workload.help.split"), stretch=False):
        if found.counted.cells.empty:
            show.empty(say("workload.split.none"), say("workload.split.none_why"))
            return
        officers, floor = _choices(found)
        try:
            _table(found, split(found, officers, floor), book)
        except CuadranteError as error:
            panels.error_card(error)
        plan_form.history(registers.shown("roster"))


def _choices(found: Workload) -> tuple[int, int]:
    typed, least = str(visit.get("work_officers")), str(visit.get("work_floor"))
    wanted = found.base.staff if found.base.staff is not None else coverage.whole_officers(found.shifts.settings["required"])
    officers = int(typed) if typed.isdigit() else int(wanted)
    floor = int(least) if least.isdigit() else int(settings.value("staffing_plan.floor"))
    left, right, _ = st.columns([1, 1, 2])
    left.number_input(say("workload.choose.officers"), min_value=0, step=1, help=say("workload.help.officers"),
                      **visit.mirror("work_officers", officers, lambda value: str(int(value))))
    right.number_input(say("workload.choose.floor"), min_value=0, step=1, help=say("workload.help.floor"),
                       **visit.mirror("work_floor", floor, lambda value: str(int(value))))
    return officers, floor


def _table(found: Workload, proposal: Result, book: PlaceBook) -> None:
    register = registers.shown("roster")
    lang, version = visit.lang(), register.version
    shifts = list(found.plan.hours)
    kept = staff.frame(register.read(), ROSTER)
    fits = len(kept) > 0 and set(kept["sector"]) == set(proposal.table["sector"]) and set(kept["shift"]) == set(shifts)
    start = kept if fits and not st.session_state.get(_AFRESH) else proposal.table[["sector", "shift", "officers"]]
    show.note(say("workload.split.kept" if start is kept else "workload.split.proposed",
                  officers=texts.number(proposal.settings["officers"], lang), version=version))
    wide = start.pivot(index="sector", columns="shift", values="officers")[shifts].astype("Int64")
    wide.insert(0, "name", [book.name("sector", str(code)) for code in wide.index])
    config = {
        "sector": None, "name": st.column_config.TextColumn(say("ui.levels.sector"), disabled=True),
        **{each: st.column_config.NumberColumn(words.shift(each, lang), min_value=0, step=1) for each in shifts},
    }
    mark = f"{proposal.settings['officers']}.{proposal.settings['floor']}.{start is kept}"
    typed = st.data_editor(wide.reset_index(), hide_index=True, column_config=config,
                           key=f"roster.editor.{version}.{register_form.generation()}.{mark}.{lang}")
    long = typed.melt("sector", shifts, var_name="shift", value_name="officers")
    result = workload.edited(proposal, long)
    _checks(result, book)
    _by_sector(found, result, book)
    _keep(register, result, kept, fits)


def _checks(result: Result, book: PlaceBook) -> None:
    """Whether the officers add up, and which sectors have fewer than the floor."""
    lang, told = visit.lang(), result.settings
    rest = told["to_place"] - told["placed"]
    key = "all" if rest == 0 else "left" if rest > 0 else "over"
    lines = [say(f"workload.split.{key}", n=texts.number(abs(rest), lang), of=texts.number(told["to_place"], lang))]
    if told["below"]:
        names = [book.name("sector", code) for code in told["below"]]
        lines.append(say("workload.split.below", sectors=texts.listing(names, lang), floor=told["floor"]))
    (st.success if rest == 0 and not told["below"] else st.warning)("  \n".join(lines))


def _by_sector(found: Workload, result: Result, book: PlaceBook) -> None:
    lang = visit.lang()
    sums = result.table.groupby("sector", sort=False)[["officers", "exact"]].sum().reset_index()
    policy = visit.policy()
    by_sector = released_split(replace(result, table=sums, dims=("sector",)), found, policy)
    title = say("workload.split.bars")
    draw(measure_bars.measure_bars(
        by_sector, value="officers", label=lambda row: book.name("sector", str(row["sector"])),
        say=lambda row: texts.number(int(row["officers"]), lang), alt=title, mark="exact",
        mark_note=say("workload.split.mark"),
    ), "roster_bars")
    whole = released_split(result, found, policy)
    table = whole.table
    wide = table.pivot(index="sector", columns="shift", values="officers")[list(found.plan.hours)]
    table_view("reparto", whole, [
        tables.Column(say("ui.levels.sector"), [book.name("sector", str(code)) for code in wide.index]),
        *(tables.Column(words.shift(str(each), lang), [texts.number(int(n), lang) for n in wide[each]], number=True)
          for each in wide.columns),
        tables.Column(say("workload.column.total"), [texts.number(int(n), lang) for n in wide.sum(axis=1)], number=True),
    ], say("workload.split.file"), book, labels={
        "sector": lambda code: book.name("sector", code), "shift": lambda code: words.shift(code, lang),
    }, notes=[*words.assumptions(found, lang), say("workload.assume.split", floor=texts.number(
        result.settings["floor"], lang))])


def _keep(register: Register, result: Result, kept: pd.DataFrame, fits: bool) -> None:
    if not registers.may_change():
        return
    lang, version = visit.lang(), register.version
    table = result.table[["sector", "shift", "officers"]]
    over = result.settings["placed"] > result.settings["to_place"]
    cells = changed_cells(kept, table.assign(officers=table["officers"].astype("Int64")), plans.KEYS["roster"])
    with st.container(horizontal=True):
        keep = st.button(say("workload.split.save"), type="primary", disabled=over or not cells, key="roster.keep")
        again = fits and st.button(say("workload.split.again"), key="roster.again",
                                   disabled=bool(st.session_state.get(_AFRESH)))
        drop = st.button(say("registers.discard"), key="roster.discard")
    if again or drop:
        st.session_state[_AFRESH] = bool(again)
        register_form.discard()
    if keep:
        made = plans.save(register, table, kept, audiences.person(), on=version)
        st.session_state[_AFRESH] = False
        register_form.finish(register, say("registers.kept", version=made, cells=texts.number(cells, lang)))
