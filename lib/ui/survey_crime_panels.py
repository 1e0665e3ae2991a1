"""Two panels that share their places: the survey's score on the left, complaints on the right, and both as one table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import catalogue, texts
from lib.figures import interval_dots, tables
from lib.figures.interval_dots import Axis, Mark, Row
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.ui import figure_words, links, show, survey_words, visit
from lib.ui import survey_results_words as result_words
from lib.ui.drawing import draw
from lib.ui.survey_crime_numbers import Beside
from lib.ui.survey_opening import Opened
from lib.ui.survey_results_panels import MEAN
from lib.ui.survey_results_parts import count_column, number_column, range_column, score_axis, two_decimals
from lib.ui.table_view import table_view
from lib.ui.visit import say


def first_code(opened: Opened) -> str:
    """The scale to show first: the one in the address, else the first variable."""
    listed = [scale.code for scale in opened.codebook.scales()]
    return str(visit.get("scale")) if visit.get("scale") in listed else listed[0]


def panels(opened: Opened, code: str, found: Beside, book: PlaceBook) -> None:
    """Both panels, or why there is nothing to set side by side."""
    if found.survey is None or found.crime is None:
        with show.panel("nothing", stretch=False):
            show.empty(say("survey_crime.empty.title"), say(f"survey_crime.empty.{found.why}"))
            links.to("instrument", say("survey_crime.to_instrument"))
        return
    left, right = st.columns(2)
    with left:
        _survey(opened, code, found.survey, found.filters.level, book)
    with right:
        _crime(found, found.crime, book)


def _survey(opened: Opened, code: str, released: Released, level: str, book: PlaceBook) -> None:
    lang = visit.lang()
    name = survey_words.scale_name(opened.codebook, code, lang)
    title = say("survey_crime.survey.title", scale=name)
    with show.panel("survey", title, say("survey_results.help.groups", level=survey_words.level(lang))):
        draw(interval_dots.interval_dots(
            released, (MEAN,), score_axis(opened, code), lang, name=lambda row: book.name(level, str(row[level])),
            detail=lambda row: say("survey_results.scores.detail", n=tables.number(row["n"], lang),
                                   sd=two_decimals(row["sd"], lang)),
            alt=say("survey_results.groups.alt", scale=name, n=len(released.table)),
        ), "survey")
        show.note(survey_words.note(opened, lang, [result_words.direction(opened.codebook, code, lang)]))
        rows = released.table.to_dict("records")
        table_view("encuesta_por_lugar", released, [
            tables.Column(say(f"ui.levels.{level}"), [book.name(level, str(row[level])) for row in rows]),
            count_column(rows, "n", "n"), number_column(rows, "mean", say("survey_results.column.mean")),
            range_column(rows, lang),
        ], title, book)


def _crime(found: Beside, released: Released, book: PlaceBook) -> None:
    lang, level = visit.lang(), found.filters.level
    rated = bool(released.table["rate"].notna().any())
    value = "rate" if rated else "count"
    crimes = [catalogue.label(code, lang) for code in found.filters.crime_types]
    title = say("survey_crime.crime.title", what=texts.listing(crimes, lang) if crimes else say("survey_crime.crime.all"))
    mark = Mark("rate", "low", "high") if rated else Mark("count", "count", "count")
    with show.panel("crime", title, say("survey_crime.help.crime", level=survey_words.level(lang))):

        def detail(row: Row) -> str:
            return "" if not rated else say("survey_crime.crime.detail", count=tables.number(row["count"], lang))

        draw(interval_dots.interval_dots(
            released, (mark,), _axis(released, value, lang), lang, name=lambda row: book.name(level, str(row[level])),
            detail=detail, alt=say("survey_crime.crime.alt", n=len(released.table)),
        ), "crime")
        show.note(figure_words.note(released, book, lang, [say(f"survey_crime.crime.{value}")]))
        rows = released.table.to_dict("records")
        table_view("denuncias_por_lugar", released, [
            tables.Column(say(f"ui.levels.{level}"), [book.name(level, str(row[level])) for row in rows]),
            count_column(rows, "count", say("trends.column.count")),
            tables.Column(say("survey_crime.column.rate"), [
                "–" if pd.isna(row["rate"]) else texts.number(float(row["rate"]), lang, 1) for row in rows], number=True),
            tables.Column(say("survey_results.column.interval", level=survey_words.level(lang)), [
                "–" if pd.isna(row["rate"]) else " – ".join(texts.number(row[end], lang, 1) for end in ("low", "high"))
                for row in rows], number=True),
        ], title, book, labels={level: lambda place: book.name(level, place)})
        links.to("by_place_and_type", say("survey_crime.to_places"))


def _axis(released: Released, value: str, lang: str) -> Axis:
    """From zero to beyond the largest end, in four round steps."""
    ends = released.table["high" if value == "rate" else value].astype("Float64").dropna()
    top = float(ends.max()) * 1.05 if len(ends) else 1.0
    steps = (step * 10.0**power for power in range(-1, 8) for step in (1, 2, 2.5, 5))
    step = next(step for step in steps if top / step <= 5)
    whole = 0 if step >= 1 else 1
    return Axis(0.0, top, [step * i for i in range(int(top / step) + 1)], lambda one: texts.number(one, lang, whole))
