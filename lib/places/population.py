"""Population by place and year: the denominator of a rate, and which year it really is of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

Row = tuple[str, int, int, str]
"""(place code, year, inhabitants, source)."""


class PopulationTable:
    """Inhabitants by place and year. Immutable; later rows of the same place and year go before earlier ones."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._by_place: dict[str, dict[int, tuple[int, str]]] = {}
        for place, year, inhabitants, source in rows:
            self._by_place.setdefault(place, {})[int(year)] = (int(inhabitants), source)

    def for_year(self, place: str, year: int) -> tuple[int, int, str] | None:
        """How many people live in ``place`` in ``year``?

        (inhabitants, year used, source). When the table lacks the year, the nearest year that it has, the earlier of
        two equally near; the caller names the year used beside every rate. Nothing is extrapolated or interpolated.
        None when the place is not in the table at all.
        """
        years = self._by_place.get(place)
        if not years:
            return None
        known = sorted(years)
        at = bisect_left(known, year)
        before, after = known[max(at - 1, 0)], known[min(at, len(known) - 1)]
        nearest = min((before, after), key=lambda candidate: (abs(candidate - year), candidate))
        inhabitants, source = years[nearest]
        return inhabitants, nearest, source

    def rows(self) -> list[Row]:
        """Everything, by place and year."""
        return [
            (place, year, *self._by_place[place][year])
            for place in sorted(self._by_place) for year in sorted(self._by_place[place])
        ]

    def places(self) -> tuple[str, ...]:
        return tuple(sorted(self._by_place))

    def years(self) -> tuple[int, ...]:
        return tuple(sorted({year for years in self._by_place.values() for year in years}))

    def __len__(self) -> int:
        return sum(len(years) for years in self._by_place.values())

    def updated(self, newer: PopulationTable) -> PopulationTable:
        """This table with the newer one's rows in place of its own where both have the place and year."""
        return PopulationTable([*self.rows(), *newer.rows()])

    def payload(self, name: str = "") -> dict[str, Any]:
        """The event's payload, ready for JSON."""
        return {"name": name, "kind": "total", "table": [list(row) for row in self.rows()]}

    @staticmethod
    def from_payload(payload: Mapping[str, Any]) -> PopulationTable:
        return PopulationTable((str(p), int(y), int(n), str(s or "")) for p, y, n, s in payload["table"])
