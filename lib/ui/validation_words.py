"""The words of the page of validation: the finding, the grey sentence, what each map and each cell says."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib import settings, texts
from lib.figures.map_layers import Row
from lib.places.book import PlaceBook
from lib.ui import figure_words, located, place_site
from lib.ui.choices import Holdings
from lib.ui.concentration_words import share
from lib.ui.trends_words import p_value
from lib.ui.validation_numbers import GI, Spans, Validation, middle_share


def title(page: Validation, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What the best-ranked part of the area held of the later complaints, against chance and against the last period."""
    row = page.row(GI, middle_share())
    if page.table is None or row is None:
        return texts.t("validation.title.none", lang)
    return texts.t(
        f"validation.title.{_against_chance(page, row)}", lang, where=figure_words.where(page.table, holdings, book, lang),
        area=area(middle_share(), lang), rate=share(float(row["rate"]), lang), times=times(row["pai"], lang),
        when=texts.period(*page.spans.test, lang),
    )


def _against_chance(page: Validation, row: pd.Series) -> str:
    """"more" when the map found more than blind choices of the same area reach."""
    chance = page.row("chance", middle_share())
    return "more" if chance is not None and row["pai"] > chance["pai_high"] else "chance"


def area(part: float, lang: str) -> str:
    """A share of the area: whole where it was chosen, with a decimal where a map marked it."""
    whole = abs(part * 100 - round(part * 100)) < 1e-9
    return texts.percent(part, lang, 0 if whole else 1).replace(" ", "\u00a0")


def times(value: object, lang: str) -> str:
    """'8.2'."""
    return "–" if pd.isna(value) else texts.number(float(str(value)), lang, 1)  # type: ignore[call-overload]


def sentence(page: Validation, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What was tested with what; how much of both has a point; the ground."""
    if page.table is None or page.coverage is None:
        seen = page.here.seen.coverage
        return located.coverage_words(seen, lang) if seen.total else texts.t("located.empty.no_rows", lang)
    before, after = page.coverage
    return figure_words.sentence(page.table, holdings, book, lang, [
        spans(page.spans, lang),
        texts.t("validation.coverage", lang, before=texts.percent(before.share, lang),
                after=texts.percent(after.share, lang)),
        located.ground_words(page.here.ground, lang),
    ])


def spans(of: Spans, lang: str) -> str:
    """'mapas hechos con mar 2025 – feb 2026, probados con mar–may 2026'."""
    return texts.t("validation.spans", lang, history=texts.period(*of.history, lang), test=texts.period(*of.test, lang))


def warnings(page: Validation, lang: str) -> list[str]:
    """The cautions of the numbers, and whether the two periods were recorded alike."""
    said = figure_words.warnings((page.table,), lang)
    if not page.alike:
        said.append(texts.t("validation.not_alike", lang))
    return said


def note(page: Validation, book: PlaceBook, lang: str) -> str:
    """How the maps were made and tested."""
    if page.table is None:
        return ""
    made = page.table.settings
    return figure_words.note(page.table, book, lang, [
        texts.t("validation.note", lang, size=texts.number(page.grid.size_m, lang),
                shape=texts.t(f"place_site.shape.{page.grid.shape}", lang).lower(), bandwidth=made["bandwidth_m"],
                runs=texts.number(int(made["runs"]), lang), seed=str(made["seed"])),
        place_site.crs_name(page.here),
    ])


def name(code: object, lang: str) -> str:
    """What people call a map."""
    return texts.t(f"validation.map_name.{code}", lang)


def short(code: object, lang: str) -> str:
    """A shorter name, under a bar."""
    return texts.t(f"validation.map_short.{code}", lang)


def verdict_title(page: Validation, lang: str) -> str:
    """Whether any map did better or worse than the counts of the period before."""
    if page.table is None:
        return ""
    ranked = page.table.table[page.table.table["kind"] == "ranked"]
    better, worse = (_where(ranked[ranked["verdict"] == verdict], lang) for verdict in ("better", "worse"))
    if better:
        return texts.t("validation.compare.better", lang, maps=texts.listing(better, lang))
    return texts.t("validation.compare.worse" if worse else "validation.compare.same", lang, maps=texts.listing(worse, lang))


def _where(rows: pd.DataFrame, lang: str) -> list[str]:
    """'Gi* de la historia (3 %, 5 %)': maps and the shares of the area at which it was so."""
    return [
        f"{name(code, lang)} ({', '.join(area(float(one), lang) for one in of['share'])})"
        for code, of in rows.groupby("map", sort=False)
    ]


def interval(row: Any, value: str, low: str, high: str, lang: str) -> str:
    """'8.2 (7.1 – 9.3)'."""
    if pd.isna(row[value]):
        return "–"
    return f"{times(row[value], lang)} ({times(row[low], lang)} – {times(row[high], lang)})"


def compared(row: Any, lang: str) -> str:
    """Against the counts of the period before, with p."""
    if not isinstance(row["verdict"], str) or not row["verdict"]:
        return "–"
    return texts.t(f"validation.verdict.{row['verdict']}", lang, p=p_value(float(row["p"]), lang))


def map_title(page: Validation, lang: str) -> str:
    """How many of the later complaints the map's choice held."""
    row = page.row(GI, middle_share())
    if row is None or page.table is None:
        return texts.t("validation.map.title_plain", lang)
    return texts.t("validation.map.title", lang, area=area(middle_share(), lang),
                   hits=texts.number(round(float(row["hits"])), lang), n=texts.number(page.table.n, lang))


def cell_said(row: Row, lang: str) -> str:
    """What a cell says under the pointer."""
    if pd.isna(row["count"]):
        return texts.t("figures.reserved", lang)
    return texts.t(f"validation.map.{row['kind']}_said", lang, n=texts.number(int(row["count"]), lang))


def fewest() -> dict[str, int]:
    """The numbers that the empty states speak of."""
    return {name: int(settings.value(f"validation.{name}")) for name in ("fewest", "shortest")}
