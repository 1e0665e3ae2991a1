"""Is it more than chance? A count's interval, a rate's interval, and a count against the same period a year before.

Two counts of different years differ by chance, and complaints differ by more than Poisson chance: they come in bursts. So
the change is judged against the spread that the matched months themselves show.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from lib.result import Result


def count_interval(count: float, level: float) -> tuple[float, float]:
    """Exact interval of a Poisson count. ``(0, 3.69)`` for zero at 95 %.

    Formula: chi-square quantiles, low = chi2(a/2, 2n)/2, high = chi2(1-a/2, 2n+2)/2. Source: Garwood, F. (1936), Fiducial
    limits for the Poisson distribution, Biometrika 28, 437-442.
    """
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(stats.chi2.ppf(tail, 2 * count) / 2)
    return low, float(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


def rate(count: int, population: float, *, level: float, per: float = 100_000) -> Result:
    """Complaints per 100,000 inhabitants with its exact Poisson interval.

    count       complaints in the period, >= 0
    population  inhabitants at risk, > 0 (not person-years: a period shorter than a year gives a rate of that period)
    Returns one row: ``count``, ``population``, ``rate``, ``low``, ``high`` (per ``per`` inhabitants).
    Raises ValueError when the population is not positive.
    """
    if not population > 0:
        raise ValueError("population must be positive")
    low, high = count_interval(count, level)
    table = pd.DataFrame({
        "count": [count], "population": [population], "rate": [count / population * per],
        "low": [low / population * per], "high": [high / population * per],
    })
    return Result(
        table, counts=("count",), derived={"count": ("rate", "low", "high")}, measure="rate", unit="per_100000", n=count,
        settings={"method": "poisson_garwood", "reference": "Garwood 1936", "level": level, "per": per},
    )


def change(
    blocks: pd.DataFrame, *, level: float, exposure_now: float = 1.0, exposure_before: float = 1.0,
    spread: pd.DataFrame | None = None,
) -> Result:
    """Did complaints change against the period before, or can chance explain it?

    blocks            one row per matched block (October against October): columns ``now`` and ``before``, counts >= 0.
                      One row is allowed; then the spread cannot be estimated and Poisson chance is assumed, and said.
    exposure_*        what the counts are over (population, days), when it differs
    level             confidence level, 0-1
    spread            other matched blocks (``now``, ``before``) of the same place and type, used only to estimate the
                      spread: for a period of a month or two, pass the twelve months up to it. None = ``blocks`` itself.

    Returns one row: ``now``, ``before``, ``difference``, ``ratio``, ``low``, ``high`` (interval of the ratio; high is inf
    when nothing happened before), ``p`` (two-sided, equal tails), ``dispersion`` (variance over Poisson variance, >= 1),
    ``blocks`` (matched blocks used for it), ``verdict``: "up", "down", "no_evidence", or "too_few" when not even all
    complaints falling on one side could be told from chance.

    Formula: given now + before = N, now is binomial with p = r e1 / (r e1 + e0). The dispersion is Pearson's chi-square of
    the blocks around a common ratio over its degrees of freedom, not below 1; counts are divided by it and the tail is
    taken from t with those degrees of freedom. The limits are Clopper-Pearson's.
    Sources: Clopper & Pearson (1934), Biometrika 26, 404-413; Przyborowski & Wilenski (1940), Biometrika 31, 313-323;
    quasi-likelihood: McCullagh & Nelder (1989), Generalized Linear Models, 4.5.
    Missing values count as no block: the row is left out.
    """
    used = blocks[["now", "before"]].dropna().astype(float)
    measured = used if spread is None else spread[["now", "before"]].dropna().astype(float)
    row = judged(
        used["now"].to_numpy(), used["before"].to_numpy(), level=level, exposure_now=exposure_now,
        exposure_before=exposure_before, spread=(measured["now"].to_numpy(), measured["before"].to_numpy()),
    )
    hangs = ("difference", "ratio", "low", "high", "p", "dispersion", "verdict")
    return Result(
        pd.DataFrame([row]), counts=("now", "before"), derived={"now": hangs, "before": hangs}, measure="change",
        unit="ratio", n=row["now"] + row["before"],
        settings={
            "method": "conditional_quasi_binomial", "reference": "Clopper & Pearson 1934; McCullagh & Nelder 1989",
            "level": level, "dispersion": row["dispersion"], "degrees_of_freedom": row["blocks"] - 1,
        },
    )


def judged(
    blocks_now: npt.NDArray[Any], blocks_before: npt.NDArray[Any], *, level: float, exposure_now: float,
    exposure_before: float, spread: tuple[npt.NDArray[Any], npt.NDArray[Any]],
) -> dict[str, Any]:
    """The arithmetic of ``change``: its row, from arrays without missing values; for many comparisons at once."""
    now, before = float(blocks_now.sum()), float(blocks_before.sum())
    dispersion, freedom = _dispersion(*spread)
    alpha = 1 - level
    if freedom > 0 and dispersion > 1:
        tail = float(special.ndtr(special.stdtrit(freedom, alpha / 2)))
    else:
        tail = alpha / 2
    weight_now, weight_before = now / dispersion, before / dispersion
    odds = exposure_before / exposure_now
    low_share = 0.0 if now == 0 else float(special.betaincinv(weight_now, weight_before + 1, tail))
    high_share = 1.0 if before == 0 else float(special.betaincinv(weight_now + 1, weight_before, 1 - tail))
    null = exposure_now / (exposure_now + exposure_before)
    up = 1.0 if now == 0 else float(special.betainc(weight_now, weight_before + 1, null))
    down = 1.0 if before == 0 else float(special.betaincc(weight_now + 1, weight_before, null))
    p = _two_sided(min(up, down), freedom if dispersion > 1 else 0)
    low = low_share / (1 - low_share) * odds if low_share < 1 else math.inf
    high = high_share / (1 - high_share) * odds if high_share < 1 else math.inf
    ratio = (now / before * odds) if before > 0 else (math.inf if now > 0 else math.nan)
    total = (now + before) / dispersion
    if 2 * max(null, 1 - null) ** total > alpha:
        verdict = "too_few"
    elif low > 1:
        verdict = "up"
    elif high < 1:
        verdict = "down"
    else:
        verdict = "no_evidence"
    return {
        "now": int(now), "before": int(before), "difference": int(now - before), "ratio": ratio, "low": low, "high": high,
        "p": p, "dispersion": dispersion, "blocks": freedom + 1, "verdict": verdict,
    }


def _dispersion(now: np.ndarray, before: np.ndarray) -> tuple[float, int]:
    """(variance over binomial variance, degrees of freedom); (1, 0) when it cannot be estimated."""
    totals = now + before
    kept = totals > 0
    freedom = int(kept.sum()) - 1
    if freedom < 1:
        return 1.0, 0
    share = now[kept].sum() / totals[kept].sum()
    if share in (0.0, 1.0):
        return 1.0, freedom
    expected = totals[kept] * share
    chi_square = float((((now[kept] - expected) ** 2) / (expected * (1 - share))).sum())
    return max(1.0, chi_square / freedom), freedom


def _two_sided(tail: float, freedom: int) -> float:
    """Twice the smaller tail; with an estimated dispersion the normal score of the tail is read on t instead."""
    tail = min(0.5, tail)
    if freedom > 0 and tail > 0:
        tail = float(special.stdtr(freedom, special.ndtri(tail)))
    return min(1.0, 2 * tail)
