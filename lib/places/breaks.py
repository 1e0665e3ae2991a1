"""Where one class of a shaded map ends and the next begins, by three textbook rules.

The picture depends on the rule, so a page says which one it used and lets the reader change it. Maps that are to be
compared share one set of breaks, worked out over all their values together.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Method = Literal["equal", "quantile", "natural"]
METHODS: tuple[Method, ...] = ("equal", "quantile", "natural")

LARGEST = 800
"""Distinct values that the exact search of natural breaks looks at; more are thinned to so many, evenly by rank."""


def breaks(values: npt.ArrayLike, classes: int, method: Method) -> list[float]:
    """The lower edges of at most ``classes`` classes, ascending; each class is [edge, next edge), the last one closed.

    values   the numbers to be shaded, any order; missing ones (NaN) are left out
    method   equal     classes equally wide, from the smallest value to the largest
             quantile  classes with equally many values (as far as equal values allow; linear interpolation, type 7)
             natural   the classes whose values differ least from their class's mean: the smallest sum of squared
                       deviations, found exactly (Fisher 1958, Journal of the American Statistical Association 53,
                       789-798; on maps known as Jenks's natural breaks)
    Fewer distinct values than classes make a class of each. No value at all gives [].
    """
    known = np.asarray(values, dtype=float)
    known = np.sort(known[np.isfinite(known)])
    if not len(known):
        return []
    distinct = np.unique(known)
    if len(distinct) <= classes:
        return [float(value) for value in distinct]
    if method == "equal":
        lower = np.linspace(known[0], known[-1], classes + 1)[:-1]
    elif method == "quantile":
        lower = np.quantile(known, np.arange(classes) / classes)
    else:
        lower = _natural(known, classes)
    return [float(edge) for edge in np.unique(lower)]


def deviation(values: npt.ArrayLike, lower: list[float]) -> float:
    """How well these classes describe the values: 1 - (squared deviations inside classes) / (all of them), 0 to 1.

    The goodness of variance fit: 1 when every value equals its class's mean. 1 for values that are all the same.
    """
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    whole = float(((known - known.mean()) ** 2).sum()) if len(known) else 0.0
    if whole == 0:
        return 1.0
    place = np.clip(np.searchsorted(lower, known, side="right") - 1, 0, None)
    inside = sum(float(((part - part.mean()) ** 2).sum()) for k in np.unique(place) if len(part := known[place == k]))
    return 1.0 - inside / whole


def _natural(ordered: npt.NDArray[np.float64], classes: int) -> npt.NDArray[np.float64]:
    """Exact, by dynamic programming over the sorted values, each distinct one with its weight."""
    values, weights = np.unique(ordered, return_counts=True)
    if len(values) > LARGEST:
        ranks = np.linspace(0, len(ordered) - 1, LARGEST).round().astype(int)
        values, weights = np.unique(ordered[ranks], return_counts=True)
    weight = np.concatenate([[0.0], np.cumsum(weights, dtype=float)])
    centred = values - values.mean()  # sums of squares lose digits far from zero
    first = np.concatenate([[0.0], np.cumsum(weights * centred)])
    second = np.concatenate([[0.0], np.cumsum(weights * centred**2)])
    size = len(values)
    best = np.full(size + 1, np.inf)
    ends = np.arange(1, size + 1)
    best[1:] = second[ends] - first[ends] ** 2 / weight[ends]
    starts = np.zeros((classes, size + 1), dtype=int)
    for k in range(1, classes):
        new = np.full(size + 1, np.inf)
        for end in range(k + 1, size + 1):
            begin = np.arange(k, end)
            inside = second[end] - second[begin] - (first[end] - first[begin]) ** 2 / (weight[end] - weight[begin])
            cost = best[begin] + inside
            at = int(np.argmin(cost))
            new[end], starts[k, end] = cost[at], begin[at]
        best = new
    cuts, end = [], size
    for k in range(classes - 1, 0, -1):
        end = int(starts[k, end])
        cuts.append(end)
    return values[[0, *reversed(cuts)]]
