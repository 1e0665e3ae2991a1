"""Drawing complaints from the invented city: when, where, how well located, when registered. Vectorised and seeded."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from lib.demonstration.world import METRES_PER_DEGREE, World

EXACT, MANUAL, CENTROID, FILLER, NONE = range(5)
"""Where a point comes from; positions in ``QUALITIES``."""

QUALITIES = ("exact", "manual", "station_centroid", "filler", "none")
OUTSIDE = -1
MINUTES = np.array([0, 0, 0, 30, 30, 15, 45, 10, 20, 40, 50, 5])
"""People round the minute; a third of the times are left to chance instead."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass
class Drawn:
    """Complaints as arrays of equal length.

    kind        position in ``World.kinds``
    day         local date of the event (datetime64[D])
    minute      minute of the local day
    hour_known  False: written as 00:00 local, the source's mark for unknown
    sector      position in the sectors; -1 in none
    corner      number of the street corner inside the sector (for the address)
    longitude, latitude   degrees; NaN when the source gives none
    quality     position in ``QUALITIES``
    in_hot_spot True for points of the planted hot spot
    station     position in the stations
    lag         days from event to registration
    """

    kind: Ints
    day: npt.NDArray[np.datetime64]
    minute: Ints
    hour_known: Bools
    sector: Ints
    corner: Ints
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    quality: Ints
    in_hot_spot: Bools
    station: Ints
    lag: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, order: Ints) -> Drawn:
        """The same complaints in another order (positions), or some of them."""
        return Drawn(**{field.name: getattr(self, field.name)[order] for field in fields(self)})


def draw(
    rng: np.random.Generator, world: World, kind: Ints, year: Ints, *,
    centroid_share: float | None = None, filler_share: float | None = None,
) -> Drawn:
    """Complaints of the given kinds and years.

    kind   position in ``world.kinds`` of each complaint
    year   its calendar year
    centroid_share, filler_share   overrule the shares of rows at the station's point and at the filler point
    """
    n = len(kind)
    day = _days(rng, world, kind, year)
    minute, hour_known = _minutes(rng, world, kind)
    sector = _sectors(rng, world, kind, day)
    quality = _qualities(rng, world, n, centroid_share, filler_share)
    station_shares = np.array([station["share"] for station in world.facts["stations"]])
    station = rng.choice(len(station_shares), n, p=station_shares)
    corner = np.zeros(n, dtype=np.int64)
    longitude, latitude = np.full(n, np.nan), np.full(n, np.nan)
    _place(rng, world, sector, corner, longitude, latitude)
    hot = _hot_spot(rng, world, kind, sector, quality, longitude, latitude, minute)
    minute[~hour_known] = 0
    _forced(world, quality, station, longitude, latitude)
    lag = _lags(rng, world, day)
    return Drawn(kind, day, minute, hour_known, sector, corner, longitude, latitude, quality, hot, station, lag)


def _days(rng: np.random.Generator, world: World, kind: Ints, year: Ints) -> npt.NDArray[np.datetime64]:
    """Dates by season and weekday; each profile has its own week."""
    profiles = sorted({k.profile for k in world.kinds})
    profile_of = np.array([profiles.index(k.profile) for k in world.kinds])[kind]
    season = np.array(world.facts["season"]["months"])
    day = np.empty(len(kind), dtype="datetime64[D]")
    for one_year in np.unique(year):
        dates = np.arange(f"{one_year}-01-01", f"{one_year + 1}-01-01", dtype="datetime64[D]")
        dates = dates[dates <= np.datetime64(world.cut_off)]
        month = dates.astype("datetime64[M]").astype(int) % 12
        weekday = (dates.astype(int) + 3) % 7  # 1 January 1970 was a Thursday
        for p, profile in enumerate(profiles):
            rows = np.flatnonzero((year == one_year) & (profile_of == p))
            weight = season[month] * np.array(world.facts["weekdays"][profile])[weekday]
            day[rows] = rng.choice(dates, len(rows), p=weight / weight.sum())
    return day


def _minutes(rng: np.random.Generator, world: World, kind: Ints) -> tuple[Ints, Bools]:
    n = len(kind)
    hour = np.zeros(n, dtype=np.int64)
    for profile in {k.profile for k in world.kinds}:
        of_profile = np.array([k.profile == profile for k in world.kinds])
        rows = np.flatnonzero(of_profile[kind])
        weight = np.array(world.facts["hours"][profile])
        hour[rows] = rng.choice(24, len(rows), p=weight / weight.sum())
    minute = np.where(rng.random(n) < 1 / 3, rng.integers(0, 60, n), rng.choice(MINUTES, n))
    minute = np.where((hour == 0) & (minute == 0), 1, minute)  # a known midnight is never 00:00, the mark for unknown
    known = rng.random(n) >= world.facts["unknown_hour"]["share"]
    return hour * 60 + minute, known


def _sectors(rng: np.random.Generator, world: World, kind: Ints, day: npt.NDArray[np.datetime64]) -> Ints:
    """Sector of each complaint; the planted change raises one sector's odds from its start on."""
    weight = np.array([s["weight"] for s in world.facts["sectors"]] + [world.facts["outside"]["weight"]])
    change = world.facts["change"]
    sector = rng.choice(len(weight), len(kind), p=weight / weight.sum())
    changed = np.isin(kind, world.kinds_of(change["group"])) & (day >= np.datetime64(change["start"]))
    raised = weight.copy()
    raised[world.sectors.index(change["sector"])] *= change["factor"]
    sector[changed] = rng.choice(len(weight), int(changed.sum()), p=raised / raised.sum())
    return np.where(sector == len(world.sectors), OUTSIDE, sector)


def _qualities(
    rng: np.random.Generator, world: World, n: int, centroid_share: float | None, filler_share: float | None
) -> Ints:
    share = world.facts["quality"]
    centroid = share["station_centroid"] if centroid_share is None else centroid_share
    filler = share["filler"] if filler_share is None else filler_share
    rest = max(1.0 - centroid, 0.0)
    none, manual = min(share["none"], rest), min(share["manual"], rest)
    p = np.array([max(1 - centroid - filler - none - manual, 0.0), manual, centroid, filler, none])
    return rng.choice(len(p), n, p=p / p.sum())


def _place(
    rng: np.random.Generator, world: World, sector: Ints, corner: Ints,
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64],
) -> None:
    """Points near street corners of the sector, within 40 m of one; outside rows anywhere in the countryside box."""
    for s, (points, weight) in enumerate(zip(world.corners, world.corner_weights, strict=True)):
        rows = np.flatnonzero(sector == s)
        corner[rows] = rng.choice(len(points), len(rows), p=weight)
        longitude[rows], latitude[rows] = points[corner[rows]].T
    rows = np.flatnonzero(sector == OUTSIDE)
    west, south, east, north = world.facts["outside"]["box"]
    longitude[rows], latitude[rows] = rng.uniform(west, east, len(rows)), rng.uniform(south, north, len(rows))
    jitter = np.clip(rng.normal(0, 15, (2, len(sector))), -28, 28) / METRES_PER_DEGREE
    longitude += jitter[0]
    latitude += jitter[1]


def _hot_spot(
    rng: np.random.Generator, world: World, kind: Ints, sector: Ints, quality: Ints,
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64], minute: Ints,
) -> Bools:
    """Move a share of the sector's points of some groups into the hot spot's circle, most of them into its hours."""
    spot = world.facts["hot_spot"]
    kinds = [k for group in spot["groups"] for k in world.kinds_of(group)]
    candidates = np.flatnonzero(
        np.isin(kind, kinds) & (sector == world.sectors.index(spot["sector"])) & (quality <= MANUAL)
    )
    chosen = candidates[rng.random(len(candidates)) < spot["share"]]
    distance = spot["radius_m"] * np.sqrt(rng.random(len(chosen))) / METRES_PER_DEGREE
    angle = rng.uniform(0, 2 * np.pi, len(chosen))
    longitude[chosen] = spot["point"][0] + distance * np.cos(angle) / np.cos(np.radians(spot["point"][1]))
    latitude[chosen] = spot["point"][1] + distance * np.sin(angle)
    in_hours = chosen[rng.random(len(chosen)) < spot["hours_share"]]
    first, last = spot["hours"]
    minute[in_hours] = rng.integers(first, last, len(in_hours)) * 60 + minute[in_hours] % 60
    hot = np.zeros(len(kind), dtype=bool)
    hot[chosen] = True
    return hot


def _forced(
    world: World, quality: Ints, station: Ints,
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64],
) -> None:
    """Rows whose point is not the place of the event: the station's point, the filler point, none."""
    points = np.array([s["point"] for s in world.facts["stations"]])
    rows = np.flatnonzero(quality == CENTROID)
    longitude[rows], latitude[rows] = points[station[rows]].T
    rows = np.flatnonzero(quality == FILLER)
    longitude[rows], latitude[rows] = world.facts["filler"]["point"]
    rows = np.flatnonzero(quality == NONE)
    longitude[rows] = latitude[rows] = np.nan


def _lags(rng: np.random.Generator, world: World, day: npt.NDArray[np.datetime64]) -> Ints:
    """Days until registration: most the same day, a few after months; never after the extract."""
    bands = np.array(world.facts["lag"]["bands"])
    band = rng.choice(len(bands), len(day), p=world.facts["lag"]["shares"])
    lag = rng.integers(bands[band, 0], bands[band, 1] + 1)
    latest = (np.datetime64(world.cut_off) - day).astype(np.int64)
    return np.clip(lag, 0, np.maximum(latest, 0))
