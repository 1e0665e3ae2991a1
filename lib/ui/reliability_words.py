"""The sentences of the page of reliability, made from its numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import settings, texts
from lib.surveys.instrument import Codebook
from lib.surveys.said import bounded
from lib.ui.reliability_numbers import Shown


def title(found: Shown, codebook: Codebook, lang: str) -> str:
    """How many scales are reliable, and the weakest by name."""
    if found.whole is None:
        return texts.t("reliability.title.none", lang)
    table = found.whole.table.dropna(subset=["alpha"])
    if table.empty:
        return texts.t("reliability.title.reserved", lang)
    least = float(settings.value("surveys.alpha_low"))
    ranked = table.sort_values("alpha").to_dict("records")
    lowest, highest = ranked[0], ranked[-1]
    weak = table[table["alpha"] < least]
    params = {
        "n": len(table), "low": bounded(float(lowest["alpha"]), 2), "high": bounded(float(highest["alpha"]), 2),
        "lowest": codebook.called(str(lowest["scale"]), lang), "least": bounded(least, 2), "weak": len(weak),
        "highest": codebook.called(str(highest["scale"]), lang),
    }
    if len(table) == 1:
        return texts.t("reliability.title.one", lang, **params)
    if weak.empty:
        return texts.t("reliability.title.all", lang, **params)
    return texts.t("reliability.title.some_one" if len(weak) == 1 else "reliability.title.some", lang, **params)


def gaps(found: Shown, lang: str) -> str:
    """How missing answers are treated."""
    return texts.t(f"reliability.gaps.{found.gaps}", lang)


def scale_flags(row: Mapping[Hashable, Any], lang: str) -> list[str]:
    """What the numbers of a scale teach, a sentence for each flag."""
    said = []
    for flag in str(row["flags"]).split():
        said.append(texts.t(
            f"reliability.flag.{flag}", lang, n=texts.number(int(row["n"]), lang),
            alpha=bounded(float(row["alpha"]), 2), turned=bounded(float(row["turned"]), 2),
            low=bounded(float(settings.value("surveys.alpha_low")), 2),
            high=bounded(float(settings.value("surveys.alpha_redundant")), 2), fewest=settings.value("surveys.alpha_fewest"),
        ))
    return said


def item_flags(row: Mapping[Hashable, Any], lang: str) -> str:
    """Short words for what an item's numbers teach; '' when nothing stands out."""
    if pd.isna(row["n"]) or pd.isna(row["flags"]):
        return texts.t("figures.reserved", lang)
    return " · ".join(texts.t(f"reliability.item_flag.{flag}", lang) for flag in str(row["flags"]).split())


def items_title(table: pd.DataFrame, name: str, lang: str) -> str:
    """The item that weakens the scale most, if any does."""
    known = table.dropna(subset=["rest_r"])
    negative = known[known["flags"].str.contains("negative")]
    if len(negative):
        codes = texts.listing(list(negative["item"].astype(str)), lang)
        return texts.t("reliability.items.negative_one" if len(negative) == 1 else "reliability.items.negative", lang,
                       scale=name, items=codes)
    better = known[known["flags"].str.contains("better_without")]
    if len(better):
        worst = better.sort_values("dropped").to_dict("records")[-1]
        return texts.t("reliability.items.better", lang, scale=name, item=worst["item"],
                       alpha=bounded(float(worst["dropped"]), 2))
    if known.empty:
        return texts.t("reliability.items.plain", lang, scale=name)
    return texts.t("reliability.items.good", lang, scale=name, low=bounded(float(known["rest_r"].min()), 2),
                   high=bounded(float(known["rest_r"].max()), 2))
