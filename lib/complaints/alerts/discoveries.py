"""Which of many cells may be called changed: false discoveries held over the whole board.

Two steps: which cells can be tested at all (a few complaints cannot alarm whatever happens), then Benjamini and Hochberg
over those, a cell weighing by how much its counts can tell.
"""

from __future__ import annotations

import numpy as np
from scipy import stats


def weight(mean: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """How much a cell's counts can tell: m / (m + phi), near 0 for rare events, near 1 for many.

    The relative error of one count is sqrt(phi / m). Weights depend on the cell's total alone, never on what fell into
    the period, so that the test given the total stays exact.
    """
    return mean / (mean + phi)


def can_alarm(smallest: np.ndarray, weights: np.ndarray, level: float) -> np.ndarray:
    """Which cells could alarm by themselves if everything they hold had fallen into this period?

    smallest  the smallest p that each cell's total allows
    Returns True for the cells to test: the largest set T in which each p could reach level * weight / sum of T's weights.
    Source: Tarone (1990), Biometrics 46, 515-522; Gilbert (2005), Applied Statistics 54, 143-158, here with weights.
    """
    bearable = level * weights / np.maximum(smallest, 1e-300)
    order = np.argsort(-bearable, kind="stable")
    enough = bearable[order] >= np.cumsum(weights[order])
    able = np.zeros(len(smallest), dtype=bool)
    able[order[:int(enough.sum())]] = True
    return able


def weighted(p: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """p over the cell's weight, weights brought to a mean of 1. Genovese, Roeder & Wasserman (2006), Biometrika 93, 509."""
    return np.minimum(1.0, p * weights.sum() / (len(p) * weights)) if len(p) else p


def adjusted(p: np.ndarray) -> np.ndarray:
    """p made comparable over the board: a cell alarms when it is at most the level. Benjamini & Hochberg (1995)."""
    return stats.false_discovery_control(p, method="bh") if len(p) else p


def alarms_of_runs(p: np.ndarray, run: np.ndarray, cells: int, level: float) -> np.ndarray:
    """Benjamini and Hochberg in many boards at once.

    p, run  the p values not above ``level`` and the number of the board each belongs to (others cannot alarm)
    cells   tested cells in every board
    Returns True where the p alarms; the same as ``adjusted(p of the board) <= level``.
    """
    order = np.lexsort((p, run))
    sorted_run, sorted_p = run[order], p[order]
    rank = np.arange(len(p)) - np.searchsorted(sorted_run, sorted_run, side="left") + 1
    passes = sorted_p <= level * rank / cells
    # A p alarms when one at least as large of the same board passes.
    last = np.zeros(int(run.max()) + 1 if len(run) else 0, dtype=np.int64)
    np.maximum.at(last, sorted_run[passes], rank[passes])
    out = np.zeros(len(p), dtype=bool)
    out[order] = rank <= last[sorted_run]
    return out
