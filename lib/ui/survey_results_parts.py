"""Columns of tables and the axis of scores that the panels of the page of results share."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from lib import texts
from lib.figures import tables
from lib.figures.interval_dots import Axis
from lib.ui import survey_words, visit
from lib.ui.survey_opening import Opened
from lib.ui.visit import say

Rows = list[dict[Hashable, Any]]


def score_axis(opened: Opened, code: str | None = None) -> Axis:
    """From the lowest to the highest possible score of one scale, or of all of them."""
    lang = visit.lang()
    items = opened.codebook.items if code is None else opened.codebook.scale(code).items
    low, high = min(item.low for item in items), max(item.high for item in items)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (high - low) / step <= 10)
    ticks = [low + i * step for i in range(int((high - low) / step) + 1)]
    whole = all(float(tick).is_integer() for tick in ticks)

    def short(value: float) -> str:
        return texts.number(value, lang, 0 if whole and value in ticks else 2)

    return Axis(low, high, ticks, short)


def two_decimals(value: Any, lang: str) -> str:
    """'2.35'; '–' where there is nothing or it is hidden."""
    return "–" if pd.isna(value) else texts.number(float(value), lang, 2)


def scale_column(opened: Opened, rows: Rows) -> tables.Column:
    """The names of the scales."""
    lang = visit.lang()
    return tables.Column(say("survey_results.column.scale"),
                         [survey_words.scale_name(opened.codebook, str(row["scale"]), lang) for row in rows])


def count_column(rows: Rows, name: str, heading: str) -> tables.Column:
    """Numbers of people; a hidden one is called so."""
    return tables.Column(heading, [tables.number(row[name], visit.lang()) for row in rows], number=True)


def number_column(rows: Rows, name: str, heading: str, optional: bool = False) -> tables.Column:
    """Scores with two decimals."""
    return tables.Column(heading, [two_decimals(row[name], visit.lang()) for row in rows], number=True, optional=optional)


def share_column(rows: Rows, name: str, heading: str, lang: str) -> tables.Column:
    """Shares in percent with one decimal."""
    cells = ["–" if pd.isna(row[name]) else texts.percent(float(row[name]), lang, 1) for row in rows]
    return tables.Column(heading, cells, number=True)


def range_column(rows: Rows, lang: str) -> tables.Column:
    """The interval of a mean or a difference, in the columns low and high."""
    cells = [f"{two_decimals(row['low'], lang)} – {two_decimals(row['high'], lang)}" for row in rows]
    return tables.Column(say("survey_results.column.interval", level=survey_words.level(lang)), cells, number=True)
