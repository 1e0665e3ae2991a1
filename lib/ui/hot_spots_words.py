"""The words of the page of hot spots: the finding, the grey sentence, what a cell and a place say."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from lib import catalogue, settings, texts
from lib.figures.ranked_places import Ranked
from lib.places.book import PlaceBook
from lib.ui import figure_words, located, place_ground, trends_words
from lib.ui.choices import Holdings
from lib.ui.hot_spots_numbers import HotSpots

Row = dict[Hashable, Any]
TONES = {"up": "alarm", "down": "quiet", "no_evidence": "quiet", "too_few": "quiet"}


def title(found: HotSpots, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The finding: how much of the complaints lies in how little of the ground; or that nothing is beyond chance."""
    where = figure_words.where(found.map, holdings, book, lang)
    table = found.places.table
    if found.here.points.forced.any():
        return texts.t("hot_spots.title.forced", lang, where=where)
    if not found.hot:
        return texts.t("hot_spots.title.none", lang, where=where)
    if table["count"].isna().any():
        return texts.t("hot_spots.title.reserved", lang, where=where, places=_places_words(len(table), lang))
    return texts.t(
        "hot_spots.title.found", lang, where=where, places=_places_words(len(table), lang),
        share=texts.percent(float(table["share"].sum()), lang), area=texts.percent(float(table["area_share"].sum()), lang),
        verb=texts.t(f"hot_spots.hold.{'one' if len(table) == 1 else 'many'}", lang),
    )


def sentence(found: HotSpots, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, how much of it is on the map, on which ground."""
    extra = [located.coverage_words(found.here.seen.coverage, lang), located.ground_words(found.here.ground, lang)]
    return figure_words.sentence(found.map, holdings, book, lang, extra)


def warnings(found: HotSpots, lang: str) -> list[str]:
    """The cautions of the page, each once."""
    return figure_words.warnings((found.map, found.places), lang)


def map_title(found: HotSpots, lang: str) -> str:
    """How many cells are hot, of how many."""
    key = "hot_spots.map.title" if found.hot else "hot_spots.map.title_none"
    return texts.t(key, lang, hot=texts.number(found.hot, lang), cells=texts.number(len(found.cells), lang),
                   size=texts.number(found.cells.grid.size_m, lang))


def map_note(found: HotSpots, book: PlaceBook, lang: str) -> str:
    """How the decision was made."""
    return figure_words.note(found.map, book, lang, [texts.t(
        "hot_spots.map.note", lang, shape=texts.t(f"place_site.shape.{found.cells.grid.shape}", lang).lower(),
        size=texts.number(found.cells.grid.size_m, lang), by=texts.t(f"place_ground.by.{found.exposure}", lang).lower(),
        level=texts.percent(float(settings.value("hot_spots.false_discovery")), lang),
    )])


def why_many(found: HotSpots, lang: str) -> str:
    """Why so many cells are hot when chance deals out by area; "" when few are, or another chance was chosen."""
    share = found.hot / max(len(found.cells), 1)
    if found.exposure != place_ground.AREA or share < float(settings.value("hot_spots.much_hot")):
        return ""
    return texts.t("hot_spots.map.why_many", lang, share=texts.percent(share, lang))


def cell(row: Row, lang: str) -> str:
    """What a cell tells under the pointer."""
    verdict = texts.t(f"hot_spots.verdict.{row['verdict']}", lang)
    if "around" not in row or pd.isna(row["around"]) or pd.isna(row["p"]):
        return verdict
    return texts.t(
        "hot_spots.cell", lang, verdict=verdict, count=texts.number(int(row["count"]), lang),
        around=texts.number(int(row["around"]), lang), expected=texts.number(float(row["expected"]), lang, 1),
        z=texts.number(float(row["z"]), lang, 1), p=trends_words.p_value(float(row["p"]), lang),
    )


def ranked(row: Row, name: str, lang: str) -> Ranked:
    """A critical place as the list shows it."""
    if pd.isna(row["count"]):
        return Ranked(row["cell"], name, texts.t("figures.reserved", lang))
    details = [texts.t(
        "hot_spots.list.times", lang, times=texts.number(float(row["times"]), lang, 1),
        low=texts.number(float(row["low"]), lang), high=texts.number(float(row["high"]), lang),
    ), " · ".join(part for part in (hours(row, lang), types(row["types"], lang)) if part)]
    return Ranked(row["cell"], name, texts.number(int(row["count"]), lang), details, *_badge(row, lang))


def told(row: Row, lang: str) -> str:
    """A critical place in one line, for a phone or a GPS."""
    shown = ranked(row, "", lang)
    return " · ".join(part for part in (texts.t("hot_spots.list.count", lang, n=shown.number), *shown.details) if part)


def _badge(row: Row, lang: str) -> tuple[str, str]:
    if not row["verdict"] or pd.isna(row["verdict"]) or pd.isna(row["difference"]):
        return "", "quiet"
    difference = int(row["difference"])
    signed = f"{'+' if difference > 0 else ''}{texts.number(difference, lang)}"
    return texts.t(f"overview.verdict.{row['verdict']}", lang, difference=signed), TONES[row["verdict"]]


def hours(row: Row, lang: str) -> str:
    """'18–22 h: 67 %'; "" when the hours are not known or too few."""
    if pd.isna(row["from_hour"]) or row["from_hour"] < 0:
        return ""
    first = int(row["from_hour"])
    last = (first + int(settings.value("hours.window_hours"))) % 24
    share = texts.percent(float(row["hours_share"]), lang)
    return texts.t("hot_spots.list.hours", lang, first=first, last=last or 24, share=share)


def types(codes: object, lang: str) -> str:
    """'hurto, robo'."""
    if not isinstance(codes, str):
        return ""
    names = [catalogue.label(code, lang) for code in codes.split()]
    return ", ".join(name[:1].lower() + name[1:] for name in names)


def against(found: HotSpots, lang: str) -> str:
    """With which period the list compares; or why with none."""
    if found.refused or found.before is None:
        return texts.t(f"hot_spots.list.refused.{found.refused or 'start'}", lang)
    return texts.t("hot_spots.list.against", lang, period=texts.period(found.before.start, found.before.end, lang))


def _places_words(number: int, lang: str) -> str:
    return texts.t(f"hot_spots.places.{'one' if number == 1 else 'many'}", lang, n=texts.number(number, lang))
