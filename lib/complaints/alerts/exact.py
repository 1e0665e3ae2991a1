"""One cell against its own past: the exact test given the total of both.

Given N complaints in the period and its h earlier ones together, and no change, the period's count is beta-binomial
(negative binomial counts) or binomial with 1/(h+1) (Poisson counts). For Poisson counts nothing else needs to be known.
For others the shape depends on the cell's mean; where that is small and N may be one lucky burst, the shape is
averaged over the means that fit N, for a single plausible mean would take the burst for a change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

NEAR_POISSON = 1e-3
"""phi - 1 below it is taken as Poisson: the beta's parameters would be so large that their logarithms lose digits."""
OFFSETS = np.arange(-3.0, 2.5)
"""Means that a small cell is averaged over, in standard errors of the logarithm of N / (h+1); few lie above, for N can
be a burst but is never less than itself."""
PRECISE = 20.0
"""Mean from which N fixes the shape well enough for one mean to do."""
REACH, MORE = 12.0, 30.0
"""A table reaches so many standard deviations, and so many phi, above the larger of the mean and the count: what lies
beyond is less than 1e-12 of what is summed."""


@dataclass(frozen=True)
class Parts:
    """The beta-binomials that a cell's distribution is made of: one, or several with weights that add up to 1.

    owner  the cell of each part, cells in order; poisson  True where the part is a binomial
    alpha, beta  of the part's beta distribution; weight  its share
    """

    owner: np.ndarray
    poisson: np.ndarray
    alpha: np.ndarray
    beta: np.ndarray
    weight: np.ndarray

    def summed(self, values: np.ndarray) -> np.ndarray:
        """Values of the parts, weighted and added up for each cell."""
        first = np.flatnonzero(np.diff(self.owner, prepend=-1))
        return np.add.reduceat(values * self.weight, first) if len(values) else values


def parts(totals: np.ndarray, periods: int, phi: np.ndarray) -> Parts:
    """The shape of each cell's distribution given its total.

    totals   N, complaints of the period and its history together; periods  h; phi  variance over mean, >= 1
    Formula: mean m, alpha = m / (phi - 1), beta = h alpha. Below PRECISE: means m exp(OFFSETS s), m = N / (h+1),
    s² = phi / (N + phi), each with the weight of the negative binomial probability of N under it, which is Bayes' rule
    with a flat prior on log m. Sources: Robinson & Smyth (2008), Biostatistics 9, 321-332 (negative binomial counts given
    their total); Box (1980), JRSS A 143, 383-430 (p under the predictive distribution).
    """
    mean = np.maximum(totals, 1) / (periods + 1)
    poisson = (phi - 1 < NEAR_POISSON) | (totals == 0)
    many = ~poisson & (mean < PRECISE)
    size = np.where(many, len(OFFSETS), 1)
    owner = np.repeat(np.arange(len(totals)), size)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    spread = np.sqrt(phi / (totals + phi))
    offset = np.where(many[owner], OFFSETS[np.minimum(place, len(OFFSETS) - 1)] * spread[owner], 0.0)
    over = np.where(poisson, 1.0, phi - 1)
    alpha = np.where(poisson[owner], 1.0, mean[owner] * np.exp(offset) / over[owner])
    shape = (periods + 1) * alpha
    likely = special.gammaln(totals[owner] + shape) - special.gammaln(shape) - shape * np.log(phi[owner])
    first = np.cumsum(size) - size
    if len(owner):
        likely -= np.maximum.reduceat(likely, first)[owner]
    weight = np.where(many[owner], np.exp(likely), 1.0)
    if len(owner):
        weight /= np.add.reduceat(weight, first)[owner]
    return Parts(owner, poisson[owner], alpha, periods * alpha, weight)


@dataclass(frozen=True)
class Tails:
    """Probabilities of every count of every cell, one cell after the other.

    start   first position of each cell; position ``start[i] + k`` is count k of cell i; length  positions of each cell
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
    highest = np.minimum(totals, reach.astype(np.int64))
    shape = parts(totals, periods, phi)
    each, size, probability = _probabilities(highest, totals, periods, shape)
    length = highest + 1
    start = np.cumsum(length) - length
    position = np.arange(len(probability)) + np.repeat(start[shape.owner] - each, size)
    whole = np.bincount(position, weights=probability * np.repeat(shape.weight, size), minlength=int(length.sum()))
    lower = np.cumsum(whole)
    lower -= np.repeat(lower[start] - whole[start], length)
    upper = np.cumsum(whole[::-1])[::-1]
    end = start + length - 1
    upper -= np.repeat(upper[end] - whole[end], length)
    return Tails(start, length, lower, upper)


def two_sided(counts: np.ndarray, totals: np.ndarray, periods: int, phi: np.ndarray) -> np.ndarray:
    """p of each cell's count, twice the smaller tail, at most 1; exact to 1e-9, which many boards in a row need fast."""
    shape = parts(totals, periods, phi)
    start, length, probability = _probabilities(counts, totals, periods, shape)
    if not len(probability):
        return np.zeros(0)
    below = np.add.reduceat(probability, start)
    lower = shape.summed(below)
    upper = 1 - shape.summed(below - probability[start + length - 1])
    return np.clip(2 * np.minimum(lower, upper), 0.0, 1.0)


def smallest(totals: np.ndarray, periods: int, phi: np.ndarray) -> np.ndarray:
    """The smallest p that a total allows: everything in this period, or nothing."""
    shape = parts(totals, periods, phi)
    total = totals[shape.owner]
    whole = special.betaln(shape.alpha, shape.beta)
    nothing = np.where(
        shape.poisson, total * np.log(periods / (periods + 1)), special.betaln(shape.alpha, shape.beta + total) - whole
    )
    everything = np.where(
        shape.poisson, -total * np.log(periods + 1), special.betaln(shape.alpha + total, shape.beta) - whole
    )
    either = np.minimum(shape.summed(np.exp(nothing)), shape.summed(np.exp(everything)))
    return np.minimum(1.0, 2 * either)


def _probabilities(
    highest: np.ndarray, totals: np.ndarray, periods: int, shape: Parts
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P(X = 0), ..., P(X = highest) given the total, part after part: (start, length, probability)."""
    length = highest[shape.owner] + 1
    start = np.cumsum(length) - length
    if not len(length):
        return start, length, np.zeros(0)
    number = totals[shape.owner].astype(float)
    total = np.repeat(number, length)
    count = np.arange(len(total)) - np.repeat(start, length)
    first = np.where(
        shape.poisson, number * np.log(periods / (periods + 1)),
        special.betaln(shape.alpha, shape.beta + number) - special.betaln(shape.alpha, shape.beta),
    )
    # log of P(k) / P(k-1), summed up; the first of each part is log P(0).
    before = np.maximum(count - 1, 0)
    plain = np.repeat(shape.poisson, length)
    left = np.where(plain, 1.0, np.repeat(shape.alpha, length) + before)
    right = np.where(plain, float(periods), np.repeat(shape.beta, length) + total - before - 1)
    step = np.zeros(len(count))
    np.log(np.maximum(total - before, 1) * left / ((before + 1) * right), where=count > 0, out=step)
    step[start] = first
    whole = np.cumsum(step)
    return start, length, np.exp(whole - np.repeat(whole[start] - first, length))
