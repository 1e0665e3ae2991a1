"""The numbers of the page of correlation: the chosen variables side by side, a pair of them, two of them compared."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.privacy.release import Released, release
from lib.result import Result
from lib.surveys import answers as scoring
from lib.surveys import correlation, normality, sentences, strength
from lib.surveys.coefficients import METHODS, Method, alpha_of
from lib.surveys.moments import Missing
from lib.surveys.sentences import Decision
from lib.surveys.strength import Scale
from lib.ui import survey_opening, visit
from lib.ui.survey_opening import Opened

SPLIT = ("found", "found_low", "found_high", "unseen", "unseen_low", "unseen_high")
"""The coefficient and its interval again, in columns of their own where it is detected and where it is not."""


@dataclass(frozen=True)
class Chosen:
    """What is asked: a variable, those to set it against, and how."""

    against: str
    others: tuple[str, ...]
    method: Method
    by: str
    gaps: Missing
    scale: Scale
    pair: str
    two: tuple[str, str] | None


@dataclass(frozen=True)
class Found:
    """What the page shows. ``points`` is None for an audience that sees no single answers; ``compared`` without two."""

    chosen: Chosen
    table: Released
    decisions: Mapping[str, Decision]
    normal: Released
    points: Released | None
    compared: Released | None

    def rows(self) -> list[Mapping[Hashable, Any]]:
        """The rows of the table."""
        return list(self.table.table.to_dict("records"))


def codes(opened: Opened) -> list[str]:
    """Every variable and dimension of the study."""
    return [scale.code for scale in opened.codebook.scales()]


def chosen(opened: Opened) -> Chosen | None:
    """What the address asks, with defaults; None when the study has fewer than two variables or dimensions."""
    known = codes(opened)
    if len(known) < 2:
        return None
    against = _one_of(visit.get("cor_against"), known)
    wanted = [code for code in str(visit.get("cor_with")).split(",") if code in known and code != against]
    apart = [code for code in known if code != against and not overlaps(code, against)]
    others = tuple(wanted or apart or [code for code in known if code != against])
    one, other = str(visit.get("cor_one")), str(visit.get("cor_other"))
    two = None
    if len(others) > 1:
        one = one if one in others else others[-2]
        two = one, other if other in others and other != one else next(code for code in reversed(others) if code != one)
    return Chosen(
        against,
        others,
        _one_of(visit.get("cor_method"), METHODS),
        _one_of(visit.get("cor_by"), list(sentences.DECIDE_BY)),
        "listwise" if visit.get("gaps") == "listwise" else "pairwise",
        strength.scale(_one_of(visit.get("cor_scale"), list(strength.scales()))),
        _one_of(visit.get("cor_pair"), others),
        two,
    )


def overlaps(one: str, other: str) -> bool:
    """True when one is a part of the other: they share items."""
    return one.startswith(other + ".") or other.startswith(one + ".")


def numbers(opened: Opened, asked: Chosen, policy: Policy) -> Found:
    """Everything on the page for this audience; from memory when it was asked before."""
    return survey_opening.answer(opened, ("correlation", asked, policy.name), lambda: _numbers(opened, asked, policy))


def _numbers(opened: Opened, asked: Chosen, policy: Policy) -> Found:
    scores = survey_opening.answer(opened, "scores", lambda: scoring.scores(opened.answers, opened.codebook))
    level = float(settings.value("statistics.level"))
    result = correlation.correlations(
        scores,
        asked.against,
        asked.others,
        method=asked.method,
        level=level,
        power=float(settings.value("surveys.power")),
        listwise=asked.gaps == "listwise",
    )
    made = result.table.to_dict("records")
    detected = np.array([sentences.decide(row, alpha_of(level), asked.by).detected for row in made])
    table = release(_with_papers(_split(result, detected), opened), policy)
    decisions = {
        str(row["other"]): sentences.decide(row, alpha_of(level), asked.by) for row in table.table.to_dict("records")
    }
    compared = None
    if asked.two is not None:
        compared = release(
            _with_papers(
                correlation.compared(scores, asked.against, *asked.two, method=asked.method, level=level), opened
            ),
            policy,
        )
    points = None
    if policy.sees("answers"):
        points = release(
            _with_papers(
                correlation.points(
                    scores,
                    asked.against,
                    asked.pair,
                    seed=int(settings.value("surveys.points_seed")),
                    most=int(settings.value("surveys.points_drawn")),
                ),
                opened,
            ),
            policy,
        )
    normal = release(_with_papers(normality.normalities(scores, [asked.against, *asked.others]), opened), policy)
    return Found(asked, table, decisions, normal, points, compared)


def _split(result: Result, detected: np.ndarray) -> Result:
    table = result.table.copy()
    for name, chosen_rows in (("found", detected), ("unseen", ~detected)):
        for column, end in (("value", ""), ("low", "_low"), ("high", "_high")):
            table[name + end] = table[column].where(pd.Series(chosen_rows, index=table.index))
    return replace(result, table=table, derived={"n": (*result.derived["n"], *SPLIT)})


def _with_papers(result: Result, opened: Opened) -> Result:
    return replace(result, sources=(opened.study.source(),))


def _one_of(value: Any, known: Any) -> Any:
    return value if value in known else known[0]
