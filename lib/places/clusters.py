"""Clusters of complaints: points that crowd together closer than chance would crowd any, whatever shape they take."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy import stats

from lib.places.compiled import compiled

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]

NOISE = -1
HULL_RATIO = 0.4
"""Of a hull between the tightest that holds all points (0) and the convex one (1)."""


def clusters(x: npt.ArrayLike, y: npt.ArrayLike, radius_m: float, fewest: int) -> Labels:
    """Which cluster does each point belong to? DBSCAN.

    x, y      points, metres
    radius_m  points no farther apart than this are near each other
    fewest    a point is a core when so many points, itself included, are near it (``fewest_beyond_chance``)
    Returns the number of its cluster for each point, 0 the largest (equal ones from the west), -1 none. Cores that
    are near each other are of one cluster; a point near a core but no core itself goes to the nearest core's cluster, so
    that the order of the points changes nothing.
    Source: Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231. Points are sought in squares of the radius' side: no list
    of pairs is kept, so that a million points need no more memory than themselves.
    """
    across, up = np.ascontiguousarray(x, dtype=np.float64), np.ascontiguousarray(y, dtype=np.float64)
    labels = np.full(len(across), NOISE, dtype=np.int32)
    if not len(across):
        return labels
    column = np.floor((across - across.min()) / radius_m).astype(np.int64)
    row = np.floor((up - up.min()) / radius_m).astype(np.int64)
    columns = int(column.max()) + 3
    square = (row + 1) * columns + column + 1
    order = np.argsort(square, kind="stable")
    squares, starts = np.unique(square[order], return_index=True)
    ends = np.r_[starts[1:], len(order)]
    root = np.empty(len(order), dtype=np.int64)
    _join(across[order], up[order], square[order], squares, starts, ends, columns, radius_m**2, fewest, root)
    found = root >= 0
    if found.any():
        names, members, sizes = np.unique(root[found], return_inverse=True, return_counts=True)
        least = np.full(len(names), np.inf)
        np.minimum.at(least, members, across[order[found]])
        rank = np.empty(len(names), dtype=np.int32)
        rank[np.lexsort((least, -sizes))] = np.arange(len(names), dtype=np.int32)
        labels[order[found]] = rank[members]
    return labels


def fewest_beyond_chance(number: int, area_m2: float, radius_m: float, chance: float) -> int:
    """How many points within ``radius_m`` of one make a core that chance would hardly make anywhere?

    number    points on the map;  area_m2  its ground
    chance    of maps of as many points thrown evenly over the ground, at most this share may show any core
    Formula: Bonferroni over the points, each with a binomial(number - 1, circle / ground) of others near it.
    """
    share = min(math.pi * radius_m**2 / area_m2, 1.0) if area_m2 > 0 else 1.0
    if number < 2:
        return 2
    return int(stats.binom.isf(chance / number, number - 1, share)) + 2


def hull(x: npt.ArrayLike, y: npt.ArrayLike, margin_m: float) -> Any:
    """The outline of a cluster, ``margin_m`` round its points: concave, so that an L of two streets stays an L."""
    points = shapely.multipoints(np.column_stack([x, y]))
    return shapely.concave_hull(points, ratio=HULL_RATIO).buffer(margin_m, quad_segs=4)


@compiled
def _join(
    x: Floats, y: Floats, square: npt.NDArray[np.int64], squares: npt.NDArray[np.int64], starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64], columns: int, squared: float, fewest: int, root: npt.NDArray[np.int64],
) -> None:
    """For each point (in order of squares) a name of its cluster: the position of one of its cores; -1 none."""
    number = len(x)
    first, last = np.zeros((number, 3), dtype=np.int64), np.zeros((number, 3), dtype=np.int64)
    for k in range(number):
        if k > 0 and square[k] == square[k - 1]:
            first[k], last[k] = first[k - 1], last[k - 1]
            continue
        for step in range(3):  # the three squares of a row lie side by side
            low = square[k] + (step - 1) * columns - 1
            a, b = np.searchsorted(squares, low), np.searchsorted(squares, low + 3)
            if b > a:
                first[k, step], last[k, step] = starts[a], ends[b - 1]
    core = np.zeros(number, dtype=np.bool_)
    for k in range(number):
        near = 0
        for step in range(3):
            for m in range(first[k, step], last[k, step]):
                if (x[k] - x[m]) ** 2 + (y[k] - y[m]) ** 2 <= squared:
                    near += 1
            if near >= fewest:
                break
        core[k] = near >= fewest
        root[k] = k if core[k] else -1
    for k in range(number):
        if not core[k]:
            continue
        for step in range(3):
            for m in range(first[k, step], min(last[k, step], k)):
                if core[m] and (x[k] - x[m]) ** 2 + (y[k] - y[m]) ** 2 <= squared:
                    a, b = k, m
                    while root[a] != a:
                        root[a] = root[root[a]]
                        a = root[a]
                    while root[b] != b:
                        root[b] = root[root[b]]
                        b = root[b]
                    if a != b:
                        root[max(a, b)] = min(a, b)
    for k in range(number):
        if core[k]:
            a = k
            while root[a] != a:
                a = root[a]
            root[k] = a
    for k in range(number):
        if core[k]:
            continue
        nearest = squared
        for step in range(3):
            for m in range(first[k, step], last[k, step]):
                if core[m]:
                    away = (x[k] - x[m]) ** 2 + (y[k] - y[m]) ** 2
                    if away < nearest or (away == nearest and root[k] < 0):
                        nearest, root[k] = away, root[m]
