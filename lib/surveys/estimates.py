"""Means and shares of a sample with or without weights, their intervals and what the weights cost (design effect).

mean    standard error by Taylor linearisation of the weighted mean (Lohr 2010, Sampling, ch. 9): without weights s / sqrt(n)
share   Wilson's interval (1927, JASA 22, 209-212) on the effective number of respondents
deff    n * sum(w^2) / (sum w)^2 = 1 + CV^2 of the weights (Kish 1965, Survey Sampling, 11.7); effective n = n / deff
Respondents are taken as independent draws: a sample of clusters has wider intervals than these, which the page says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from lib.surveys.answers import Numbers

NOTHING = float("nan")


@dataclass(frozen=True)
class Mean:
    """A mean with its standard deviation, standard error, interval, design effect and number of respondents."""

    n: int
    mean: float
    sd: float
    error: float
    low: float
    high: float
    deff: float


@dataclass(frozen=True)
class Share:
    """A share of ``n`` respondents of whom ``count`` (unweighted) are meant."""

    count: int
    n: int
    share: float
    low: float
    high: float


def design_effect(weights: Numbers | None) -> float:
    """How many times the weights multiply a variance; 1 without weights."""
    if weights is None or not len(weights) or not weights.sum():
        return 1.0
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def mean_of(values: Numbers, weights: Numbers | None, level: float) -> Mean:
    """The mean of ``values`` (NaN = not asked, left out). Respondents of weight zero do not count."""
    known = np.isfinite(values) & (True if weights is None else weights > 0)
    x = values[known]
    w = np.ones(len(x)) if weights is None else weights[known]
    n = len(x)
    if n == 0:
        return Mean(0, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, 1.0)
    total = w.sum()
    middle = float((w * x).sum() / total)
    if n == 1:
        return Mean(1, middle, NOTHING, NOTHING, NOTHING, NOTHING, 1.0)
    off = x - middle
    sd = float(np.sqrt((w * off**2).sum() / total * n / (n - 1)))
    error = float(np.sqrt((w**2 * off**2).sum() * n / (n - 1)) / total)
    reach = float(stats.t.ppf((1 + level) / 2, n - 1)) * error
    return Mean(n, middle, sd, error, middle - reach, middle + reach, design_effect(w if weights is not None else None))


def share_of(meant: np.ndarray, known: np.ndarray, weights: Numbers | None, level: float) -> Share:
    """The share of the ``known`` respondents who are ``meant``."""
    from statsmodels.stats.proportion import proportion_confint  # a second to import: only when it is asked for

    if weights is not None:
        known = known & (weights > 0)
    n = int(known.sum())
    count = int((meant & known).sum())
    if n == 0:
        return Share(0, 0, NOTHING, NOTHING, NOTHING)
    w = np.ones(n) if weights is None else weights[known]
    share = float((w * meant[known]).sum() / w.sum())
    effective = n / design_effect(w if weights is not None else None)
    low, high = proportion_confint(share * effective, effective, alpha=1 - level, method="wilson")
    return Share(count, n, share, float(low), float(high))


def difference(first: Mean, last: Mean, level: float) -> tuple[float, float, float, float]:
    """(last - first, its interval, p): Welch's test with Satterthwaite's degrees of freedom (Welch 1947)."""
    if first.n < 2 or last.n < 2:
        return (NOTHING,) * 4
    one, two = first.error**2, last.error**2
    gap = last.mean - first.mean
    if one + two == 0:
        return gap, gap, gap, NOTHING
    freedom = (one + two) ** 2 / (one**2 / (first.n - 1) + two**2 / (last.n - 1))
    error = float(np.sqrt(one + two))
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * error
    return gap, gap - reach, gap + reach, float(2 * stats.t.sf(abs(gap) / error, freedom))
