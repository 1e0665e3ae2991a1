"""Exact binomial tails for many cells at once: compiled, because maps are judged hundreds of times."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from lib.places.compiled import compiled

Floats = npt.NDArray[np.float64]


def two_sided(count: npt.ArrayLike, total: int, share: npt.ArrayLike) -> Floats:
    """How surprising is each count, if each of ``total`` events fell in that cell with probability ``share``?

    count   whole numbers from 0 to ``total``; share  0-1, of the same shape
    Returns p: twice the smaller tail of the binomial distribution (the count itself belongs to both), at most 1. A share
    of 0 gives p = 0 for a count above 0; NaN in gives NaN.
    Formula: the tail's terms are summed from the count outwards, each from the one before, until the next no longer counts
    in double precision. Source: Clopper & Pearson (1934), Biometrika 26, 404-413; a test compares with scipy.
    """
    counts = np.ascontiguousarray(count, dtype=np.float64)
    out = np.empty(counts.shape)
    shares = np.ascontiguousarray(np.broadcast_to(np.asarray(share, dtype=np.float64), counts.shape))
    _two_sided(counts.ravel(), float(total), shares.ravel(), out.reshape(-1))
    return out


@compiled
def _two_sided(count: Floats, total: float, share: Floats, out: Floats) -> None:
    for i in range(len(count)):
        k, p = count[i], share[i]
        if math.isnan(k) or math.isnan(p):
            out[i] = math.nan
        elif p <= 0 or p >= 1:
            out[i] = 1.0 if k == (0.0 if p <= 0 else total) else 0.0
        else:
            odds = p / (1 - p)
            term = math.exp(
                math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
                + k * math.log(p) + (total - k) * math.log1p(-p)
            )
            tail = term
            if k > total * p:
                while k < total and term > tail * 1e-17:
                    term *= (total - k) / (k + 1) * odds
                    k += 1
                    tail += term
            else:
                while k > 0 and term > tail * 1e-17:
                    term *= k / ((total - k + 1) * odds)
                    k -= 1
                    tail += term
            out[i] = min(1.0, 2 * tail)


@dataclass(frozen=True, eq=False)
class Judged:
    """p of each cell, p after the correction over the map, and what follows: ``hot`` and ``cold``."""

    p: Floats
    adjusted: Floats
    hot: npt.NDArray[np.bool_]
    cold: npt.NDArray[np.bool_]


def judged(count: npt.ArrayLike, total: int, share: npt.ArrayLike, level: float) -> Judged:
    """Which cells of a map hold more, or fewer, than their share of the ground gives?

    Two-sided p of each (``two_sided``), adjusted over the map after Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57,
    289-300; hot or cold where the adjusted p is at most ``level``.
    """
    counts, shares = np.asarray(count, dtype=np.float64), np.asarray(share, dtype=np.float64)
    p = two_sided(counts, total, shares)
    adjusted = stats.false_discovery_control(p, method="bh") if len(p) else p
    found = adjusted <= level
    more = counts > total * shares
    return Judged(p, adjusted, found & more, found & ~more)
