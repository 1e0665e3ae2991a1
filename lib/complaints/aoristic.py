"""Aoristic weights: an event somewhere between two moments is spread over the hours of the week that it may have been in.

``parts`` is plain arithmetic on whole minutes: it works on NumPy arrays and on columns of the engine alike, so that the
engine adds up a million intervals by a few sums and ``unfold`` makes the week's 168 hours of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

HOURS = 168
"""Hours of a week; hour 0 is Monday 00:00-00:59."""

WEEK = HOURS * 60
"""Minutes of a week. An event of unknown moment over more than a week says nothing about its hour: 1/168 each."""

Floats = npt.NDArray[np.float64]


class Parts(NamedTuple):
    """One interval's share of its hours: ``head`` in its first hour, ``each`` in those between, ``tail`` in ``last``.

    ``last`` counts on from the first hour of the week (up to 335). When the interval lies in one hour, head + tail - each
    is 1, so that no case needs another formula.
    """

    head: Any
    each: Any
    last: Any
    tail: Any


def parts(hour: Any, minute: Any, minutes: Any) -> Parts:
    """The share of an interval in the hours of the week.

    hour     hour of the week in which it starts, 0-167, Monday 00:00 first
    minute   minute of that hour, 0-59
    minutes  length on the local wall clock, 1 to WEEK

    Formula: the weight of an hour is the part of the interval that lies in it. Source: Ratcliffe, J. H. (2000), Aoristic
    analysis: the spatial interpretation of unspecific temporal events, Int. J. Geographical Information Science 14,
    669-679; continuous form as in Ashby & Bowers (2013), Crime Science 2:1.
    """
    beyond = (minute + minutes - 1) // 60
    return Parts(
        head=(60 - minute) / minutes, each=60 / minutes, last=hour + beyond, tail=(minute + minutes - 60 * beyond) / minutes
    )


def unfold(
    first: Sequence[Any] | npt.NDArray[Any], head: Floats, each: Floats,
    last: Sequence[Any] | npt.NDArray[Any], tail: Floats, each_last: Floats,
) -> Floats:
    """The 168 hours from sums of ``Parts``.

    first, head, each       hours of the week in which intervals start, with the sums of their heads and eaches
    last, tail, each_last   hours (0-335) in which intervals end, with the sums of their tails and eaches
    """
    line = np.zeros(2 * HOURS + 1)
    first, last = np.asarray(first, dtype=np.int64), np.asarray(last, dtype=np.int64)
    np.add.at(line, first + 1, each)
    np.add.at(line, last, -np.asarray(each_last))
    line = np.cumsum(line)
    np.add.at(line, first, head)
    np.add.at(line, last, tail)
    return line[:HOURS] + line[HOURS:-1]


def week_hours(hour: npt.NDArray[Any], minute: npt.NDArray[Any], minutes: npt.NDArray[Any]) -> Floats:
    """In which hours of the week did events happen, as far as their intervals say? 168 weights that add up to the events.

    hour     hour of the week of the start, 0-167 (Monday 00:00 first), on the local wall clock
    minute   minute of that hour
    minutes  length on the local wall clock; missing (NaN) or 0: the whole weight in the start's hour; more than a week:
             1/168 in each hour. Negative lengths are no interval and count as missing.
    """
    hour, minute = np.asarray(hour, dtype=np.int64), np.asarray(minute, dtype=np.int64)
    length = np.nan_to_num(np.asarray(minutes, dtype=np.float64), nan=0.0)
    long, known = length > WEEK, (length > 0) & (length <= WEEK)
    whole = np.bincount(hour[~known & ~long], minlength=HOURS).astype(np.float64) + float(long.sum()) / HOURS
    share = parts(hour[known], minute[known], length[known].astype(np.int64))
    return whole + unfold(hour[known], share.head, share.each, share.last, share.tail, share.each)
