"""The published studies that ship with the product (``data/published/*.toml``) and the judgement of each of their claims."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from lib.errors import UsageError
from lib.result import Result
from lib.surveys.published import coefficients_checks, count_checks, survey_checks
from lib.surveys.published.finding import Check, Finding
from lib.texts import DATA

CHECKS: dict[str, Check] = {
    check.name: check for check in (*coefficients_checks.CHECKS, *survey_checks.CHECKS, *count_checks.CHECKS)
}


@dataclass(frozen=True)
class Claim:
    """One claim: what is said, in our words; what is printed; and how it is judged.

    basis   "computed": by ``check`` from ``inputs``; "read": ``verdict`` and ``why`` are a reader's
    table   the publication's table that it is (number, words); text_of: the table whose text it is
    """

    id: str
    line: str
    basis: str
    published: str
    es: str
    en: str
    check: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = ""
    why_es: str = ""
    why_en: str = ""
    note_es: str = ""
    note_en: str = ""
    table: Mapping[str, Any] | None = None
    text_of: int | None = None

    def said(self, lang: str) -> str:
        """The claim in our words."""
        return self.es if lang == "es" else self.en


@dataclass(frozen=True)
class Judged:
    """A claim with what was found of it."""

    claim: Claim
    finding: Finding | None

    @property
    def verdict(self) -> str:
        return self.finding.verdict if self.finding is not None else self.claim.verdict

    def why(self, lang: str) -> str:
        """The reason, and what else a reader should know."""
        claim = self.claim
        why = (
            self.finding.sentence(lang) if self.finding is not None else claim.why_es if lang == "es" else claim.why_en
        )
        note = claim.note_es if lang == "es" else claim.note_en
        return f"{why} {note}".strip()


@dataclass(frozen=True)
class Study:
    """A publication and its claims, in the order of the text."""

    key: str
    order: int
    es: str
    en: str
    about_es: str
    about_en: str
    source: str
    claims: tuple[Claim, ...]
    against_es: str = ""
    against_en: str = ""

    def against(self, lang: str) -> str:
        """The variable that its tables set against others."""
        return self.against_es if lang == "es" else self.against_en

    def called(self, lang: str) -> str:
        return self.es if lang == "es" else self.en

    def about(self, lang: str) -> str:
        return self.about_es if lang == "es" else self.about_en


@cache
def studies() -> dict[str, Study]:
    """Every study that ships, by key, in its order."""
    found = []
    for path in (DATA / "published").glob("*.toml"):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        claims = tuple(Claim(**row) for row in raw.pop("claim"))
        found.append(Study(key=path.stem, claims=claims, **raw))
    return {study.key: study for study in sorted(found, key=lambda one: one.order)}


def judge(claim: Claim, level: float) -> Judged:
    """Recompute a claim from its inputs, or give the reader's verdict. UsageError when its inputs cannot be read."""
    if claim.basis == "read":
        return Judged(claim, None)
    return Judged(claim, run(claim.check, claim.inputs, level))


def run(check: str, inputs: Mapping[str, Any], level: float) -> Finding:
    """One check on inputs as they are printed; UsageError names an unknown check, field or value."""
    if check not in CHECKS:
        raise UsageError("survey_claim_check", check=check, known=", ".join(CHECKS))
    return CHECKS[check].run(inputs, level)


def judged(study: Study, level: float) -> tuple[Judged, ...]:
    """Every claim of a study with its verdict."""
    return tuple(judge(claim, level) for claim in study.claims)


def as_result(rows: tuple[Judged, ...], lang: str, level: float) -> Result:
    """The claims as a table: id, place, claim, published, verdict, why, basis, check, and every number recomputed."""
    records = []
    for one in rows:
        numbers = (
            {}
            if one.finding is None
            else {
                f"recomputed_{name}": value
                for name, (kind, value) in one.finding.numbers.items()
                if kind not in ("text", "list")
            }
        )
        records.append(
            {
                "id": one.claim.id,
                "line": one.claim.line,
                "claim": one.claim.said(lang),
                "published": one.claim.published,
                "verdict": one.verdict,
                "why": one.why(lang),
                "basis": one.claim.basis,
                "check": one.claim.check,
                **numbers,
            }
        )
    return Result(
        pd.DataFrame(records),
        dims=("id",),
        counts=(),
        measure="claims",
        n=len(rows),
        subject="survey",
        settings={"level": level, "verdicts": dict(Counter(one.verdict for one in rows))},
    )
