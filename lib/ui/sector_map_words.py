"""The words of the map of sectors: who leads and whether chance could explain it, what is on the map and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lib import catalogue, settings, texts
from lib.figures.cells import known
from lib.places.book import PlaceBook
from lib.places.map_coverage import KINDS
from lib.privacy.release import Released
from lib.ui import figure_words
from lib.ui.choices import Holdings
from lib.ui.sector_map_numbers import COUNT, EARLIER, MONTH, RATE, MapNumbers, Several


def title(found: MapNumbers, measure: str, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The finding: who has most, with its number, and whether the next one is behind beyond chance."""
    filters, level = found.filters, found.level
    said = {"period": texts.period(filters.start, filters.end, lang),
            "where": figure_words.where(found.places, holdings, book, lang), "what": figure_words.what(filters, lang)}
    lead = found.lead[measure]
    rows = {str(row[level]): row for row in found.places.table.to_dict("records")}
    placed = known(found.whole.table["placed"].iloc[0])
    if placed == 0:
        return texts.t("sector_map.title.none", lang, **said)
    if placed is None:
        return texts.t("sector_map.title.reserved", lang, **said)
    if lead is None or pd.isna(rows[lead[0]][measure]) or pd.isna(rows[lead[1]][measure]):
        key = "no_rates" if measure == RATE else "plain"
        return texts.t(f"sector_map.title.{key}", lang, count=texts.number(placed, lang),
                       level=texts.t(f"ui.levels_many.{level}", lang), **said)
    first, second = rows[lead[0]], rows[lead[1]]
    said |= {"first": book.name(level, lead[0]), "second": book.name(level, lead[1]),
             "one": texts.number(float(first[measure]), lang), "two": texts.number(float(second[measure]), lang)}
    if measure == COUNT and lead[3] and placed >= _base():
        said["share"] = texts.percent(float(first["share"]), lang)
        return texts.t("sector_map.title.count_leads", lang, total=texts.number(placed, lang),
                       level=texts.t(f"ui.levels.{level}", lang).lower(), **said)
    return texts.t(f"sector_map.title.{measure}_{'first' if lead[3] else 'tied'}", lang, **said)


def sentence(found: MapNumbers, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, where, when, how many, what of it is on the map, until when, from whom."""
    return figure_words.sentence(found.whole, holdings, book, lang, [coverage(found.whole, found.level, lang)])


def warnings(found: MapNumbers, lang: str) -> list[str]:
    """The cautions of the numbers on the page, each once."""
    without = () if found.policy.loads else ("unmapped",)
    return figure_words.warnings([found.places, found.whole, found.several.table if found.several else None], lang, without)


def coverage(whole: Released, level: str, lang: str) -> str:
    """'49 % en el mapa; 12 % sin ubicación; 40 % en la comisaría, excluidas': what the map leaves out, and why."""
    row = whole.table.iloc[0]
    count = known(row["count"])
    if not count:
        return ""
    parts = []
    for kind in KINDS:
        number = known(row[kind])
        if kind == "placed" or number is None or number > 0:
            said = texts.t("figures.reserved", lang) if number is None else (
                texts.percent(number / count, lang) if count >= _base() else texts.number(number, lang))
            parts.append(texts.t(f"sector_map.coverage.{kind}", lang, share=said,
                                 level=texts.t(f"ui.levels.{level}", lang).lower()))
    return "; ".join(parts)


def map_title(found: MapNumbers, measure: str, lang: str) -> str:
    """What the map draws."""
    level = texts.t(f"ui.levels.{found.level}", lang).lower()
    return texts.t(f"sector_map.map.{measure}", lang, level=level,
                   period=texts.period(found.filters.start, found.filters.end, lang))


def map_note(
    found: MapNumbers, measure: str, drawn: int, cut: tuple[str, float | None], book: PlaceBook, lang: str
) -> str:
    """The line under the map: coverage first, then how the classes were made and how well they fit, whose population."""
    rule, fit = cut
    row = found.whole.table.iloc[0]
    placed, said = known(row["placed"]), [coverage(found.whole, found.level, lang)]
    if placed is not None and drawn < placed and measure == COUNT:
        said.append(texts.t("sector_map.map.undrawn", lang, n=texts.number(placed - drawn, lang)))
    said.append(texts.t(f"sector_map.rule_said.{rule}", lang))
    if fit is not None:
        said[-1] += " " + texts.t("sector_map.fit", lang, share=texts.percent(fit, lang))
    if measure == RATE:
        said.append(rates_note(found, lang))
    return figure_words.note(found.places, book, lang, [part for part in said if part])


def rates_note(found: MapNumbers, lang: str) -> str:
    """From how few a rate is not printed, and the years of the populations."""
    years = "–".join(str(year) for year in sorted({found.years[0], found.years[-1]})) if found.years else ""
    fewest, unstable = (int(settings.value(f"statistics.rate_{name}")) for name in ("suppressed", "unstable"))
    if not years:
        return texts.t("sector_map.map.no_population", lang)
    return texts.t("sector_map.map.rates", lang, fewest=fewest, unstable=unstable, years=years)


def place_line(row: Any, lang: str) -> str:
    """'338 denuncias (35 %) · 812 por 100 mil hab. (IC 95 %: 727–903)'."""
    count = known(row["count"])
    if count is None:
        return texts.t("figures.reserved", lang)
    said = [texts.t("sector_map.place.count", lang, count=texts.number(count, lang),
                    share=texts.percent(float(row["share"]), lang))
            if pd.notna(row["share"]) and float(row["share"]) > 0 else
            texts.t("sector_map.place.only_count", lang, count=texts.number(count, lang))]
    return " · ".join([*said, rate_line(row, lang)])


def rate_line(row: Any, lang: str) -> str:
    """The rate with its interval, or why there is none."""
    state = "hidden" if pd.isna(row["state"]) else str(row["state"])
    if state in ("shown", "unstable"):
        rate, low, high = (texts.number(float(row[name]), lang) for name in ("rate", "low", "high"))
        level = texts.percent(float(settings.value("statistics.level")), lang)
        return texts.t(f"sector_map.place.rate_{state}", lang, rate=rate, low=low, high=high, level=level)
    return texts.t(f"sector_map.place.{state}", lang, fewest=int(settings.value("statistics.rate_suppressed")))


def several_title(several: Several, measure: str, lang: str) -> str:
    """What the small maps set side by side."""
    kept = sum(several.comparable.values())
    if several.by == "period" and kept < len(several.keys):
        one, two = (texts.percent(several.shares[key], lang) for key in several.keys)
        return texts.t("sector_map.several.refused_title", lang, one=one, two=two)
    return texts.t(f"sector_map.several.{several.by}_{measure}", lang, n=texts.number(len(several.keys), lang))


def several_note(several: Several, found: MapNumbers, shared: bool, rule: str, book: PlaceBook, lang: str) -> str:
    """How the classes were made, what was left out and why."""
    said = [texts.t("sector_map.several.shared" if shared else "sector_map.several.own", lang),
            texts.t(f"sector_map.rule_said.{rule}", lang)]
    if several.left_out:
        said.append(texts.t(f"sector_map.several.left_out_{several.by}", lang, n=texts.number(several.left_out, lang)))
    return figure_words.note(several.table, book, lang, said)


def key_name(several: Several, key: Any, found: MapNumbers, lang: str) -> str:
    """What a small map is of."""
    if several.by == MONTH:
        return texts.month(pd.Timestamp(key).date(), lang)
    if several.by == "crime_type":
        return catalogue.label(str(key), lang)
    filters = found.filters.year_before() if key == EARLIER else found.filters
    return texts.period(filters.start, filters.end, lang)


def key_words(several: Several, key: Any, lang: str) -> str:
    """'812 denuncias · 88 % en el mapa'."""
    rows = several.table.table[several.table.table[several.by] == key]
    hidden = bool(rows["count"].isna().any())
    count = texts.number(int(rows["count"].sum()), lang)
    said = texts.t("sector_map.several.at_least" if hidden else "sector_map.several.count", lang, count=count)
    share = several.shares[key]
    if share is None:
        return said
    return f"{said} · {texts.t('sector_map.several.on_map', lang, share=texts.percent(share, lang))}"


def refusal(several: Several, key: Any, lang: str) -> str:
    """Why this small map is not drawn beside the others; "" when it is."""
    if several.comparable[key]:
        return ""
    points = int(settings.value("place_maps.coverage_points"))
    share = several.shares[key]
    if share is None:
        return texts.t("sector_map.several.no_coverage", lang)
    return texts.t("sector_map.several.refused", lang, share=texts.percent(share, lang), points=points)


def refused_why(several: Several, found: MapNumbers, lang: str) -> str:
    """Two periods that cannot be compared: the reason, and what can be done."""
    names: Sequence[str] = [key_name(several, key, found, lang) for key in several.keys]
    one, two = (texts.percent(several.shares[key], lang) for key in several.keys)
    return texts.t("sector_map.several.refused_why", lang, before=names[0], now=names[-1], one=one, two=two,
                   points=int(settings.value("place_maps.coverage_points")))


def change_line(released: Released | None, lang: str) -> str:
    """The place against a year before: the change, or that there is no evidence of one."""
    if released is None:
        return texts.t("sector_map.place.no_before", lang)
    row = released.table.iloc[0]
    if pd.isna(row["verdict"]) or pd.isna(row["now"]) or pd.isna(row["before"]):
        return texts.t("figures.reserved", lang)
    return texts.t(f"sector_map.change.{row['verdict']}", lang, difference=texts.number(abs(int(row["difference"])), lang),
                   before=texts.number(int(row["before"]), lang))


def _base() -> int:
    """No percentage on fewer complaints: chance alone would make it."""
    return int(settings.value("statistics.percent_base"))


