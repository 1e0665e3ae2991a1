"""One cell against its own past: the exact test given the total of both.

Given N complaints in the period and its h earlier ones together, and no change, the period's share is beta-binomial
(negative binomial counts) or binomial with 1/(h+1) (Poisson counts). Nothing needs to be known but phi.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

NEAR_POISSON = 1e-3
"""phi - 1 below it is taken as Poisson: the beta's parameters would be so large that their logarithms lose digits."""
REACH, MORE = 12.0, 30.0
"""A table reaches so many standard deviations, and so many phi, above the larger of the mean and the count: what lies
beyond is less than 1e-12 of what is summed."""


@dataclass(frozen=True)
class Tails:
    """Probabilities of every count of every cell, one cell after the other.

    start   first position of each cell; position ``start[i] + k`` is count k of cell i
    lower   P(X <= k); upper  P(X >= k)
    """

    start: np.ndarray
    length: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def two_sided(self) -> np.ndarray:
        """p of every count: twice the smaller tail, at most 1."""
        return np.minimum(1.0, 2 * np.minimum(self.lower, self.upper))

    def of(self, counts: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The values at these counts, one for each cell; a count beyond the table has the table's last."""
        return values[self.start + np.minimum(counts, self.length - 1)]


def tails(counts: np.ndarray, totals: np.ndarray, periods: int, phi: np.ndarray) -> Tails:
    """The distribution of a period's count given the total, for every cell, to well beyond the observed ``counts``."""
    mean = totals / (periods + 1)
    reach = np.maximum(counts, mean) + REACH * np.sqrt(phi * np.maximum(mean, 1)) + MORE * phi
    start, length, probability = _probabilities(np.minimum(totals, reach.astype(np.int64)), totals, periods, phi)
    end = start + length - 1
    lower = np.cumsum(probability)
    lower -= np.repeat(lower[start] - probability[start], length)
    upper = np.cumsum(probability[::-1])[::-1]
    upper -= np.repeat(upper[end] - probability[end], length)
    return Tails(start, length, lower, upper)


def two_sided(counts: np.ndarray, totals: np.ndarray, periods: int, phi: np.ndarray) -> np.ndarray:
    """p of each cell's count, twice the smaller tail, at most 1; exact to 1e-12, which many boards in a row need fast."""
    start, length, probability = _probabilities(counts, totals, periods, phi)
    lower = np.add.reduceat(probability, start)
    upper = 1 - (lower - probability[start + length - 1])
    return np.clip(2 * np.minimum(lower, upper), 0.0, 1.0)


def smallest(totals: np.ndarray, periods: int, phi: np.ndarray) -> np.ndarray:
    """The smallest p that a total allows: everything in this period, or nothing."""
    poisson, alpha, beta = _parameters(totals, periods, phi)
    whole = special.betaln(alpha, beta)
    nothing = np.where(poisson, totals * np.log(periods / (periods + 1)), special.betaln(alpha, beta + totals) - whole)
    everything = np.where(poisson, -totals * np.log(periods + 1), special.betaln(alpha + totals, beta) - whole)
    return np.minimum(1.0, 2 * np.exp(np.minimum(nothing, everything)))


def _parameters(totals: np.ndarray, periods: int, phi: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether a cell is Poisson, and the beta's two parameters where it is not."""
    mean = totals / (periods + 1)
    poisson = (phi - 1 < NEAR_POISSON) | (totals == 0)
    size = np.where(poisson, 1.0, phi - 1)
    return poisson, np.where(poisson, 1.0, mean / size), np.where(poisson, 1.0, periods * mean / size)


def _probabilities(
    highest: np.ndarray, totals: np.ndarray, periods: int, phi: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P(X = 0), ..., P(X = highest) given the total, cell after cell: (start, length, probability).

    totals   N, the complaints of the period and its history together
    periods  h, periods of history; phi  variance over mean of each cell, >= 1
    Formula: with m = N/(h+1), X ~ BetaBinomial(N, m/(phi-1), h m/(phi-1)); Binomial(N, 1/(h+1)) when phi = 1. Sources:
    Przyborowski & Wilenski (1940), Biometrika 31, 313-323; for the negative binomial Robinson & Smyth (2008),
    Biostatistics 9, 321-332.
    """
    poisson, alpha, beta = _parameters(totals, periods, phi)
    length = highest + 1
    start = np.concatenate([[0], np.cumsum(length)[:-1]])
    total = np.repeat(totals, length).astype(float)
    count = np.arange(length.sum()) - np.repeat(start, length)
    first = np.where(
        poisson, totals * np.log(periods / (periods + 1)),
        special.betaln(alpha, beta + totals) - special.betaln(alpha, beta),
    )
    # log of P(k) / P(k-1), summed up; the first of each cell is log P(0).
    before = np.maximum(count - 1, 0)
    plain = np.repeat(poisson, length)
    left = np.where(plain, 1.0, np.repeat(alpha, length) + before)
    right = np.where(plain, float(periods), np.repeat(beta, length) + total - before - 1)
    step = np.zeros(len(count))
    np.log(np.maximum(total - before, 1) * left / ((before + 1) * right), where=count > 0, out=step)
    step[start] = first
    whole = np.cumsum(step)
    return start, length, np.exp(whole - np.repeat(whole[start] - first, length))
