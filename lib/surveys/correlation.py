"""Correlations side by side: the table that readers know, and what that table hides."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from lib.result import Caution, Result
from lib.surveys import coefficients, dependent
from lib.surveys.coefficients import REFERENCES, Method

HANGS = ("value", "t", "p", "low", "high", "squared", "p_holm", "p_bh", "power", "smallest", "ties", "state")


def correlations(
    scores: pd.DataFrame,
    against: str,
    others: Sequence[str],
    *,
    method: Method,
    level: float,
    power: float,
    listwise: bool = False,
) -> Result:
    """How does one variable go with each of several others?

    scores    one row per respondent, a column of numbers per variable; missing = NaN
    against   the column that every other is set against; ``others`` are one family of tests
    level     of the intervals; 1 - level is the test's alpha. power: the probability wanted for ``smallest``
    listwise  only people with every chosen column; else each pair keeps the people who have both
    Returns a row per other: other, n, value, t, p, low, high, squared, p_holm, p_bh, power, smallest, ties, state.
      t, p     two-sided (coefficients.coefficient); t is missing for Kendall
      low,high Bonett & Wright 2000
      squared  value^2: the shared variance (of ranks, for Spearman); missing for Kendall, whose tau is no such root
      p_holm   Holm 1979 over the family; p_bh Benjamini & Hochberg 1995
      power    of a coefficient of this size with this n; smallest: what n finds with probability ``power``
      ties     share of people whose score is not theirs alone, the larger of the two columns
      state    "ok", "constant" (a column does not vary), "too_few" (fewer than four people)
    """
    table = scores[[against, *others]].astype(float)
    if listwise:
        table = table.dropna()
    x, alpha = table[against].to_numpy(), coefficients.alpha_of(level)
    rows = []
    for other in others:
        y = table[other].to_numpy()
        found = coefficients.coefficient(x, y, method)
        low, high = coefficients.interval(found.value, found.n, level, method)
        both = ~(np.isnan(x) | np.isnan(y))
        state = "too_few" if found.n < 4 else "constant" if math.isnan(found.value) else "ok"
        rows.append(
            {
                "other": other,
                "n": found.n,
                "value": found.value,
                "t": math.nan
                if method == "kendall" or math.isnan(found.value)
                else coefficients.t_value(found.value, found.n),
                "p": found.p,
                "low": low,
                "high": high,
                "squared": math.nan if method == "kendall" else found.value**2,
                "power": coefficients.power(found.value, found.n, alpha, method),
                "smallest": coefficients.smallest(found.n, alpha, power, method),
                "ties": max(_tied(x[both]), _tied(y[both])),
                "state": state,
            }
        )
    out = pd.DataFrame(rows, columns=["other", "n", *(name for name in HANGS if name not in ("p_holm", "p_bh"))])
    out["p_holm"], out["p_bh"] = adjusted(out["p"].to_numpy(float), "holm"), adjusted(out["p"].to_numpy(float), "bh")
    cautions = (Caution("correlation_pairs_differ"),) if out["n"].nunique() > 1 else ()
    return Result(
        out,
        dims=("other",),
        counts=("n",),
        derived={"n": HANGS},
        measure="correlation",
        unit="ratio",
        n=int(table[against].notna().sum()),
        subject="survey",
        cautions=cautions,
        settings={
            "method": method,
            "reference": REFERENCES[method],
            "level": level,
            "wanted_power": power,
            "against": against,
            "missing": "listwise" if listwise else "pairwise",
            "family": len(others),
            "interval": "bonett_wright_2000",
            "power_formula": "fieller_hartley_pearson_1957",
            "adjusted": "holm_1979, benjamini_hochberg_1995",
            "weighted": False,
        },
    )


def adjusted(p: np.ndarray, method: str) -> np.ndarray:
    """p of a family of tests, adjusted by "holm", "bh" or "bonferroni"; a missing p is no test and stays missing.

    Holm 1979, Benjamini & Hochberg 1995. (statsmodels' multipletests gives the same, after a garbage collection of the
    whole process: 0.2 seconds a call.)
    """
    out, known = np.full(len(p), np.nan), ~np.isnan(p)
    raw = p[known]
    if method == "bh" and len(raw):
        out[known] = stats.false_discovery_control(raw)
    elif method == "holm":
        order = np.argsort(raw, kind="stable")
        steps = np.maximum.accumulate(raw[order] * (len(raw) - np.arange(len(raw))))
        out[np.flatnonzero(known)[order]] = np.minimum(steps, 1.0)
    elif method == "bonferroni":
        out[known] = np.minimum(raw * len(raw), 1.0)
    return out


def compared(scores: pd.DataFrame, against: str, first: str, second: str, *, method: Method, level: float) -> Result:
    """Does ``against`` go more with ``first`` than with ``second``? Only people with all three count.

    Returns one row: first, second, value_first, value_second, between, n, difference, t, p, low, high.
    """
    table = scores[[against, first, second]].astype(float).dropna()
    x, a, b = (table[name].to_numpy() for name in (against, first, second))
    one, other, between = (coefficients.coefficient(*pair, method).value for pair in ((x, a), (x, b), (a, b)))
    found = dependent.compare(one, other, between, len(table), level, method)
    row = {
        "first": first,
        "second": second,
        "value_first": found.first,
        "value_second": found.second,
        "between": found.between,
        "n": found.n,
        "difference": found.difference,
        "t": found.t,
        "p": found.p,
        "low": found.low,
        "high": found.high,
    }
    hangs = ("value_first", "value_second", "between", "difference", "t", "p", "low", "high")
    return Result(
        pd.DataFrame([row]),
        dims=("first", "second"),
        counts=("n",),
        derived={"n": hangs},
        measure="correlation",
        unit="ratio",
        n=found.n,
        subject="survey",
        settings={
            "method": method,
            "test": "williams_1959",
            "interval": "zou_2007",
            "level": level,
            "against": against,
            "missing": "listwise",
        },
    )


def points(scores: pd.DataFrame, first: str, second: str, *, seed: int, most: int) -> Result:
    """One point for each person who has both scores, moved a little so that equal ones do not hide each other.

    At most ``most`` people, chosen at random. Returns x, y (moved by up to a third of the smallest step between scores).
    These are answers of people: the subject is "answers", which only command sees.
    """
    table = scores[[first, second]].astype(float).dropna()
    n = len(table)
    rng = np.random.default_rng(seed)
    if n > most:
        table = table.iloc[rng.choice(n, most, replace=False)]
    moved = {}
    for axis, name in (("x", first), ("y", second)):
        values = table[name].to_numpy()
        steps = np.diff(np.unique(values))
        moved[axis] = values + rng.uniform(-1, 1, len(values)) * (float(steps.min()) / 3 if len(steps) else 0.0)
    return Result(
        pd.DataFrame(moved), dims=(), counts=(), measure="correlation", n=n, subject="answers",
        settings={"first": first, "second": second, "seed": seed, "shown": len(table)},
    )


def _tied(values: np.ndarray) -> float:
    """Share of values that stand more than once."""
    if not len(values):
        return 0.0
    _, times = np.unique(values, return_counts=True)
    return float(times[times > 1].sum() / len(values))
