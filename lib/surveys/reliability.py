"""Does a scale measure one thing, and how precisely? Cronbach's alpha, McDonald's omega, and what each item adds.

alpha      k/(k-1) (1 - sum of item variances / variance of the sum) (Cronbach 1951, Psychometrika 16, 297-334);
           standardised: the same of the correlations. Interval: Feldt 1965, Psychometrika 30, 357-370 (F with n-1 and
           (n-1)(k-1)).
omega      ``lib.surveys.omega``.
item-rest  correlation of an item with the sum of the others (Nunnally & Bernstein 1994, ch. 8).
Reversed items are turned first. Respondents count equally: reliability is a property of the answers, not of a population.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from lib import settings
from lib.errors import UsageError
from lib.result import Caution, Result, Source
from lib.surveys.answers import Answers, Numbers, turned
from lib.surveys.instrument import Codebook, Scale
from lib.surveys.moments import Missing, Moments, correlations, moments, pair_correlations
from lib.surveys.omega import Omega, omega

SUBJECT = "survey"


@dataclass(frozen=True)
class Reliability:
    """Everything about one scale: one row in ``whole``, one per item in ``items``, one per two items in ``pairs``."""

    scale: Scale
    whole: Result
    items: Result
    pairs: Result


def alpha(cov: Numbers) -> float:
    """Cronbach's alpha of items with this covariance matrix (of a correlation matrix: the standardised alpha)."""
    k = len(cov)
    return float(k / (k - 1) * (1 - np.trace(cov) / cov.sum()))


def feldt(value: float, n: int, items: int, level: float) -> tuple[float, float]:
    """Feldt's interval for an alpha from n respondents and so many items; exact for parallel normal items."""
    tail = (1 - level) / 2
    first, second = n - 1, (n - 1) * (items - 1)
    ends = stats.f.ppf([1 - tail, tail], first, second)
    return float(1 - (1 - value) * ends[0]), float(1 - (1 - value) * ends[1])


def reliability(
    answers: Answers, codebook: Codebook, code: str, missing: Missing = "listwise", *, sources: tuple[Source, ...] = (),
    runs: int | None = None,
) -> Reliability:
    """How reliable is one variable or dimension, and which item weakens it?

    code     of the variable or dimension; missing: how gaps are treated (``lib.surveys.moments``)
    runs     bootstrap samples for omega's interval (default ``surveys.bootstrap_runs``)
    whole    scale, items, n, respondents, alpha (alpha_low, alpha_high), standardised, omega (omega_low, omega_high),
             mean_r, turned (alpha if the items that run against the others were turned), and what it teaches: flags
             (codes joined by a blank)
    items    item, n, missing_n, mean, sd, floor_n, floor, ceiling_n, ceiling, rest_r, dropped, loading, flags. floor and
             ceiling are shares of the answers at the scale's ends as scored (reversed items turned)
    pairs    item, other, n, r: the inter-item correlations
    UsageError when nothing can be said: one item, fewer than three respondents, no item that varies, a split ballot.
    """
    scale = codebook.scale(code)
    values = turned(answers, scale.items)
    names = tuple(item.code for item in scale.items)
    found = moments(values, missing, names)
    level = float(settings.value("statistics.level"))
    runs = int(settings.value("surveys.bootstrap_runs")) if runs is None else runs
    rng = np.random.Generator(np.random.PCG64(int(settings.value("surveys.seed"))))
    common = omega(found, level, rng, runs) if len(found.kept) > 2 else None
    items = _items(scale, values, found, common)
    whole = _whole(scale, answers, found, common, level, items)
    papers = {
        "scale": code, "missing": missing, "level": level, "alpha": "Cronbach 1951", "alpha_interval": "Feldt 1965",
        "omega": "McDonald 1999, one factor by maximum likelihood", "bootstrap": runs, "n": found.n,
    }
    cautions = _cautions(scale, answers, found, missing)

    def result(
        table: pd.DataFrame, dims: tuple[str, ...], counts: tuple[str, ...], derived: dict[str, tuple[str, ...]]
    ) -> Result:
        return Result(table, dims, counts, derived, measure="answers", unit="ratio", n=found.n, settings=papers,
                      sources=sources, cautions=cautions, subject=SUBJECT)

    numbers = ("alpha", "alpha_low", "alpha_high", "standardised", "omega", "omega_low", "omega_high", "mean_r", "turned",
               "flags")
    per_item = ("missing_n", "missing", "mean", "sd", "rest_r", "dropped", "loading", "flags")
    return Reliability(
        scale,
        result(whole, ("scale",), ("n",), {"n": numbers}),
        result(items, ("item",), ("n", "floor_n", "ceiling_n"),
               {"n": per_item, "floor_n": ("floor",), "ceiling_n": ("ceiling",)}),
        result(_pairs(names, found), ("item", "other"), ("n",), {"n": ("r",)}),
    )


def _whole(
    scale: Scale, answers: Answers, found: Moments, common: Omega | None, level: float, items: pd.DataFrame
) -> pd.DataFrame:
    k = len(found.kept)
    value = alpha(found.cov)
    low, high = feldt(value, found.n, k, level)
    correlated = correlations(found.cov)
    nothing = float("nan")
    against = items["flags"].iloc[list(found.kept)].str.contains("negative").to_numpy()
    sign = np.where(against, -1.0, 1.0)
    flags = [name for name, yes in (
        ("negative", bool(against.any())),
        ("few", found.n < int(settings.value("surveys.alpha_fewest"))),
        ("low", value < float(settings.value("surveys.alpha_low")) and not against.any()),
        ("redundant", value > float(settings.value("surveys.alpha_redundant"))),
        ("two_items", k == 2),
    ) if yes]
    return pd.DataFrame([{
        "scale": scale.code, "items": k, "n": found.n, "respondents": answers.n, "alpha": value, "alpha_low": low,
        "alpha_high": high, "standardised": alpha(correlated), "omega": common.omega if common else nothing,
        "omega_low": common.low if common else nothing, "omega_high": common.high if common else nothing,
        "mean_r": (correlated.sum() - k) / (k * (k - 1)), "turned": alpha(found.cov * np.outer(sign, sign)),
        "flags": " ".join(flags),
    }])


def _items(scale: Scale, values: Numbers, found: Moments, common: Omega | None) -> pd.DataFrame:
    answered = np.isfinite(values)
    number = answered.sum(axis=0)
    some = np.maximum(number, 1)
    filled = np.where(answered, values, 0.0)
    mean = np.where(number > 0, filled.sum(axis=0) / some, np.nan)
    square = np.where(answered, (values - mean) ** 2, 0.0).sum(axis=0)
    sd = np.where(number > 1, np.sqrt(square / np.maximum(number - 1, 1)), np.nan)
    lowest = np.where(answered, values <= [item.low for item in scale.items], False).sum(axis=0)
    highest = np.where(answered, values >= [item.high for item in scale.items], False).sum(axis=0)
    k = len(scale.items)
    rest, dropped, loading = (np.full(k, np.nan) for _ in range(3))
    kept = list(found.kept)
    rest[kept], dropped[kept] = _with_rest(found.cov)
    if common is not None:
        loading[kept] = common.loadings
    weak, ends = float(settings.value("surveys.rest_weak")), float(settings.value("surveys.ends_share"))
    value = alpha(found.cov)
    rows = []
    for place, item in enumerate(scale.items):
        flags = [name for name, yes in (
            ("constant", place not in found.kept),
            ("negative", (rest if np.isnan(loading[place]) else loading)[place] < 0),
            ("weak", rest[place] < weak),
            ("better_without", dropped[place] > value + float(settings.value("surveys.dropped_gain"))),
            ("floor", lowest[place] / some[place] > ends),
            ("ceiling", highest[place] / some[place] > ends),
        ) if yes]
        rows.append({
            "item": item.code, "n": int(number[place]), "missing_n": int(len(values) - number[place]),
            "missing": 1 - number[place] / len(values), "mean": mean[place], "sd": sd[place],
            "floor_n": int(lowest[place]), "floor": lowest[place] / some[place], "ceiling_n": int(highest[place]),
            "ceiling": highest[place] / some[place], "rest_r": rest[place], "dropped": dropped[place],
            "loading": loading[place], "reversed": item.reversed, "flags": " ".join(flags),
        })
    return pd.DataFrame(rows)


def _with_rest(cov: Numbers) -> tuple[Numbers, Numbers]:
    """(correlation of each item with the sum of the others, alpha without it) from the covariances alone."""
    k, variance, total = len(cov), np.diagonal(cov), cov.sum()
    row = cov.sum(axis=1)
    others = np.maximum(total - 2 * row + variance, 1e-300)
    rest = (row - variance) / np.sqrt(variance * others)
    if k < 3:
        return rest, np.full(k, np.nan)
    return rest, (k - 1) / (k - 2) * (1 - (variance.sum() - variance) / others)


def _pairs(names: tuple[str, ...], found: Moments) -> pd.DataFrame:
    correlated = pair_correlations(found.rows)
    rows = [
        {"item": names[found.kept[i]], "other": names[found.kept[j]], "n": int(found.pairs[i, j]), "r": correlated[i, j]}
        for i in range(len(found.kept)) for j in range(i)
    ]
    return pd.DataFrame(rows)


def _cautions(scale: Scale, answers: Answers, found: Moments, missing: Missing) -> tuple[Caution, ...]:
    said = []
    left = len(scale.items) - len(found.kept)
    if left:
        said.append(Caution("survey_constant_left_out", {"items": left}))
    if missing == "listwise" and found.n < answers.n:
        said.append(Caution("survey_listwise", {"n": found.n, "all": answers.n}))
    if missing == "pairwise":
        said.append(Caution("survey_pairwise", {"n": found.n}))
    if len({(item.low, item.high) for item in scale.items}) > 1:
        said.append(Caution("survey_mixed_scales"))
    return tuple(said)


def summary(
    answers: Answers, codebook: Codebook, missing: Missing = "listwise", *, sources: tuple[Source, ...] = (),
    runs: int | None = None,
) -> tuple[dict[str, Reliability], dict[str, UsageError]]:
    """The reliability of every variable and dimension, and for those that have none the reason."""
    found: dict[str, Reliability] = {}
    refused: dict[str, UsageError] = {}
    for scale in codebook.scales():
        try:
            found[scale.code] = reliability(answers, codebook, scale.code, missing, sources=sources, runs=runs)
        except UsageError as error:
            refused[scale.code] = error
    return found, refused


def together(found: Mapping[str, Reliability]) -> Result:
    """The rows of all scales in one table, with the cautions of any of them. ``found`` holds at least one."""
    several = list(found.values())
    cautions = {caution.key: caution for one in several for caution in one.whole.cautions}
    fewest = min(int(one.whole.table["n"].iloc[0]) for one in several)
    for key in {"survey_listwise", "survey_pairwise"} & set(cautions):
        cautions[key] = Caution(key, {**cautions[key].params, "n": fewest})
    table = pd.concat([one.whole.table for one in several], ignore_index=True)
    largest = max(several, key=lambda one: one.whole.n or 0).whole
    return replace(largest, table=table, cautions=tuple(cautions.values()))
