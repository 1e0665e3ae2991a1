"""Benchmarks of police per inhabitant: what each is, who said it, how it was traced, and what it would mean here.

None of them is a norm. A card compares only like with like: officers of stations are not set against a country's total.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.errors import Problems
from lib.officers.ratios import NUMERATORS, PER
from lib.result import Result
from lib.texts import DATA

UNITS = ("per_100000", "per_1000", "one_per", "per_station")
"""Officers per 100,000 or per 1,000 inhabitants; inhabitants per officer; officers in each station."""

STATES = ("comparable", "other_numerator", "impossible_unit", "no_value", "no_population", "no_staff")
OWN = pa.schema([
    ("key", pa.string()), ("value", pa.float64()), ("unit", pa.string()), ("numerator", pa.string()),
    ("what", pa.string()), ("who", pa.string()), ("source", pa.string()),
])
"""A benchmark that the user added, as the register ``standards`` keeps it."""


@dataclass(frozen=True)
class Standard:
    """A card.

    value      in ``unit``; None for a statement without a number
    numerator  which police it counts: one of ``ratios.NUMERATORS``
    nature     norm, mean, count, claim (said and untraced), slip (a wrong unit), statement, own
    words      by language: what (it is), who (said it), traced (how, or that it was not)
    sources    where it was read
    """

    key: str
    value: float | None
    unit: str
    numerator: str
    nature: str
    words: Mapping[str, Mapping[str, str]]
    sources: tuple[str, ...]

    def said(self, part: str, lang: str) -> str:
        """what, who or traced in this language; what the user typed is the same in all."""
        return self.words.get(lang, self.words.get("", {})).get(part, "")


@cache
def bundled() -> tuple[Standard, ...]:
    """The cards of ``data/standards``, in their order."""
    cards = []
    for path in sorted((DATA / "standards").glob("*.toml")):
        card = tomllib.loads(path.read_text(encoding="utf-8"))
        cards.append(Standard(
            path.stem.split("-", 1)[1], card.get("value"), card.get("unit", ""), card.get("numerator", "all_police"),
            card["nature"], {lang: card[lang] for lang in ("es", "en")}, tuple(card["sources"]),
        ))
    return tuple(cards)


def own(table: pd.DataFrame) -> tuple[Standard, ...]:
    """The user's cards out of their register."""
    return tuple(
        Standard(str(row["key"]), float(row["value"]), str(row["unit"]), str(row["numerator"]), "own",
                 {"": {"what": str(row["what"]), "who": str(row["who"])}}, (str(row["source"]),))
        for row in table.to_dict("records")
    )


def density(value: float | None, unit: str) -> float | None:
    """The same benchmark as officers per 100,000 inhabitants; None for officers per station or no number.

    >>> density(2.8, "per_1000"), density(250, "one_per")
    (280.0, 400.0)
    """
    if value is None or unit not in ("per_100000", "per_1000", "one_per") or value <= 0:
        return None
    return {"per_100000": value, "per_1000": value * PER / 1000, "one_per": PER / value}[unit]


def likely_unit(value: float, unit: str, plausible: Sequence[float]) -> str | None:
    """Is this a possible density of police? None when it is; else the unit that was probably meant, "" when none fits.

    plausible  lowest and highest officers per 100,000 that are believed
    >>> likely_unit(2.8, "per_100000", (20, 2000)), likely_unit(2.8, "per_1000", (20, 2000))
    ('per_1000', None)
    """
    low, high = plausible
    found = density(value, unit)
    if found is None or low <= found <= high:
        return None
    others = (other for other in UNITS[:3] if other != unit)
    return next((other for other in others if low <= (density(value, other) or math.nan) <= high), "")


def check_own(entry: Mapping[str, Any], known: Sequence[str], plausible: Sequence[float]) -> Problems:
    """What is wrong with a benchmark that somebody adds? Empty when it may be kept.

    entry  key, value, unit, numerator, what, who, source as typed
    Rejected: no name or one in use, no number above zero, an unknown unit or numerator, no source, an impossible density
    (2.8 per 100,000 for a police force: the problem names the unit that was probably meant).
    """
    problems = Problems()
    value = entry.get("value")
    if not str(entry.get("what", "")).strip() or str(entry.get("key", "")) in known:
        problems.add("standard_no_name", "reject", column="what", value=entry.get("what", ""))
    if not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
        problems.add("standard_bad_value", "reject", column="value", value=value)
        return problems
    if entry.get("unit") not in UNITS or entry.get("numerator") not in NUMERATORS:
        problems.add("standard_bad_unit", "reject", column="unit", value=entry.get("unit"))
        return problems
    if not str(entry.get("source", "")).strip():
        problems.add("standard_no_source", "reject", column="source", value="")
    meant = likely_unit(value, str(entry["unit"]), plausible) if entry["numerator"] == "all_police" else None
    if meant is not None:
        code = "standard_unit_per_1000" if meant == "per_1000" else "standard_unit_impossible"
        problems.add(code, "reject", column="unit", value=f"{value:g}")
    return problems


def gaps(
    cards: Sequence[Standard], *, heads: Mapping[str, float], population: float | None, stations: int,
    plausible: Sequence[float],
) -> Result:
    """What would each benchmark mean here, and how far is it? One row per card, in their order.

    heads       officers here by numerator (``ratios.NUMERATORS``); a numerator that nobody told is absent
    population  inhabitants of the place; None or not above zero: not known
    stations    stations of the place
    Returns key, value, unit, numerator, nature, per_100000 (missing for officers per station), required = officers that
    the card would ask for here, have = officers of the same numerator, gap = required - have, ratio = have / required, and
    state, one of STATES. gap and ratio are there for "comparable" only: with another numerator ("other_numerator": the
    card counts all police, here only those of stations are told) or an impossible unit nothing is subtracted.
    """
    peopled = population is not None and population > 0
    rows = []
    for card in cards:
        rate = density(card.value, card.unit)
        required = np.nan
        if card.value is not None and card.unit == "per_station":
            required = card.value * stations if stations else np.nan
        elif rate is not None and peopled:
            required = rate * float(population or 0) / PER
        state = _state(card, heads, np.isnan(required), plausible)
        have = heads.get(card.numerator, np.nan)
        comparable = state == "comparable"
        rows.append({
            "key": card.key, "value": card.value, "unit": card.unit, "numerator": card.numerator, "nature": card.nature,
            "per_100000": rate, "required": required, "have": have,
            "gap": required - have if comparable else np.nan, "ratio": have / required if comparable else np.nan,
            "state": state,
        })
    table = pd.DataFrame(rows).astype(dict.fromkeys(("value", "per_100000", "required", "have", "gap", "ratio"), "Float64"))
    return Result(
        table, dims=("key",), counts=(), measure="staff", unit="count", subject="staff",
        settings={"method": "benchmark_gap", "population": population, "stations": stations,
                  "plausible": tuple(plausible)},
    )


def _state(card: Standard, heads: Mapping[str, float], no_required: bool, plausible: Sequence[float]) -> str:
    if card.value is None:
        return "no_value"
    if card.numerator == "all_police" and likely_unit(card.value, card.unit, plausible) is not None:
        return "impossible_unit"
    if no_required:
        return "no_population" if card.unit != "per_station" else "no_staff"
    if card.numerator not in heads:
        return "other_numerator" if heads else "no_staff"
    return "comparable"
