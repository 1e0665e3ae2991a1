"""The numbers of the page of near repeats: asked once per (version, filters, audience, choices), through the policy."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lib import settings
from lib.access.audiences import Policy
from lib.complaints.filters import Filters
from lib.places import near_repeats
from lib.places.near_repeats import DISTANCES, Distance
from lib.places.points import Located
from lib.privacy.release import Released, release
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.ui import cache, located, place_site, visit, working
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import clipped
from lib.ui.place_site import Site


@dataclass(frozen=True)
class Asked:
    """The page's choices: metres and days of a band, and how distance is measured."""

    width: int
    days: int
    distance: Distance

    @property
    def space(self) -> tuple[float, ...]:
        """The same place, then even bands."""
        return (0, same_place(), *(self.width * i for i in range(1, _count("bands") + 1)))

    @property
    def time(self) -> tuple[float, ...]:
        return tuple(self.days * i for i in range(_count("bands") + 1))


@dataclass(frozen=True)
class NearRepeats:
    """What the page shows.

    here     the points on their ground; ``state`` as ``lib.ui.located`` names it
    table    lib.places.near_repeats.knox over all bands; None when nothing can be said
    same     the same day by day, for the same place; ``near``: for the first band round it
    undated  located complaints of which only the month is known: left out
    """

    asked: Asked
    here: Site
    state: str
    table: Released | None
    same: Released | None
    near: Released | None
    undated: int


def chosen() -> Asked:
    """The choices in the address, each within what is offered."""
    width, days, distance = (visit.get(name) for name in ("near_metres", "near_days", "near_distance"))
    widths, spans = settings.value("near_repeats.widths"), settings.value("near_repeats.days")
    return Asked(
        next((one for one in widths if str(one) == width), widths[0]),
        next((one for one in spans if str(one) == days), spans[0]),
        next((one for one in DISTANCES if one == distance), DISTANCES[0]),
    )


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, asked: Asked) -> NearRepeats:
    """Everything on the page; from memory when it was asked before."""
    here = place_site.site(snapshot, clipped(filters, holdings, policy), policy)
    return cache.answer(snapshot, ("near repeats", here.key, asked), lambda: _numbers(snapshot, here, policy, asked))


def same_place() -> float:
    """Metres below which two complaints are at the same place."""
    return float(settings.value("near_repeats.same_place_m"))


def _numbers(snapshot: Snapshot, here: Site, policy: Policy, asked: Asked) -> NearRepeats:
    known = here.points.take(here.points.day_known)
    undated = len(here.points) - len(known)
    state = replace(here.seen, points=known).state if len(known) else here.seen.state
    if undated and not len(known):
        state = "no_days"
    if state != "shown":
        return NearRepeats(asked, here, state, None, None, None, undated)
    days = tuple(range(_count("decay_days") + 1))
    table = _tested(known, asked, asked.space, asked.time)
    daily = _tested(known, asked, (0, same_place(), asked.width), days)
    at_place = (daily.table["to_m"] <= same_place()).to_numpy()
    told = (replace(daily, table=daily.table[rows].reset_index(drop=True), dims=("time",)) for rows in (at_place, ~at_place))
    whole, near, same = (
        release(located.papers(snapshot, here.filters, one), policy) for one in (table, *reversed(list(told)))
    )
    return NearRepeats(asked, here, state, whole, same, near, undated)


def _tested(points: Located, asked: Asked, space: tuple[float, ...], time: tuple[float, ...]) -> Result:
    runs = _count("permutations")
    return working.with_progress("shuffling", runs, lambda tell: near_repeats.knox(
        points.x, points.y, points.day.astype(np.int64), space=space, time=time, distance=asked.distance,
        permutations=runs, seed=_count("seed"), level=float(settings.value("statistics.level")),
        most_pairs=_count("most_pairs"), progress=lambda share: tell(share, round(share * runs)),
    ))


def _count(name: str) -> int:
    return int(settings.value(f"near_repeats.{name}"))
