"""The board: which cells of place and crime type changed in this period, and which cannot say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.complaints.alerts import dispersion, exact
from lib.complaints.alerts.discoveries import adjusted, can_alarm, weight, weighted
from lib.result import Result

VERDICTS = ("up", "down", "no_evidence", "too_few")


@dataclass(frozen=True)
class Judged:
    """What the method says of every cell, one value a cell.

    phi  variance over mean; weights  see ``discoveries.weight``; tested  could alarm at all
    p, adjusted  missing (NaN) where not tested; alarms  changed; fitted  the line that gave phi
    """

    fitted: dispersion.Dispersion
    phi: np.ndarray
    weights: np.ndarray
    tested: np.ndarray
    p: np.ndarray
    adjusted: np.ndarray
    alarms: np.ndarray


def judge(now: np.ndarray, history: np.ndarray, level: float, fitted: dispersion.Dispersion | None = None) -> Judged:
    """Every cell against its own past, false discoveries held at ``level`` over all of them.

    now      counts of the period, one a cell; history  counts of earlier periods, a row a cell, a column a period (>= 2)
    fitted   the dispersion of this history when it is known already
    """
    fitted = fitted or dispersion.fit(history)
    periods = history.shape[1]
    totals = history.sum(axis=1) + now
    mean = totals / (periods + 1)
    phi = fitted.at(mean)
    weights = weight(mean, phi)
    tested = can_alarm(exact.smallest(totals, periods, phi), weights, level)
    p, comparable = np.full(len(now), np.nan), np.full(len(now), np.nan)
    if tested.any():
        p[tested] = exact.two_sided(now[tested], totals[tested], periods, phi[tested])
        comparable[tested] = adjusted(weighted(p[tested], weights[tested]))
    alarms = np.zeros(len(now), dtype=bool)
    alarms[tested] = comparable[tested] <= level
    return Judged(fitted, phi, weights, tested, p, comparable, alarms)


def board(counts: pd.DataFrame, dims: tuple[str, ...], *, level: float, usual: float, filling: bool) -> Result:
    """Which cells changed against their own past?

    counts   one row a cell: the columns ``dims``, then one column for each period in order, the one under test last;
             whole numbers >= 0. Missing counts are not allowed: a period without complaints is 0.
    level    false discovery rate of the whole board; usual  coverage of the usual range, 0-1
    filling  complaints of this period still come in: a fall is then not called one

    Returns a row a cell, in the order of ``counts``: dims, ``now``, ``past`` (all earlier periods), ``expected`` (their
    mean), ``ratio`` (now / expected; missing when nothing happened before), ``low`` and ``high`` (range in which such a
    period usually falls), ``dispersion`` (variance over mean), ``p`` and ``adjusted`` (missing where not tested),
    ``verdict`` (one of VERDICTS), ``held`` (True where a fall is not shown because the period still fills).
    ``settings``: cells, tested, periods, constant and slope of the dispersion, its covariance, freedom.
    Raises ValueError with fewer than two earlier periods.
    Formula and sources: ``exact.parts``, ``dispersion.fit``, ``discoveries``; usual range: quantiles of the negative
    binomial with mean (past + 1/2) / h and variance phi m (1 + 1/h).
    """
    numbers = counts[[name for name in counts.columns if name not in dims]].to_numpy(dtype=np.int64)
    if numbers.shape[1] < 3:
        raise ValueError("a board needs two earlier periods")
    history, now = numbers[:, :-1], numbers[:, -1]
    periods = history.shape[1]
    found = judge(now, history, level)
    past = history.sum(axis=1)
    expected = past / periods
    falls = found.alarms & (now < expected)
    verdict = np.where(~found.tested, "too_few", np.where(~found.alarms, "no_evidence", np.where(falls, "down", "up")))
    held = falls & filling
    verdict = np.where(held, "no_evidence", verdict)
    low, high = usual_range(past, periods, found.phi, usual)
    table = counts[list(dims)].reset_index(drop=True).assign(
        now=now, past=past, expected=expected, ratio=np.where(past > 0, now / np.maximum(expected, 1e-300), np.nan),
        low=low, high=high, dispersion=found.phi, p=found.p, adjusted=found.adjusted, verdict=verdict, held=held,
    )
    table["verdict"] = table["verdict"].astype("object")
    table["held"] = table["held"].astype("boolean")
    hangs = ("expected", "ratio", "low", "high", "dispersion", "p", "adjusted", "verdict", "held")
    fitted = found.fitted
    return Result(
        table, dims=dims, counts=("now", "past"), derived={"now": hangs, "past": hangs}, measure="alerts",
        n=int(now.sum()),
        settings={
            "method": "conditional_beta_binomial_bh", "reference": "Robinson & Smyth 2008; Benjamini & Hochberg 1995",
            "level": level, "usual": usual, "cells": len(now), "tested": int(found.tested.sum()), "periods": periods,
            "constant": fitted.constant, "slope": fitted.slope, "covariance": fitted.covariance,
            "freedom": fitted.freedom, "filling": filling,
        },
    )


def usual_range(past: np.ndarray, periods: int, phi: np.ndarray, coverage: float) -> tuple[np.ndarray, np.ndarray]:
    """Between which counts a period like the earlier ones falls in ``coverage`` of the cases."""
    mean = (past + 0.5) / periods
    ratio = phi * (1 + 1 / periods)
    tail = (1 - coverage) / 2
    size = mean / (ratio - 1)
    low, high = stats.nbinom.ppf(tail, size, 1 / ratio), stats.nbinom.ppf(1 - tail, size, 1 / ratio)
    return low.astype(np.int64), high.astype(np.int64)
