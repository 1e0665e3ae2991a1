"""The numbers of the page of results: for a study, a wave, with or without weights; everything through the policy."""

from __future__ import annotations

from dataclasses import dataclass

from lib.access.audiences import Policy
from lib.complaints.columns import PLACE_LEVELS
from lib.privacy.release import Released, release
from lib.surveys import results
from lib.ui import survey_opening, visit
from lib.ui.survey_opening import Opened

Cuts = tuple[tuple[str, float, float], ...]
PLAIN = "plain"


@dataclass(frozen=True)
class Shown:
    """What the page shows of all scales: scores, levels, and the change between the first and the last wave (or None)."""

    scores: Released
    levels: Released
    changes: Released | None
    own_cuts: bool


def weighted(opened: Opened) -> bool:
    """Whether the weights of the study are used: always, unless the person turned them off."""
    return opened.answers.weights is not None and visit.get("weights") != PLAIN


def cuts(opened: Opened) -> Cuts:
    """Own cuts from the address, "scale:42,66;other:14,22", as far as they make sense for this instrument."""
    known = {scale.code: results.sum_ends(scale) for scale in opened.codebook.scales()}
    found: list[tuple[str, float, float]] = []
    for part in str(visit.get("cuts")).split(";"):
        code, _, ends = part.partition(":")
        first, _, second = ends.partition(",")
        if code not in known or not (first.isdigit() and second.isdigit()):
            continue
        low, high = known[code]
        if low <= float(first) < float(second) < high:
            found.append((code, float(first), float(second)))
    return tuple(found)


def numbers(opened: Opened, policy: Policy) -> Shown:
    """Scores and levels of the wave chosen; changes over all waves."""
    use, own = weighted(opened), cuts(opened)
    sources = (opened.study.source(),)

    def make() -> Shown:
        scores = results.score_table(opened.answers, opened.codebook, weighted=use, sources=sources)
        levels = results.levels(opened.answers, opened.codebook, weighted=use, sources=sources,
                                cuts={code: (first, second) for code, first, second in own})
        changes = None
        if len(opened.waves) > 1:
            changes = release(results.changes(opened.study.answers, opened.codebook, opened.waves[0], opened.waves[-1],
                                              weighted=use, sources=sources), policy)
        return Shown(release(scores, policy), release(levels, policy), changes, bool(own))

    return survey_opening.answer(opened, ("results", use, own, policy.name), make)


def frequencies(opened: Opened, code: str, policy: Policy) -> Released:
    """The answers to each item of a scale."""
    use = weighted(opened)
    return survey_opening.answer(opened, ("frequencies", code, use, policy.name), lambda: release(
        results.frequencies(opened.answers, opened.codebook, code, weighted=use, sources=(opened.study.source(),)), policy))


def distribution(opened: Opened, code: str, policy: Policy) -> Released:
    """How the scores of a scale are spread."""
    use = weighted(opened)
    return survey_opening.answer(opened, ("distribution", code, use, policy.name), lambda: release(
        results.distribution(opened.answers, opened.codebook, code, weighted=use, sources=(opened.study.source(),)), policy))


def groups(opened: Opened, policy: Policy) -> list[str]:
    """The columns by which this audience may compare people: groups, and places where it may see them."""
    book = opened.codebook
    found = list(book.groups)
    level = book.place_level
    seen = not level or (level in PLACE_LEVELS and policy.allows_place(level) and policy.sees("survey", level))
    if book.place and seen:
        found.insert(0, book.place)
    return found


def by_group(opened: Opened, code: str, group: str, policy: Policy) -> Released:
    """The mean score of each group on one scale."""
    use = weighted(opened)
    return survey_opening.answer(opened, ("by_group", code, group, use, policy.name), lambda: release(
        results.by_group(opened.answers, opened.codebook, group, weighted=use, codes=(code,),
                         sources=(opened.study.source(),)), policy))
