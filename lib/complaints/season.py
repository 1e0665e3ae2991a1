"""Level, season and remainder of a monthly series, and whether there is a season at all."""

from __future__ import annotations

import calendar

import numpy as np
import pandas as pd
from scipy import special, stats
from statsmodels.tsa.seasonal import STL

from lib.result import Result

MONTHS = 12


def decompose(months: pd.DataFrame, *, level: float) -> Result:
    """Which part of the months is level, which is season, and which is neither?

    months  ``month`` (first day) and ``count`` of at least 24 consecutive whole months, none missing
    level   confidence level of the test, 0-1

    Returns ``month``, ``count``, ``trend``, ``season``, ``remainder`` (they add up to count). ``settings``: p and verdict
    ("season", "no_evidence") of ``season_test`` on the last whole years; high and low, the months (1-12) with most and
    fewest complaints a day; strength, the share of what is left after the level that the season explains (0-1).
    Raises ValueError with fewer than 24 months or with one missing.

    Formula: STL (Cleveland, Cleveland, McRae & Terpenning 1990, J. Official Statistics 6, 3-73) by
    statsmodels; strength = max(0, 1 - Var(remainder) / Var(season + remainder)) (Wang, Smith & Hyndman 2006).
    STL finds a season in pure noise too: only the test says whether to believe it.
    """
    counts = months["count"].astype("float64").to_numpy()
    if len(counts) < 2 * MONTHS or not np.isfinite(counts).all():
        raise ValueError("at least 24 consecutive months are needed")
    found = STL(counts, period=MONTHS, seasonal=13).fit()
    trend, season, remainder = np.asarray(found.trend), np.asarray(found.seasonal), np.asarray(found.resid)
    both = float(np.var(season + remainder))
    years = len(counts) // MONTHS
    last = months.iloc[-years * MONTHS:]
    days = np.array([calendar.monthrange(day.year, day.month)[1] for day in pd.DatetimeIndex(last["month"])], dtype=float)
    by_year, days = counts[-years * MONTHS:].reshape(years, MONTHS), days.reshape(years, MONTHS)
    p = season_test(by_year, days)
    even = (by_year.sum(axis=1, keepdims=True) * days / days.sum(axis=1, keepdims=True)).sum(axis=0)
    profile = by_year.sum(axis=0) / even if by_year.sum() else np.ones(MONTHS)
    first = pd.DatetimeIndex(last["month"])[0].month
    table = pd.DataFrame({
        "month": months["month"].to_numpy(), "count": counts.astype("int64"), "trend": trend, "season": season,
        "remainder": remainder,
    })
    return Result(
        table, dims=("month",), derived={"count": ("trend", "season", "remainder")}, measure="complaints",
        n=int(counts.sum()),
        settings={
            "method": "stl", "reference": "Cleveland et al. 1990", "level": level, "p": p,
            "verdict": "season" if p < 1 - level else "no_evidence", "years": years,
            "high": (first - 1 + int(profile.argmax())) % MONTHS + 1,
            "low": (first - 1 + int(profile.argmin())) % MONTHS + 1,
            "strength": max(0.0, 1 - float(np.var(remainder)) / both) if both > 0 else 0.0,
        },
    )


def season_test(counts: np.ndarray, days: np.ndarray) -> float:
    """p of "every month of the year has the same complaints a day, whatever the year's level".

    counts, days   years (rows) by months (columns); at least two years
    Formula: quasi-Poisson F test, the deviance of the month effect over its 11 degrees of freedom by Pearson's dispersion
    around year x month effects. Source: McCullagh & Nelder (1989), Generalized Linear Models, 4.5. 1 without complaints.
    """
    kept = counts[counts.sum(axis=1) > 0]
    exposure = days[counts.sum(axis=1) > 0]
    years, total = len(kept), float(kept.sum())
    if years < 2:
        return 1.0
    rows, columns = kept.sum(axis=1, keepdims=True), kept.sum(axis=0, keepdims=True)
    flat = rows * exposure / exposure.sum(axis=1, keepdims=True)
    shaped = rows * columns / total
    gain = 2 * float((special.xlogy(kept, shaped) - special.xlogy(kept, flat)).sum())
    used = columns[0] > 0
    freedom = (years - 1) * (int(used.sum()) - 1)
    if freedom < 1:
        return 1.0
    chi_square = float(((kept[:, used] - shaped[:, used]) ** 2 / shaped[:, used]).sum())
    phi = max(1.0, chi_square / freedom)
    return float(stats.f.sf(max(gain, 0.0) / (MONTHS - 1) / phi, MONTHS - 1, freedom))
