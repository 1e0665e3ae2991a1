"""What people answered: frequencies by item, scores, levels, and the same by group and wave."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lib import settings
from lib.result import Caution, Result, Source
from lib.surveys.answers import Answers, Numbers, score
from lib.surveys.correlation import adjusted
from lib.surveys.estimates import Mean, design_effect, difference, mean_of, share_of
from lib.surveys.instrument import Codebook, Item, Scale

SUBJECT = "survey"
LEVELS = ("low", "middle", "high")
NONE = "none"
"""The answer of those who gave none."""


def points(item: Item) -> list[tuple[float, float]]:
    """(from, up to) of the answers that a frequency table lists: every point of a scale with steps, else ten classes."""
    steps = item.high - item.low
    if float(steps).is_integer() and float(item.low).is_integer() and steps <= int(settings.value("surveys.most_points")):
        return [(item.low + i, item.low + i) for i in range(int(steps) + 1)]
    width = steps / 10
    return [(item.low + i * width, item.low + (i + 1) * width) for i in range(10)]


def frequencies(
    answers: Answers, codebook: Codebook, code: str, *, weighted: bool, sources: tuple[Source, ...] = ()
) -> Result:
    """How many gave each answer to each item of a variable or dimension?

    One row per item and answer as given (reversed items are not turned): item, place (of the answer, from 0; -1 for no
    answer), answer ("3", "10-20", "none"), count (people), share, low, high. Shares are of those who answered, weighted when
    ``weighted``; that of "none" is of everybody. Wilson's interval (``lib.surveys.estimates``).
    """
    scale, level = codebook.scale(code), float(settings.value("statistics.level"))
    weights = answers.weights if weighted else None
    rows: list[dict[str, Any]] = []
    for item in scale.items:
        values = answers.items[item.code].to_numpy(dtype=float)
        known = np.isfinite(values)
        listed = points(item)
        for place, (start, end) in enumerate(listed):
            last = place == len(listed) - 1
            with np.errstate(invalid="ignore"):
                meant = values == start if start == end else (values >= start) & ((values < end) | (last & (values <= end)))
            found = share_of(meant, known, weights, level)
            said = f"{start:g}" if start == end else f"{start:g}-{end:g}"
            rows.append({"item": item.code, "place": place, "answer": said, "count": found.count, "share": found.share,
                         "low": found.low, "high": found.high})
        found = share_of(~known, np.ones(len(values), dtype=bool), weights, level)
        rows.append({"item": item.code, "place": -1, "answer": NONE, "count": found.count, "share": found.share,
                     "low": found.low, "high": found.high})
    return _result(pd.DataFrame(rows), ("item", "answer"), ("count",), {"count": ("share", "low", "high")}, answers,
                   sources, weights, scale=code, interval="Wilson 1927")


def score_table(
    answers: Answers, codebook: Codebook, *, weighted: bool, sources: tuple[Source, ...] = ()
) -> Result:
    """How much of each variable and dimension is there? A row per scale: n, mean, sd, low, high, q1, median, q3, deff.

    Scores are means of answered items (``lib.surveys.answers.score``); quartiles are of the respondents, unweighted.
    """
    level = float(settings.value("statistics.level"))
    weights = answers.weights if weighted else None
    rows = []
    for scale in codebook.scales():
        values = score(answers, scale)
        found = mean_of(values, weights, level)
        known = values[np.isfinite(values)]
        quarters = np.quantile(known, [0.25, 0.5, 0.75]) if len(known) else np.full(3, np.nan)
        rows.append({"scale": scale.code, "items": len(scale.items), "n": found.n, "mean": found.mean, "sd": found.sd,
                     "low": found.low, "high": found.high, "q1": quarters[0], "median": quarters[1], "q3": quarters[2],
                     "deff": found.deff})
    derived = ("mean", "sd", "low", "high", "q1", "median", "q3")
    return _result(pd.DataFrame(rows), ("scale",), ("n",), {"n": derived}, answers, sources, weights, interval="t")


def distribution(
    answers: Answers, codebook: Codebook, code: str, *, weighted: bool, sources: tuple[Source, ...] = ()
) -> Result:
    """How are the scores of one scale spread? One row per class of sums of points: bin, start, end, count, share.

    Every class holds equally many possible sums (the last perhaps fewer), so that no comb comes of the classes themselves.
    """
    scale = codebook.scale(code)
    weights = answers.weights if weighted else None
    total = points_of(answers, scale)
    known = np.isfinite(total)
    low, high = sum_ends(scale)
    width = _class_width(high - low + 1)
    rows = []
    for place in range(int(np.ceil((high - low + 1) / width))):
        start, end = low + place * width, min(low + (place + 1) * width - 1, high)
        with np.errstate(invalid="ignore"):
            meant = (total >= start) & (total < start + width)
        found = share_of(meant, known, weights, float(settings.value("statistics.level")))
        rows.append({"bin": place, "start": start, "end": end, "count": found.count, "share": found.share})
    return _result(pd.DataFrame(rows), ("bin",), ("count",), {"count": ("share",)}, answers, sources, weights, scale=code)


def _class_width(sums: float) -> float:
    """How many possible sums a class holds: about ``surveys.score_classes`` classes, the last one as full as can be."""
    wanted = int(settings.value("surveys.score_classes"))
    first = max(1, int(sums / (wanted * 1.25)))
    widths = range(first, max(first + 1, int(sums / (wanted * 0.6)) + 1))
    return float(min(widths, key=lambda width: (-sums % width, abs(sums / width - wanted))))


def thirds(scale: Scale) -> tuple[float, float]:
    """The sums of points at which the lower and the middle third of the possible range end, rounded as tables print them.

    18 items from 1 to 5: 42 and 66 (low 18-42, middle 43-66, high 67-90).
    """
    low, high = sum_ends(scale)
    return float(np.floor(low + (high - low) / 3 + 0.5)), float(np.floor(low + 2 * (high - low) / 3 + 0.5))


def sum_ends(scale: Scale) -> tuple[float, float]:
    """The smallest and the largest possible sum of points."""
    return sum(item.low for item in scale.items), sum(item.high for item in scale.items)


def points_of(answers: Answers, scale: Scale) -> Numbers:
    """Each respondent's sum of points to the nearest whole, NaN without a score.

    Who skipped an item has the sum that their mean gives for all items.
    """
    return np.asarray(np.floor(score(answers, scale) * len(scale.items) + 0.5))


def level_of(answers: Answers, scale: Scale, cuts: tuple[float, float]) -> np.ndarray:
    """For each respondent 0, 1 or 2 (low, middle, high) by their sum of points, -1 without a score."""
    total = points_of(answers, scale)
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(total), -1, np.where(total <= cuts[0], 0, np.where(total <= cuts[1], 1, 2)))


def levels(
    answers: Answers, codebook: Codebook, *, weighted: bool, cuts: dict[str, tuple[float, float]] | None = None,
    sources: tuple[Source, ...] = (),
) -> Result:
    """How many are low, middle, high on each scale? The baremo: equal thirds of the possible range, or own cuts.

    cuts  by scale: the sums of points at which low and middle end. Rows: scale, level, place (0, 1, 2), start, end
          (points), count, share, low, high. Equal thirds are arbitrary: they are shown with the mean and the
          distribution, never alone.
    """
    level = float(settings.value("statistics.level"))
    weights = answers.weights if weighted else None
    rows = []
    for scale in codebook.scales():
        first, second = (cuts or {}).get(scale.code, thirds(scale))
        low, high = sum_ends(scale)
        at = level_of(answers, scale, (first, second))
        for place, (start, end) in enumerate(((low, first), (first + 1, second), (second + 1, high))):
            found = share_of(at == place, at >= 0, weights, level)
            rows.append({"scale": scale.code, "level": LEVELS[place], "place": place, "start": start, "end": end,
                         "count": found.count, "share": found.share, "low": found.low, "high": found.high})
    method = "own cuts" if cuts else "equal thirds of the possible range"
    return _result(pd.DataFrame(rows), ("scale", "level"), ("count",), {"count": ("share", "low", "high")}, answers,
                   sources, weights, levels=method)


def by_group(
    answers: Answers, codebook: Codebook, group: str, *, weighted: bool, codes: Sequence[str] | None = None,
    sources: tuple[Source, ...] = (),
) -> Result:
    """The mean score of each group, by scale: scale, group, n, mean, sd, low, high, deff.

    settings["extremes"] by scale: the lowest group, the highest, and Holm's p of their difference among all pairs.
    group  a column of ``answers.people``. That of places is named by its level in the table, so that an audience sees it
           only where it may. Who belongs to no group is left out and said.
    """
    level = float(settings.value("statistics.level"))
    weights = answers.weights if weighted else None
    dim = dimension_of(codebook, group)
    member = answers.people[group]
    rows = []
    extremes: dict[str, tuple[str, str, float]] = {}
    for scale in codebook.scales():
        if codes is not None and scale.code not in codes:
            continue
        values = score(answers, scale)
        means: dict[str, Mean] = {}
        for name in sorted(member.dropna().unique()):
            own = np.asarray(member == name, dtype=bool)
            found = means[str(name)] = mean_of(values[own], None if weights is None else weights[own], level)
            rows.append({"scale": scale.code, dim: str(name), "n": found.n, "mean": found.mean, "sd": found.sd,
                         "low": found.low, "high": found.high, "deff": found.deff})
        apart = furthest(means, level)
        if apart is not None:
            extremes[scale.code] = apart
    table = pd.DataFrame(rows, columns=["scale", dim, "n", "mean", "sd", "low", "high", "deff"])
    outside = int(member.isna().sum())
    more = (Caution("survey_no_group", {"n": outside}),) if outside else ()
    return _result(table, ("scale", dim), ("n",), {"n": ("mean", "sd", "low", "high")}, answers, sources, weights,
                   more=more, interval="t", extremes=extremes, test="Welch 1947, all pairs", adjustment="Holm 1979")


def furthest(means: Mapping[str, Mean], level: float) -> tuple[str, str, float] | None:
    """(the group with the lowest mean, the one with the highest, p of their difference adjusted for all pairs)."""
    known = {name: mean for name, mean in means.items() if mean.n > 1}
    pairs = list(itertools.combinations(sorted(known, key=lambda name: known[name].mean), 2))
    if not pairs:
        return None
    p = adjusted(np.array([difference(known[one], known[two], level)[3] for one, two in pairs]), "holm")
    ends = (pairs[0][0], pairs[-1][1])
    return (*ends, float(p[pairs.index(ends)]))


def dimension_of(codebook: Codebook, group: str) -> str:
    """What a column of people is called in a Result: a place's level, "wave", or "group"."""
    if group == codebook.place and codebook.place_level:
        return codebook.place_level
    return "wave" if group == codebook.wave else "group"


def changes(
    answers: Answers, codebook: Codebook, first: str, last: str, *, weighted: bool, sources: tuple[Source, ...] = ()
) -> Result:
    """Did the scores change between two waves? scale, n_first, n, before, now, difference, low, high, p, p_holm, verdict.

    verdict "up" or "down" where Holm's p over all scales is below 1 - level, else "no_evidence". Welch's test; the people of
    the two waves are taken as different people.
    """
    level = float(settings.value("statistics.level"))
    weights = answers.weights if weighted else None
    wave = answers.people[codebook.wave]
    rows = []
    for scale in codebook.scales():
        values = score(answers, scale)
        two = []
        for name in (first, last):
            own = np.asarray(wave == name, dtype=bool)
            two.append(mean_of(values[own], None if weights is None else weights[own], level))
        gap, low, high, p = difference(two[0], two[1], level)
        rows.append({"scale": scale.code, "n_first": two[0].n, "n": two[1].n, "before": two[0].mean, "now": two[1].mean,
                     "difference": gap, "low": low, "high": high, "p": p})
    table = pd.DataFrame(rows)
    table["p_holm"] = adjusted(table["p"].to_numpy(dtype=float), "holm")
    sure = table["p_holm"] < 1 - level
    table["verdict"] = np.where(sure & (table["difference"] > 0), "up", np.where(sure, "down", "no_evidence"))
    derived = ("before", "now", "difference", "low", "high", "p", "p_holm", "verdict")
    return _result(table, ("scale",), ("n_first", "n"), {"n": derived, "n_first": derived}, answers, sources, weights,
                   test="Welch 1947", adjustment="Holm 1979", first=first, last=last)


def _result(
    table: pd.DataFrame, dims: tuple[str, ...], counts: tuple[str, ...], derived: dict[str, tuple[str, ...]],
    answers: Answers, sources: tuple[Source, ...], weights: Numbers | None, more: tuple[Caution, ...] = (), **papers: Any,
) -> Result:
    said = more
    if weights is not None:
        said += (Caution("survey_weighted", {"deff": f"{design_effect(weights):.2f}"}),)
    elif answers.weights is not None:
        said += (Caution("survey_unweighted"),)
    return Result(
        table, dims, counts, derived, measure="answers", unit="score", n=answers.n, sources=sources, cautions=said,
        settings={"level": settings.value("statistics.level"), "weighted": weights is not None,
                  "deff": design_effect(weights), **papers}, subject=SUBJECT,
    )
