"""The commander's staffing brief: what the pages of staff and coverage say, put on one page A4 to be printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from lib import texts
from lib.figures.tables import Column
from lib.officers import plan
from lib.places.book import PlaceBook
from lib.reports.staffing_brief import Section, Tile, brief_pdf
from lib.storage import plans
from lib.storage.engine import Snapshot
from lib.ui import coverage_numbers, coverage_words, registers, staff_words, visit
from lib.ui.coverage_numbers import Coverage
from lib.ui.filter_bar import Chosen
from lib.ui.staff_numbers import Staffing
from lib.ui.visit import say


def button(found: Staffing, snapshot: Snapshot, chosen: Chosen | None) -> None:
    """The download, for command and one's own place: the page names posts, so it is a roster."""
    policy = visit.policy()
    if found.own is None or not policy.sees("roster", found.asked.level):
        return
    lang, book = visit.lang(), snapshot.places
    covered = _coverage(snapshot, chosen)
    now = dt.datetime.now().replace(microsecond=0)
    st.download_button(
        say("brief.button"), data=lambda: pdf(found, covered, book, lang, now), mime="application/pdf",
        file_name=f"cuadrante-{say('brief.file')}-{found.asked.place}.pdf", key="staffing-brief", on_click="ignore",
        icon=":material/picture_as_pdf:", help=say("brief.help"),
    )


def pdf(found: Staffing, covered: Coverage, book: PlaceBook, lang: str, made: dt.datetime) -> bytes:
    """The brief of one's own place."""
    return brief_pdf(
        staff_words.title(found, book, lang), staff_words.sentence(found, book, lang), _tiles(found, covered, lang),
        [*_staff_sections(found, lang), *_coverage_sections(covered, lang)], _assumptions(found, covered, lang), lang,
        made=made, also=[found.ratios],
    )


def _coverage(snapshot: Snapshot, chosen: Chosen | None) -> Coverage:
    base = coverage_numbers.base(snapshot, chosen, visit.policy())
    leave = plans.table(registers.shown("coverage_leave"), plan.leave_table())
    posts = plans.table(registers.shown("coverage_posts"), plan.posts_table(base.sectors))
    return coverage_numbers.answers(base, leave, posts, visit.policy())


def _tiles(found: Staffing, covered: Coverage, lang: str) -> list[Tile]:
    row, of = found.ratios.table.loc[found.ratios.table[found.asked.level] == found.asked.place].iloc[0], covered.base
    who = texts.t(f"staff.numerators.{found.asked.numerator}", lang)
    rate, work = found.own_value("per_100000"), found.own_value("per_1000_complaints")
    cars = covered.of_regime(covered.cars)
    people = "" if rate is None else texts.t(
        "brief.of_people", lang, n=texts.number(int(row["population"]), lang), year=int(row["population_year"]))
    lacking = covered.missing
    return [
        Tile(who, texts.number(found.own_value("heads"), lang), staff_words.dated(str(row["as_of"]), lang)),
        Tile(texts.t("staff.table.per_100000", lang), texts.number(rate, lang, 1),
             people or texts.t("brief.no_people", lang)),
        Tile(texts.t("staff.table.per_1000_complaints", lang), texts.number(work, lang, 1), "" if work is None else texts.t(
            "brief.of_complaints", lang, n=texts.number(int(row["complaints"]), lang))),
        Tile(texts.t("brief.cars", lang), f"{texts.number(int(cars['kept']), lang)} / {texts.number(of.sectors, lang)}",
             coverage_words.regime(of.regime.key, lang)),
        Tile(texts.t("coverage.cards.spare" if (lacking or 0) < 0 else "coverage.cards.missing", lang),
             "–" if lacking is None else texts.number(abs(lacking), lang),
             texts.t("brief.needed", lang, n=texts.number(float(covered.required.settings["needed"]), lang, 1))),
    ]


def _staff_sections(found: Staffing, lang: str) -> list[Section]:
    out = []
    functions, wheels = found.functions, found.vehicles
    if functions.table["heads"].notna().any():
        out.append(Section(staff_words.functions_title(found, lang), functions, [
            Column(texts.t("staff.work.column_functions", lang),
                   [texts.t(f"staff.functions.{code}", lang) for code in functions.table["group"]]),
            Column(texts.t("staff.table.heads", lang), _cells(functions.table["heads"], lang), number=True),
            Column(texts.t("staff.work.share", lang), _shares(functions.table["share"], lang), number=True),
        ], share="share", half=True))
    if len(wheels.table):
        rows: list[dict[Any, Any]] = list(wheels.table.to_dict("records"))
        out.append(Section(staff_words.vehicles_title(found, lang), wheels, [
            Column(texts.t("staff.columns.kind", lang), [texts.t(f"staff.kinds.{row['kind']}", lang) for row in rows]),
            Column(texts.t("staff.columns.total", lang), _cells(wheels.table["total"], lang), number=True),
            Column(texts.t("staff.columns.in_service", lang), _cells(wheels.table["in_service"], lang), number=True),
        ], half=True))
    return out


def _coverage_sections(covered: Coverage, lang: str) -> list[Section]:
    relief, cars, needed = covered.relief.table, covered.cars.table, covered.required.table
    regimes = [coverage_words.regime(str(key), lang).capitalize() for key in cars["regime"]]
    return [
        Section(coverage_words.cars_title(covered, lang), covered.cars, [
            Column(texts.t("coverage.column.regime", lang), regimes),
            Column(texts.t("coverage.column.net_hours", lang), _cells(relief["net_hours"], lang), number=True),
            Column(texts.t("coverage.column.relief_factor", lang), _cells(relief["relief_factor"], lang, 2), number=True),
            Column(texts.t("coverage.column.posts_kept", lang), _cells(relief["posts_kept"], lang, 1), number=True),
            Column(texts.t("coverage.column.kept", lang), _cells(cars["kept"], lang), number=True),
        ], note=texts.t("coverage.cars.note", lang)),
        Section(coverage_words.required_title(covered, lang), covered.required, [
            Column(texts.t("coverage.posts.columns.label", lang),
                   [coverage_words.post(covered, str(key), lang) for key in needed["post"]]),
            Column(texts.t("coverage.posts.columns.number", lang), _cells(needed["number"], lang), number=True),
            Column(texts.t("coverage.posts.columns.officers", lang), _cells(needed["officers"], lang), number=True),
            Column(texts.t("coverage.column.needed", lang), _cells(needed["needed"], lang, 1), number=True),
            Column(texts.t("coverage.posts.columns.source", lang),
                   [coverage_words.source(str(told), lang) for told in needed["source"]], number=True),
        ], note=texts.t("brief.needed_note", lang, regime=coverage_words.regime(covered.base.regime.key, lang))),
    ]


def _assumptions(found: Staffing, covered: Coverage, lang: str) -> list[str]:
    """Who is counted over whom; what an officer's year is taken to hold, line by line with its source."""
    out = [texts.t(f"staff.who_is.{found.asked.numerator}", lang), *staff_words.populations(found, lang),
           *coverage_words.counted(covered.base, lang)]
    for row in covered.leave.to_dict("records"):
        name = coverage_words.line(covered.leave, "coverage.leave", str(row["key"]), lang)
        out.append(texts.t("brief.days", lang, name=name, n=texts.number(float(row["days"]), lang),
                           source=coverage_words.source(str(row["source"]), lang)))
    return list(dict.fromkeys(out))


def _cells(values: pd.Series, lang: str, digits: int = 0) -> list[str]:
    return [texts.number(None if pd.isna(each) else float(each), lang, digits) for each in values]


def _shares(values: pd.Series, lang: str) -> list[str]:
    return [texts.percent(None if pd.isna(each) else float(each), lang) for each in values]
