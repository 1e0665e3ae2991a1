"""The panels of the page of results: scores and levels of all scales, the answers to each item of one."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.access.audiences import Policy
from lib.figures import interval_dots, stacked_shares, tables
from lib.figures.interval_dots import Mark
from lib.surveys import results
from lib.surveys.instrument import Item
from lib.ui import opening, show, survey_opening, survey_words, visit
from lib.ui import survey_results_words as words
from lib.ui.drawing import draw
from lib.ui.survey_opening import Opened
from lib.ui.survey_results_numbers import PLAIN, Shown, frequencies, weighted
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

Rows = list[dict[Hashable, Any]]
MEAN = Mark("mean", "low", "high")


def choosers(opened: Opened) -> None:
    """Study and wave; whether the weights are used."""
    survey_opening.chooser(opened)
    if opened.answers.weights is not None:
        st.toggle(say("survey_results.weights"), help=say("survey_results.help.weights"), **visit.mirror(
            "weights", weighted(opened), lambda on: "" if on else PLAIN))


def scores_and_levels(opened: Opened, found: Shown) -> None:
    """Mean, spread and levels of every variable and dimension, side by side."""
    left, right = st.columns(2)
    with left:
        _scores(opened, found)
    with right:
        _levels(opened, found)


def _scores(opened: Opened, found: Shown) -> None:
    lang, book = visit.lang(), opened.codebook
    with show.panel("scores", say("survey_results.scores.title"), say(
            "survey_results.help.scores", share=texts.percent(float(settings.value("surveys.score_share")), lang))):
        draw(interval_dots.interval_dots(
            found.scores, (MEAN,), score_axis(opened), lang, name=lambda row: book.called(str(row["scale"]), lang),
            detail=lambda row: " · ".join(filter(None, (
                say("survey_results.scores.detail", n=tables.number(row["n"], lang), sd=two_decimals(row["sd"], lang)),
                "" if "." in str(row["scale"]) else words.direction(book, str(row["scale"]), lang)))),
            inner=lambda row: "." in str(row["scale"]), alt=say("survey_results.scores.alt", n=len(found.scores.table)),
        ), "scores")
        show.note(survey_words.note(opened, lang, [say("survey_results.interval", level=survey_words.level(lang))]))
        rows = found.scores.table.to_dict("records")
        table_view("puntajes", found.scores, [
            scale_column(opened, rows), count_column(rows, "n", "n"),
            *(number_column(rows, name, say(f"survey_results.column.{name}")) for name in ("mean", "sd")),
            range_column(rows, lang),
            *(number_column(rows, name, say(f"survey_results.column.{name}"), optional=True)
              for name in ("q1", "median", "q3", "deff")),
        ], say("survey_results.scores.title"), opening.book())


def _levels(opened: Opened, found: Shown) -> None:
    lang, book = visit.lang(), opened.codebook
    title = words.levels_title(found.levels, book, lang)
    means = found.scores.table.set_index("scale")
    table = found.levels.table

    def told(code: str) -> str:
        mean, sd = (two_decimals(means.loc[code, part], lang) for part in ("mean", "sd"))
        return say("survey_results.levels.told", mean=mean, sd=sd)

    def ranges(code: str) -> str:
        own = table[table["scale"] == code]
        return " · ".join(f"{start:g}–{end:g}" for start, end in zip(own["start"], own["end"], strict=True))

    with show.panel("levels", title, say("survey_results.help.levels")):
        draw(stacked_shares.stacked_shares(
            found.levels, lang, row="scale", part="place",
            names=[say(f"survey_results.level.{name}") for name in results.LEVELS], diverging=False, told=told,
            name=lambda code: book.called(code, lang), detail=ranges, alt=say("survey_results.levels.alt"),
        ), "levels")
        how = "own" if found.own_cuts else "thirds"
        show.note(survey_words.note(opened, lang, [say(f"survey_results.levels.note_{how}")]))
        with st.expander(say("survey_results.cuts.title")):
            _own_cuts(opened, found)
        rows = table.to_dict("records")
        table_view("niveles", found.levels, [
            scale_column(opened, rows),
            tables.Column(say("survey_results.column.level"), [say(f"survey_results.level.{r['level']}") for r in rows]),
            tables.Column(say("survey_results.column.points"), [f"{r['start']:g}–{r['end']:g}" for r in rows]),
            count_column(rows, "count", say("survey_results.column.people")),
            share_column(rows, "share", say("survey_results.column.share"), lang),
        ], title, opening.book())


def _own_cuts(opened: Opened, found: Shown) -> None:
    """Two numbers for the chosen scale; they go into the address."""
    lang, book = visit.lang(), opened.codebook
    code = chosen_code(opened)
    scale = book.scale(code)
    low, high = results.sum_ends(scale)
    own = found.levels.table[found.levels.table["scale"] == code]["end"].tolist()
    show.note(say("survey_results.cuts.note", scale=book.called(code, lang), low=f"{low:g}", high=f"{high:g}"))
    first, second = st.columns(2)
    one = first.number_input(say("survey_results.cuts.low"), int(low), int(high) - 2, int(own[0]), key=f"cut.low.{code}")
    least = int(one) + 1
    second_cut = second.number_input(
        say("survey_results.cuts.middle"), least, int(high) - 1, max(int(own[1]), least), key=f"cut.middle.{code}")
    left, right = st.columns(2)

    def keep(value: str) -> None:
        others = [part for part in str(visit.get("cuts")).split(";") if part and not part.startswith(f"{code}:")]
        visit.put("cuts", ";".join([*others, value] if value else others))

    left.button(say("survey_results.cuts.use"), on_click=keep, args=(f"{code}:{one},{second_cut}",), key="cuts.use")
    right.button(say("survey_results.cuts.back"), on_click=keep, args=("",), key="cuts.back", disabled=not found.own_cuts)


def chosen_code(opened: Opened) -> str:
    """The scale whose answers are shown: the one in the address, else the first dimension, else the first variable."""
    listed = [scale.code for scale in opened.codebook.scales()]
    wanted = visit.get("scale")
    if wanted in listed:
        return str(wanted)
    return next((code for code in listed if "." in code), listed[0])


def chosen_scale(opened: Opened, code: str | None = None) -> str:
    """Ask which variable or dimension to look into; ``code`` is the one shown now."""
    lang, code = visit.lang(), code or chosen_code(opened)
    st.selectbox(
        say("survey_results.ask_scale"), [scale.code for scale in opened.codebook.scales()],
        format_func=lambda one: survey_words.scale_name(opened.codebook, one, lang), **visit.mirror("scale", code),
    )
    return code


def answers(opened: Opened, code: str, policy: Policy) -> None:
    """The answers to each item around the middle of its scale, with those who gave none beside them."""
    lang, book = visit.lang(), opened.codebook
    released = frequencies(opened, code, policy)
    title = words.answers_title(released, book, code, lang)
    aside = {str(row["item"]): float(row["share"]) for row in released.table.to_dict("records")
             if row["place"] < 0 and not pd.isna(row["share"])}
    with show.panel("answers", title, say("survey_results.help.answers", level=survey_words.level(lang)), stretch=False):
        ends = sorted({(item.low, item.high) for item in book.scale(code).items})
        for low, high in ends:
            own = [item for item in book.scale(code).items if (item.low, item.high) == (low, high)]
            codes = {item.code for item in own}
            draw(stacked_shares.stacked_shares(
                released, lang, row="item", part="place", names=_points(opened, own[0], lang), diverging=True, only=codes,
                name=lambda item: survey_words.item_name(book, item, lang),
                detail=lambda item: say("survey_results.answers.reversed") if book.item(item).reversed else "",
                aside=aside, aside_name=say("survey_results.answers.none"),
                alt=say("survey_results.answers.alt", n=len(own)),
            ), f"answers_{low:g}_{high:g}")
        show.note(survey_words.note(opened, lang, [say("survey_results.answers.note")]))
        rows = released.table.to_dict("records")
        none = say("survey_results.answers.none")
        table_view("frecuencias", released, [
            tables.Column(say("survey_results.column.item"), [str(r["item"]) for r in rows]),
            tables.Column(say("survey_results.column.answer"), [
                none if r["place"] < 0 else f"{r['answer']} {_anchor(opened, r, lang)}".strip() for r in rows]),
            count_column(rows, "count", say("survey_results.column.people")),
            share_column(rows, "share", say("survey_results.column.share"), lang),
            tables.Column(say("survey_results.column.interval", level=survey_words.level(lang)), [
                "–" if pd.isna(r["low"]) else f"{texts.percent(r['low'], lang, 1)} – {texts.percent(r['high'], lang, 1)}"
                for r in rows], number=True),
        ], title, opening.book(), labels={"item": lambda item: book.item(item).said(lang)})


def _points(opened: Opened, item: Item, lang: str) -> list[str]:
    """What the points of an item's scale are called: '1 Nunca', '10–20'."""
    return [
        f"{start:g} {opened.codebook.anchor(start, item, lang)}".strip() if start == end else f"{start:g}–{end:g}"
        for start, end in results.points(item)
    ]


def _anchor(opened: Opened, row: dict[Hashable, Any], lang: str) -> str:
    item = opened.codebook.item(str(row["item"]))
    return opened.codebook.anchor(item.low + int(row["place"]), item, lang)
