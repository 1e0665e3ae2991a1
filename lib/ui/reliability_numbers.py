"""The numbers of the page of reliability: computed once for a study, wave and way of treating gaps, then released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lib.access.audiences import Policy
from lib.errors import UsageError
from lib.privacy.release import Released, release
from lib.surveys import reliability
from lib.surveys.moments import Missing
from lib.ui import survey_opening
from lib.ui.survey_opening import Opened

GAPS: tuple[Missing, ...] = ("listwise", "pairwise")


@dataclass(frozen=True)
class Parts:
    """Items and pairs of one scale, as this audience may see them."""

    items: Released
    pairs: Released


@dataclass(frozen=True)
class Shown:
    """What the page shows: one table of all scales (None when none could be judged), their parts, the refusals."""

    gaps: Missing
    whole: Released | None
    parts: Mapping[str, Parts]
    refused: Mapping[str, UsageError]


def numbers(opened: Opened, gaps: str, policy: Policy) -> Shown:
    """Everything on the page for this audience. An unknown ``gaps`` means listwise."""
    missing: Missing = "pairwise" if gaps == "pairwise" else "listwise"
    found, refused = survey_opening.answer(opened, ("reliability", missing), lambda: reliability.summary(
        opened.answers, opened.codebook, missing, sources=(opened.study.source(),)))

    def released() -> Shown:
        whole = release(reliability.together(found), policy) if found else None
        parts = {code: Parts(release(one.items, policy), release(one.pairs, policy)) for code, one in found.items()}
        return Shown(missing, whole, parts, refused)

    return survey_opening.answer(opened, ("reliability", missing, policy.name), released)
