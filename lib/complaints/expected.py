"""What earlier years let us expect of a month or a week: a band that a new count leaves by chance one time in twenty."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from lib.result import Result

Floats = npt.NDArray[np.float64]


def band(series: pd.DataFrame, *, season: int, level: float, fewest: int, most: int) -> Result:
    """Is this month (week) within what the same months of earlier years let us expect?

    series   one row per period, consecutive and in order: ``start`` (its first day), ``count`` (missing = hidden or not
             complete) and ``settled`` (False: late complaints still come in, or the period is cut). Only settled periods
             are history; every period is judged, and it is for the caller to say which may still grow.
    season   periods in a year: 12 months, or 52 weeks (the same weekday, 364 days back)
    level    share of new counts inside the band, 0-1
    fewest   earlier years needed; with fewer there is no band (NaN)
    most     earlier years used

    Returns a row per period: ``start``, ``count``, ``settled``, ``expected`` (mean of the same period of earlier years),
    ``low``, ``high`` (both ends belong to the band), ``years`` (earlier years used), ``dispersion`` with its ``freedom``,
    ``mean`` (of the prediction: expected, and half a complaint spread over the years), ``verdict``
    ("above", "below", "inside", "" without a band or a count).

    Formula: with S complaints in h earlier years, a new Poisson count is negative binomial with mean (S + 1/2) / h and
    variance over mean 1 + 1/h (Jeffreys). The spread phi between the years of the same season, Pearson's chi-square over
    its degrees of freedom pooled over all seasons of those years and not below 1, multiplies the variance; its own
    uncertainty widens the tails as Student's t does. Sources: Hahn & Meeker (1991), Statistical Intervals, 7;
    McCullagh & Nelder (1989), Generalized Linear Models, 4.5.
    """
    counts = series["count"].astype("float64").to_numpy()
    history = np.where(series["settled"].astype(bool), counts, np.nan)
    records = [_one(history, i, season, fewest, most) for i in range(len(series))]
    told = pd.DataFrame(records, columns=["total", "years", "dispersion", "freedom"])
    known_years = told["years"].to_numpy()
    table = series[["start", "count", "settled"]].reset_index(drop=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        table["expected"] = told["total"] / np.where(known_years > 0, known_years, np.nan)
    table["low"], table["high"] = interval(told["total"], known_years, told["dispersion"], told["freedom"], level)
    table["years"], table["dispersion"] = known_years, told["dispersion"]
    table["mean"] = (told["total"] + 0.5) / np.where(known_years > 0, known_years, np.nan)
    table["freedom"] = told["freedom"]
    above, below = counts > table["high"].to_numpy(), counts < table["low"].to_numpy()
    known = np.isfinite(counts) & table["expected"].notna().to_numpy()
    table["verdict"] = np.where(~known, "", np.where(above, "above", np.where(below, "below", "inside")))
    return Result(
        table, dims=("start",), counts=("count",),
        derived={"count": ("verdict",)}, measure="complaints",
        n=int(np.nansum(counts)), settings={
            "method": "negative_binomial_prediction", "reference": "Hahn & Meeker 1991; McCullagh & Nelder 1989",
            "level": level, "season": season, "years_needed": fewest, "years_used": most,
        },
    )


def _one(history: Floats, at: int, season: int, fewest: int, most: int) -> tuple[float, int, float, int]:
    """Complaints in the same period of earlier years, those years, their spread and its degrees of freedom."""
    depth = min(at // season, most)
    if depth < fewest:
        return math.nan, 0, math.nan, 0
    past = history[at - depth * season:at].reshape(depth, season)
    same = past[:, 0]  # ``at`` lies whole years after the first column
    same = same[np.isfinite(same)]
    if len(same) < fewest:
        return math.nan, 0, math.nan, 0
    phi, freedom = dispersion(past)
    return float(same.sum()), len(same), phi, freedom


def interval(
    total: npt.ArrayLike, years: npt.ArrayLike, phi: npt.ArrayLike, freedom: npt.ArrayLike, level: float
) -> tuple[Floats, Floats]:
    """Both ends of the prediction interval of a new count after ``total`` complaints in ``years`` equal periods.

    phi, freedom  the spread and its degrees of freedom, see ``dispersion``; NaN gives NaN
    """
    count, number = np.asarray(total, dtype=np.float64), np.asarray(years, dtype=np.float64)
    spread, df = np.asarray(phi, dtype=np.float64), np.asarray(freedom, dtype=np.float64)
    tail = np.full(count.shape, (1 - level) / 2)
    wider = (spread > 1) & (df > 0)
    tail[wider] = stats.norm.sf(stats.t.ppf(1 - tail[wider], df[wider]))
    known = np.isfinite(count) & (number > 0)
    low, high = np.full(count.shape, np.nan), np.full(count.shape, np.nan)
    ratio = spread[known] * (1 + 1 / number[known])
    size = (count[known] + 0.5) / number[known] / (ratio - 1)
    low[known] = stats.nbinom.ppf(tail[known], size, 1 / ratio)
    high[known] = stats.nbinom.ppf(1 - tail[known], size, 1 / ratio)
    return low, high


def dispersion(past: Floats) -> tuple[float, int]:
    """(variance over Poisson variance, degrees of freedom) of counts by year (rows) and season (columns), NaN missing."""
    known = np.isfinite(past)
    number = known.sum(axis=0)
    total = np.where(known, past, 0.0).sum(axis=0)
    used = (number > 1) & (total > 0)
    freedom = int((number[used] - 1).sum())
    if freedom < 1:
        return 1.0, 0
    mean = total[used] / number[used]
    chi_square = float(np.nansum((past[:, used] - mean) ** 2 / mean))
    return max(1.0, chi_square / freedom), freedom
