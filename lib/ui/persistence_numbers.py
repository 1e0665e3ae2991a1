"""The numbers of the page of persistence and change: windows judged one by one, two periods tested cell by cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import periods
from lib.complaints.filters import Filters
from lib.places.grid import Cells, count
from lib.places.map_coverage import comparable
from lib.places.moved import moved
from lib.places.persistence import Rules, persistence, rules
from lib.places.points import Located
from lib.privacy.release import Released, release
from lib.storage.engine import Snapshot
from lib.storage.queries import place_points
from lib.ui import cache, located, place_ground, place_site
from lib.ui.choices import Holdings
from lib.ui.place_site import Site

MONTHS = {"month": 1, "quarter": 3}
"""Windows that may be chosen, in months."""

YEAR, PREVIOUS = "year", "previous"
ITSELF, MAP = "itself", "map"

Span = tuple[dt.date, dt.date]


@dataclass(frozen=True, eq=False)
class Windows:
    """Which cells are hot again and again.

    unit    "month" or "quarter"
    spans   first and last day of each window, oldest first
    shares  part of the complaints with a point of their own, window by window
    kinds   cell, count, windows, last, kind, w0 ... ; see ``lib.places.persistence``
    """

    site: Site
    cells: Cells
    unit: str
    spans: tuple[Span, ...]
    shares: tuple[float, ...]
    by: Rules
    kinds: Released


@dataclass(frozen=True, eq=False)
class Change:
    """Two periods, cell by cell.

    now, before  the filters of the two;  shares  part of the complaints with a point of their own, now and before
    refused      "" when they are compared; else why not: "start" (no data before), "coverage", "few" points
    cells        see ``lib.places.moved``; None when refused
    """

    site: Site
    grid: Cells
    now: Filters
    before: Filters
    shares: tuple[float, float]
    refused: str
    cells: Released | None


def units(policy: Policy) -> tuple[str, ...]:
    """The windows that this audience may see: none shorter than a map of cells must be."""
    return tuple(unit for unit, months in MONTHS.items() if months >= policy.cell_months)


def spans(until: dt.date, first: dt.date, unit: str, most: int) -> tuple[Span, ...]:
    """The last ``most`` windows that end with the last whole month up to ``until``; none begins before ``first``."""
    end = periods.last_complete_month(until)
    out: list[Span] = []
    while len(out) < most:
        start = end.replace(day=1)
        for _ in range(MONTHS[unit] - 1):
            start = (start - dt.timedelta(days=1)).replace(day=1)
        if start < first:
            break
        out.append((start, end))
        end = start - dt.timedelta(days=1)
    return tuple(reversed(out))


def windows(
    snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, unit: str
) -> tuple[Windows | None, Site | None, tuple[Span, ...]]:
    """(the classes, the site of all windows, the windows); no classes with too few windows or points."""
    until = min(filters.end or holdings.last, holdings.last)
    found = spans(until, holdings.first, unit, int(settings.value("persistence.windows")))
    if len(found) < int(settings.value("persistence.fewest_windows")):
        return None, None, found
    here = place_site.site(snapshot, filters.but(start=found[0][0], end=found[-1][1]), policy)
    if here.seen.state != "shown":
        return None, here, found
    cells, used = place_site.cells(snapshot, here, policy), place_ground.by(snapshot, here)
    question = ("persistence", here.key, cells.grid, used, unit, policy.name)
    return cache.answer(snapshot, question, lambda: _windows(snapshot, here, cells, used, unit, found, policy)), here, found


def _windows(
    snapshot: Snapshot, here: Site, cells: Cells, used: str, unit: str, found: Sequence[Span], policy: Policy
) -> Windows:
    own = settings.value("persistence")
    by = rules(
        len(found), **{name: float(own[name]) for name in ("persistent", "recent", "emerging", "before", "former")}
    )
    points = here.points
    result = persistence(
        points.x, points.y, points.day, [(_days(start), _days(end)) for start, end in found], cells,
        place_ground.weights(snapshot, here, cells, used), by, level=_level(), rings=int(own["rings"]),
        fewest=int(own["fewest_points"]),
    )
    shares = tuple(
        place_points.located_points(snapshot, here.filters.but(start=start, end=end)).coverage.share for start, end in found
    )
    told = ("windows", "last", "kind", *(f"w{k}" for k in range(len(found))))
    released = release(located.papers(snapshot, here.filters, place_ground.shown_to(policy, result, told)), policy)
    return Windows(here, cells, unit, tuple(found), shares, by, released)


def change(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, against: str, of: str) -> Change:
    """The period of the filters against the year before or the period before it, on the same ground.

    of  "itself": more or fewer than before; "map": otherwise than the whole map
    """
    here = place_site.site(snapshot, filters, policy)
    grid = place_site.cells(snapshot, here, policy)
    question = ("moved", here.key, grid.grid, against, of, policy.name)
    return cache.answer(snapshot, question, lambda: _change(snapshot, here, grid, holdings, policy, against, of))


def _change(
    snapshot: Snapshot, here: Site, grid: Cells, holdings: Holdings, policy: Policy, against: str, of: str
) -> Change:
    asked = here.filters
    now = asked.but(
        start=max(asked.start or holdings.first, holdings.first), end=min(asked.end or holdings.last, holdings.last)
    )
    start, end = now.start or holdings.first, now.end or holdings.last
    before = now.year_before()
    if against == PREVIOUS:
        earlier = periods.preceding(start, end)
        before = now.but(start=earlier[0], end=earlier[1])
    if before.start is None or before.start < holdings.first:
        return Change(here, grid, now, before, (float("nan"), float("nan")), "start", None)
    points = place_points.located_points(snapshot, before, epsg=here.points.plane.epsg).inside(here.ground)
    shares = (here.points.coverage.share, points.coverage.share)
    if min(len(points), len(here.points)) < int(settings.value("persistence.fewest_points")):
        return Change(here, grid, now, before, shares, "few", None)
    if not comparable(shares, 100 * float(settings.value("persistence.coverage_points"))).all():
        return Change(here, grid, now, before, shares, "coverage", None)
    held = _parts(grid, here.points, now, holdings), _parts(grid, points, before, holdings)
    exposure = (float(held[0].sum()), float(held[1].sum())) if of == MAP else (
        _length(now, holdings) * shares[0], _length(before, holdings) * shares[1]
    )
    result = place_ground.shown_to(
        policy, moved(grid, *held, exposure=exposure, level=_level(), rings=int(settings.value("persistence.rings"))),
        ("verdict",),
    )
    released = release(located.papers(snapshot, now, result), policy)
    return Change(here, grid, now, before, shares, "", released)


def _parts(grid: Cells, points: Located, filters: Filters, holdings: Holdings) -> npt.NDArray[np.float64]:
    """Complaints in each cell in parts of about a month; of a period of less than two months in two halves."""
    days = _length(filters, holdings)
    number = max(2, round(days / 30))
    part = np.clip((points.day - _days(filters.start or holdings.first)) * number // days, 0, number - 1)
    return np.stack([count(grid, points.x[part == k], points.y[part == k]) for k in range(number)])


def _length(filters: Filters, holdings: Holdings) -> int:
    return ((filters.end or holdings.last) - (filters.start or holdings.first)).days + 1


def _level() -> float:
    return float(settings.value("hot_spots.false_discovery"))


def _days(date: dt.date) -> int:
    return int(np.datetime64(date, "D").astype(np.int64))
