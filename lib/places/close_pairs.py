"""Compiled loops of the Knox test: the pairs of points that lie close together, and how far apart their days are.

The pairs are found once, on a grid as wide as the farthest band; then only the days change hands. Many shufflings of the
days are counted side by side (``LANES``), because each pair has to be fetched only once for all of them. The loops release
Python's lock and share nothing, so that threads may count different shufflings at the same time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib.places.compiled import compiled

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
Days = npt.NDArray[np.uint16]

LANES = 32
"""Shufflings counted at once: 32 days of two bytes fill a cache line of the processor."""

LONGEST = 32_767
"""Days from the first to the last event that fit into two bytes with a sign: 89 years."""


@dataclass(frozen=True, eq=False)
class ClosePairs:
    """Pairs of points nearer than the last edge, each once.

    order   the points' positions in the order of the grid; the pairs use this order
    starts  where the pairs of (point, band) begin in ``others``; points x bands + 1
    others  the second point of each pair
    bands   number of space bands
    """

    order: Longs
    starts: Longs
    others: npt.NDArray[np.uint32]
    bands: int

    def by_band(self) -> Longs:
        """Pairs in each space band."""
        return np.asarray(np.diff(self.starts).reshape(-1, self.bands).sum(axis=0), dtype=np.int64)


def close_pairs(x: Floats, y: Floats, edges: Floats, manhattan: bool, most: int) -> ClosePairs | None:
    """The pairs whose distance lies in [edges[0], edges[-1]), by band; None when they are more than ``most``.

    x, y   metres, at least one point; edges in metres, rising, finite, the first one 0
    """
    reach = float(edges[-1])
    column = np.floor((x - x.min()) / reach).astype(np.int64)
    row = np.floor((y - y.min()) / reach).astype(np.int64)
    wide = int(column.max()) + 3  # an empty column on both sides, so that a cell's neighbours never wrap round
    cell = (row + 1) * wide + column + 1
    order = np.argsort(cell, kind="stable")
    cells, first = np.unique(cell[order], return_index=True)
    ends = np.append(first[1:], len(order))
    # each pair once: the own cell, the one to the right, and the three of the next row
    wanted = cells[:, None] + np.array([0, 1, wide - 1, wide, wide + 1])
    near = np.searchsorted(cells, wanted)
    near = np.where(np.append(cells, -1)[near] == wanted, near, -1)
    at = (np.ascontiguousarray(x[order]), np.ascontiguousarray(y[order]), np.searchsorted(cells, cell[order]))
    counts = np.zeros((len(order), len(edges) - 1), dtype=np.int64)
    _count_pairs(*at, near, first, ends, edges, manhattan, counts)
    total = int(counts.sum())
    if total > most:
        return None
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts.ravel())])
    others = np.empty(total, dtype=np.uint32)
    _list_pairs(*at, near, first, ends, edges, manhattan, starts[:-1].copy().reshape(counts.shape), others)
    return ClosePairs(order, starts, others, len(edges) - 1)


def apart(pairs: ClosePairs, days: Days, edges: Longs) -> Longs:
    """Of the close pairs, how many have their days less than each edge apart?

    days   points (in their original order) x LANES: each column gives the days to the points in another way; counted from
           the first day, at most LONGEST
    edges  days, above 0 and at most LONGEST + 1
    Returns space bands x edges x LANES.
    """
    out = np.zeros((pairs.bands, len(edges), LANES), dtype=np.int64)
    _apart(pairs.starts, pairs.others, np.ascontiguousarray(days[pairs.order]), edges, pairs.bands, out)
    return out


@compiled
def _band(dx: float, dy: float, edges: Floats, manhattan: bool) -> int:
    """The half-open band of a distance; -1 beyond the last."""
    far = abs(dx) + abs(dy) if manhattan else math.sqrt(dx * dx + dy * dy)
    for band in range(len(edges) - 1):
        if far < edges[band + 1]:
            return band
    return -1


@compiled
def _count_pairs(
    x: Floats, y: Floats, of: Longs, near: Longs, first: Longs, ends: Longs, edges: Floats, manhattan: bool, counts: Longs,
) -> None:
    for i in range(len(x)):
        for side in range(near.shape[1]):
            cell = near[of[i], side]
            if cell < 0:
                continue
            for j in range(i + 1 if side == 0 else first[cell], ends[cell]):
                band = _band(x[i] - x[j], y[i] - y[j], edges, manhattan)
                if band >= 0:
                    counts[i, band] += 1


@compiled
def _list_pairs(
    x: Floats, y: Floats, of: Longs, near: Longs, first: Longs, ends: Longs, edges: Floats, manhattan: bool, places: Longs,
    others: npt.NDArray[np.uint32],
) -> None:
    for i in range(len(x)):
        for side in range(near.shape[1]):
            cell = near[of[i], side]
            if cell < 0:
                continue
            for j in range(i + 1 if side == 0 else first[cell], ends[cell]):
                band = _band(x[i] - x[j], y[i] - y[j], edges, manhattan)
                if band >= 0:
                    others[places[i, band]] = j
                    places[i, band] += 1


@compiled
def _apart(
    starts: Longs, others: npt.NDArray[np.uint32], days: Days, edges: Longs, bands: int, out: Longs
) -> None:
    """|one - other| < edge, written as one comparison of unsigned numbers: one - other + edge - 1 < 2 edge - 1."""
    held = np.zeros(LANES, np.uint16)
    for band in range(bands):
        for k in range(len(edges)):
            shift, span = np.uint16(edges[k] - 1), np.uint16(2 * edges[k] - 1)
            waiting = 0
            for i in range(len(days)):
                at = i * bands + band
                for pair in range(starts[at], starts[at + 1]):
                    j = others[pair]
                    for lane in range(LANES):
                        held[lane] += np.uint16(np.uint16(days[i, lane] - days[j, lane] + shift) < span)
                    waiting += 1
                    if waiting == 65_000:  # two bytes are emptied before they run over
                        for lane in range(LANES):
                            out[band, k, lane] += held[lane]
                            held[lane] = 0
                        waiting = 0
            for lane in range(LANES):
                out[band, k, lane] += held[lane]
                held[lane] = 0
