"""The parts of the page of workload: the choices, the cards, hours by task, shifts, the tornado, the tasks to edit."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import cards, measure_bars, tables, tornado
from lib.figures.cards import Card
from lib.officers import plan
from lib.places.book import PlaceBook
from lib.ui import coverage_panels, plan_form, registers, show, visit
from lib.ui import coverage_words as plan_words
from lib.ui import workload_words as words
from lib.ui.coverage_numbers import Base
from lib.ui.coverage_panels import cells
from lib.ui.drawing import draw
from lib.ui.table_view import table_view
from lib.ui.visit import say
from lib.ui.workload_numbers import Workload, check_tasks, committed


def choices(of: Base, book: PlaceBook) -> None:
    """Whose staff, which regime, and how much of the time calls may take."""
    coverage_panels.choices(of, book)
    st.slider(say("workload.choose.committed"), 10, 100, step=5, format="%d %%", help=say("workload.help.committed"),
              **visit.mirror("work_committed", round(committed() * 100), str))
    if visit.get("crime"):
        show.note(say("workload.no_crime_filter"))


def task_table() -> pd.DataFrame:
    """The kinds of work with their minutes, to be typed into; they count at once."""
    register = registers.shown("work_tasks")
    with show.panel("workload-plan", say("workload.plan.title"), say("workload.help.plan"), stretch=False):
        show.note(say("workload.plan.lead"))
        typed = plan_form.edit(register, plan.tasks_table(), "workload.tasks", check_tasks,
                               {"number": "%g", "minutes": "%g", "units": "%g"})
        plan_form.history(register)
        show.link("coverage", say("workload.plan.to_coverage"))
    return typed


def numbers(found: Workload) -> None:
    """Four numbers: hours of work, what it asks for, what coverage asks for, what is missing."""
    lang, told, of = visit.lang(), found.shifts.settings, found.base
    missing = found.missing
    badge, detail = "", say("coverage.cards.no_staff")
    if missing is not None:
        badge = say(f"workload.cards.{'missing' if missing > 0 else 'spare'}", n=words.one(abs(missing), lang))
        detail = say("workload.cards.staff", n=texts.number(of.staff, lang))
    draw(cards.cards([
        Card(say("workload.cards.hours"), texts.number(told["hours"], lang), "", "quiet", say("workload.cards.hours_of"),
             say("workload.help.hours")),
        Card(say("workload.cards.work"), words.one(told["work"], lang), "", "quiet", say(
            "workload.cards.work_of", share=texts.percent(found.plan.committed, lang)), say("workload.help.work")),
        Card(say("workload.cards.coverage"), words.one(told["coverage"], lang), "", "quiet", say(
            "workload.cards.coverage_of", n=words.one(max(found.plan.floor.values(), default=0.0), lang)),
            say("workload.help.coverage")),
        Card(say("workload.cards.required"), words.one(told["required"], lang), badge, "quiet", detail,
             say("workload.help.required")),
    ]), "workload_cards")


def by_task(found: Workload, book: PlaceBook) -> None:
    """Hours of work of each kind."""
    lang, table = visit.lang(), found.tasks.table
    title = words.tasks_title(found, lang)
    with show.panel("workload-tasks", title, say("workload.help.hours")):
        draw(measure_bars.measure_bars(
            found.tasks, value="hours", label=lambda row: words.task(found, str(row["task"]), lang),
            say=lambda row: say("workload.tasks_panel.hours", n=texts.number(float(row["hours"]), lang)), alt=title,
        ), "workload_tasks")
        untold = [words.task(found, str(key), lang) for key in table.loc[table["hours"].isna(), "task"]]
        if untold:
            show.note(say("workload.tasks_panel.untold", tasks=texts.listing(untold, lang)))
        table_view("carga_tareas", found.tasks, [
            tables.Column(say("workload.tasks.columns.label"), [words.task(found, str(key), lang) for key in table["task"]]),
            *(tables.Column(say(f"workload.tasks.columns.{name}"), cells(table[name], digits), number=True,
                            optional=name == "units")
              for name, digits in (("number", 0), ("minutes", 0), ("units", 1))),
            tables.Column(say("workload.column.hours"), cells(table["hours"], 0), number=True),
            tables.Column(say("workload.tasks.columns.source"), [
                plan_words.source(str(each), lang) for each in table["source"]], optional=True),
        ], title, book, labels={"task": lambda key: words.task(found, key, lang)}, notes=words.assumptions(found, lang))


def by_shift(found: Workload, book: PlaceBook) -> None:
    """What each shift requires: the larger of work and coverage."""
    lang, table = visit.lang(), found.shifts.table
    title = words.shifts_title(found, lang)
    with show.panel("workload-shifts", title, say("workload.help.shifts")):
        draw(measure_bars.measure_bars(
            found.shifts, value="required", label=lambda row: words.shift(str(row["shift"]), lang),
            say=lambda row: say(f"workload.shifts.{row['driven_by']}", n=words.one(row["required"], lang)), alt=title,
            mark="work", mark_note=say("workload.shifts.mark"),
            one=tuple(table.loc[table["driven_by"] == "work", "shift"]),
        ), "workload_shifts")
        show.note(say("workload.shifts.note"))
        table_view("carga_turnos", found.shifts, [
            tables.Column(say("hours.column.shift"), [words.shift(str(key), lang) for key in table["shift"]]),
            tables.Column(say("workload.column.share"), [texts.percent(float(each), lang) for each in table["share"]],
                          number=True),
            *(tables.Column(say(f"workload.column.{name}"), cells(table[name], digits), number=True,
                            optional=name == "hours")
              for name, digits in (("hours", 0), ("work", 1), ("coverage", 1), ("required", 1))),
        ], title, book, labels={"shift": lambda key: words.shift(key, lang)}, notes=words.assumptions(found, lang))


def sensitivity(found: Workload, book: PlaceBook) -> None:
    """Each assumption moved alone, the one that moves the answer most first."""
    lang, released = visit.lang(), found.tornado
    title = words.tornado_title(found, lang)
    swing, least = texts.percent(float(released.settings["swing"]), lang), float(settings.value("staffing_plan.moves"))
    with show.panel("workload-tornado", title, say("workload.help.tornado", swing=swing), stretch=False):
        moved = released.table[released.table["span"] >= least]
        if moved.empty:
            show.empty(title, say("workload.tornado.none_why"))
            return
        draw(tornado.tornado(
            released, base=float(released.settings["required"]), low="required_low", high="required_high",
            label=lambda row: words.assumption(found, row, lang), say=lambda row: words.ends(row, lang), alt=title,
            most=int(settings.value("staffing_plan.bars")), least=least, less=say("workload.tornado.less", swing=swing),
            more=say("workload.tornado.more", swing=swing),
        ), "workload_tornado")
        rest = len(released.table) - len(moved)
        note = say("workload.tornado.note", required=words.one(released.settings["required"], lang), swing=swing)
        show.note(note + (" " + say("workload.tornado.still", n=texts.number(rest, lang)) if rest else ""))
        table = released.table
        table_view("carga_sensibilidad", released, [
            tables.Column(say("workload.column.assumption"), [
                words.assumption(found, row, lang) for row in table.to_dict("records")]),
            *(tables.Column(say(f"workload.column.{name}"), cells(table[name], 2 if name in ("value", "low", "high") else 1),
                            number=True, optional=name in ("low", "high"))
              for name in ("value", "low", "high", "required_low", "required_high")),
        ], title, book, labels={"task": lambda key: words.task(found, key, lang) if key else ""},
            notes=words.assumptions(found, lang))
