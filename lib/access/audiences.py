"""Audiences and their policies, read from ``data/policies/*.toml``.

command    the station, on its own machine: rows, small numbers, every class
municipal  the municipality and its committee: aggregates
public     anybody

The server listens on loopback only and shows command by default; started in public mode it shows public and nothing else.
"""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lib.complaints.columns import PLACE_LEVELS
from lib.errors import UsageError
from lib.texts import DATA

NEVER = "never"
CELL = "cell"
"""Finer than every place: a cell of a grid, or a point."""
FINENESS = (*PLACE_LEVELS, CELL)


@dataclass(frozen=True, eq=True)
class Policy:
    """What an audience may see.

    smallest_count       non-zero counts below it are hidden, and enough others that sums do not reveal them
    finest_place         the finest of PLACE_LEVELS that may be listed or filtered
    class_finest_place   for each disclosure class of crime types the finest level at which it may be counted, out of
                         FINENESS; "never"
    subject_finest_place  for each subject other than complaints (staff, roster, patrol, survey, answers) the finest level
                         at which it may be listed; "never" where this audience may not see it at all
    whole_months         periods must be whole calendar months
    rows, points         may see single records; may see points on a map
    cells                may see counts of the cells of a grid
    smallest_cell_m      no finer than this: metres between the middles of neighbouring cells
    cell_months          a map of cells covers at least so many months
    loads                may load files, undo and read the history
    """

    name: str
    order: int
    smallest_count: int
    finest_place: str
    whole_months: bool
    rows: bool
    points: bool
    cells: bool
    smallest_cell_m: int
    cell_months: int
    loads: bool
    class_finest_place: Mapping[str, str]
    subject_finest_place: Mapping[str, str]

    def __hash__(self) -> int:
        return hash(self.name)

    def allows_place(self, level: str) -> bool:
        """True when this place level may be listed; levels run from department (coarse) to sector (fine)."""
        return PLACE_LEVELS.index(level) <= PLACE_LEVELS.index(self.finest_place)

    def sees(self, subject: str, level: str | None = None) -> bool:
        """True when this audience may see a subject (staff, roster, survey ...), listed by ``level`` if one is given."""
        finest = self.subject_finest_place[subject]
        if finest == NEVER:
            return False
        return level is None or PLACE_LEVELS.index(level) <= PLACE_LEVELS.index(finest)

    def hidden_classes(self, finest: str | None) -> tuple[str, ...]:
        """Disclosure classes that may not be counted when the finest place in play is ``finest`` (None: no place)."""
        hidden = []
        for name, allowed in self.class_finest_place.items():
            too_fine = finest is not None and allowed != NEVER and (
                FINENESS.index(finest) > FINENESS.index(allowed)
            )
            if allowed == NEVER or too_fine:
                hidden.append(name)
        return tuple(sorted(hidden))


@cache
def policies() -> dict[str, Policy]:
    """Every policy by name, the widest first."""
    found = [Policy(**tomllib.loads(path.read_text(encoding="utf-8"))) for path in (DATA / "policies").glob("*.toml")]
    return {p.name: p for p in sorted(found, key=lambda p: p.order)}


def policy(name: str) -> Policy:
    """The policy of an audience; UsageError names those that exist."""
    try:
        return policies()[name]
    except KeyError:
        raise UsageError("unknown_audience", name=name, known=", ".join(policies())) from None


def public_mode() -> bool:
    """True when the server was started for the public (``CUADRANTE_PUBLIC=1``): then only the public audience exists."""
    return os.environ.get("CUADRANTE_PUBLIC", "") not in ("", "0")


def audiences() -> tuple[str, ...]:
    """Names that may be previewed on this server, the default first."""
    return ("public",) if public_mode() else tuple(policies())


def default_audience() -> str:
    return audiences()[0]


def person() -> str:
    """The name written in the history: ``CUADRANTE_USER``, else the account of the machine."""
    named = os.environ.get("CUADRANTE_USER", "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except OSError:
        return "-"
