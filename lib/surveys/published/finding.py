"""What a check finds: a verdict, the reason with its numbers, what was recomputed. And what every check must declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib import texts
from lib.errors import UsageError
from lib.surveys import said
from lib.surveys.published import printed
from lib.surveys.published.printed import Printed

VERDICTS = (
    "agrees",
    "misprint",
    "contradiction",
    "unit_error",
    "not_verifiable",
    "interpretation",
    "unsupported",
    "other_source",
)
Told = tuple[str, Any]
"""(kind of ``said.shown``, unrounded value)."""


@dataclass(frozen=True)
class Finding:
    """``reason`` names ``published.reason.<reason>``; ``numbers`` fill it and are what was recomputed, unrounded."""

    verdict: str
    reason: str
    numbers: Mapping[str, Told] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def sentence(self, lang: str) -> str:
        """Why, for people, with the numbers."""
        params = {name: said.shown(kind, value, lang) for name, (kind, value) in self.numbers.items()}
        text = texts.t(f"published.reason.{self.reason}", lang, **params).replace("= <", "<")  # p = < .001
        if not self.missing:
            return text
        names = [texts.t(f"published.field.{name}", lang).partition(" (")[0] for name in self.missing]
        names = [name[0].lower() + name[1:] for name in names]
        return f"{texts.t('published.reason.missing', lang, missing=texts.listing(names, lang))} {text}"


@dataclass(frozen=True)
class Field:
    """One input of a check. kind: coefficient, count, share (percent), word, flag, counts, coefficients, month."""

    name: str
    kind: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """The inputs of a check as numbers; what was not told is None."""

    given: Mapping[str, Any]

    def one(self, name: str) -> Printed | None:
        """A number as printed."""
        value = self.given.get(name)
        return value if isinstance(value, Printed) else None

    def number(self, name: str) -> float | None:
        """Its value."""
        found = self.one(name)
        return None if found is None else found.value

    def many(self, name: str) -> tuple[Printed, ...]:
        """A row of numbers; empty when not told."""
        return self.given.get(name) or ()

    def word(self, name: str) -> str:
        return str(self.given.get(name) or "")

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        return default if value is None else bool(value)


@dataclass(frozen=True)
class Check:
    """A way to recompute a claim: its name, its fields, and the function from inputs to a finding."""

    name: str
    fields: tuple[Field, ...]
    find: Callable[[Inputs, float], Finding]

    def run(self, raw: Mapping[str, Any], level: float) -> Finding:
        """Read the inputs as they were printed or typed and find. UsageError names what cannot be read."""
        known = {one.name: one for one in self.fields}
        for name in raw:
            if name not in known:
                raise UsageError("survey_claim_field", field=name, check=self.name, known=", ".join(known))
        return self.find(Inputs({name: _read(known[name], value) for name, value in raw.items()}), level)


YES, NO = ("true", "1", "si", "sí", "yes", "x"), ("false", "0", "no")


def _read(one: Field, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return "" if one.kind == "word" and value is not None else None
    if one.kind in ("coefficients", "counts"):
        parts = value if isinstance(value, Sequence) and not isinstance(value, str) else str(value).split(";")
        each = printed.coefficient if one.kind == "coefficients" else printed.count
        return tuple(each(part, one.name) for part in parts if str(part).strip())
    if one.kind == "flag":
        text = str(value).strip().lower()
        if text in YES or text in NO:
            return text in YES
        raise UsageError("survey_claim_flag", field=one.name, value=str(value)[:80])
    if one.kind == "word":
        text = str(value).strip()
        if one.words and text not in one.words:
            raise UsageError("survey_claim_word", field=one.name, value=text[:80], known=", ".join(one.words))
        return text
    if one.kind == "text":
        return str(value).strip()
    if one.kind == "month":
        return _month(one.name, str(value))
    return printed.count(value, one.name) if one.kind == "count" else printed.coefficient(value, one.name)


def _month(name: str, text: str) -> Printed:
    """ "2003-11" as months since year zero."""
    year, _, month = text.strip().partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        raise UsageError("survey_claim_month", field=name, value=text[:80])
    return Printed(text, int(year) * 12 + int(month) - 1, 0)
