"""The parts of the page of coverage: the choices, the cards, cars by sector, posts, regimes, the tables to edit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import texts
from lib.figures import cards, measure_bars, slots, tables
from lib.figures.cards import Card
from lib.officers import coverage, plan
from lib.places.book import PlaceBook
from lib.ui import coverage_words as words
from lib.ui import panels, plan_form, register_form, registers, show, visit
from lib.ui.coverage_numbers import Base, Coverage, check_leave
from lib.ui.drawing import draw
from lib.ui.table_view import table_view
from lib.ui.visit import say

MOST_SLOTS = 60


def choices(of: Base, book: PlaceBook) -> None:
    """Whose staff, which regime, and the numbers that may be typed over those of the tables."""
    register_form.done_note()
    if of.listed is not None:
        left, middle, right = st.columns([0.8, 1.3, 1.1])
        left.selectbox(say("staff.choose.level"), of.listed.levels, format_func=lambda level: say(f"ui.levels.{level}"),
                       **visit.mirror("staff_level", of.listed.level))
        middle.selectbox(say("staff.choose.place"), ("", *of.listed.places), format_func=lambda code: _place(of, book, code),
                         **visit.mirror("staff_place", of.listed.place))
        right.selectbox(say("staff.choose.numerator"), of.listed.numerators, help=say("staff.help.numerator"),
                        format_func=lambda name: say(f"staff.numerators.{name}"),
                        **visit.mirror("staff_who", of.listed.numerator))
    else:
        show.note(say("coverage.no_staff"))
    regime, staff, vehicles, sectors = st.columns([2.2, 1, 1, 1])
    regime.segmented_control(say("coverage.choose.regime"), [each.key for each in coverage.regimes()], required=True,
                             help=say("coverage.help.regime"), format_func=lambda key: say(f"coverage.short.{key}"),
                             **visit.mirror("cover_regime", of.regime.key))
    _number(staff, "cover_staff", "staff", of.heads, of.staff if of.typed_staff else None)
    _number(vehicles, "cover_cars", "vehicles", of.wheels, of.vehicles if of.typed_vehicles else None)
    _number(sectors, "cover_sectors", "sectors", of.sectors, of.sectors if visit.get("cover_sectors") else None, least=1)


def _number(column: Any, choice: str, name: str, told: float | None, typed: float | None, least: int = 0) -> None:
    column.number_input(
        say(f"coverage.choose.{name}"), min_value=least, step=1, help=say(f"coverage.help.{name}"),
        placeholder=texts.number(told, visit.lang()),
        **visit.mirror(choice, None if typed is None else int(typed), _written),
    )


def _written(value: float | None) -> str:
    return "" if value is None else str(int(value))


def _place(of: Base, book: PlaceBook, code: str) -> str:
    if not code or of.listed is None:
        return say("staff.choose.no_place")
    return of.name if code == of.listed.place else book.name(of.listed.level, code)


def plan_tables(of: Base) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Days away and posts, to be typed into; they count at once."""
    leave, posts = registers.shown("coverage_leave"), registers.shown("coverage_posts")
    with show.panel("coverage-plan", say("coverage.plan.title"), say("coverage.help.plan"), stretch=False):
        show.note(say("coverage.plan.lead"))
        first, second = st.tabs([say(f"staffing_plan.table.{each.name}") for each in (leave, posts)])
        with first:
            days = plan_form.edit(leave, plan.leave_table(), "coverage.leave", check_leave, {"days": "%g"})
        with second:
            held = plan_form.edit(
                posts, plan.posts_table(of.sectors), "coverage.posts", lambda table: plan.posts_of(table, of.sectors),
                {"officers": "%g", "hours": "%g", "days": "%g"},
            )
        plan_form.history(leave, posts)
    return days, held


def numbers(found: Coverage) -> None:
    """Four numbers: hours of an officer, officers behind a post, posts kept, what is missing."""
    lang, of, row = visit.lang(), found.base, found.of_regime(found.relief)
    a_day = f"{of.regime.hours_a_day:g}"
    away = sum(line.days for line in plan.leave_of(found.leave) if not (line.cycle and of.regime.rest_in_cycle))
    missing, needed = found.missing, float(found.required.settings["needed"])
    kept = "–" if pd.isna(row["posts_kept"]) else texts.number(float(row["posts_kept"]), lang, 1)
    lack = Card(say("coverage.cards.missing"), "–", detail=say("coverage.cards.no_staff"), help=say("coverage.help.missing"))
    if missing is not None:
        key = "missing" if missing > 0 else "spare"
        lack = Card(say(f"coverage.cards.{key}"), texts.number(abs(missing), lang), "", "quiet", say(
            "coverage.cards.of_needed", needed=texts.number(needed, lang, 1), staff=texts.number(of.staff, lang)),
            say("coverage.help.missing"))
    draw(cards.cards([
        Card(say("coverage.cards.net"), texts.number(float(row["net_hours"]), lang), "", "quiet", say(
            "coverage.cards.net_of", hours=a_day, days=texts.number(365 - away, lang)),
            say("coverage.help.net")),
        Card(say("coverage.cards.factor"), words.factor(found, lang), "", "quiet", say("coverage.cards.factor_of"),
             say("coverage.help.factor")),
        Card(say("coverage.cards.posts"), kept, "", "quiet", say("coverage.cards.posts_of") if kept != "–" else say(
            "coverage.cards.no_staff"), say("coverage.help.posts")),
        lack,
    ]), "coverage_cards")


def cars(found: Coverage, book: PlaceBook) -> None:
    """Sectors with their car and without, and what keeps it so low."""
    lang, of, row = visit.lang(), found.base, found.of_regime(found.cars)
    title = words.cars_title(found, lang)
    with show.panel("coverage-cars", title, say("coverage.help.cars")):
        if of.sectors <= MOST_SLOTS and of.staff is not None:
            place = [each.key for each in coverage.regimes()].index(of.regime.key)
            draw(slots.slots(found.cars, place, filled="kept", of="sectors", alt=title, have=say("coverage.cars.have"),
                             lack=say("coverage.cars.lack")), "coverage_slots")
        no = say("coverage.cars.unknown")
        panels.tiles([
            (say("coverage.cars.by_staff"), no if of.staff is None else texts.number(int(row["by_staff"]), lang),
             say("coverage.cars.free", n=texts.number(float(row["free"]), lang, 1),
                 first=texts.number(float(row["first"]), lang, 1))),
            (say("coverage.cars.by_vehicles"), no if of.vehicles is None else texts.number(of.vehicles, lang),
             say("coverage.cars.no_cap" if of.vehicles is None else "coverage.cars.running")),
            (say("coverage.cars.sectors"), texts.number(of.sectors, lang),
             say("coverage.cars.ask", n=texts.number(float(row["needed"]), lang, 1))),
        ])
        show.note(say("coverage.cars.note"))
        table = found.cars.table
        table_view("cobertura_autos", found.cars, [
            tables.Column(say("coverage.column.regime"), [words.regime(key, lang) for key in table["regime"]]),
            *(tables.Column(say(f"coverage.column.{name}"), cells(table[name], digits), number=True)
              for name, digits in (("needed", 1), ("free", 1), ("by_staff", 0), ("by_vehicles", 0), ("kept", 0))),
        ], title, book, labels={"regime": lambda key: words.regime(key, lang)}, notes=words.assumptions(found, lang))


def by_regime(found: Coverage, book: PlaceBook) -> None:
    """Posts that this staff keeps round the clock under each regime (or officers behind one, without a staff)."""
    lang, of, table = visit.lang(), found.base, found.relief.table
    title = words.relief_title(found, lang)
    value = "relief_factor" if of.staff is None else "posts_kept"
    digits = 2 if of.staff is None else 1
    with show.panel("coverage-regimes", title, say("coverage.help.factor")):
        draw(measure_bars.measure_bars(
            found.relief, value=value, label=lambda row: words.regime(str(row["regime"]), lang),
            say=lambda row: texts.number(float(row[value]), lang, digits), alt=title, one=(of.regime.key,),
        ), "coverage_regimes")
        show.note(say("coverage.relief.note"))
        table_view("cobertura_regimenes", found.relief, [
            tables.Column(say("coverage.column.regime"), [words.regime(key, lang) for key in table["regime"]]),
            *(tables.Column(say(f"coverage.column.{name}"), cells(table[name], size), number=True)
              for name, size in (("hours_a_day", 1), ("net_hours", 0), ("relief_factor", 2), ("posts_kept", 1))),
        ], title, book, labels={"regime": lambda key: words.regime(key, lang)}, notes=words.assumptions(found, lang))


def by_post(found: Coverage, book: PlaceBook) -> None:
    """What each post asks for."""
    lang, table = visit.lang(), found.required.table
    title = words.required_title(found, lang)
    with show.panel("coverage-posts", title, say("coverage.help.missing")):
        if table.empty:
            show.empty(say("coverage.required.none"), say("coverage.required.none_why"))
            return
        draw(measure_bars.measure_bars(
            found.required, value="needed", label=lambda row: words.post(found, str(row["post"]), lang),
            say=lambda row: _asks(row, lang), alt=title,
        ), "coverage_posts")
        show.note(say("coverage.required.note", regime=words.regime(found.base.regime.key, lang)))
        table_view("cobertura_puestos", found.required, [
            tables.Column(say("coverage.posts.columns.label"), [words.post(found, str(key), lang) for key in table["post"]]),
            *(tables.Column(say(f"coverage.posts.columns.{name}"), cells(table[name], 0), number=True,
                             optional=name != "number")
              for name in ("officers", "hours", "days", "number")),
            tables.Column(say("coverage.column.hours_a_year"), cells(table["hours_a_year"], 0), number=True, optional=True),
            tables.Column(say("coverage.column.needed"), cells(table["needed"], 1), number=True),
            tables.Column(say("coverage.posts.columns.source"), [words.source(str(each), lang) for each in table["source"]],
                          optional=True),
        ], title, book, labels={"post": lambda key: words.post(found, key, lang)}, notes=words.assumptions(found, lang))


def _asks(row: dict[Any, Any], lang: str) -> str:
    needed = texts.number(float(row["needed"]), lang, 1)
    return texts.t("coverage.required.asks", lang, needed=needed, number=texts.number(int(row["number"]), lang),
                   officers=texts.number(float(row["officers"]), lang))


def cells(values: pd.Series, digits: int) -> list[str]:
    """A column's numbers in words; a missing one is a dash."""
    return [texts.number(None if pd.isna(each) else float(each), visit.lang(), digits) for each in values]
