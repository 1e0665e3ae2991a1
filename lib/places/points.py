"""Located complaints: points in metres with their day, hour and crime, and how many complaints have no usable point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lib.places.jurisdiction import Jurisdiction
from lib.places.metres import Projection

UNKNOWN_HOUR = -1


@dataclass(frozen=True)
class Coverage:
    """What part of the complaints is on the map.

    total     complaints that the filters choose
    reserved  of kinds that are never drawn as points (family and sexual violence): not on the map, whoever looks
    nowhere   without coordinates
    forced    put at the police station, or at the middle of a district, by whoever entered them
    filler    at a point where the source puts what it does not know
    outside   with a point outside the ground of the map
    """

    total: int = 0
    reserved: int = 0
    nowhere: int = 0
    forced: int = 0
    filler: int = 0
    outside: int = 0

    @property
    def drawn(self) -> int:
        """Complaints that are on the map."""
        return self.total - self.reserved - self.nowhere - self.forced - self.filler - self.outside

    @property
    def share(self) -> float:
        """Part of the complaints that may be drawn at all that are drawn; NaN without any."""
        possible = self.total - self.reserved
        return self.drawn / possible if possible else float("nan")


@dataclass(frozen=True, eq=False)
class Located:
    """One element per complaint, in no order.

    x, y       metres on ``plane``
    day        days since 1 January 1970; where only the month is known, its first day (``day_known`` false)
    hour       0-23, -1 unknown
    crime      position in ``codes`` (catalogue codes, as fine as known)
    load, row  load and row of the file it stands in
    forced     true where the point is not the place of the event: only with the filter off
    """

    plane: Projection
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    day: npt.NDArray[np.int32]
    day_known: npt.NDArray[np.bool_]
    hour: npt.NDArray[np.int8]
    crime: npt.NDArray[np.int16]
    codes: tuple[str, ...]
    load: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    forced: npt.NDArray[np.bool_]
    coverage: Coverage

    def __len__(self) -> int:
        return len(self.x)

    def take(self, chosen: npt.NDArray[Any]) -> Located:
        """Some of them, by position or by truth; the coverage stays what it was."""
        names = ("x", "y", "day", "day_known", "hour", "crime", "load", "row", "forced")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})

    def inside(self, ground: Jurisdiction) -> Located:
        """Those on the ground of the map; the others are counted in ``coverage.outside``."""
        held = ground.holds(self.x, self.y)
        lost = int((~held).sum())
        return replace(self.take(held), coverage=replace(self.coverage, outside=self.coverage.outside + lost))

    def between(self, first: int, last: int) -> Located:
        """Those of the days ``first`` to ``last``, both included; the coverage stays what it was."""
        return self.take((self.day >= first) & (self.day <= last))
