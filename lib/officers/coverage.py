"""Posts and shifts: how many officers it takes so that somebody is always there, and what a staff can keep.

The relief factor is the number of officers behind one post: hours of the post in a year over the net hours that one
officer gives. It needs no population and no standard, only the leave table of the place, which is there to be corrected.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from lib.errors import UsageError
from lib.result import Result
from lib.texts import DATA

SUPPOSED = "supuesto"
"""What stands for a source where there is none: the number is an assumption and says so."""


@dataclass(frozen=True)
class Leave:
    """Days of a year on which an officer is away; ``cycle``: taken in a regime's own free days."""

    key: str
    days: float
    cycle: bool
    source: str = SUPPOSED


@dataclass(frozen=True)
class Regime:
    """How shifts turn: hours on, then hours off. ``rest_in_cycle``: the weekly rest is in the hours off."""

    key: str
    on: float
    off: float
    rest_in_cycle: bool
    source: str = SUPPOSED

    @property
    def hours_a_day(self) -> float:
        """Mean hours of service of a day of the cycle: 24 x on / (on + off).

        >>> Regime("24x48", 24, 48, True).hours_a_day
        8.0
        """
        return 24 * self.on / (self.on + self.off)


@dataclass(frozen=True)
class Post:
    """Officers at a time, hours a day, days a week, and how many such posts there are."""

    key: str
    officers: float
    hours: float = 24
    days: float = 7
    number: int = 1
    source: str = SUPPOSED


@cache
def facts() -> Mapping[str, Any]:
    """The defaults of ``data/staffing/coverage.toml``."""
    return tomllib.loads((DATA / "staffing" / "coverage.toml").read_text(encoding="utf-8"))


def default_leave() -> tuple[Leave, ...]:
    return tuple(Leave(row["key"], row["days"], row["cycle"], row["source"]) for row in facts()["leave"])


def regimes() -> tuple[Regime, ...]:
    return tuple(
        Regime(row["key"], row["on"], row["off"], row["rest_in_cycle"], row["source"]) for row in facts()["regime"]
    )


def default_posts(sectors: int) -> tuple[Post, ...]:
    """The posts of a station with so many sectors."""
    return tuple(
        Post(row["key"], row["officers"], row["hours"], row["days"], sectors if row["each_sector"] else 1, row["source"])
        for row in facts()["post"]
    )


def net_hours(regime: Regime, leave: Sequence[Leave]) -> float:
    """How many hours of service does one officer give in a year?

    Formula: hours a day x (365 - days away). Lines marked ``cycle`` are left out where the regime has them in its free days.
    UsageError when days are negative, or longer than the year altogether.

    >>> eight, _, full_day, _ = regimes()
    >>> net_hours(eight, default_leave()), net_hours(full_day, default_leave())
    (2088.0, 3900.0)
    """
    year = float(facts()["days_of_year"])
    for line in leave:
        if not line.days >= 0:
            raise UsageError("leave_negative", line=line.key, days=f"{line.days:g}")
    away = sum(line.days for line in leave if not (line.cycle and regime.rest_in_cycle))
    if away >= year:
        raise UsageError("leave_longer_than_year", days=f"{away:g}", year=int(year))
    return regime.hours_a_day * (year - away)


def post_hours(post: Post) -> float:
    """Hours of service that a post (all of its number) asks for in a year: officers x hours x days / 7 x 365 x number."""
    return post.officers * post.hours * post.days / 7 * float(facts()["days_of_year"]) * post.number


def relief(leave: Sequence[Leave], staff: float | None = None) -> Result:
    """How many officers stand behind one post kept 24 hours x 7 days, under each regime in use?

    leave  days away in a year, line by line
    staff  officers available; None when not known
    Returns one row per regime: hours_a_day, net_hours, relief_factor = 8,760 / net hours, posts_kept = staff / factor
    (posts of one officer; missing without staff).
    Source: shift relief factor as ICMA explains it. UsageError as ``net_hours``.
    """
    hours = post_hours(Post("one", 1))
    rows = []
    for regime in regimes():
        net = net_hours(regime, leave)
        rows.append({
            "regime": regime.key, "hours_a_day": regime.hours_a_day, "net_hours": net, "relief_factor": hours / net,
            "posts_kept": staff / (hours / net) if staff is not None else math.nan,
        })
    return Result(
        pd.DataFrame(rows), dims=("regime",), counts=(), measure="relief", unit="ratio", subject="staff",
        settings={"method": "shift_relief_factor", "reference": facts()["source"], "staff": staff, "leave": _written(leave)},
    )


def required(posts: Sequence[Post], regime: Regime, leave: Sequence[Leave], staff: float | None = None) -> Result:
    """How many officers do these posts take, and what is missing?

    Returns one row per post: officers (at a time), hours, days, number, hours_a_year, needed = hours a year / net hours.
    settings: needed (sum), staff, missing = needed - staff (negative: to spare), relief_factor, net_hours.
    Needed is not rounded: fractions of several posts may be one person; the page rounds the sum up.
    """
    net = net_hours(regime, leave)
    table = pd.DataFrame(
        [
            {"post": post.key, "officers": post.officers, "hours": post.hours, "days": post.days, "number": post.number,
             "hours_a_year": post_hours(post), "needed": post_hours(post) / net, "source": post.source}
            for post in posts
        ],
        columns=["post", "officers", "hours", "days", "number", "hours_a_year", "needed", "source"],
    )
    needed = float(table["needed"].sum())
    return Result(
        table, dims=("post",), counts=(), measure="needed", unit="officers", subject="staff",
        settings={
            "method": "shift_relief_factor", "reference": facts()["source"], "regime": regime.key, "net_hours": net,
            "relief_factor": post_hours(Post("one", 1)) / net, "needed": needed, "staff": staff,
            "missing": needed - staff if staff is not None else None, "leave": _written(leave),
        },
    )


def cars_by_regime(
    sectors: int, crew: float, leave: Sequence[Leave], staff: float | None, vehicles: int | None, others: Sequence[Post] = ()
) -> Result:
    """How many sectors have a car round the clock under each regime, and what keeps it so low?

    staff     officers available; None when not known (then they keep no car)
    others    posts that are filled first; cars get the officers that these leave
    Returns one row per regime: sectors, first (officers of the other posts), free (left for cars), needed, by_staff,
    by_vehicles (missing when not told), kept, limit; see ``Cars``.
    """
    rows = []
    for regime in regimes():
        net = net_hours(regime, leave)
        first = sum(post_hours(post) for post in others) / net
        free = max((staff or 0) - first, 0.0)
        found = cars(sectors, crew, net, free, vehicles)
        rows.append({
            "regime": regime.key, "sectors": sectors, "first": first, "free": free, "needed": found.needed,
            "by_staff": found.by_staff, "by_vehicles": found.by_vehicles, "kept": found.kept, "limit": found.limit,
        })
    return Result(
        pd.DataFrame(rows).astype({"by_vehicles": "Int64"}), dims=("regime",), counts=(), measure="cars", unit="count",
        subject="staff",
        settings={"method": "shift_relief_factor", "reference": facts()["source"], "crew": crew, "staff": staff,
                  "vehicles": vehicles, "leave": _written(leave)},
    )


@dataclass(frozen=True)
class Cars:
    """One car in each sector: what it takes, what there is.

    needed    officers for a car in each sector round the clock; by_staff, by_vehicles: cars that each alone would allow
    kept      whole cars kept 24 x 7: the least of sectors, by_staff and by_vehicles
    limit     what keeps it so low: "staff", "vehicles", "both", or "" when every sector has its car
    """

    sectors: int
    crew: float
    needed: float
    by_staff: int
    by_vehicles: int | None
    kept: int
    limit: str


def cars(sectors: int, crew: float, net: float, staff: float, vehicles: int | None) -> Cars:
    """How many sectors can have a car round the clock?

    sectors   number of sectors; crew: officers in a car; net: net hours of an officer (``net_hours``)
    staff     officers free for cars; vehicles: cars that run, None when not told (then they cap nothing)

    >>> cars(5, 2, 2088, 30, 2)
    Cars(sectors=5, crew=2, needed=41.95402298850575, by_staff=3, by_vehicles=2, kept=2, limit='vehicles')
    """
    one = post_hours(Post("car", crew)) / net
    by_staff = math.floor(staff / one + 1e-9) if one else sectors
    kept = min(sectors, by_staff, sectors if vehicles is None else vehicles)
    limit = "staff" if vehicles is None or by_staff < vehicles else "both" if by_staff == vehicles else "vehicles"
    limit = "" if kept >= sectors else limit
    return Cars(sectors, crew, sectors * one, by_staff, vehicles, kept, limit)


def whole_officers(needed: float) -> int:
    """Officers that a need asks for: the next whole number (30.0000001 is 30).

    >>> whole_officers(54.54), whole_officers(-3.4), whole_officers(12.0)
    (55, -3, 12)
    """
    return math.ceil(needed - 1e-6)


def _written(leave: Sequence[Leave]) -> tuple[tuple[str, float, str], ...]:
    return tuple((line.key, line.days, line.source) for line in leave)
