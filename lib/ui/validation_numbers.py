"""The numbers of the page of validation: maps from earlier complaints, tested with the last months, through the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import periods
from lib.complaints.filters import Filters
from lib.places import density, hot_spots, validation
from lib.places.grid import Cells, Grid, count, neighbours
from lib.places.map_coverage import comparable
from lib.places.points import Coverage, Located
from lib.privacy.release import Released, release
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import place_points
from lib.ui import cache, located, place_ground, place_site, visit, working
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import clipped
from lib.ui.place_site import Site

GI, DENSITY, YEAR, LAST, HOT = "gi", "density", "year", "last", "hot"
"""The maps tested: Gi*, kernel density, counts of the whole history, counts of the period just before; cells called hot."""
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Spans:
    """First and last days: of the history that makes the maps, of the period just before the test, of the test."""

    history: tuple[dt.date, dt.date]
    last: tuple[dt.date, dt.date]
    test: tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Validation:
    """What the page shows.

    here      points of history and test on their ground
    state     as ``lib.ui.located`` names it; "short" (too little history), "few" (too few later complaints)
    months    held back for the test
    coverage  of the history and of the test; ``alike`` False where they differ too much to trust the test
    shares    by share of the area, each map and chance: see ``lib.places.validation.validate``
    table     all of it
    map       cell, count (later complaints), kind: "hit", "miss", "elsewhere", "quiet", for the share in the middle
    """

    here: Site
    state: str
    months: int
    spans: Spans
    grid: Grid
    coverage: tuple[Coverage, Coverage] | None = None
    alike: bool = True
    table: Released | None = None
    shares: Mapping[float, Released] | None = None
    map: Released | None = None
    shapes: Mapping[str, Any] | None = None

    def row(self, name: str, share: float) -> pd.Series | None:
        """The numbers of one map at a share of the area; None when hidden."""
        if self.table is None:
            return None
        found = self.table.table[(self.table.table["map"] == name) & (self.table.table["share"] == share)]
        return None if found.empty or pd.isna(found.iloc[0]["hits"]) else found.iloc[0]


def months_chosen() -> int:
    """Months held back for the test."""
    offered = [int(one) for one in settings.value("validation.months")]
    return next((one for one in offered if str(one) == visit.get("test_months")), offered[0])


def middle_share() -> float:
    """The share of the area that the title speaks of."""
    shares = settings.value("validation.shares")
    return float(shares[len(shares) // 2])


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, months: int) -> Validation:
    """Everything on the page; from memory when it was asked before."""
    asked = clipped(filters, holdings, policy)
    spans = spans_of(asked, holdings, months)
    here = place_site.site(snapshot, asked.but(start=spans.history[0], end=spans.test[1]), policy)
    laid, exposure = place_site.grid(here, policy), place_ground.by(snapshot, here)
    state = here.seen.state
    if state == "shown" and len(periods.months(*spans.history)) < _count("shortest"):
        state = "short"
    if state != "shown":
        return Validation(here, state, months, spans, laid)
    return cache.answer(
        snapshot, ("validation", here.key, laid, exposure, months),
        lambda: _numbers(snapshot, here, laid, exposure, policy, months, spans),
    )


def spans_of(filters: Filters, holdings: Holdings, months: int) -> Spans:
    """The last ``months`` months up to the period's end are the test; the year before them is the history."""
    end = filters.end or holdings.last
    start = _months_before(end.replace(day=1), months - 1)
    before = start - dt.timedelta(days=1)
    first = min(max(_months_before(start, _count("history")), holdings.first), before)
    return Spans((first, before), (max(_months_before(start, months), first), before), (start, end))


def _months_before(day: dt.date, months: int) -> dt.date:
    back = day.year * 12 + day.month - 1 - months
    return dt.date(back // 12, back % 12 + 1, 1)


def _numbers(
    snapshot: Snapshot, here: Site, laid: Grid, exposure: str, policy: Policy, months: int, spans: Spans
) -> Validation:
    history, last, test = (here.points.between(*(_day(end) for end in span)) for span in (
        spans.history, spans.last, spans.test))
    coverage = (_coverage(snapshot, here, spans.history), _coverage(snapshot, here, spans.test))
    points = 100 * float(settings.value("persistence.coverage_points"))
    alike = bool(comparable([one.share for one in coverage], points).all())
    whole = Validation(here, "few", months, spans, laid, coverage, alike)
    if len(test) < _count("fewest") or len(history) < int(settings.value("located.fewest")):
        return whole
    cells = place_site.cells(snapshot, here, policy)
    weights = place_ground.weights(snapshot, here, cells, exposure)
    level, shares = float(settings.value("statistics.level")), [float(one) for one in settings.value("validation.shares")]
    set_by = {"cell_m": laid.size_m, "cell_shape": laid.shape, "epsg": laid.epsg, "exposure": exposure,
              "bandwidth_m": int(settings.value("hot_spots.bandwidth_m")), "test": spans.test, "history": spans.history}

    def worked_out() -> tuple[Result, Result]:
        scores, hot = _maps(here, cells, weights, history, last)
        later = count(cells, test.x, test.y)
        return validation.validate(
            scores, later, cells.area_m2, shares=shares, marked={HOT: hot}, base=LAST, runs=_count("runs"),
            seed=_count("seed"), level=level,
        ), _map(cells, scores[GI], later)

    tested, drawn = working.with_progress("testing", 1, lambda _: worked_out())

    def told(result: Result) -> Released:
        with_settings = replace(result, settings={**result.settings, **set_by})
        papers = located.papers(snapshot, here.filters.but(start=spans.test[0], end=spans.test[1]), with_settings)
        return release(papers, policy)

    return replace(
        whole, state="shown", table=told(tested), map=told(drawn),
        shares={share: told(_at(tested, share)) for share in shares},
        shapes=dict(zip(cells.codes, cells.shapes, strict=True)),
    )


def _maps(
    here: Site, cells: Cells, weights: npt.NDArray[np.float64], history: Located, last: Located
) -> tuple[dict[str, npt.ArrayLike], npt.NDArray[np.bool_]]:
    """What each map gives every cell, from the history alone; and which cells it calls hot."""
    counts = count(cells, history.x, history.y)
    judged = hot_spots.hot_spots(
        pd.DataFrame({"cell": cells.codes, "count": counts, "exposure": weights}), *neighbours(cells),
        false_discovery=float(settings.value("hot_spots.false_discovery")),
    ).table
    bandwidth = float(settings.value("hot_spots.bandwidth_m"))
    surface = density.density(history.x, history.y, density.ground_for(here.ground.area, bandwidth), bandwidth)
    middles = shapely.get_coordinates(shapely.point_on_surface(cells.shapes))
    scores: dict[str, npt.ArrayLike] = {
        GI: judged["z"].to_numpy(), DENSITY: surface.at(middles[:, 0], middles[:, 1]), YEAR: counts,
        LAST: count(cells, last.x, last.y),
    }
    return scores, (judged["verdict"] == hot_spots.HOT).to_numpy()


def _map(cells: Cells, score: npt.ArrayLike, later: npt.NDArray[np.float64]) -> Result:
    """Each cell with its later complaints, and whether the map had called it to the middle share of the area."""
    called = validation.taken(score, cells.area_m2, middle_share()) >= 0.5
    kind = np.select([called & (later > 0), called, later > 0], ["hit", "miss", "elsewhere"], "quiet")
    table = pd.DataFrame({"cell": cells.codes, "count": later.astype(np.int64), "kind": kind})
    return Result(
        table, dims=("cell",), derived={"count": ("kind",)}, n=int(later.sum()), settings={"share": middle_share()}
    )


def _at(tested: Result, share: float) -> Result:
    table = tested.table[(tested.table["share"] == share) & (tested.table["kind"] == "ranked")]
    return replace(tested, table=table.reset_index(drop=True), dims=("map",))


def _coverage(snapshot: Snapshot, here: Site, span: tuple[dt.date, dt.date]) -> Coverage:
    filters = here.filters.but(start=span[0], end=span[1])
    points = place_points.located_points(snapshot, filters, epsg=here.points.plane.epsg)
    return points.inside(here.ground).coverage


def _day(day: dt.date) -> int:
    return (day - EPOCH).days


def _count(name: str) -> int:
    return int(settings.value(f"validation.{name}"))
