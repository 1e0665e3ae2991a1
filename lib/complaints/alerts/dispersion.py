"""How much more than Poisson do these counts vary? One answer for the whole board, so that a short history suffices.

A dispersion of each cell's own, from a dozen periods, gives 13-60 % false discoveries: it is small by chance exactly
where the test then shouts. All cells together have thousands of degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS = 4
"""Rounds of reweighting; the weights settle after two."""
FEW = 2.0
"""phi is raised by FEW / degrees of freedom of itself: the tail under an estimated phi is wider than under a known one.
Without it one cell with 8 periods at variance / mean 3 alarms on 7 % of quiet boards; for 600 cells it is nothing."""


@dataclass(frozen=True)
class Dispersion:
    """Variance over mean as a line on the mean: ``phi(m) = max(1, constant + slope * m)``, see also FEW.

    covariance  variance of constant, their covariance, variance of slope; what ``error`` is made of
    cells       cells with any complaint that the line was fitted to
    freedom     cells times (periods - 1)
    """

    constant: float
    slope: float
    covariance: tuple[float, float, float]
    cells: int
    freedom: int

    def at(self, mean: np.ndarray) -> np.ndarray:
        """phi for cells of these means; never below 1."""
        wider = 1 + FEW / self.freedom if self.freedom else 1.0
        return np.maximum(1.0, (self.constant + self.slope * mean) * wider)

    def error(self, mean: np.ndarray) -> np.ndarray:
        """Standard error of phi for cells of these means."""
        constant, both, slope = self.covariance
        return np.sqrt(np.maximum(0.0, constant + 2 * both * mean + slope * mean * mean))


def fit(history: np.ndarray) -> Dispersion:
    """The dispersion of a board.

    history  counts, one row a cell, one column a period, at least two periods; the period under test is not among them
    Formula: each cell's sample variance s² has the expectation phi(m) m = a m + b m²; weighted least squares on m and m²
    with weights 1 / var(s²), var(s²) = 2 (phi m)² / (h - 1) + phi m (1 + 6 phi) / h, reweighted. b >= 0: where it
    would be negative it is 0. Cells without complaints say nothing. Source: moment estimation of the negative binomial's
    variance with pooled strength, after Anscombe (1949), Biometrics 5, 165-173, and Robinson & Smyth (2007),
    Bioinformatics 23, 2881-2887.
    """
    periods = history.shape[1]
    mean = history.mean(axis=1)
    variance = history.var(axis=1, ddof=1)
    held = mean > 0
    mean, variance = mean[held], variance[held]
    freedom = int(held.sum()) * (periods - 1)
    if not held.any():
        return Dispersion(1.0, 0.0, (0.0, 0.0, 0.0), 0, 0)
    square = mean * mean
    phi = np.full(len(mean), max(1.0, variance.sum() / mean.sum()))
    constant, slope, covariance = 1.0, 0.0, (0.0, 0.0, 0.0)
    for _ in range(STEPS):
        weight = 1 / (2 * phi * phi * square / (periods - 1) + phi * mean * (1 + 6 * phi) / periods)
        mm, ms, ss = (weight * square).sum(), (weight * square * mean).sum(), (weight * square * square).sum()
        mv, sv = (weight * mean * variance).sum(), (weight * square * variance).sum()
        root = mm * ss - ms * ms
        both = len(mean) > 2 and root > 1e-9 * mm * ss
        if both:
            constant, slope = (ss * mv - ms * sv) / root, (mm * sv - ms * mv) / root
        if not both or slope < 0:
            both, constant, slope = False, mv / mm, 0.0
        phi = np.maximum(1.0, constant + slope * mean)
        # The model's variance of s², not the residuals': steadier on small boards.
        covariance = (ss / root, -ms / root, mm / root) if both else (1 / mm, 0.0, 0.0)
    errors = (float(covariance[0]), float(covariance[1]), float(covariance[2]))
    return Dispersion(float(constant), float(slope), errors, len(mean), freedom)
