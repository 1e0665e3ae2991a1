"""The words of the page of near repeats: the finding, the grey sentence, bands as people say them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import texts
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.ui import figure_words, located, place_site
from lib.ui.choices import Holdings
from lib.ui.near_repeats_numbers import NearRepeats, same_place
from lib.ui.trends_words import p_value


def metres(low: float, high: float, lang: str) -> str:
    """'mismo lugar', '0–100 m', '100–200 m'."""
    if high <= same_place():
        return texts.t("near_repeats.same_place", lang)
    return texts.t("near_repeats.metres", lang, low=texts.number(0 if low == same_place() else low, lang),
                   high=texts.number(high, lang))


def days(low: float, high: float, lang: str) -> str:
    """'0–6 días': the first and the last whole day of a half-open band."""
    last = math.ceil(high) - 1
    if last == low:
        return texts.t("near_repeats.one_day" if low == 1 else "near_repeats.day", lang, n=texts.number(low, lang))
    return texts.t("near_repeats.days", lang, low=texts.number(low, lang), high=texts.number(last, lang))


def ratio(value: float, lang: str) -> str:
    """'×2.3'."""
    return "–" if pd.isna(value) else f"×{texts.number(value, lang, 1 if value < 100 else 0)}"


def found(released: Released, same: bool) -> pd.Series | None:
    """The nearest and soonest band with more pairs than chance; at the ``same`` place or elsewhere. None without one."""
    table = released.table
    here = (table["to_m"] <= same_place()) == same
    told = table[here & (table["verdict"] == "more") & table["pairs"].notna()]
    return None if told.empty else told.sort_values(["from_m", "from_days"]).iloc[0]


def title(page: NearRepeats, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """Whether others follow near by and soon, and how many times more than chance."""
    if page.table is None:
        return texts.t("near_repeats.title.none", lang)
    where = figure_words.where(page.table, holdings, book, lang)
    near = found(page.table, same=False)
    if near is not None:
        return texts.t("near_repeats.title.near", lang, where=where, **_said(near, lang))
    same = found(page.table, same=True)
    if same is not None:
        return texts.t("near_repeats.title.same", lang, where=where, **_said(same, lang))
    return texts.t("near_repeats.title.quiet", lang, where=where)


def sentence(page: NearRepeats, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, where, when; how much of it has a point; the ground."""
    extra = [located.coverage_words(page.here.seen.coverage, lang), located.ground_words(page.here.ground, lang)]
    if page.table is None:
        return " · ".join(extra) if page.here.seen.coverage.total else texts.t("located.empty.no_rows", lang)
    if page.undated:
        extra.append(texts.t("near_repeats.undated", lang, n=texts.number(page.undated, lang)))
    return figure_words.sentence(page.table, holdings, book, lang, extra)


def warnings(page: NearRepeats, lang: str) -> list[str]:
    """The cautions of the table, each once."""
    return figure_words.warnings((page.table,), lang)


def table_title(page: NearRepeats, lang: str) -> str:
    """How many bands hold more pairs than chance."""
    if page.table is None:
        return ""
    judged = page.table.table
    more = int((judged["verdict"] == "more").sum())
    if not more:
        return texts.t("near_repeats.table.title_quiet", lang, of=len(judged))
    return texts.t("near_repeats.table.title_one" if more == 1 else "near_repeats.table.title", lang, n=more, of=len(judged))


def table_note(page: NearRepeats, book: PlaceBook, lang: str) -> str:
    """How the table was made."""
    if page.table is None:
        return ""
    made = page.table.settings
    return figure_words.note(page.table, book, lang, [
        texts.t(f"near_repeats.distance.{made['distance']}_note", lang),
        texts.t("near_repeats.table.note", lang, runs=texts.number(int(made["permutations"]), lang),
                seed=str(made["seed"]), level=texts.percent(1 - float(made["level"]), lang)),
        place_site.crs_name(page.here),
    ])


def decay_title(page: NearRepeats, released: Released, where: str, lang: str) -> str:
    """Up to which day the pairs exceed chance; ``where`` is "same" or "near"."""
    width = texts.number(page.asked.width, lang)
    more = released.table[(released.table["verdict"] == "more") & released.table["pairs"].notna()]
    if more.empty:
        return texts.t(f"near_repeats.decay.{where}_quiet", lang, width=width)
    last = texts.number(float(more["from_days"].max()), lang)
    return texts.t(f"near_repeats.decay.{where}", lang, width=width, n=len(more), of=len(released.table), last=last)


def p(value: float, lang: str) -> str:
    """'p = .004'."""
    return f"p {p_value(value, lang)}"


def _said(row: pd.Series, lang: str) -> dict[str, Any]:
    return {
        "ratio": texts.number(float(row["ratio"]), lang, 1), "pairs": texts.number(int(row["pairs"]), lang),
        "expected": texts.number(float(row["expected"]), lang, 1 if row["expected"] < 10 else 0),
        "metres": texts.number(float(row["to_m"]), lang), "from": texts.number(float(row["from_m"]), lang),
        "days": texts.number(math.ceil(float(row["to_days"])), lang),
        "band": metres(row["from_m"], row["to_m"], lang), "span": days(row["from_days"], row["to_days"], lang),
    }


def day_said(row: Mapping[Hashable, Any], lang: str) -> str:
    """A day of the day-by-day picture in words."""
    when = days(row["from_days"], row["to_days"], lang)
    if pd.isna(row["pairs"]):
        return f"{when}: {texts.t('figures.reserved', lang)}"
    return texts.t(
        "near_repeats.decay.said", lang, when=when, pairs=texts.number(int(row["pairs"]), lang),
        low=texts.number(row["low"], lang), high=texts.number(row["high"], lang),
    )
