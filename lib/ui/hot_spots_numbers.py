"""The numbers of the page of hot spots: cells and critical places, for one audience."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from lib import catalogue, settings
from lib.access.audiences import Policy
from lib.complaints import change, periods
from lib.complaints.filters import Filters
from lib.places.critical import Critical, busiest_hours, critical_places
from lib.places.grid import Cells, count, neighbours
from lib.places.hot_spots import hot_spots
from lib.places.map_coverage import comparable
from lib.places.points import Located
from lib.privacy.release import Released, release
from lib.result import Caution, Result
from lib.storage.engine import Snapshot
from lib.storage.queries import place_points
from lib.ui import cache, located, place_ground, place_site
from lib.ui.choices import Holdings
from lib.ui.place_site import Site

EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True)
class Asked:
    """The page's own choices: what chance deals out by, and whether the filter of forced points is off."""

    exposure: str = place_ground.AREA
    forced: bool = False


@dataclass(frozen=True, eq=False)
class HotSpots:
    """What the page shows.

    cells      the grid;  map: cell, verdict and, for an audience of points, count, expected, z, p, q, times
    places     the critical places in order: see ``_places``;  of: the place (row) of each cell, -1 none
    exposures  what may be chosen; ``exposure`` the one used
    before     the period before, "" when it is compared; else why not: "start" (no data), "coverage"
    """

    here: Site
    cells: Cells
    map: Released
    places: Released
    of: npt.NDArray[np.int32]
    exposures: tuple[str, ...]
    exposure: str
    before: Filters | None
    refused: str

    @property
    def hot(self) -> int:
        """Cells called hot."""
        return int((self.map.table["verdict"] == "hot").sum())


def numbers(
    snapshot: Snapshot, filters: Filters, here: Site, holdings: Holdings, policy: Policy, asked: Asked
) -> HotSpots:
    """Cells and critical places of a site; from memory when they were asked before."""
    cells = place_site.cells(snapshot, here, policy)
    offered = place_ground.exposures(snapshot, here)
    used = asked.exposure if asked.exposure in offered else place_ground.AREA
    question = ("hot_spots", here.key, cells.grid, used)
    return cache.answer(
        snapshot, question, lambda: _numbers(snapshot, filters, here, holdings, policy, cells, used, offered)
    )


def _numbers(
    snapshot: Snapshot, filters: Filters, here: Site, holdings: Holdings, policy: Policy, cells: Cells, used: str,
    offered: tuple[str, ...],
) -> HotSpots:
    near = neighbours(cells)
    counted = pd.DataFrame({
        "cell": cells.codes, "count": count(cells, here.points.x, here.points.y).astype(np.int64),
        "exposure": place_ground.weights(snapshot, here, cells, used),
    })
    judged = hot_spots(counted, *near, false_discovery=_share("false_discovery"))
    longitude, latitude = here.points.plane.to_degrees(cells.x, cells.y)
    times = judged.table["around"] / judged.table["expected"].where(judged.table["expected"] > 0)
    table = judged.table.assign(times=times, strength=_strength(judged.table["verdict"], times), longitude=longitude,
                                latitude=latitude)
    laid = {"cell_m": cells.grid.size_m, "cell_shape": cells.grid.shape, "epsg": cells.grid.epsg, "exposure": used}
    whole = replace(judged, table=table, derived={"count": (*judged.derived["count"], "times", "strength", "exposure")},
                    settings={**judged.settings, **laid})
    if not policy.points:  # sums over neighbours would give a hidden cell back
        whole = replace(whole, table=table[["cell", "verdict", "longitude", "latitude"]], counts=(), derived={})
    found = critical_places(
        judged.table, *near, int(settings.value("hot_spots.listed")), _share("false_discovery")
    )
    earlier, points_before, refused = _before(snapshot, filters, here, holdings)
    listed = _places(here, cells, found, policy, earlier, points_before)
    told = papers(snapshot, here, laid)
    return HotSpots(
        here, cells, release(told(whole), policy), release(told(listed), policy), found.of, offered, used, earlier,
        refused,
    )


def _strength(verdict: pd.Series, times: pd.Series) -> pd.Series:
    """The verdict; of a hot cell with how many times the expected its neighbourhood holds at least: hot_1, hot_2, hot_4."""
    out = verdict.astype(object).copy()
    for least in settings.value("hot_spots.strong"):
        out[(verdict == "hot") & (times >= least)] = f"hot_{least}"
    return out


def _share(name: str) -> float:
    return float(settings.value(f"hot_spots.{name}"))


def papers(snapshot: Snapshot, here: Site, laid: dict[str, Any]) -> Callable[[Result], Result]:
    """Adds filters, sources, cautions and the grid to a statistic of the site."""
    extra: tuple[Caution, ...] = ()
    if here.points.forced.any():
        extra += (Caution("forced_shown", {"n": int(here.points.forced.sum())}),)

    def add(result: Result) -> Result:
        whole = located.papers(snapshot, here.filters, result)
        return replace(whole, cautions=(*whole.cautions, *extra), settings={**whole.settings, **laid})

    return add


def _before(
    snapshot: Snapshot, filters: Filters, here: Site, holdings: Holdings
) -> tuple[Filters | None, Located | None, str]:
    """The period of the same length just before on the same ground, unless it is not there or was recorded otherwise."""
    if filters.start is None or filters.end is None:
        return None, None, "start"
    start, end = periods.preceding(filters.start, filters.end)
    if start < holdings.first:
        return None, None, "start"
    earlier = here.filters.but(start=start, end=end)
    points = cache.answer(snapshot, ("hot_spots_before", here.key, start), lambda: place_points.located_points(
        snapshot, earlier, include_forced=bool(here.points.forced.any()), epsg=here.points.plane.epsg
    ).inside(here.ground))
    shares = [points.coverage.share, here.points.coverage.share]
    if not comparable(shares, 100 * float(settings.value("persistence.coverage_points"))).all():
        return earlier, None, "coverage"
    return earlier, points, ""


def _places(
    here: Site, cells: Cells, found: Critical, policy: Policy, earlier: Filters | None, before: Located | None
) -> Result:
    """The critical places as people ask for them.

    cell (of the middle), rank, cells, count with low and high (exact Poisson), expected, times (count over expected),
    share of the located complaints, area_km2 and area_share, from_hour (fullest hours begin; -1 unknown), hours_share,
    types (codes, most first), before (count of the period before), difference, ratio with its limits and verdict of the
    change, longitude and latitude of its middle.
    """
    level = float(settings.value("statistics.level"))
    own = place_of(found.of, cells, here.points)
    own_before = place_of(found.of, cells, before) if before is not None else None
    rows = []
    for rank, row in enumerate(found.table.to_dict("records")):
        mine, cells_of = own == rank, found.of == rank
        low, high = change.count_interval(row["count"], level)
        area = float(cells.area_m2[cells_of].sum())
        x, y = (float(np.average(axis[cells_of], weights=cells.area_m2[cells_of])) for axis in (cells.x, cells.y))
        longitude, latitude = here.points.plane.to_degrees([x], [y])
        told: dict[str, Any] = {
            "cell": row["place"], "rank": rank + 1, "cells": row["cells"], "count": row["count"], "low": low, "high": high,
            "expected": row["expected"], "times": row["count"] / row["expected"],
            "share": row["count"] / len(here.points), "area_km2": area / 1e6, "area_share": area / here.ground.area.area,
            **hours_told(here.points.hour[mine], policy), "types": named_types(here.points, mine, policy),
            "before": None, "difference": None, "ratio": None, "ratio_low": None, "ratio_high": None, "p": None,
            "verdict": "", "longitude": float(longitude[0]), "latitude": float(latitude[0]),
        }
        if before is not None and own_before is not None and earlier is not None:
            told |= _change(here.points.take(mine), before.take(own_before == rank), here.filters, earlier, level)
        rows.append(told)
    table = pd.DataFrame(rows, columns=PLACE_COLUMNS)
    table["verdict"] = _together(table)
    total = table["count"].sum()
    hangs = tuple(name for name in PLACE_COLUMNS[3:] if name not in ("count", "before", "longitude", "latitude"))
    return Result(
        table, dims=("cell",), counts=("count", "before"),
        derived={"count": hangs, "before": ("difference", "ratio", "ratio_low", "ratio_high", "p", "verdict")},
        n=int(total), settings={"method": "greedy_covering_of_hot_cells", "reference": "Church & ReVelle 1974",
                                "level": level},
    )


def place_of(of: npt.NDArray[np.int32], cells: Cells, points: Located) -> npt.NDArray[np.int32]:
    """The critical place (its row) that each complaint lies in; -1 none."""
    at = cells.at(points.x, points.y)
    return np.where(at >= 0, of[at], -1)


PLACE_COLUMNS = [
    "cell", "rank", "cells", "count", "low", "high", "expected", "times", "share", "area_km2", "area_share", "from_hour",
    "hours_share", "types", "before", "difference", "ratio", "ratio_low", "ratio_high", "p", "verdict", "longitude",
    "latitude",
]


def hours_told(hour: npt.NDArray[np.int8], policy: Policy) -> dict[str, Any]:
    first, held, known = busiest_hours(hour, int(settings.value("hours.window_hours")))
    if not known or held < policy.smallest_count:
        return {"from_hour": -1, "hours_share": float("nan")}
    return {"from_hour": first, "hours_share": held / known}


def named_types(points: Located, mine: npt.NDArray[np.bool_], policy: Policy) -> str:
    """Codes of the two commonest types, with a space between; types too few to be shown are left out."""
    held = type_counts(points, mine)
    held = held[held >= policy.smallest_count]
    return " ".join(held.index[: int(settings.value("hot_spots.types_named"))])


def type_counts(points: Located, mine: npt.NDArray[np.bool_]) -> pd.Series:
    """Complaints by crime type, the commonest first."""
    types = np.array([catalogue.type_of(code) for code in points.codes], dtype=object)
    return pd.Series(types[points.crime[mine]], dtype="object").value_counts()


def _change(now: Located, before: Located, filters: Filters, earlier: Filters, level: float) -> dict[str, Any]:
    """Month against month in order; whole where the periods are not whole months: then the spread is unknown."""
    spans = (filters, earlier)
    if not all(span.start and span.end for span in spans):
        raise ValueError("two periods need their ends")
    blocks = [by_block(points.day, span) for points, span in zip((now, before), spans, strict=True)]
    if len(blocks[0]) != len(blocks[1]):
        blocks = [np.array([held.sum()]) for held in blocks]
    days = [(span.end - span.start).days + 1 for span in spans]  # type: ignore[operator]
    row = change.judged(
        blocks[0], blocks[1], level=level, exposure_now=days[0], exposure_before=days[1], spread=(blocks[0], blocks[1])
    )
    return {"before": row["before"], "difference": row["difference"], "ratio": row["ratio"], "ratio_low": row["low"],
            "ratio_high": row["high"], "p": row["p"], "verdict": row["verdict"]}


def by_block(day: npt.NDArray[np.int32], span: Filters) -> npt.NDArray[np.int64]:
    """Complaints of each month of a period; of a period shorter than two months one number."""
    if span.start is None or span.end is None:
        return np.array([len(day)])
    months = periods.months(span.start, span.end)
    starts = (np.array(months, dtype="datetime64[D]") - EPOCH).astype(np.int64)
    return np.bincount(np.searchsorted(starts, day, side="right") - 1, minlength=len(months)).astype(np.int64)


def _together(table: pd.DataFrame) -> list[str]:
    """Verdicts of change that stand when all places are looked at at once (Benjamini and Hochberg)."""
    tested = table["p"].notna() & (table["verdict"] != "too_few")
    verdicts = table["verdict"].astype(object).copy()
    if tested.any():
        adjusted = stats.false_discovery_control(table.loc[tested, "p"].astype(float))
        weak = tested[tested].index[adjusted > _share("false_discovery")]
        verdicts.loc[weak] = verdicts.loc[weak].where(~verdicts.loc[weak].isin(["up", "down"]), "no_evidence")
    return [str(verdict) for verdict in verdicts]
