"""One correlation: coefficient, p, interval, power, from answers or from what a publication prints (rho and n)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

Method = Literal["spearman", "pearson", "kendall"]
METHODS: tuple[Method, ...] = ("spearman", "pearson", "kendall")
REFERENCES = {
    "spearman": "Spearman 1904; Bonett & Wright 2000",
    "pearson": "Pearson 1896; Fisher 1921",
    "kendall": "Kendall 1945 (tau-b); Bonett & Wright 2000",
}
_LEAST = {"spearman": 4, "pearson": 4, "kendall": 5}


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with its two-sided p; NaN both where a variable does not vary or n is below three."""

    value: float
    p: float
    n: int


def alpha_of(level: float) -> float:
    """The alpha of a test at a level of confidence: .05, and not the .050000000000000044 that 1 - .95 gives."""
    return round(1 - level, 12)


def coefficient(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64], method: Method) -> Coefficient:
    """How do two columns of answers go together?

    first, second  as long as each other; pairs with a missing value are left out
    Spearman's rho is Pearson's r of the mid-ranks, so that ties count; Kendall's is tau-b. p: t with n - 2 degrees of
    freedom (Spearman, Pearson); Kendall's exact distribution without ties below 34 pairs, else its normal approximation.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    x, y = first[both], second[both]
    n = len(x)
    if n < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Coefficient(math.nan, math.nan, n)
    if method == "kendall":
        found = stats.kendalltau(x, y)
        return Coefficient(float(found.statistic), float(found.pvalue), n)
    if method == "spearman":
        x, y = stats.rankdata(x), stats.rankdata(y)
    value = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    return Coefficient(value, p_value(value, n, method), n)


def t_value(value: float, n: int) -> float:
    """t = r sqrt((n - 2) / (1 - r^2)), with n - 2 degrees of freedom."""
    if abs(value) >= 1:
        return math.copysign(math.inf, value)
    return value * math.sqrt((n - 2) / (1 - value * value))


def p_value(value: float, n: int, method: Method = "spearman") -> float:
    """The two-sided p of a printed coefficient and n; NaN below three.

    Spearman and Pearson: t with n - 2 degrees of freedom, as SPSS and R do it. Kendall, without its data: the normal
    approximation without ties, variance 2 (2n + 5) / (9 n (n - 1)).
    """
    if n < 3 or math.isnan(value):
        return math.nan
    if method == "kendall":
        return float(2 * stats.norm.sf(abs(value) / math.sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)))))
    return float(2 * stats.t.sf(abs(t_value(value, n)), n - 2))


def interval(value: float, n: int, level: float, method: Method = "spearman") -> tuple[float, float]:
    """Between what values may the coefficient of all people lie? NaN when n is too small or the coefficient is 1.

    Fisher's z with the variance of Bonett & Wright (2000, Psychometrika 65, 23-28): Spearman (1 + rho^2/2)/(n - 3),
    Kendall .437/(n - 4), Pearson 1/(n - 3). Not for variables with only a few ordered values.
    """
    if n < _LEAST[method] or math.isnan(value) or abs(value) >= 1:
        return math.nan, math.nan
    variance = {
        "spearman": (1 + value * value / 2) / (n - 3) if n > 3 else math.nan,
        "pearson": 1 / (n - 3),
        "kendall": 0.437 / (n - 4) if n > 4 else math.nan,
    }[method]
    z, reach = math.atanh(value), float(stats.norm.ppf((1 + level) / 2)) * math.sqrt(variance)
    return math.tanh(z - reach), math.tanh(z + reach)


def spread(n: float, method: Method = "spearman") -> float:
    """Standard error of Fisher's z under no large effect, for planning: Fieller, Hartley & Pearson (1957, Biometrika 44,
    470-481): Spearman 1.06/(n - 3), Kendall .437/(n - 4); Fisher: Pearson 1/(n - 3)."""
    numerator, lost = {"spearman": (1.06, 3), "pearson": (1.0, 3), "kendall": (0.437, 4)}[method]
    return math.sqrt(numerator / (n - lost)) if n > lost else math.inf


def power(value: float, n: int, alpha: float, method: Method = "spearman") -> float:
    """With what probability would this n find a coefficient as large as this one (two-sided test at ``alpha``)?"""
    if math.isnan(value):
        return math.nan
    error = spread(n, method)
    if math.isinf(error):
        return math.nan
    if abs(value) >= 1:
        return 1.0
    z, cut = abs(math.atanh(value)) / error, float(stats.norm.ppf(1 - alpha / 2))
    return float(stats.norm.sf(cut - z) + stats.norm.cdf(-cut - z))


def smallest(n: int, alpha: float, wanted: float, method: Method = "spearman") -> float:
    """The smallest coefficient that this n finds with probability ``wanted``; NaN when n is too small."""
    error = spread(n, method)
    if math.isinf(error):
        return math.nan
    return math.tanh(float(stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(wanted)) * error)


def critical(n: int, alpha: float) -> float:
    """The smallest |coefficient| that the t test calls significant with this n; NaN below four."""
    if n < 4:
        return math.nan
    t = float(stats.t.ppf(1 - alpha / 2, n - 2))
    return t / math.sqrt(n - 2 + t * t)


def people_for_power(value: float, alpha: float, wanted: float, method: Method = "spearman") -> int:
    """How many people to find a coefficient of this size with probability ``wanted``? .20 needs 206 for .80 (Spearman)."""
    numerator, lost = {"spearman": (1.06, 3), "pearson": (1.0, 3), "kendall": (0.437, 4)}[method]
    reach = float(stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(wanted))
    return math.ceil(numerator * (reach / math.atanh(abs(value))) ** 2 + lost)


def people_for_width(value: float, width: float, level: float, method: Method = "spearman") -> int:
    """How many people for an interval no wider than ``width``? The smallest n whose interval (``interval``) is."""

    def too_wide(n: float) -> float:
        low, high = interval(value, int(n), level, method)
        return high - low - width

    least, most = _LEAST[method], 10_000_000
    if too_wide(most) > 0:
        raise ValueError("width")
    if too_wide(least) <= 0:
        return least
    near = int(optimize.bisect(too_wide, least, most, xtol=0.5))
    return next(n for n in range(max(near - 2, least), near + 4) if too_wide(n) <= 0)
