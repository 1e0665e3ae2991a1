"""The sentences of the page of results, made from its numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import settings, texts
from lib.privacy.release import Released
from lib.surveys.instrument import Codebook
from lib.surveys.said import p_with_sign
from lib.ui.survey_results_numbers import Shown

Row = Mapping[Hashable, Any]


def title(found: Shown, codebook: Codebook, lang: str) -> str:
    """What changed between the waves; without waves, the lowest and the highest mean."""
    if found.changes is not None:
        return changes_title(found.changes, codebook, lang)
    table = found.scores.table.dropna(subset=["mean"])
    if table.empty:
        return texts.t("survey_results.title.reserved", lang)
    ranked = table.sort_values("mean").to_dict("records")
    if len(ranked) == 1:
        return texts.t("survey_results.title.one", lang, scale=codebook.called(str(ranked[0]["scale"]), lang),
                       mean=texts.number(ranked[0]["mean"], lang, 2))
    return texts.t(
        "survey_results.title.means", lang, low=codebook.called(str(ranked[0]["scale"]), lang),
        high=codebook.called(str(ranked[-1]["scale"]), lang), least=texts.number(ranked[0]["mean"], lang, 2),
        most=texts.number(ranked[-1]["mean"], lang, 2),
    )


def changes_title(changes: Released, codebook: Codebook, lang: str) -> str:
    """Which scales changed between the first and the last wave, more than chance explains."""
    waves = {"first": changes.settings["first"], "last": changes.settings["last"]}
    table = changes.table.dropna(subset=["difference"])
    if table.empty:
        return texts.t("survey_results.title.reserved", lang)
    sure = [row for row in table.to_dict("records") if row["verdict"] in ("up", "down")]
    if not sure:
        return texts.t("survey_results.changes.none", lang, n=len(table), **waves)
    parts = [
        texts.t(f"survey_results.changes.{row['verdict']}", lang, scale=codebook.called(str(row["scale"]), lang),
                difference=texts.number(abs(float(row["difference"])), lang, 2)) for row in sure
    ]
    said = texts.listing(parts, lang)
    others = len(table) - len(sure)
    key = "survey_results.changes.some" if others else "survey_results.changes.all"
    return texts.t(key, lang, what=said[:1].upper() + said[1:], others=others, **waves)


def verdict(row: Row, lang: str) -> str:
    """The change of a scale in words, with its adjusted p."""
    if pd.isna(row["difference"]):
        return texts.t("figures.reserved", lang)
    if row["verdict"] == "no_evidence":
        return texts.t("survey_results.verdict.no_evidence", lang)
    alpha = 1 - float(settings.value("statistics.level"))
    return texts.t(f"survey_results.verdict.{row['verdict']}", lang, p=p_with_sign(float(row["p_holm"]), alpha))


def direction(codebook: Codebook, code: str, lang: str) -> str:
    """'más puntaje = más delitos vividos', or '' when the codebook does not say."""
    meaning = codebook.meaning(code, lang)
    return texts.t("survey_results.direction", lang, meaning=meaning) if meaning else ""


def levels_title(levels: Released, codebook: Codebook, lang: str) -> str:
    """The scale with the largest share in its upper or lower level."""
    table = levels.table[levels.table["level"] != "middle"].dropna(subset=["share"])
    if table.empty:
        return texts.t("survey_results.levels.plain", lang)
    top = table.sort_values("share").to_dict("records")[-1]
    return texts.t(f"survey_results.levels.{top['level']}", lang, scale=codebook.called(str(top["scale"]), lang),
                   share=texts.percent(float(top["share"]), lang))


def answers_title(frequencies: Released, codebook: Codebook, code: str, lang: str) -> str:
    """The item where most people gave the answer at one end of its scale."""
    name = codebook.called(code, lang)
    given = frequencies.table[frequencies.table["place"] >= 0]
    last = given.groupby("item")["place"].transform("max")
    ends = given[(given["place"] == 0) | (given["place"] == last)].dropna(subset=["share"])
    if ends.empty:
        return texts.t("survey_results.answers.plain", lang, scale=name)
    row = ends.sort_values("share").to_dict("records")[-1]
    item = codebook.item(str(row["item"]))
    answer = codebook.anchor(item.low if row["place"] == 0 else item.high, item, lang) or str(row["answer"])
    return texts.t("survey_results.answers.title", lang, scale=name, item=item.code, answer=answer,
                   share=texts.percent(float(row["share"]), lang))


def groups_title(groups: Released, codebook: Codebook, code: str, lang: str) -> str:
    """The lowest and the highest group when their difference survives Holm's adjustment; otherwise that nothing does."""
    table = groups.table.dropna(subset=["mean"])
    name, dim = codebook.called(code, lang), groups.dims[1]
    means = dict(zip(table[dim].astype(str), table["mean"], strict=True))
    lowest, highest, p = groups.settings["extremes"].get(code, ("", "", float("nan")))
    if lowest not in means or highest not in means:
        return texts.t("survey_results.groups.plain", lang, scale=name)
    if not p < 1 - float(settings.value("statistics.level")):
        return texts.t("survey_results.groups.alike", lang, scale=name)
    return texts.t("survey_results.groups.apart", lang, scale=name, low=lowest, high=highest,
                   least=texts.number(means[lowest], lang, 2), most=texts.number(means[highest], lang, 2))
