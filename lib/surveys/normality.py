"""Are scores normal? The two tests that theses print, and why the answer does not choose the coefficient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from lib.result import Result

_MOST = 5000
"""Scores that Royston's approximation of the p of Shapiro and Wilk was made for."""


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

    Shapiro & Wilk 1965, p after Royston 1995, from 5,000 evenly spaced scores where there are more; Kolmogorov-Smirnov
    with Lilliefors' correction (1967), because mean and deviation come from the same scores: its p is never below .001
    nor above .2 in its table. Scores of items have ties, which both take for a departure; with many people they always
    reject.
    """
    known = scores[~np.isnan(scores)]
    n = len(known)
    if n < 4 or np.ptp(known) == 0:
        return Normality(n, *([math.nan] * 6))
    from statsmodels.stats.diagnostic import lilliefors

    wilk = stats.shapiro(known if n <= _MOST else known[np.linspace(0, n - 1, _MOST).astype(int)])
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


def normalities(scores: pd.DataFrame, names: Sequence[str]) -> Result:
    """``normality`` of several columns of scores: a row for each, with its name."""
    rows = [{"name": name, **asdict(normality(scores[name].to_numpy(dtype=float)))} for name in names]
    hangs = ("skewness", "kurtosis", "shapiro", "shapiro_p", "lilliefors", "lilliefors_p")
    return Result(
        pd.DataFrame(rows, columns=["name", "n", *hangs]),
        dims=("name",),
        counts=("n",),
        derived={"n": hangs},
        measure="normality",
        subject="survey",
        settings={"tests": "shapiro_wilk_1965, lilliefors_1967"},
    )
