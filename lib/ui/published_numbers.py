"""What the page of published studies shows: the chosen study, its claims, its tables; and the claim that is being typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from lib import settings
from lib.access.audiences import Policy
from lib.errors import UsageError
from lib.privacy.release import Released, release
from lib.surveys.published import studies, tables
from lib.surveys.published.finding import VERDICTS, Finding
from lib.surveys.published.studies import CHECKS, Judged, Study
from lib.ui import visit

GOOD, OPEN = ("agrees",), ("not_verifiable",)


@dataclass(frozen=True)
class Found:
    """study     the publication that was chosen
    rows      every claim with its verdict; ``shown`` those with the chosen verdict ("" = all)
    claims    ``shown`` as this audience may see them; tables and about: the printed tables and what the text says of them
    """

    study: Study
    rows: tuple[Judged, ...]
    verdict: str
    claims: Released
    tables: Released
    about: Released

    def times(self, verdicts: tuple[str, ...]) -> int:
        """How many claims have one of these verdicts."""
        return sum(one.verdict in verdicts for one in self.rows)

    def present(self) -> list[str]:
        """The verdicts that occur, in their fixed order."""
        return [name for name in VERDICTS if self.times((name,))]


def numbers(policy: Policy, lang: str) -> Found:
    """The study and verdict of the address; every computed verdict is derived anew."""
    known = studies.studies()
    study = known.get(str(visit.get("pub_study")), next(iter(known.values())))
    level = confidence()
    rows = studies.judged(study, level)
    verdict = str(visit.get("pub_verdict"))
    verdict = verdict if any(one.verdict == verdict for one in rows) else ""
    shown = tuple(one for one in rows if verdict in ("", one.verdict))
    return Found(
        study,
        rows,
        verdict,
        release(studies.as_result(shown, lang, level), policy),
        release(tables.tables(study, rows, lang, level), policy),
        release(tables.of_tables(rows, lang, level), policy),
    )


def confidence() -> float:
    """The level of every interval on the page."""
    return float(settings.value("statistics.level"))


@dataclass(frozen=True)
class Typed:
    """A claim as it is being typed: which check, and its fields as printed."""

    check: str
    inputs: Mapping[str, str]

    def finding(self) -> Finding | None:
        """What the check finds; None before anything was typed. UsageError names what cannot be read."""
        return studies.run(self.check, self.inputs, confidence()) if self.inputs else None


def typed() -> Typed:
    """What the address says; what is no field of the check is dropped."""
    pairs = dict(parse_qsl(str(visit.get("pub_claim")), keep_blank_values=True))
    check = pairs.pop("check", "")
    check = check if check in CHECKS else next(iter(CHECKS))
    fields = {field.name for field in CHECKS[check].fields}
    return Typed(check, {name: value[:200] for name, value in pairs.items() if name in fields})


def write(claim: Typed) -> None:
    """Put it into the address."""
    visit.put("pub_claim", urlencode({"check": claim.check, **claim.inputs}))


def understood(claim: Typed) -> tuple[Finding | None, UsageError | None]:
    """The finding, or the trouble with what was typed."""
    try:
        return claim.finding(), None
    except UsageError as error:
        return None, error
