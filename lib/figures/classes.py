"""Classes for a shaded map: few, with round edges that a reader can say aloud."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def edges(values: Sequence[float], classes: int) -> list[float]:
    """Lower edges of at most ``classes`` classes; the first is 0. Half-open: [edge, next edge).

    Even steps, so that twice the number looks like twice the number; when these put four of five places into the lowest
    class (one city among villages), edges that share the places out evenly, rounded to 1, 2, 5, 10 ...

    >>> edges([212, 338, 141, 187, 96], 5)
    [0.0, 100.0, 200.0, 300.0]
    """
    positive = sorted(value for value in values if value > 0)
    if not positive:
        return [0.0]
    top = positive[-1]
    if top < classes:
        return [float(i) for i in range(int(top) + 1)]
    step = round_up(top / classes)
    even = [i * step for i in range(classes) if i * step <= top]
    crowded = sum(value < step for value in positive) / len(positive)
    if crowded < 0.8 or len(positive) < classes:
        return even
    parts = [positive[min(len(positive) - 1, len(positive) * k // classes)] for k in range(1, classes)]
    return [0.0, *sorted({edge for edge in map(round_near, parts) if edge <= top})]


def class_of(value: float, lower: Sequence[float]) -> int:
    """Index of the class that holds the value."""
    return max(0, bisect_right(lower, value) - 1)


def round_up(value: float) -> float:
    """The next 1, 2, 2.5, 5 or 10 times a power of ten, whole when it is above one.

    >>> round_up(67.6), round_up(3.1), round_up(0.02)
    (100.0, 5.0, 1.0)
    """
    if value <= 1:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    for step in _STEPS:
        edge = step * power
        if edge >= value and edge == int(edge):
            return float(edge)
    return float(10 * power)


def round_near(value: float) -> float:
    """The nearest (by ratio) 1, 2 or 5 times a power of ten, at least 1.

    >>> round_near(90), round_near(170), round_near(330)
    (100.0, 200.0, 500.0)
    """
    power = 10 ** math.floor(math.log10(max(value, 1)))
    return float(min((step * power for step in (1, 2, 5, 10)), key=lambda edge: abs(math.log(edge / max(value, 1)))))
