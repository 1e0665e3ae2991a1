"""H0, H1 and the decision as sentences, made from the numbers of the table, so that the two cannot disagree.

A result that is not significant is "no relation is detected": never "there is none". No sentence names a cause.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib import texts
from lib.surveys import said
from lib.surveys.coefficients import alpha_of
from lib.surveys.strength import Scale

DECIDE_BY = {"holm": "p_holm", "bh": "p_bh", "raw": "p"}
SYMBOLS = {"spearman": "ρ", "pearson": "r", "kendall": "τ"}


@dataclass(frozen=True)
class Decision:
    """state   "detected", "not_detected", "constant", "too_few" or "reserved" (hidden from this audience)
    positive   the coefficient's sign
    p          the p that decided, after the adjustment chosen
    otherwise  without the adjustment the decision would be the other one
    limit      p and the interval fall on different sides: a borderline result
    """

    state: str
    positive: bool
    p: float
    otherwise: bool = False
    limit: bool = False

    @property
    def detected(self) -> bool:
        return self.state == "detected"


def decide(row: Mapping[Any, Any], alpha: float, by: str = "holm") -> Decision:
    """What one row of ``correlation.correlations`` says at ``alpha``, by the p adjusted as ``by`` names (DECIDE_BY)."""
    value, p, raw = (_number(row[name]) for name in ("value", DECIDE_BY[by], "p"))
    state = str(row["state"]) if isinstance(row["state"], str) else "reserved"
    if state != "ok" or math.isnan(p):
        return Decision(state if state != "ok" else "reserved", False, math.nan)
    low, high = _number(row["low"]), _number(row["high"])
    apart = low > 0 or high < 0
    limit = not math.isnan(low) and apart != (raw < alpha)
    return Decision("detected" if p < alpha else "not_detected", value > 0, p, (raw < alpha) != (p < alpha), limit)


def hypotheses(first: str, second: str, lang: str) -> tuple[str, str]:
    """H0 and H1 about two named variables."""
    names = {"first": first, "second": second}
    return texts.t("correlation.said.h0", lang, **names), texts.t("correlation.said.h1", lang, **names)


def sentence(
    row: Mapping[Any, Any],
    decision: Decision,
    *,
    first: str,
    second: str,
    scale: Scale,
    lang: str,
    settings: Mapping[str, Any],
    by: str = "holm",
) -> str:
    """The decision about one row in words, with its numbers and what they leave open.

    settings  those of the Result: method, level, wanted_power, family
    """
    names = {"first": first, "second": second}
    if decision.state in ("constant", "too_few", "reserved"):
        n = "–" if decision.state == "reserved" else texts.number(int(_number(row["n"])), lang)
        return texts.t(f"correlation.said.{decision.state}", lang, **names, n=n)
    alpha = alpha_of(float(settings["level"]))
    numbers = {
        **names,
        "symbol": SYMBOLS[str(settings["method"])],
        "value": said.bounded(_number(row["value"])),
        "low": said.bounded(_number(row["low"])),
        "high": said.bounded(_number(row["high"])),
        "level": texts.percent(float(settings["level"]), lang),
        "n": texts.number(int(row["n"]), lang),
        "p": against(decision.p, alpha),
        "adjusted": texts.t(f"correlation.said.by_{by}", lang) if int(settings["family"]) > 1 and by != "raw" else "",
    }
    out = [texts.t(f"correlation.said.{decision.state}", lang, **numbers)]
    if decision.detected:
        word = scale.word(_number(row["value"]), lang)
        direction = "positive" if decision.positive else "negative"
        out.append(texts.t(f"correlation.said.{direction}", lang, **names))
        out.append(
            texts.t(
                "correlation.said.strength" if word else "correlation.said.nameless",
                lang,
                word=word,
                scale=scale.called(lang),
            )
        )
        squared = _number(row["squared"])
        if not math.isnan(squared):
            out.append(texts.t("correlation.said.shared", lang, squared=texts.percent(squared, lang, 1)))
    else:
        out.append(texts.t("correlation.said.compatible", lang, **numbers))
        smallest = _number(row["smallest"])
        if not math.isnan(smallest):
            out.append(
                texts.t(
                    "correlation.said.smallest",
                    lang,
                    **numbers,
                    smallest=said.bounded(smallest),
                    power=texts.percent(float(settings["wanted_power"]), lang),
                )
            )
    if decision.otherwise:
        out.append(
            texts.t(
                "correlation.said.otherwise",
                lang,
                p=against(_number(row["p"]), alpha),
                family=texts.number(int(settings["family"]), lang),
            )
        )
    if decision.limit:
        out.append(texts.t("correlation.said.limit", lang))
    return " ".join(out)


def against(p: float, alpha: float) -> str:
    """ "= .019 < .05", "= .961 ≥ .05", "< .001": p beside alpha, with as many decimals as that takes."""
    shown, limit = said.p_value(p, alpha), f"{alpha:.10f}".rstrip("0").lstrip("0")
    return shown if shown.startswith("<") else f"= {shown} {'<' if p < alpha else '≥'} {limit}"


def _number(value: Any) -> float:
    return math.nan if value is None or value != value or str(value) == "<NA>" else float(value)
