"""Does a series rise or fall over the years, and has a rise piled up lately? Kendall's test by season; Poisson CUSUM."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from lib.result import Result

Floats = npt.NDArray[np.float64]


def kendall(values: npt.ArrayLike, *, level: float) -> Result:
    """Do complaints rise or fall steadily over the years, whatever the season?

    values  rows are years in order, columns are seasons (12 months); one column is the plain Mann-Kendall test. No value
            may be missing.
    level   confidence level, 0-1

    Returns one row: ``s`` (rises minus falls over all pairs of years in the same season), ``tau`` (mean over the seasons),
    ``z``, ``p`` (two-sided), ``slope`` (Sen's median change per year, in complaints a season), ``verdict`` ("up", "down",
    "no_evidence").

    The months of one year share that year, so they are not independent: their covariances are estimated and added.
    Formula: Var S of each season with ties, covariances after Hirsch & Slack, z with the continuity correction.
    Sources: Mann (1945), Econometrica 13, 245; Hirsch, Slack & Smith (1982), Water Resources Research 18, 107-121;
    Hirsch & Slack (1984), ibid. 20, 727-732; Sen (1968), JASA 63, 1379-1389. tau is tau-b, as scipy.stats.kendalltau.
    """
    x = np.asarray(values, dtype=np.float64)
    x = x[:, None] if x.ndim == 1 else x
    years, seasons = x.shape
    sign = np.sign(x[None, :, :] - x[:, None, :])  # [i, j, season]: how year j compares with year i
    upper = np.triu_indices(years, 1)
    s = float(sign[upper].sum())
    ranks = stats.rankdata(x, axis=0)
    pairs = sign[upper]
    shared = (pairs.T @ pairs + 4 * ranks.T @ ranks - years * (years + 1) ** 2) / 3
    np.fill_diagonal(shared, [_variance(x[:, season]) for season in range(seasons)])
    variance = float(shared.sum())
    z = 0.0 if s == 0 or variance <= 0 else (s - math.copysign(1, s)) / math.sqrt(variance)
    p = min(1.0, 2 * float(stats.norm.sf(abs(z))))
    taus = [_tau(sign[:, :, season][upper]) for season in range(seasons)]
    steps = (x[upper[1]] - x[upper[0]]) / (upper[1] - upper[0])[:, None]
    verdict = "no_evidence" if p >= 1 - level else "up" if s > 0 else "down"
    table = pd.DataFrame({
        "s": [int(s)], "tau": [float(np.nanmean(taus)) if not np.all(np.isnan(taus)) else math.nan], "z": [z], "p": [p],
        "slope": [float(np.median(steps)) if steps.size else math.nan], "verdict": [verdict],
    })
    return Result(
        table, counts=(), measure="change", unit="ratio", n=int(x.sum()),
        settings={"method": "seasonal_kendall" if seasons > 1 else "mann_kendall", "level": level, "years": years,
                  "seasons": seasons, "reference": "Mann 1945; Hirsch & Slack 1984"},
    )


def _tau(pairs: Floats) -> float:
    """Kendall's tau-b of one season with its years: rises minus falls over the geometric mean of pairs and untied pairs."""
    untied = int(np.count_nonzero(pairs))
    return float(pairs.sum() / math.sqrt(len(pairs) * untied)) if untied else math.nan


def _variance(column: Floats) -> float:
    """Variance of S under no trend, less by ties."""
    n = len(column)
    ties = np.unique(column, return_counts=True)[1].astype(float)
    return float((n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18)


def cusum(counts: npt.ArrayLike, expected: npt.ArrayLike, raised: npt.ArrayLike) -> pd.DataFrame:
    """Have small excesses piled up? The upper Poisson CUSUM, period by period.

    counts    complaints of each period
    expected  mean of each period when nothing changed (one number or one each), > 0
    raised    the mean that should be found soon, > expected

    Returns ``count``, ``reference`` (k: what each period may have without adding to the sum), ``cusum``.
    Formula: k = (m1 - m0) / ln(m1 / m0); C = max(0, C + count - k). Source: Lucas (1985), Technometrics 27, 129-144.
    """
    observed = np.asarray(counts, dtype=np.float64)
    low = np.broadcast_to(np.asarray(expected, dtype=np.float64), observed.shape)
    high = np.broadcast_to(np.asarray(raised, dtype=np.float64), observed.shape)
    reference = (high - low) / np.log(high / low)
    return pd.DataFrame({"count": observed, "reference": reference, "cusum": _pile(observed - reference)})


def watch(
    counts: npt.ArrayLike, mean: npt.ArrayLike, years: npt.ArrayLike, dispersion: npt.ArrayLike, freedom: npt.ArrayLike, *,
    ratio: float, level: float, runs: int, seed: int,
) -> Result:
    """Did the last periods together have more complaints than earlier years let us expect?

    counts, mean, years, dispersion, freedom   of each period, as ``lib.complaints.expected.band`` gives them
    ratio    the rise that should be found soon (1.5 = half as many again)
    level    1 - the chance that a watch of this length gives an alarm when nothing changed
    runs, seed   of the simulation that sets the limit

    Returns a row per period: ``count``, ``expected``, ``cusum`` (in complaints beyond the reference, after dividing by
    the spread), ``limit``, ``alarm``.
    The limit is the ``level`` quantile of the highest CUSUM of simulated watches of the same length, drawn from the same
    predictive distributions, each watch with a spread of its own (phi times freedom over chi-square): so it knows how few
    years the means and the spread come from.
    """
    observed, centre = np.asarray(counts, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    phi = np.asarray(dispersion, dtype=np.float64)
    reference = centre * (ratio - 1) / math.log(ratio)
    rng = np.random.default_rng(seed)
    df = np.maximum(np.asarray(freedom, dtype=np.float64), 1.0)
    doubt = float(df.min()) / rng.chisquare(float(df.min()), (runs, 1))
    spread = np.maximum(phi * doubt, 1.0) * (1 + 1 / np.asarray(years, dtype=np.float64))
    drawn = rng.negative_binomial(centre / (spread - 1), 1 / spread, (runs, len(centre)))
    highest = _pile((drawn - reference) / phi).max(axis=1)
    limit = float(np.quantile(highest, level, method="higher"))
    piled = _pile((observed - reference) / phi)
    return Result(
        pd.DataFrame({"count": observed.astype("int64"), "expected": centre, "cusum": piled, "limit": limit,
                      "alarm": piled > limit}),
        counts=("count",), derived={"count": ("cusum", "alarm")}, measure="change", n=int(observed.sum()),
        settings={"method": "poisson_cusum", "reference": "Lucas 1985", "ratio": ratio, "level": level, "runs": runs,
                  "seed": seed, "limit": limit},
    )


def _pile(steps: Floats) -> Floats:
    """C = max(0, C + step) along the last axis."""
    out = np.zeros_like(steps)
    total = np.zeros(steps.shape[:-1])
    for i in range(steps.shape[-1]):
        total = np.maximum(0.0, total + steps[..., i])
        out[..., i] = total
    return out
