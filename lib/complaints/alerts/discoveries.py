"""Which of many cells may be called changed: false discoveries held over the whole board.

Two steps: which cells can be tested at all (a few complaints cannot alarm whatever happens), then Benjamini and Hochberg
over those.
"""

from __future__ import annotations

import numpy as np
from scipy import stats


def testable(smallest: np.ndarray, level: float) -> np.ndarray:
    """Which cells could alarm by themselves if everything they hold had fallen into this period?

    smallest  the smallest p that each cell's total allows
    Returns True for cells to test. The totals alone decide, never what fell into the period, so that the test given the
    total stays exact. Source: Tarone (1990), Biometrics 46, 515-522; Gilbert (2005), Applied Statistics 54, 143-158:
    the smallest K for which no more than K cells can reach level / K; those cells are tested.
    """
    order = np.sort(smallest)
    k = np.arange(1, len(order) + 1)
    able = np.searchsorted(order, level / k, side="right")
    enough = np.nonzero(able <= k)[0]
    if not len(enough):
        return np.zeros(len(smallest), dtype=bool)
    return smallest <= level / k[enough[0]]


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
    first = np.searchsorted(sorted_run, sorted_run, side="left")
    rank = np.arange(len(p)) - first + 1
    passes = sorted_p <= level * rank / cells
    # A p alarms when one at least as large of the same board passes.
    last = np.full(int(run.max()) + 1 if len(run) else 0, -1)
    np.maximum.at(last, sorted_run[passes], rank[passes])
    out = np.zeros(len(p), dtype=bool)
    out[order] = rank <= last[sorted_run]
    return out
