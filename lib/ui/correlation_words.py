"""The words of the page of correlation: its finding, what was done, the comparison of two."""

from __future__ import annotations

import pandas as pd

from lib import texts
from lib.surveys import said, sentences
from lib.surveys.coefficients import alpha_of
from lib.surveys.sentences import SYMBOLS
from lib.ui import survey_results_words, survey_words
from lib.ui.correlation_numbers import Found, overlaps
from lib.ui.survey_opening import Opened


def name(opened: Opened, code: str, lang: str) -> str:
    """A dimension by its own name; with its variable's before it where two share one."""
    book = opened.codebook
    own = book.called(code, lang)
    shared = sum(book.called(scale.code, lang) == own for scale in book.scales()) > 1
    return survey_words.scale_name(book, code, lang) if shared else own


def title(opened: Opened, found: Found, lang: str) -> str:
    """How many relations are detected, and the largest."""
    asked = found.chosen
    hits = [row for row in found.rows() if found.decisions[str(row["other"])].detected]
    names = {"against": name(opened, asked.against, lang), "of": len(asked.others)}
    one = len(asked.others) == 1
    if not hits:
        known = any(decision.state == "not_detected" for decision in found.decisions.values())
        if not known:
            return texts.t("correlation.title.plain", lang)
        return texts.t(
            f"correlation.title.none{'_one' if one else ''}", lang, **names, name=name(opened, asked.others[0], lang)
        )
    largest = max(hits, key=lambda row: abs(row["value"]))
    return texts.t(
        f"correlation.title.found{'_one' if one else ''}",
        lang,
        **names,
        found=len(hits),
        symbol=SYMBOLS[asked.method],
        name=name(opened, str(largest["other"]), lang),
        value=said.bounded(largest["value"]),
    )


def done(found: Found, lang: str) -> list[str]:
    """How it was computed: coefficient, missing answers, which p decides, no weights."""
    asked = found.chosen
    return [
        texts.t(f"correlation.methods.{asked.method}", lang),
        texts.t(f"correlation.gaps.{asked.gaps}", lang),
        texts.t("correlation.decided", lang, by=texts.t(f"correlation.by.{asked.by}", lang)),
        texts.t("correlation.unweighted", lang),
    ]


def directions(opened: Opened, found: Found, lang: str) -> list[str]:
    """Which way each variable is scored: without it nobody can read a sign."""
    book = opened.codebook
    variables = dict.fromkeys(code.partition(".")[0] for code in (found.chosen.against, *found.chosen.others))
    told = [
        (book.called(variable, lang), survey_results_words.direction(book, variable, lang)) for variable in variables
    ]
    return [f"{called}: {said_so}" for called, said_so in told if said_so]


def warnings(opened: Opened, found: Found, lang: str) -> list[str]:
    """Variables that share items."""
    book, asked = opened.codebook, found.chosen
    out = []
    for code in asked.others:
        if overlaps(code, asked.against):
            part, whole = sorted((code, asked.against), key=len, reverse=True)
            out.append(
                texts.t(
                    "correlation.overlap", lang, dimension=book.called(part, lang), variable=book.called(whole, lang)
                )
            )
    return out


def decision(opened: Opened, found: Found, other: str, lang: str) -> tuple[str, str, str]:
    """H0, H1 and the decision about one pair."""
    asked = found.chosen
    row = next(row for row in found.rows() if row["other"] == other)
    names = {"first": name(opened, asked.against, lang), "second": name(opened, other, lang)}
    nothing, something = sentences.hypotheses(**names, lang=lang)
    text = sentences.sentence(
        row,
        found.decisions[other],
        **names,
        scale=asked.scale,
        lang=lang,
        settings=found.table.settings,
        by=asked.by,
    )
    return nothing, something, text


def comparison(opened: Opened, found: Found, lang: str) -> str:
    """Whether one of two correlations is larger beyond chance."""
    if found.compared is None:
        return texts.t("correlation.compare.need_two", lang)
    if found.chosen.method == "kendall":
        return texts.t("correlation.compare.kendall", lang)
    row = found.compared.table.iloc[0]
    if pd.isna(row["n"]):
        return texts.t("correlation.compare.hidden", lang)
    if pd.isna(row["p"]):
        return texts.t("correlation.compare.cannot", lang)
    level = float(found.compared.settings["level"])
    names = {side: name(opened, str(row[side]), lang) for side in ("first", "second")}
    alpha = alpha_of(level)
    apart = float(row["p"]) < alpha
    one, other = float(row["value_first"]), float(row["value_second"])
    key = "same" if not apart else "larger" if one * other > 0 else "opposite"
    text = texts.t(
        f"correlation.compare.{key}",
        lang,
        **names,
        symbol=SYMBOLS[found.chosen.method],
        one=said.bounded(one),
        other=said.bounded(other),
        difference=said.bounded(row["difference"]),
        low=said.bounded(row["low"]),
        high=said.bounded(row["high"]),
        level=texts.percent(level, lang),
        p=sentences.against(float(row["p"]), alpha),
        n=texts.number(int(row["n"]), lang),
        against=name(opened, found.chosen.against, lang),
        more=names["first" if abs(one) > abs(other) else "second"],
    )
    if (float(row["low"]) > 0 or float(row["high"]) < 0) != apart:
        return f"{text} {texts.t('correlation.compare.edge', lang)}"
    return text
