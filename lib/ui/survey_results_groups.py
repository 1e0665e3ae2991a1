"""The other panels of the page of results: what changed between waves, how scores spread, which groups differ."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.access.audiences import Policy
from lib.figures import columns, interval_dots, tables
from lib.figures.interval_dots import Axis, Mark
from lib.surveys.said import p_value
from lib.ui import opening, show, survey_results_numbers, survey_words, visit
from lib.ui import survey_results_words as words
from lib.ui.drawing import draw
from lib.ui.survey_opening import Opened
from lib.ui.survey_results_numbers import Shown
from lib.ui.survey_results_panels import MEAN
from lib.ui.survey_results_parts import (
    count_column,
    number_column,
    range_column,
    scale_column,
    score_axis,
    share_column,
    two_decimals,
)
from lib.ui.table_view import table_view
from lib.ui.visit import say


def waves(opened: Opened, found: Shown) -> None:
    """The change of every scale between the first and the last wave, around zero."""
    released = found.changes
    if released is None:
        return
    lang, book = visit.lang(), opened.codebook
    title = words.changes_title(released, book, lang)
    first, last = str(released.settings["first"]), str(released.settings["last"])
    with show.panel("waves", title, say("survey_results.help.waves", level=survey_words.level(lang)), stretch=False):
        ends = pd.concat([released.table["low"], released.table["high"]]).abs().dropna()
        reach = max(float(ends.max()) * 1.1 if len(ends) else 0.5, 0.25)
        step = next(step for step in (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 25, 50) if reach / step <= 4)
        ticks = [step * i for i in range(-4, 5) if abs(step * i) <= reach]
        axis = Axis(-reach, reach, ticks, lambda value: _signed(value, lang), ((0.0, ""),))
        draw(interval_dots.interval_dots(
            released, (Mark("difference", "low", "high"),), axis, lang, inner=lambda row: "." in str(row["scale"]),
            name=lambda row: book.called(str(row["scale"]), lang), detail=lambda row: words.verdict(row, lang),
            alt=say("survey_results.changes.alt", n=len(released.table), first=first, last=last),
        ), "waves")
        show.note(survey_words.note(opened, lang, [say("survey_results.changes.note", first=first, last=last)]))
        rows = released.table.to_dict("records")
        alpha = 1 - float(settings.value("statistics.level"))
        table_view("cambio_entre_olas", released, [
            scale_column(opened, rows),
            count_column(rows, "n_first", f"n {first}"), count_column(rows, "n", f"n {last}"),
            number_column(rows, "before", first), number_column(rows, "now", last),
            tables.Column(say("survey_results.column.difference"), [_difference(row["difference"], lang) for row in rows],
                          number=True),
            range_column(rows, lang),
            tables.Column("p", [_p(row["p"], None) for row in rows], number=True, optional=True),
            tables.Column(say("survey_results.column.p_holm"), [_p(row["p_holm"], alpha) for row in rows], number=True),
        ], title, opening.book())


def spread_and_groups(opened: Opened, code: str, policy: Policy) -> None:
    """How the scores of one scale are spread, and by group."""
    left, right = st.columns(2)
    with left:
        _spread(opened, code, policy)
    with right:
        _groups(opened, code, policy)


def _spread(opened: Opened, code: str, policy: Policy) -> None:
    lang, name = visit.lang(), survey_words.scale_name(opened.codebook, code, visit.lang())
    released = survey_results_numbers.distribution(opened, code, policy)
    title = say("survey_results.spread.title", scale=name)
    with show.panel("spread", title, say("survey_results.help.spread")):
        rows = released.table.to_dict("records")
        said = {row["bin"]: _points(row["start"], row["end"]) for row in rows}
        draw(columns.columns(
            released, lang, value="share", label=lambda place: said[place], share=True,  # type: ignore[index]
            short=lambda place: said[place].partition("–")[0],  # type: ignore[index]
            say=lambda value: texts.percent(value, lang), alt=say("survey_results.spread.alt", scale=name),
        ), "spread")
        show.note(survey_words.note(opened, lang, [words.direction(opened.codebook, code, lang)]))
        table_view("distribucion", released, [
            tables.Column(say("survey_results.column.score"), [said[row["bin"]] for row in rows]),
            count_column(rows, "count", say("survey_results.column.people")),
            share_column(rows, "share", say("survey_results.column.share"), lang),
        ], title, opening.book())


def _groups(opened: Opened, code: str, policy: Policy) -> None:
    lang = visit.lang()
    name = survey_words.scale_name(opened.codebook, code, lang)
    listed = survey_results_numbers.groups(opened, policy)
    if not listed:
        with show.panel("groups", say("survey_results.groups.plain", scale=name)):
            show.empty(say("survey_results.groups.empty"), say("survey_results.groups.empty_why"))
        return
    group = visit.get("compare") if visit.get("compare") in listed else listed[0]
    released = survey_results_numbers.by_group(opened, code, group, policy)
    title = words.groups_title(released, opened.codebook, code, lang)
    dim = released.dims[1]
    with show.panel("groups", title, say("survey_results.help.groups", level=survey_words.level(lang))):
        st.segmented_control(say("survey_results.groups.ask"), listed, required=True, label_visibility="collapsed",
                             **visit.mirror("compare", group, lambda one: one or ""))

        def called(value: object) -> str:
            return opening.book().name(dim, str(value)) if group == opened.codebook.place and dim != "group" else str(value)

        draw(interval_dots.interval_dots(
            released, (MEAN,), score_axis(opened, code), lang, name=lambda row: called(row[dim]),
            detail=lambda row: say("survey_results.scores.detail", n=tables.number(row["n"], lang),
                                   sd=two_decimals(row["sd"], lang)) + _few(row["n"]),
            alt=say("survey_results.groups.alt", scale=name, n=len(released.table)),
        ), "groups")
        show.note(survey_words.note(opened, lang, [say("survey_results.interval", level=survey_words.level(lang))]))
        rows = released.table.to_dict("records")
        table_view("por_grupo", released, [
            tables.Column(group, [called(row[dim]) for row in rows]), count_column(rows, "n", "n"),
            *(number_column(rows, one, say(f"survey_results.column.{one}")) for one in ("mean", "sd")),
            range_column(rows, lang), number_column(rows, "deff", say("survey_results.column.deff"), optional=True),
        ], title, opening.book())


def _points(start: float, end: float) -> str:
    return f"{start:g}" if start == end else f"{start:g}–{end:g}"


def _few(n: Any) -> str:
    """A mark for groups so small that their mean says little."""
    few = not pd.isna(n) and int(n) < int(settings.value("surveys.estimate_fewest"))
    return f" · {say('survey_results.groups.few')}" if few else ""


def _difference(value: Any, lang: str) -> str:
    return "–" if pd.isna(value) else _signed(float(value), lang)


def _signed(value: float, lang: str) -> str:
    return ("+" if value > 0 else "") + texts.number(value, lang, 2)


def _p(value: Any, alpha: float | None) -> str:
    return "–" if pd.isna(value) else p_value(float(value), alpha)
