"""The plan of the address: what is to be known, with which numbers; and the people that it takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from lib import settings
from lib.access.audiences import Policy
from lib.errors import UsageError
from lib.privacy.release import Released, release
from lib.surveys import planning
from lib.surveys.planning import Burden, Field, Plan
from lib.ui import visit

KINDS = ("share", "mean", "correlation", "change")
OWN = {
    "share": ("share", "margin"),
    "mean": ("deviation", "mean_margin"),
    "correlation": ("value",),
    "change": ("before", "after"),
}
"""The numbers of each kind of plan."""
FIELD = ("deff", "response", "population")
WORK = ("items", "seconds", "opening", "interviewers", "per_day")
TESTS = ("correlation", "change")
DEFFS = (1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Found:
    """What the page shows; ``plan`` and what hangs on it are None when the numbers allow no plan."""

    kind: str
    told: Mapping[str, float]
    level: float
    power: float
    plan: Plan | None
    curve: Released | None
    burden: Burden | None

    @property
    def is_test(self) -> bool:
        return self.kind in TESTS

    @property
    def population(self) -> int | None:
        return int(self.told["population"]) if self.told.get("population") else None


def numbers(policy: Policy) -> Found:
    """The plan that the address tells, with defaults for what it does not."""
    kind = str(visit.get("plan_kind"))
    kind = kind if kind in KINDS else KINDS[0]
    told = {**defaults(), **_typed()}
    level, power = _one_of("level", told, "levels", 1), _one_of("power", told, "powers", 0)
    try:
        plan = people(kind, told, level, power)
        load = planning.burden(
            int(told["items"]),
            told["seconds"],
            told["opening"],
            plan.answers,
            int(told["interviewers"]),
            int(told["per_day"]),
        )
    except UsageError:
        return Found(kind, told, level, power, None, None, None)
    drawn = planning.curve(kind, _values(kind, told), level, power, field(told), plan.answers)
    return Found(kind, told, level, power, plan, release(drawn, policy), load)


def people(kind: str, told: Mapping[str, float], level: float, power: float, **changes: float) -> Plan:
    """The plan for these numbers, some of them changed: for the table of alternatives."""
    told = {**told, **changes}
    values, around = _values(kind, told), field(told)
    if kind == "share":
        return planning.for_share(values["share"], told["margin"] / 100, level, around)
    if kind == "mean":
        return planning.for_mean(values["deviation"], told["mean_margin"], level, around)
    if kind == "correlation":
        return planning.for_correlation(values["value"], level, power, around)
    return planning.for_change(values["before"], values["after"], level, power, around)


def field(told: Mapping[str, float]) -> Field:
    """Design effect, population and response as a plan wants them."""
    population = told.get("population")
    return Field(told["deff"], int(population) if population else None, told["response"] / 100)


def defaults() -> dict[str, float]:
    """Where the page begins."""
    own = {str(name): float(value) for name, value in settings.value("survey_plan.values").items()}
    return {
        **own,
        **{
            name: float(settings.value(f"survey_plan.{name}"))
            for name in ("deff", "response", "seconds", "opening", "interviewers", "per_day")
        },
    }


def write(told: Mapping[str, float]) -> None:
    """Put what differs from the defaults into the address."""
    usual = {
        **defaults(),
        "level": float(settings.value("statistics.level")),
        "power": settings.value("survey_plan.powers")[0],
    }
    changed = {name: f"{value:g}" for name, value in told.items() if value is not None and usual.get(name) != value}
    visit.put("plan", urlencode(changed))


def _values(kind: str, told: Mapping[str, float]) -> dict[str, float]:
    hundredth = {"share", "before", "after"}
    return {
        name: told[name] / 100 if name in hundredth else told[name] for name in OWN[kind] if not name.endswith("margin")
    }


def _typed() -> dict[str, float]:
    known = {*FIELD, *WORK, *(name for names in OWN.values() for name in names), "level", "power"}
    out = {}
    for name, text in parse_qsl(str(visit.get("plan"))):
        try:
            value = float(text)
        except ValueError:
            continue
        if name in known and math.isfinite(value) and 0 <= value <= 1e9:
            out[name] = value
    return out


def _one_of(name: str, told: Mapping[str, float], setting: str, place: int) -> float:
    offered = [float(one) for one in settings.value(f"survey_plan.{setting}")]
    return told[name] if told.get(name) in offered else offered[place]
