"""Two shares of people: is the difference more than chance, and how many people must have been asked for that?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True)
class Difference:
    """share now - share before, its z and p, and its interval."""

    difference: float
    z: float
    p: float
    low: float
    high: float


def compare(
    first: float, n_first: float, second: float, n_second: float, level: float, deff: float = 1.0
) -> Difference:
    """Do two groups of people differ in a share (``first`` - ``second``, between 0 and 1)?

    n_first, n_second  people asked; both are divided by the design effect ``deff``
    z and p: pooled two-sample test. Interval: Newcombe's hybrid score interval (1998, Statistics in Medicine 17,
    873-890, method 10). NaN for groups of nobody; z and p are NaN where nobody or everybody says yes in both.
    """
    n_first, n_second = n_first / deff, n_second / deff
    if n_first <= 0 or n_second <= 0:
        return Difference(first - second, math.nan, math.nan, math.nan, math.nan)
    pooled = (first * n_first + second * n_second) / (n_first + n_second)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n_first + 1 / n_second))
    z = (first - second) / error if error > 0 else math.nan
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        first * n_first, n_first, second * n_second, n_second, method="newcomb", compare="diff", alpha=1 - level
    )
    return Difference(first - second, z, float(2 * stats.norm.sf(abs(z))), float(low), float(high))


def least_people(before: float, after: float, alpha: float, deff: float = 1.0) -> int | None:
    """The smallest n per wave with which these two shares would differ significantly (pooled z test); None when equal.

    36 % and 49 % need 112 people in each wave, 223 with a design effect of 2.
    """
    if before == after:
        return None
    z, mean = float(stats.norm.ppf(1 - alpha / 2)), (before + after) / 2
    return math.floor(deff * z * z * 2 * mean * (1 - mean) / (before - after) ** 2) + 1


def people_for_power(before: float, after: float, alpha: float, power: float, deff: float = 1.0) -> int | None:
    """How many people per wave to find this difference with probability ``power``; None when the shares are equal.

    Fleiss, Levin & Paik (2003, Statistical Methods for Rates and Proportions, 3rd ed., formula 4.14), without
    continuity correction. 36 % and 49 %: 226 for 80 %.
    """
    if before == after:
        return None
    mean = (before + after) / 2
    reach = float(stats.norm.ppf(1 - alpha / 2)) * math.sqrt(2 * mean * (1 - mean)) + float(stats.norm.ppf(power)) * (
        math.sqrt(before * (1 - before) + after * (1 - after))
    )
    return math.ceil(deff * (reach / (before - after)) ** 2)


def power(before: float, after: float, n: float, alpha: float, deff: float = 1.0) -> float:
    """With what probability ``n`` people per wave find this difference: the inverse of ``people_for_power``."""
    mean, n = (before + after) / 2, n / deff
    spread = math.sqrt(before * (1 - before) + after * (1 - after))
    if spread == 0 or n <= 0:
        return math.nan
    cut = float(stats.norm.ppf(1 - alpha / 2)) * math.sqrt(2 * mean * (1 - mean))
    return float(stats.norm.cdf((abs(before - after) * math.sqrt(n) - cut) / spread))
