"""Classes for a shaded map: few, with round edges that a reader can say aloud."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from lib import texts
from lib.places import breaks

Rule = Literal["round", "equal", "quantile", "natural"]
RULES: tuple[Rule, ...] = get_args(Rule)
"""round: even steps with edges that can be said aloud, our default; the others are those of ``lib.places.breaks``."""

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Classes:
    """Classes of a shaded map: lower edges, ascending and half-open; ``shades`` is how many shades the ramp has.

    whole  the values are whole numbers (counts); else they are rates or shares, told with ``decimals``
    """

    lower: tuple[float, ...]
    shades: int
    whole: bool = True
    decimals: int = 0

    def kind(self, value: float) -> str:
        """The shade of a value: "q0" to "q4"."""
        return shade(class_of(value, self.lower), len(self.lower), self.shades)

    def told(self, value: float, lang: str) -> str:
        """A value as its legend writes it."""
        return texts.number(value, lang, 0 if self.whole else self.decimals)

    def words(self, lang: str) -> list[tuple[str, str]]:
        """(shade, what it stands for) of each class: '0–99', '300 o más'; of broken numbers '1.5 a menos de 3.0'."""
        out = []
        for index, edge in enumerate(self.lower):
            said = self.told(edge, lang)
            if index + 1 < len(self.lower):
                following = self.lower[index + 1]
                if not self.whole:
                    said = texts.t("figures.map.below", lang, low=said, high=self.told(following, lang))
                elif following - 1 > edge:
                    said = f"{said}–{self.told(following - 1, lang)}"
            elif index:
                said = texts.t("figures.map.and_more", lang, n=said)
            out.append((shade(index, len(self.lower), self.shades), said))
        return out


def classify(values: Sequence[float], shades: int, rule: Rule = "round", *, whole: bool = True) -> Classes:
    """Classes for these values by a rule. Maps to be compared are drawn with the classes of all their values together."""
    known = [float(value) for value in values if math.isfinite(value)]
    decimals = 0 if whole else _decimals(known)
    factor = 1.0 if whole else 10.0**decimals
    if rule == "round":
        lower = [edge / factor for edge in edges([value * factor for value in known], shades)]
    else:
        cuts = breaks.breaks(known, shades, rule)
        lower = sorted({math.ceil(cut * factor) / factor for cut in cuts[1:]} | {min(0.0, *cuts) if cuts else 0.0})
    return Classes(tuple(lower), shades, whole, decimals)


def _decimals(values: Sequence[float]) -> int:
    """So many that the largest value has two digits at least."""
    top = max((abs(value) for value in values), default=0.0)
    return 0 if top >= 10 or top == 0 else 1 - math.floor(math.log10(top))


def shade(index: int, used: int, shades: int) -> str:
    """Spread the classes in use over the whole ramp: the darkest shade is always the highest class."""
    return f"q{round(index * (shades - 1) / (used - 1)) if used > 1 else 0}"


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
