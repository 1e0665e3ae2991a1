"""Hiding small counts so that sums do not give them back.

Primary: every count from 1 to ``smallest - 1``. Zero is not hidden: it points at nobody.
Complementary: totals along each dimension are shown elsewhere on the page, so in every line of the table (all cells that
differ in one dimension only) the hidden cells must be at least two and add up to at least ``smallest``; the next smallest
count of the line is hidden until that holds. A line with one cell is its own total and needs no complement. Lines taken
together may still fix a cell (two groups of hidden cells joined by one): each small count that the system of all sums
determines gets a further complement, until none is left. Totals may be rows of the table themselves (a code of their own
in each dimension): a line with its total is a line of the same kind.

Method: cell suppression with complementary suppression along every margin (Willenborg & de Waal, Elements of Statistical
Disclosure Control, 2001, ch. 6), greedy, not minimal: it may hide a cell more than needed, never one less. It does not
protect against differences between tables of overlapping periods or nested places.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def hide_small(table: pd.DataFrame, dims: list[str], column: str, smallest: int) -> pd.Series:
    """True where the count must not be shown.

    table     one row per combination of ``dims``; combinations that are absent count as zero
    column    the count column; missing values stay missing and are not hidden
    smallest  the smallest non-zero count that may be shown; 1 hides nothing
    """
    counts = table[column].fillna(0).to_numpy(dtype=float)
    hidden = (counts > 0) & (counts < smallest)
    if smallest <= 1 or not hidden.any() or not dims:
        return pd.Series(hidden, index=table.index)
    lines: list[np.ndarray] = []
    for dim in dims:
        others = [d for d in dims if d != dim]
        if others:
            lines += [np.asarray(i) for i in table.groupby(others, dropna=False, observed=True).indices.values()]
        else:
            lines.append(np.arange(len(table)))
    lines = [line for line in lines if len(line) > 1]
    _complement(counts, hidden, lines, smallest)
    small = (counts > 0) & (counts < smallest)
    while len(dims) > 1:
        fixed = _determined(hidden, lines) & small
        near = [line[~hidden[line]] for line in lines if fixed[line].any()]
        near = [cells for cells in near if len(cells)]
        if not near:
            break
        hidden[_least(counts, np.unique(np.concatenate(near)))] = True
        _complement(counts, hidden, lines, smallest)
    return pd.Series(hidden, index=table.index)


def _complement(counts: np.ndarray, hidden: np.ndarray, lines: list[np.ndarray], smallest: int) -> None:
    """Hide more, in place, until no single line gives a hidden cell back."""
    changed = True
    while changed:
        changed = False
        for line in lines:
            while _revealing(counts[line], hidden[line], smallest):
                open_cells = line[~hidden[line]]
                if len(open_cells) == 0:
                    break
                hidden[_least(counts, open_cells)] = True
                changed = True


def _least(counts: np.ndarray, cells: np.ndarray) -> int:
    """The cell with the smallest positive count; a zero only when there is nothing else."""
    positive = cells[counts[cells] > 0]
    pool = positive if len(positive) else cells
    return int(pool[np.argmin(counts[pool])])


def _determined(hidden: np.ndarray, lines: list[np.ndarray]) -> np.ndarray:
    """Hidden cells that the sums of all lines fix: their unit vector lies in the row space of the sums."""
    out = np.zeros(len(hidden), dtype=bool)
    cells = np.flatnonzero(hidden)
    place = np.full(len(hidden), -1)
    place[cells] = np.arange(len(cells))
    sums = np.zeros((len(lines), len(cells)))
    for row, line in enumerate(lines):
        sums[row, place[line[hidden[line]]]] = 1
    sums = sums[sums.any(axis=1)]
    if not len(sums):
        return out
    within = np.linalg.pinv(sums @ sums.T, rcond=1e-9, hermitian=True) @ sums
    out[cells] = (sums * within).sum(axis=0) > 1 - 1e-6
    return out


def _revealing(counts: np.ndarray, hidden: np.ndarray, smallest: int) -> bool:
    """True when the line's total would give back what is hidden in it."""
    if not hidden.any():
        return False
    return bool(hidden.sum() < 2 or counts[hidden].sum() < smallest)
