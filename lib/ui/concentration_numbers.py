"""The numbers of the page of concentration: asked once per (version, filters, audience, grid), through the policy."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from lib import catalogue, settings
from lib.access.audiences import Policy
from lib.complaints.filters import Filters
from lib.places import concentration
from lib.places.grid import Cells, Grid, count
from lib.privacy.release import Released, release
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.ui import cache, located, place_ground, place_site, working
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import clipped
from lib.ui.place_site import Site


@dataclass(frozen=True)
class Concentration:
    """What the page shows.

    here      the points on their ground; ``state`` as ``lib.ui.located`` names it
    grid      of the cells, ``number`` of them;  exposure  what chance deals complaints out by
    measures, curve, busiest   see ``lib.places.concentration``; None when nothing can be said
    types     crime_type, count, half, expected, low, high, generalised, p, verdict: each type by itself
    """

    here: Site
    state: str
    grid: Grid
    number: int
    exposure: str
    measures: Released | None = None
    curve: Released | None = None
    busiest: Released | None = None
    types: Released | None = None

    def value(self, measure: str, column: str = "value") -> float:
        """One number of ``measures``."""
        if self.measures is None:
            return float("nan")
        table = self.measures.table
        return float(table.loc[table["measure"] == measure, column].iloc[0])


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy) -> Concentration:
    """Everything on the page; from memory when it was asked before."""
    here = place_site.site(snapshot, clipped(filters, holdings, policy), policy)
    laid, exposure = place_site.grid(here, policy), place_ground.by(snapshot, here)
    if here.seen.state != "shown":
        return Concentration(here, here.seen.state, laid, 0, exposure)
    return cache.answer(
        snapshot, ("concentration", here.key, laid, exposure),
        lambda: _numbers(snapshot, here, place_site.cells(snapshot, here, policy), policy, exposure),
    )


def _numbers(snapshot: Snapshot, here: Site, cells: Cells, policy: Policy, exposure: str) -> Concentration:
    weights = place_ground.weights(snapshot, here, cells, exposure)
    counts = count(cells, here.points.x, here.points.y).astype(np.int64)
    level = float(settings.value("statistics.level"))
    laid = {"cell_m": cells.grid.size_m, "cell_shape": cells.grid.shape, "epsg": cells.grid.epsg, "exposure": exposure}

    def worked_out() -> list[Result]:
        thrown = concentration.chance(int(counts.sum()), weights, runs=_count("runs"), seed=_count("seed"))
        return [
            concentration.concentration(counts, thrown, level=level),
            concentration.curve(counts, thrown, level=level, points=_count("points")),
            concentration.ranked(counts, thrown, level=level, most=_count("busiest")),
            _by_type(here, cells, weights, level),
        ]

    found = working.with_progress("throwing", 1, lambda _: worked_out())
    measures, curve, busiest, types = (
        release(located.papers(snapshot, here.filters, replace(one, settings={**one.settings, **laid})), policy)
        for one in found
    )
    return Concentration(here, "shown", cells.grid, len(cells), exposure, measures, curve, busiest, types)


def _by_type(here: Site, cells: Cells, weights: np.ndarray, level: float) -> Result:
    """The most frequent crime types, each against chance by itself; the verdicts count the others in."""
    types = np.array([catalogue.type_of(code) for code in here.points.codes], dtype=object)[here.points.crime]
    names, numbers_of = np.unique(types.astype(str), return_counts=True)
    order = np.argsort(-numbers_of, kind="stable")[:_count("types")]
    rows = []
    for place in order[numbers_of[order] >= _count("fewest")]:
        mine = types == names[place]
        counts = count(cells, here.points.x[mine], here.points.y[mine]).astype(np.int64)
        thrown = concentration.chance(int(counts.sum()), weights, runs=_count("runs"), seed=_count("seed"))
        table = concentration.concentration(counts, thrown, level=level).table.set_index("measure")
        half, evenness = table.loc["half"], table.loc["generalised"]
        rows.append({
            "crime_type": names[place], "count": int(counts.sum()), "half": half["value"], "expected": half["expected"],
            "low": half["low"], "high": half["high"], "generalised": evenness["value"], "p": half["p"],
        })
    columns = ["crime_type", "count", "half", "expected", "low", "high", "generalised", "p"]
    told = pd.DataFrame(rows, columns=columns)
    adjusted = stats.false_discovery_control(told["p"].to_numpy(dtype=float)) if len(told) else np.empty(0)
    told["verdict"] = np.where(adjusted <= 1 - level, "more", "no_evidence")
    return Result(
        told, dims=("crime_type",), derived={"count": (*columns[2:], "verdict")}, measure="concentration", unit="share",
        n=int(told["count"].sum()), settings={"method": "concentration", "reference": "Bernasco & Steenbeek 2017",
                                              "level": level, "runs": _count("runs"), "seed": _count("seed")},
    )


def _count(name: str) -> int:
    return int(settings.value(f"concentration.{name}"))
