"""Is one correlation really larger than another of the same people? Both share a variable, so they are not independent."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

from lib.surveys.coefficients import Method, interval


@dataclass(frozen=True)
class Comparison:
    """r(x, a) against r(x, b). ``t`` and ``p`` of Williams, ``low`` and ``high`` of Zou for the difference."""

    first: float
    second: float
    between: float
    n: int
    difference: float
    t: float
    p: float
    low: float
    high: float


def compare(
    first: float, second: float, between: float, n: int, level: float, method: Method = "spearman"
) -> Comparison:
    """Does x go more with a than with b, beyond chance?

    first, second  r(x, a) and r(x, b), of the same n people
    between        r(a, b)
    p: Williams (1959, Journal of the Royal Statistical Society B 21, 396-399), t with n - 3 degrees of freedom, which
    Steiger (1980, Psychological Bulletin 87, 245-251) recommends. Interval: Zou (2007, Psychological Methods 12,
    399-413), from the two intervals and the correlation of the coefficients. For Spearman's rho the two intervals are
    Bonett & Wright's and the rest is used as for r, an approximation (Myers & Sirois 2006). Kendall's tau: not defined.
    NaN where n is below 5, a coefficient is missing, or the three cannot belong together.
    """
    lost = Comparison(first, second, between, n, first - second, math.nan, math.nan, math.nan, math.nan)
    whole = 1 - first**2 - second**2 - between**2 + 2 * first * second * between
    if method == "kendall" or n < 5 or math.isnan(whole) or whole < -1e-12 or max(abs(first), abs(second)) >= 1:
        return lost
    if abs(between) >= 1:
        return lost
    mean = (first + second) / 2
    under = 2 * (n - 1) / (n - 3) * max(whole, 0.0) + mean**2 * (1 - between) ** 3
    t = (first - second) * math.sqrt((n - 1) * (1 + between) / under) if under > 0 else math.nan
    p = float(2 * stats.t.sf(abs(t), n - 3))
    shared = ((between - first * second / 2) * (1 - first**2 - second**2 - between**2) + between**3) / (
        (1 - first**2) * (1 - second**2)
    )
    shared = min(max(shared, -1.0), 1.0)
    low_1, high_1 = interval(first, n, level, method)
    low_2, high_2 = interval(second, n, level, method)
    down = _reach(first - low_1, high_2 - second, shared)
    up = _reach(high_1 - first, second - low_2, shared)
    return Comparison(first, second, between, n, first - second, t, p, first - second - down, first - second + up)


def _reach(one: float, other: float, shared: float) -> float:
    return math.sqrt(max(one**2 + other**2 - 2 * shared * one * other, 0.0))
