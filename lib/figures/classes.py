"""Classes for a shaded map: few, with round edges that a reader can say aloud."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def edges(values: Sequence[float], classes: int) -> list[float]:
    """Lower edges of at most ``classes`` classes; the first is 0. Half-open: [edge, next edge).

    Even steps, so that twice the number looks like twice the number; when these put four of five places into the lowest
    class (one city among villages), steps that grow by 1, 2, 5, 10 instead.

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
    grown: list[float] = []
    power = math.floor(math.log10(top))
    candidates = [factor * 10.0**exponent for exponent in range(power, -1, -1) for factor in (5, 2, 1)]
    for edge in candidates:
        if edge <= top and len(grown) < classes - 1 and sum(value < edge for value in positive) >= 1:
            grown.append(edge)
    return [0.0, *sorted(grown)]


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
