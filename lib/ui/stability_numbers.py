"""The numbers of the page of stability: asked once per (version, filters, audience, choices), through the policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lib import settings
from lib.access.audiences import Policy
from lib.places import lineup as lines
from lib.places.critical import critical_places
from lib.places.grid import Cells, Grid, neighbours
from lib.places.grid import count as counted
from lib.places.hot_spots import HOT
from lib.places.stability import choices, multiverse, verdicts
from lib.privacy.release import Released, release
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.ui import cache, located, place_ground, place_site
from lib.ui.place_site import Site


@dataclass(frozen=True, eq=False)
class Stability:
    """What the page shows.

    cells      the cells of the map
    compared   "area" or "population": by what chance deals out
    shares     cell, count, share, verdict, and the share within each value of each choice
    places     the critical places, most complaints first: cell (their middle), cells, count, share (of the middle cell),
               part (of all located complaints), ground (part of the ground), around it
    of         the place of each cell, -1 none
    """

    site: Site
    policy: Policy
    cells: Cells
    compared: str
    shares: Released
    places: Released
    of: Any


def numbers(
    snapshot: Snapshot, here: Site, policy: Policy, progress: Callable[[float], None] | None = None
) -> Stability:
    """Everything on the page for this site, grid and exposure; from memory when it was asked before."""
    cells, compared = place_site.cells(snapshot, here, policy), place_ground.by(snapshot, here)
    question = ("stability", here.key, cells.grid, compared, policy.name)
    return cache.answer(snapshot, question, lambda: _numbers(snapshot, here, policy, cells, compared, progress))


def _setting(name: str) -> Any:
    return settings.value(f"stability.{name}")


def _numbers(
    snapshot: Snapshot, here: Site, policy: Policy, cells: Cells, compared: str,
    progress: Callable[[float], None] | None,
) -> Stability:
    made = choices(
        int(_setting("choices")), int(_setting("seed")), base_m=cells.grid.size_m, factors=_setting("factors"),
        rings=_setting("rings"), windows=_setting("windows"),
    )
    if progress is not None:
        progress(0.0)
    points = here.points
    widest = cells.grid.size_m * max(_setting("factors"))
    result = multiverse(
        points.x, points.y, points.day, period(here), place_ground.raster_of(snapshot, here, compared, widest), cells, made,
        level=float(settings.value("hot_spots.false_discovery")), progress=progress,
    )
    limits = {name: float(_setting(name)) for name in ("critical", "doubtful", "faint")}
    table = result.table.assign(verdict=verdicts(result.table["share"], **limits))
    result = replace(
        result, table=table, derived={"count": (*result.derived["count"], "verdict")},
        settings={**result.settings, "by": compared, **limits},
    )
    shown = place_ground.shown_to(policy, result, ("share", "verdict", *result.settings["parts"]))
    weight = place_ground.weights(snapshot, here, cells, compared)
    found = critical_places(
        table.assign(exposure=weight, verdict=np.where(table["verdict"] == "critical", HOT, "")), *neighbours(cells),
        len(cells),
    )
    return Stability(
        here, policy, cells, compared, release(located.papers(snapshot, here.filters, shown), policy),
        release(located.papers(snapshot, here.filters, _places(result, found.table, weight.sum(), cells)), policy), found.of,
    )


def _places(result: Result, table: Any, whole: float, cells: Cells) -> Result:
    """The critical places as a Result, each by the code of its middle cell."""
    share = dict(zip(result.table["cell"], result.table["share"], strict=True))
    total = max(int(result.table["count"].sum()), 1)
    told = table.rename(columns={"place": "cell"}).drop(columns=["expected"])
    told = told.assign(
        share=told["cell"].map(share).astype("float64"), part=told["count"] / total, ground=told["exposure"] / whole,
    ).drop(columns=["exposure"])
    return replace(
        result, table=told, derived={"count": ("share", "part", "ground", "cells")}, n=result.n, measure="stability",
    )


def period(here: Site) -> tuple[int, int]:
    """First and last day of the filters, else of the points, as days since 1970."""
    day = here.points.day
    first = int(day.min()) if here.filters.start is None else _days(here.filters.start)
    last = int(day.max()) if here.filters.end is None else _days(here.filters.end)
    return first, last


def _days(date: Any) -> int:
    return int(np.datetime64(date, "D").astype(np.int64))


@dataclass(frozen=True, eq=False)
class Game:
    """One round: the maps, where the true one is, the cells that they are drawn in."""

    maps: Released
    true: int
    cells: Cells


def game(snapshot: Snapshot, found: Stability, number: int) -> Game:
    """Round ``number`` of the line-up on this map. Command only: its small counts are the true ones."""
    question = ("lineup", found.site.key, found.cells.grid, found.compared, found.policy.name, number)
    return cache.answer(snapshot, question, lambda: _game(snapshot, found, number))


def _game(snapshot: Snapshot, found: Stability, number: int) -> Game:
    here, laid = found.site, found.cells.grid
    size = max(laid.size_m, float(np.sqrt(here.ground.area.area / int(_setting("lineup_cells")))))
    cells = Grid(laid.shape, float(np.ceil(size / 10) * 10), epsg=laid.epsg).cells(here.ground.area)
    weight = place_ground.weights(snapshot, here, cells, found.compared)
    seed = (int(_setting("seed")), number, len(here.points))
    one = lines.lineup(counted(cells, here.points.x, here.points.y), weight, int(_setting("lineup_maps")), seed)
    result = lines.table(one, cells, seed, found.compared)
    return Game(release(located.papers(snapshot, here.filters, result), found.policy), one.true, cells)
