"""A number as a publication prints it: its value, and between what values the unrounded one lies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.errors import UsageError

_SIGNS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})
_NUMBER = re.compile(
    r"^(?P<relation>[<>≤≥=]?)\s*(?P<sign>[-+]?)\s*(?P<whole>\d*)(?:[.,](?P<part>\d+))?\s*(?P<percent>%?)$"
)


@dataclass(frozen=True)
class Printed:
    """``text`` as printed; ``relation`` "=", "<" or ">"; the unrounded value lies from ``low`` to ``high``."""

    text: str
    value: float
    decimals: int
    relation: str = "="
    percent: bool = False

    @property
    def low(self) -> float:
        return self.value - 0.5 * self._step

    @property
    def high(self) -> float:
        return self.value + 0.5 * self._step

    @property
    def _step(self) -> float:
        return 10.0**-self.decimals / (100 if self.percent else 1)

    def holds(self, low: float, high: float) -> bool:
        """True when some value from ``low`` to ``high`` would be printed like this (a hair of floating point apart)."""
        if self.relation == "<":
            return low < self.value
        if self.relation == ">":
            return high > self.value
        return low <= self.high + 1e-12 and high >= self.low - 1e-12

    def moved(self, places: int) -> Printed:
        """The number with its decimal point moved to the left: "0.19" -> .019."""
        return Printed(self.text, self.value / 10**places, self.decimals + places, self.relation, self.percent)


def coefficient(text: object, field: str = "") -> Printed:
    """ ",234*", "-.260", "0,821", "p < 0,05", "82,1%": a comma is a decimal comma; asterisks and a leading p are dropped.

    A percentage gives its share of one. UsageError names the field and the text that is no number.
    """
    raw = str(text).translate(_SIGNS)
    cleaned = re.sub(
        r"^\s*(p|r|rho|ρ|τ|tau|α|alfa|alpha)\s*(?=[=<>≤≥.,\d-])", "", raw.replace("*", "").strip(), flags=re.I
    )
    return _read(cleaned, str(text), field)


def count(text: object, field: str = "") -> Printed:
    """ "918", "150,280", "150 280", "881.7": three digits after a comma or a space are thousands."""
    raw = str(text).translate(_SIGNS).strip()
    while re.search(r"\d[, ]\d{3}(?!\d)", raw):
        raw = re.sub(r"(\d)[, ](\d{3})(?!\d)", r"\1\2", raw)
    return _read(raw, str(text), field)


def _read(cleaned: str, text: str, field: str) -> Printed:
    found = _NUMBER.match(cleaned.strip())
    if not found or not (found["whole"] or found["part"]):
        raise UsageError("survey_claim_number", field=field, value=text[:80])
    part = found["part"] or ""
    value = float(f"{found['whole'] or '0'}.{part or '0'}") * (-1 if found["sign"] == "-" else 1)
    percent = bool(found["percent"])
    relation = {"≤": "<", "≥": ">", "": "="}.get(found["relation"], found["relation"])
    return Printed(text, value / 100 if percent else value, len(part), relation, percent)
