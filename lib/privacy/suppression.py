"""Hiding small counts so that sums do not give them back.

Primary: every count from 1 to ``smallest - 1``. Zero is not hidden: it points at nobody.
Complementary: totals along each dimension are shown elsewhere on the page, so in every line of the table (all cells that
differ in one dimension only) the hidden cells must be at least two and add up to at least ``smallest``; the next smallest
count of the line is hidden until that holds. A line with one cell is its own total and needs no complement.

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
    changed = True
    while changed:
        changed = False
        for line in lines:
            while _revealing(counts[line], hidden[line], smallest):
                open_cells = line[~hidden[line]]
                if len(open_cells) == 0:
                    break
                positive = open_cells[counts[open_cells] > 0]
                pool = positive if len(positive) else open_cells
                hidden[pool[np.argmin(counts[pool])]] = True
                changed = True
    return pd.Series(hidden, index=table.index)


def _revealing(counts: np.ndarray, hidden: np.ndarray, smallest: int) -> bool:
    """True when the line's total would give back what is hidden in it."""
    if not hidden.any():
        return False
    return bool(hidden.sum() < 2 or counts[hidden].sum() < smallest)
