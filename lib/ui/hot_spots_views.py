"""Other looks at the same complaints: their density, their clusters, and one critical place opened up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import periods
from lib.places import clusters as grouping
from lib.places.density import Density, density, ground_for
from lib.privacy.release import Released, release
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.ui import cache
from lib.ui.hot_spots_numbers import EPOCH, HotSpots, by_block, hours_told, named_types, papers, place_of, type_counts
from lib.ui.place_site import Site


@dataclass(frozen=True, eq=False)
class Surface:
    """The density as bands.

    released  band (0 the thinnest), low and high (complaints per km²; high missing for the last), times_low (low over the
              mean), area_km2, count
    shapes    polygons in metres by band
    peak      longitude, latitude, complaints per km² of the densest spot
    """

    released: Released
    shapes: dict[str, Any]
    peak: tuple[float, float, float]
    mean: float


def surface(snapshot: Snapshot, here: Site, policy: Policy, bandwidth: int) -> Surface:
    """The kernel density of a site; one bandwidth, whatever the period."""
    return cache.answer(
        snapshot, ("density", here.key, bandwidth), lambda: _surface(snapshot, here, policy, float(bandwidth))
    )


def _surface(snapshot: Snapshot, here: Site, policy: Policy, bandwidth: float) -> Surface:
    ground = cache.answer(
        snapshot, ("density_ground", here.ground.area.wkb, bandwidth), lambda: ground_for(here.ground.area, bandwidth)
    )
    made: Density = density(here.points.x, here.points.y, ground, bandwidth)
    times = [0.0, *(float(step) for step in settings.value("hot_spots.density_times"))]
    lower = [step * made.mean for step in times]
    shapes = {str(i): shape for i, shape in enumerate(made.bands(lower, here.ground.area))}
    at = np.searchsorted(lower, made.at(here.points.x, here.points.y), side="right") - 1
    held = np.bincount(np.clip(at, 0, len(lower) - 1), minlength=len(lower))
    table = pd.DataFrame({
        "band": list(shapes), "low": lower, "high": [*lower[1:], float("nan")], "times_low": times,
        "area_km2": [shape.area / 1e6 for shape in shapes.values()], "count": held,
    })
    x, y, highest = made.highest
    longitude, latitude = here.points.plane.to_degrees([x], [y])
    result = Result(
        table, dims=("band",), n=len(here.points), measure="density", unit="per_km2",
        settings={"method": "kernel_density_quartic", "reference": "Silverman 1986; Diggle 1985", "bandwidth_m": bandwidth},
    )
    peak = float(longitude[0]), float(latitude[0]), highest
    return Surface(release(papers(snapshot, here, {})(result), policy), shapes, peak, made.mean)


@dataclass(frozen=True, eq=False)
class Clusters:
    """released: cluster (1 the largest), count, share, area_km2, from_hour, hours_share, types, longitude, latitude;
    hulls in metres by cluster; fewest: points that make a core."""

    released: Released
    hulls: dict[str, Any]
    fewest: int


def clusters(snapshot: Snapshot, here: Site, policy: Policy, radius: int) -> Clusters:
    """Groups of complaints closer together than chance would put any."""
    return cache.answer(snapshot, ("clusters", here.key, radius), lambda: _clusters(snapshot, here, policy, float(radius)))


def _clusters(snapshot: Snapshot, here: Site, policy: Policy, radius: float) -> Clusters:
    points = here.points
    chance = float(settings.value("hot_spots.cluster_chance"))
    fewest = grouping.fewest_beyond_chance(len(points), here.ground.area.area, radius, chance)
    labels = grouping.clusters(points.x, points.y, radius, fewest)
    hulls, rows = {}, []
    for label in range(int(labels.max(initial=-1)) + 1):
        mine = labels == label
        outline = grouping.hull(points.x[mine], points.y[mine], radius / 3)
        longitude, latitude = points.plane.to_degrees([points.x[mine].mean()], [points.y[mine].mean()])
        hulls[str(label + 1)] = outline
        rows.append({
            "cluster": str(label + 1), "count": int(mine.sum()), "share": mine.mean(), "area_km2": outline.area / 1e6,
            **hours_told(points.hour[mine], policy), "types": named_types(points, mine, policy),
            "longitude": float(longitude[0]), "latitude": float(latitude[0]),
        })
    names = ["cluster", "count", "share", "area_km2", "from_hour", "hours_share", "types", "longitude", "latitude"]
    result = Result(
        pd.DataFrame(rows, columns=names), dims=("cluster",), derived={"count": tuple(names[2:])},
        n=int((labels >= 0).sum()),
        settings={"method": "dbscan", "reference": "Ester et al. 1996", "radius_m": radius, "fewest": fewest,
                  "chance": chance},
    )
    return Clusters(release(papers(snapshot, here, {})(result), policy), hulls, fewest)


@dataclass(frozen=True, eq=False)
class Opened:
    """One critical place opened up: complaints by hour of the day (and unknown), by type and by month (or year).

    months  its dimension is "month" (first day), of a long period "year"
    """

    hours: Released
    types: Released
    months: Released
    unknown_hour: int


def opened(snapshot: Snapshot, found: HotSpots, policy: Policy, rank: int) -> Opened:
    """What happens in the critical place ``rank`` (its row in the list)?"""
    key = ("hot_spot_opened", found.here.key, found.cells.grid, found.exposure, rank)
    return cache.answer(snapshot, key, lambda: _opened(snapshot, found, policy, rank))


def _opened(snapshot: Snapshot, found: HotSpots, policy: Policy, rank: int) -> Opened:
    points = found.here.points
    mine = place_of(found.of, found.cells, points) == rank
    hour, day = points.hour[mine], points.day[mine]
    types = type_counts(points, mine)
    first, last = found.here.filters.start, found.here.filters.end
    if first is None or last is None:
        first, last = ((EPOCH + int(end)).item() for end in (points.day.min(), points.day.max()))
    starts = periods.months(first, last)
    held = by_block(day, found.here.filters.but(start=first, end=last))
    over = ("month", starts, held)
    if len(starts) > int(settings.value("hot_spots.months_shown")):
        years = pd.Series(held).groupby([month.year for month in starts]).sum()
        over = ("year", list(years.index), years.to_numpy())
    told = papers(snapshot, found.here, {})

    def table(dim: str, codes: Sequence[Any], counts: npt.ArrayLike) -> Released:
        frame = pd.DataFrame({dim: list(codes), "count": np.asarray(counts, dtype=np.int64)})
        return release(told(Result(frame, dims=(dim,), n=int(mine.sum()))), policy)

    return Opened(
        table("hour", range(24), np.bincount(hour[hour >= 0], minlength=24)),
        table("crime_type", list(types.index), types.to_numpy()), table(*over), int((hour < 0).sum()),
    )
