"""How many people must be asked? For a share, a mean, a correlation, a difference of two waves; and how long it takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from scipy import stats

from lib.errors import UsageError
from lib.result import Result
from lib.surveys import coefficients, proportions


@dataclass(frozen=True)
class Field:
    """What the field adds: design effect (at least 1), people in the population (None: very many), share who answer."""

    deff: float = 1.0
    population: int | None = None
    response: float = 1.0

    def __post_init__(self) -> None:
        if not (self.deff >= 1 and 0 < self.response <= 1 and (self.population is None or self.population >= 1)):
            raise UsageError("survey_plan_impossible")


@dataclass(frozen=True)
class Plan:
    """simple: for a simple random sample; answers: with design effect and finite population; invited: to be contacted."""

    simple: int
    answers: int
    invited: int
    enough: bool = True


def for_share(share: float, margin: float, level: float, field: Field) -> Plan:
    """To know a share within ``margin`` on either side. 50 % within 5 points: 385.

    n = z^2 p (1 - p) / e^2 (Cochran 1977, Sampling Techniques, 4.4).
    """
    if not (0 < share < 1 and 0 < margin < 1):
        raise UsageError("survey_plan_impossible")
    return _plan((_z(level) / margin) ** 2 * share * (1 - share), field)


def for_mean(deviation: float, margin: float, level: float, field: Field) -> Plan:
    """To know a mean within ``margin``, when scores deviate by ``deviation``: n = (z s / e)^2 (Cochran 1977, 4.6)."""
    if not (deviation > 0 and margin > 0):
        raise UsageError("survey_plan_impossible")
    return _plan((_z(level) * deviation / margin) ** 2, field)


def for_correlation(value: float, level: float, power: float, field: Field) -> Plan:
    """To find a Spearman correlation of this size with probability ``power`` (Fieller, Hartley & Pearson 1957)."""
    if not (0 < abs(value) < 1 and 0 < power < 1):
        raise UsageError("survey_plan_impossible")
    return _plan(coefficients.people_for_power(value, coefficients.alpha_of(level), power), field, test=True)


def for_change(before: float, after: float, level: float, power: float, field: Field) -> Plan:
    """Per wave, to find that a share went from ``before`` to ``after`` with probability ``power`` (Fleiss et al. 2003)."""
    if not (0 < before < 1 and 0 < after < 1 and 0 < power < 1) or before == after:
        raise UsageError("survey_plan_impossible")
    simple = proportions.people_for_power(before, after, coefficients.alpha_of(level), power)
    whole = proportions.people_for_power(before, after, coefficients.alpha_of(level), power, field.deff)
    if simple is None or whole is None:
        raise UsageError("survey_plan_impossible")
    invited = math.ceil(whole / field.response - 1e-9)
    return Plan(simple, whole, invited, field.population is None or invited <= field.population)


def margin_of_share(share: float, n: float, level: float, field: Field) -> float:
    """The reach on either side of a share known from ``n`` answers; less when they are much of the population."""
    return _z(level) * math.sqrt(field.deff * share * (1 - share) / n * _left(n, field.population))


def curve(kind: str, values: Mapping[str, float], level: float, power: float, field: Field, people: int) -> Result:
    """What other numbers of answers would give: the margin ("share", "mean") or the power ("correlation", "change").

    values  of the plan: share; deviation; value; before and after. people: the plan's answers
    Returns n and value, for n from a tenth to twice the plan's.
    """
    steps = sorted({max(round(people * step / 20), 4) for step in range(2, 41)})
    alpha = coefficients.alpha_of(level)
    found = []
    for n in steps:
        if kind == "share":
            found.append(margin_of_share(values["share"], n, level, field))
        elif kind == "mean":
            spread = math.sqrt(field.deff / n * _left(n, field.population))
            found.append(_z(level) * values["deviation"] * spread)
        elif kind == "correlation":
            found.append(coefficients.power(values["value"], max(int(n / field.deff), 4), alpha))
        else:
            found.append(proportions.power(values["before"], values["after"], n, alpha, field.deff))
    return Result(
        pd.DataFrame({"n": steps, "value": found}), dims=(), counts=(), measure="plan", n=people, subject="survey",
        settings={"kind": kind, "level": level, "power": power, "deff": field.deff, "population": field.population,
                  **values},
    )


@dataclass(frozen=True)
class Burden:
    """minutes a questionnaire takes each person, hours of all of them, days of work for the interviewers."""

    minutes: float
    hours: float
    days: float


def burden(items: int, seconds: float, opening: float, people: int, interviewers: int, per_day: int) -> Burden:
    """How long does the questionnaire take, in all?

    seconds  per item; opening: minutes to greet, ask for consent and close; per_day: interviews one person can do
    """
    if min(items, seconds, people, interviewers, per_day) <= 0 or opening < 0:
        raise UsageError("survey_plan_impossible")
    minutes = opening + items * seconds / 60
    return Burden(minutes, minutes * people / 60, people / (interviewers * per_day))


def _plan(simple: float, field: Field, test: bool = False) -> Plan:
    """Design effect, then finite population (not for tests, which speak of more than this population), then response."""
    answers = simple * field.deff
    if field.population is not None and not test:
        answers = answers / (1 + (answers - 1) / field.population)
    whole = math.ceil(answers - 1e-9)
    invited = math.ceil(whole / field.response - 1e-9)
    enough = field.population is None or invited <= field.population
    return Plan(math.ceil(simple - 1e-9), whole, invited, enough)


def _left(n: float, population: int | None) -> float:
    if population is None or population <= 1:
        return 1.0
    return max((population - n) / (population - 1), 0.0)


def _z(level: float) -> float:
    return float(stats.norm.ppf((1 + level) / 2))
