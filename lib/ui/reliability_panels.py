"""The panels of the page of reliability: all scales on one axis, the items of one scale, their correlations."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import interval_dots, item_matrix, tables
from lib.figures.interval_dots import Axis, Mark
from lib.surveys.said import bounded
from lib.ui import opening, panels, show, survey_words, visit
from lib.ui import reliability_words as words
from lib.ui.drawing import draw
from lib.ui.reliability_numbers import GAPS, Shown
from lib.ui.survey_opening import Opened
from lib.ui.table_view import table_view
from lib.ui.visit import say

Row = Mapping[Hashable, Any]
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MARKS = (Mark("alpha", "alpha_low", "alpha_high", "α"), Mark("omega", "omega_low", "omega_high", "ω", "second"))


def two(value: float) -> str:
    """A coefficient with two decimals: '.87'."""
    return bounded(value, 2)


def scales(opened: Opened, found: Shown) -> None:
    """Alpha and omega of every variable and dimension, what they teach, and why some have none."""
    lang = visit.lang()
    panels.style()
    explained = say("reliability.help.scales", level=survey_words.level(lang))
    with show.panel("scales", say("reliability.scales.title"), explained, stretch=False):
        st.segmented_control(
            say("reliability.gaps.ask"), GAPS, format_func=lambda name: say(f"reliability.gaps.short_{name}"), required=True,
            help=say("reliability.help.gaps"), **visit.mirror("gaps", found.gaps, lambda name: name or ""),
        )
        if found.whole is not None:
            _drawn(opened, found, lang)
        for code, error in found.refused.items():
            show.empty(f"{survey_words.scale_name(opened.codebook, code, lang)}: {error.message(lang)}", error.remedy(lang))


def _drawn(opened: Opened, found: Shown, lang: str) -> None:
    released = found.whole
    if released is None:
        return
    low, high = (float(settings.value(f"surveys.{name}")) for name in ("alpha_low", "alpha_redundant"))
    lowest = pd.concat([released.table["alpha_low"], released.table["omega_low"]]).min()
    start = 0.0 if pd.isna(lowest) else min(0.4, max(-1.0, float(lowest)))
    start = 0.4 if start >= 0.4 else 0.0 if start >= 0 else -1.0
    axis = Axis(start, 1.0, [tick for tick in (-1.0, -0.5, *TICKS) if tick >= start], two,
                ((low, say("reliability.rule.low")), (high, say("reliability.rule.high"))))

    def name(row: Row) -> str:
        return opened.codebook.called(str(row["scale"]), lang)

    draw(interval_dots.interval_dots(
        released, MARKS, axis, lang, name=name, alt=say("reliability.scales.alt", n=len(released.table)),
        detail=lambda row: say("reliability.scales.detail", items=row["items"], n=tables.number(row["n"], lang)),
        inner=lambda row: "." in str(row["scale"]),
    ), "reliability")
    show.note(survey_words.note(opened, lang, [say("reliability.scales.note", level=survey_words.level(lang)),
                                               words.gaps(found, lang)]))
    show.lessons([
        f"{survey_words.scale_name(opened.codebook, str(row['scale']), lang)}: {lesson}"
        for row in released.table.dropna(subset=["alpha"]).to_dict("records") for lesson in words.scale_flags(row, lang)
    ])
    rows = released.table.to_dict("records")
    table_view("confiabilidad", released, [
        tables.Column(say("reliability.column.scale"), [survey_words.scale_name(opened.codebook, str(r["scale"]), lang)
                                                        for r in rows]),
        tables.Column(say("reliability.column.items"), [str(r["items"]) for r in rows], number=True, optional=True),
        tables.Column("n", [tables.number(r["n"], lang) for r in rows], number=True),
        _number(rows, "alpha", say("reliability.column.alpha")),
        _range(rows, "alpha_low", "alpha_high", lang),
        _number(rows, "standardised", say("reliability.column.standardised"), optional=True),
        _number(rows, "omega", say("reliability.column.omega")),
        _range(rows, "omega_low", "omega_high", lang),
        _number(rows, "mean_r", say("reliability.column.mean_r"), optional=True),
    ], say("reliability.scales.title"), opening.book())


def chosen_scale(opened: Opened, found: Shown) -> str | None:
    """The scale whose items are shown: the one chosen, else the weakest dimension; None when there is none."""
    if found.whole is None or not found.parts:
        return None
    listed = list(found.parts)
    ranked = found.whole.table.dropna(subset=["alpha"]).sort_values("alpha")["scale"]
    default = str(ranked.iloc[0]) if len(ranked) else listed[0]
    chosen = visit.get("scale") if visit.get("scale") in listed else default
    lang = visit.lang()
    st.selectbox(
        say("reliability.items.ask"), listed,
        format_func=lambda code: survey_words.scale_name(opened.codebook, code, lang), **visit.mirror("scale", chosen),
    )
    return str(chosen)


def items(opened: Opened, found: Shown, code: str) -> None:
    """Each item of a scale: how it goes with the others, what would be without it, its ends, its gaps."""
    lang, released = visit.lang(), found.parts[code].items
    name = survey_words.scale_name(opened.codebook, code, lang)
    title = words.items_title(released.table, name, lang)
    with show.panel("items", title, say("reliability.help.items"), stretch=False):
        rows = released.table.to_dict("records")
        columns = [
            tables.Column(say("reliability.column.item"), [_item(opened, row, lang) for row in rows]),
            _number(rows, "rest_r", say("reliability.column.rest")),
            _number(rows, "dropped", say("reliability.column.dropped")),
            *(tables.Column(say(f"reliability.column.{part}"), [texts.number(_known(r[part]), lang, 2) for r in rows],
                            number=True, optional=part == "sd") for part in ("mean", "sd")),
            *(tables.Column(say(f"reliability.column.{part}"), [_share(r[part], lang) for r in rows], number=True,
                            optional=True) for part in ("floor", "ceiling", "missing")),
            _number(rows, "loading", say("reliability.column.loading"), optional=True),
        ]
        lessons = [words.item_flags(row, lang) for row in rows]
        if any(lessons):
            columns.append(tables.Column(say("reliability.column.lesson"), lessons, wordy=True))
        table_view("items", released, columns, title, opening.book(), folded=False, labels={
            "item": lambda item: opened.codebook.item(item).said(lang)})
        show.note(survey_words.note(opened, lang, [words.gaps(found, lang), say("reliability.items.note")]))


def matrix(opened: Opened, found: Shown, code: str) -> None:
    """The correlations of the items with each other."""
    lang, released = visit.lang(), found.parts[code].pairs
    table = released.table.dropna(subset=["r"])
    name = survey_words.scale_name(opened.codebook, code, lang)
    if table.empty:
        return
    ends = {"low": two(float(table["r"].min())), "high": two(float(table["r"].max()))}
    title = say("reliability.matrix.title", scale=name, **ends)
    with show.panel("matrix", title, say("reliability.help.matrix"), stretch=False):
        listed = [item.code for item in opened.codebook.scale(code).items]
        alt = say("reliability.matrix.alt", scale=name)
        draw(item_matrix.item_matrix(released, listed, lang, say=two, alt=alt), "matrix")
        show.note(survey_words.note(opened, lang, [say("reliability.matrix.note", mean=two(float(table["r"].mean())))]))
        rows = released.table.to_dict("records")
        table_view("correlaciones_entre_items", released, [
            tables.Column(say("reliability.column.item"), [str(r["item"]) for r in rows]),
            tables.Column(say("reliability.column.other"), [str(r["other"]) for r in rows]),
            tables.Column("n", [tables.number(r["n"], lang) for r in rows], number=True),
            tables.Column("r", [bounded(_known(r["r"])) for r in rows], number=True),
        ], title, opening.book())


def _item(opened: Opened, row: Row, lang: str) -> str:
    said = survey_words.item_name(opened.codebook, str(row["item"]), lang)
    return f"{said} {say('reliability.items.reversed')}" if row["reversed"] else said


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _share(value: Any, lang: str) -> str:
    return "–" if pd.isna(value) else texts.percent(float(value), lang)


def _number(rows: list[dict[Hashable, Any]], name: str, heading: str, optional: bool = False) -> tables.Column:
    cells = [bounded(_known(row[name])) for row in rows]
    return tables.Column(heading, cells, number=True, optional=optional)


def _range(rows: list[dict[Hashable, Any]], low: str, high: str, lang: str) -> tables.Column:
    cells = ["–" if pd.isna(row[low]) else f"{two(float(row[low]))} – {two(float(row[high]))}" for row in rows]
    return tables.Column(say("reliability.column.interval", level=survey_words.level(lang)), cells, number=True)
