"""Are scores normal? The two tests that theses print, and why the answer does not choose the coefficient."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats


@dataclass(frozen=True)
class Normality:
    """Of one column of scores: n, skewness, excess kurtosis, Shapiro-Wilk (W, p), Kolmogorov-Smirnov-Lilliefors (D, p).

    NaN where there are fewer than four scores or they do not vary.
    """

    n: int
    skewness: float
    kurtosis: float
    shapiro: float
    shapiro_p: float
    lilliefors: float
    lilliefors_p: float


def normality(scores: npt.NDArray[np.float64]) -> Normality:
    """Do these scores follow a normal curve? Missing ones are left out.

    Shapiro & Wilk 1965 (Royston 1995; above 5,000 scores its p is not exact), and Kolmogorov-Smirnov with Lilliefors'
    correction (1967), because mean and deviation come from the same scores: its p is never below .001 nor above .2 in
    its table. Scores of items have ties, which both tests take for a departure; with many people they always reject.
    """
    known = scores[~np.isnan(scores)]
    n = len(known)
    if n < 4 or np.ptp(known) == 0:
        return Normality(n, *([math.nan] * 6))
    from statsmodels.stats.diagnostic import lilliefors

    wilk = stats.shapiro(known if n <= 5000 else np.random.default_rng(1).choice(known, 5000, replace=False))
    largest, p = lilliefors(known, dist="norm", pvalmethod="table")
    return Normality(
        n,
        float(stats.skew(known)),
        float(stats.kurtosis(known)),
        float(wilk.statistic),
        float(wilk.pvalue),
        float(largest),
        float(p),
    )
