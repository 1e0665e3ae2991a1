"""The words of the page of stability: the finding, the grey sentence, what a cell and a choice are called."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib import settings, texts
from lib.figures.map_layers import Row
from lib.places.book import PlaceBook
from lib.ui import figure_words, located
from lib.ui.choices import Holdings
from lib.ui.stability_numbers import Stability


def title(found: Stability, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """How many places are critical whatever was chosen, and what they hold."""
    where = figure_words.where(found.shares, holdings, book, lang)
    table = found.places.table
    least = texts.percent(float(settings.value("stability.critical")), lang)
    if table.empty:
        return texts.t("stability.title.none", lang, where=where, least=least)
    said = {
        "where": where, "least": least, "part": texts.percent(float(table["part"].sum()), lang),
        "ground": texts.percent(float(table["ground"].sum()), lang, 1),
    }
    if table["count"].isna().any():
        return texts.t("stability.title.hidden", lang, n=texts.number(len(table), lang), where=where, least=least)
    if len(table) == 1:
        return texts.t("stability.title.one", lang, **said)
    return texts.t("stability.title.some", lang, n=texts.number(len(table), lang), **said)


def sentence(found: Stability, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, where, when; how much of it has a point; the ground; how many maps were drawn."""
    maps = texts.t("stability.maps", lang, n=texts.number(int(found.shares.settings["choices"]), lang))
    extra = [located.coverage_words(found.site.seen.coverage, lang), located.ground_words(found.site.ground, lang), maps]
    return figure_words.sentence(found.shares, holdings, book, lang, extra)


def warnings(found: Stability, lang: str) -> list[str]:
    """The cautions of the page, each once."""
    return figure_words.warnings((found.shares,), lang)


def cell(row: Row, lang: str) -> str:
    """'Crítica en 93 % de las elecciones; 41 denuncias'."""
    said = texts.t(f"stability.cell.{row['verdict']}", lang, share=texts.percent(float(row["share"]), lang))
    if "count" in row:
        said += "; " + texts.t("stability.cell.count", lang, n=texts.number(int(row["count"]), lang))
    return said


def share(value: Any, lang: str) -> str:
    """'crítico en 93 % de las elecciones'; reserved where the count is hidden."""
    if pd.isna(value):
        return texts.t("figures.reserved", lang)
    return texts.t("stability.list.share", lang, share=texts.percent(float(value), lang))


def choice(name: str, value: str, lang: str) -> str:
    """What one value of one choice is called: 'hexágonos', '250 m', 'sola', 'medio periodo'."""
    if name == "shape":
        return texts.t(f"place_site.shape.{value}", lang)
    if name == "size_m":
        return f"{texts.number(float(value), lang)} m"
    if name == "rings":
        return texts.t(f"stability.choice.rings_{value}", lang)
    return texts.t("stability.choice.window", lang, share=texts.percent(float(value), lang))


def weakest(row: pd.Series, parts: tuple[str, ...], lang: str) -> str:
    """On which choice a cell depends most: 'sobre todo del alcance: 62 % sola'; or that it depends on none."""
    known = [(float(row[part]), part) for part in parts if not pd.isna(row[part])]
    if not known:
        return ""
    least, part = min(known)
    name, _, value = part.partition("=")
    if float(row["share"]) - least < float(settings.value("stability.matters")):
        return texts.t("stability.depends.none", lang)
    return texts.t(
        "stability.depends.most", lang, choice=texts.t(f"stability.choice.{name}", lang).lower(),
        value=choice(name, value, lang).lower(), share=texts.percent(least, lang),
    )
