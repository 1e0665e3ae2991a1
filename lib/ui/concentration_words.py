"""The words of the page of concentration: the finding, the grey sentence, what the figures say."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import catalogue, texts
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.ui import figure_words, located, place_site
from lib.ui.choices import Holdings
from lib.ui.concentration_numbers import Concentration
from lib.ui.trends_words import p_value

SHARES = ("gini", "generalised")
"""Measures that are no shares: told with two decimals."""


def share(value: float, lang: str) -> str:
    """A share, with its sign on the same line; one decimal where it is small."""
    return texts.percent(value, lang, 1 if value < 0.1 else 0).replace(" ", "\u00a0")


def title(page: Concentration, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """In how few cells half of the complaints lies, and in how many chance alone would put them."""
    if page.measures is None:
        return texts.t("concentration.title.none", lang)
    return texts.t(
        "concentration.title.more" if beyond(page) else "concentration.title.chance", lang,
        where=figure_words.where(page.measures, holdings, book, lang), half=share(page.value("half"), lang),
        chance=share(page.value("half", "expected"), lang), **cells(page, lang),
    )


def beyond(page: Concentration) -> bool:
    """Whether half of the complaints lies in fewer cells than chance explains."""
    return page.measures is not None and page.value("half", "p") <= 1 - float(page.measures.settings["level"])


def cells(page: Concentration, lang: str) -> dict[str, str]:
    """Words for the cells: their number and size."""
    return {"cells": texts.number(page.number, lang), "size": texts.number(page.grid.size_m, lang)}


def sentence(page: Concentration, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, where, when; how much of it has a point; the ground and its cells."""
    extra = [located.coverage_words(page.here.seen.coverage, lang), located.ground_words(page.here.ground, lang)]
    if page.measures is None:
        return " · ".join(extra) if page.here.seen.coverage.total else texts.t("located.empty.no_rows", lang)
    extra.append(texts.t("concentration.grid", lang, shape=texts.t(f"place_site.shape.{page.grid.shape}", lang).lower(),
                         **cells(page, lang)))
    return figure_words.sentence(page.measures, holdings, book, lang, extra)


def warnings(page: Concentration, lang: str) -> list[str]:
    """The cautions of the numbers, each once."""
    return figure_words.warnings((page.measures, page.types), lang)


def note(page: Concentration, released: Released, book: PlaceBook, lang: str) -> str:
    """How chance was thrown."""
    made = released.settings
    return figure_words.note(released, book, lang, [
        texts.t("concentration.note", lang, runs=texts.number(int(made["runs"]), lang), seed=str(made["seed"]),
                by=texts.t(f"place_ground.by.{page.exposure}", lang).lower()),
        place_site.crs_name(page.here),
    ])


def curve_title(page: Concentration, lang: str) -> str:
    """What the busiest cells hold."""
    return texts.t("concentration.curve.title", lang, top1=share(page.value("top1"), lang),
                   top5=share(page.value("top5"), lang), chance=share(page.value("top5", "expected"), lang))


def curve_said(row: Mapping[Hashable, Any], lang: str) -> str:
    """A point of the curve in words."""
    return texts.t("concentration.curve.said", lang, share=texts.percent(float(row["share"]), lang),
                   held=texts.percent(float(row["held"]), lang), chance=texts.percent(float(row["expected"]), lang))


def busiest_title(released: Released, lang: str) -> str:
    """The busiest cell, and the busiest of chance."""
    row = released.table.iloc[0]
    if pd.isna(row["count"]):
        return texts.t("concentration.busiest.title_plain", lang)
    return texts.t("concentration.busiest.title", lang, count=texts.number(int(row["count"]), lang),
                   low=texts.number(float(row["low"]), lang), high=texts.number(float(row["high"]), lang))


def busiest_said(row: Mapping[Hashable, Any], lang: str) -> str:
    """One of the busiest cells in words."""
    if pd.isna(row["count"]):
        return texts.t("figures.reserved", lang)
    return texts.t("concentration.busiest.said", lang, rank=row["rank"], count=texts.number(int(row["count"]), lang),
                   low=texts.number(float(row["low"]), lang), high=texts.number(float(row["high"]), lang))


def value(measure: str, number: object, lang: str) -> str:
    """A measure as people read it."""
    if pd.isna(number):  # type: ignore[call-overload]
        return "–"
    return texts.number(float(str(number)), lang, 2) if measure in SHARES else share(float(str(number)), lang)


def p(number: float, lang: str) -> str:
    """'0.03', '< 0.001'."""
    return "–" if pd.isna(number) else p_value(number, lang).removeprefix("= ")


def types_title(released: Released, lang: str) -> str:
    """The type that is gathered most, measured against what chance gives to as many."""
    table = released.table
    more = table[table["verdict"] == "more"]
    if more.empty:
        return texts.t("concentration.types.title_none", lang)
    top = more.iloc[(more["expected"].astype(float) / more["half"].astype(float)).argmax()]
    return texts.t("concentration.types.title", lang, crime=catalogue.label(str(top["crime_type"]), lang),
                   half=share(float(top["half"]), lang), chance=share(float(top["expected"]), lang))
