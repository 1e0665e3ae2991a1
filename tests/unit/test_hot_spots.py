"""Hot spots: published values, maps of chance, planted places; density that keeps its sum; clusters as the book says."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import stats
from sklearn.cluster import DBSCAN

from benchmarks.hot_spots_null import RECTANGLE, SLANTED, shares
from benchmarks.places import gi_star
from lib.places.clusters import NOISE, clusters, fewest_beyond_chance, hull
from lib.places.critical import busiest_hours, critical_places
from lib.places.density import density, ground_for
from lib.places.exposure import spread
from lib.places.grid import Cells, Grid, count, neighbours
from lib.places.hot_spots import getis_ord, hot_spots
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "hot_spots.toml").read_text(encoding="utf-8"))
CITY = shapely.box(0, 0, 5000, 4000)


def judged(cells: Cells, counts: np.ndarray, exposure: np.ndarray | None = None) -> pd.DataFrame:
    table = pd.DataFrame({
        "cell": cells.codes, "count": counts.astype(np.int64), "exposure": cells.area_m2 if exposure is None else exposure,
    })
    return hot_spots(table, *neighbours(cells), false_discovery=0.05).table


def test_columbus() -> None:
    case = CASES["columbus"]
    near = [np.array(each) for each in case["near"]]
    indptr = np.concatenate([[0], np.cumsum([len(each) for each in near])]).astype(np.int32)
    z = getis_ord(case["crime"], indptr, np.concatenate(near).astype(np.int32))
    assert z[:5] == pytest.approx(case["first_five"], abs=5e-7) and z.max() == pytest.approx(case["largest"], abs=5e-7)
    assert (np.abs(z) > 1.96).sum() == case["beyond_196"]
    assert (stats.false_discovery_control(2 * stats.norm.sf(np.abs(z))) <= 0.05).sum() == case["after_bh"]


def test_a_square_of_25() -> None:
    case = CASES["square"]
    cells = Grid("square", 1.0).cells(shapely.box(0, 0, 5, 5))
    values = np.array(case["rows"], dtype=float)[4 - cells.j, cells.i]
    z = getis_ord(values, *neighbours(cells))
    assert z[cells.j == 4] == pytest.approx(case["first_row"], abs=5e-5)


def test_z_is_esdas() -> None:
    assert gi_star(500, 1)["cells"] == 500  # it raises when the two differ


def test_p_is_the_binomial_test_of_the_neighbourhood() -> None:
    cells = Grid("square", 1.0).cells(shapely.box(0, 0, 6, 6))
    counts = np.random.default_rng(3).poisson(2, len(cells))
    table = judged(cells, counts)
    for row in table.itertuples():
        few = stats.binom.cdf(row.around, counts.sum(), row.cells_around / 36)
        many = stats.binom.sf(row.around - 1, counts.sum(), row.cells_around / 36)
        assert row.p == pytest.approx(min(1, 2 * min(few, many)), rel=1e-9)
        assert row.expected == pytest.approx(counts.sum() * row.cells_around / 36)
    assert table["q"].to_numpy() == pytest.approx(stats.false_discovery_control(table["p"]))


@pytest.mark.parametrize("mean", [0.2, 0.5, 1.0, 2.0, 5.0])
def test_chance_alone_shows_hardly_any_hot_cell(mean: float) -> None:
    """60 maps of each kind; the thousand of the issue are benchmarks/hot_spots_null.py. One in twenty would be 3."""
    exact, normal = shares(RECTANGLE, Grid("square", 1.0), mean, 60)
    assert exact <= 0.05 and normal > exact
    assert shares(SLANTED, Grid("hexagon", 1.4), mean, 60)[0] <= 0.05


def test_a_planted_place_is_hot_and_first() -> None:
    rng = np.random.default_rng(8)
    x, y = rng.uniform((0, 0), (5000, 4000), (1500, 2)).T
    x, y = np.r_[x, rng.normal(3100, 60, 60)], np.r_[y, rng.normal(1200, 60, 60)]
    cells = Grid("hexagon", 250.0).cells(CITY)
    counts = count(cells, x, y)
    table = judged(cells, counts)
    hot = table[table["verdict"] == "hot"]
    away = np.hypot(cells.x[hot.index] - 3100, cells.y[hot.index] - 1200)
    assert len(hot) >= 5 and (away < 600).mean() > 0.8
    found = critical_places(table, *neighbours(cells), 5, 0.05)
    middle = cells.codes.tolist().index(found.table["place"].iloc[0])
    assert np.hypot(cells.x[middle] - 3100, cells.y[middle] - 1200) < 200
    assert found.table["count"].is_monotonic_decreasing
    for rank, row in found.table.iterrows():
        mine = found.of == rank
        assert counts[mine].sum() == row["count"] and mine.sum() == row["cells"] <= 7
        assert row["expected"] == pytest.approx(cells.area_m2[mine].sum() / CITY.area * len(x))
    assert (table.loc[found.of >= 0, "verdict"] == "hot").all()


def test_cells_without_exposure_are_not_judged_and_weigh_nothing() -> None:
    cells = Grid("square", 500.0).cells(CITY)
    counts = np.random.default_rng(1).poisson(4, len(cells)).astype(float)
    exposure = np.where(cells.x > 2500, cells.area_m2, 0.0)
    whole = judged(cells, counts, exposure)
    assert (whole.loc[exposure == 0, "verdict"] == "no_exposure").all() and whole.loc[exposure == 0, "p"].isna().all()
    other = judged(cells, np.where(exposure > 0, counts, 99), exposure)
    assert other.loc[exposure > 0, "p"].tolist() == whole.loc[exposure > 0, "p"].tolist()
    assert set(judged(cells, counts, np.zeros(len(cells)))["verdict"]) == {"no_exposure"}


def test_no_complaints_and_one_place_for_all() -> None:
    cells = Grid("hexagon", 400.0).cells(CITY)
    assert set(judged(cells, np.zeros(len(cells)))["verdict"]) == {"no_evidence"}
    counts = np.zeros(len(cells))
    counts[40] = 200
    table = judged(cells, counts)
    assert table.loc[40, "verdict"] == "hot" and np.isfinite(table["z"]).all()
    assert critical_places(table, *neighbours(cells), 10, 0.05).table["count"].tolist() == [200]
    assert critical_places(judged(cells, counts * 0), *neighbours(cells), 10, 0.05).table.empty


def test_density_is_the_plain_sum() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.uniform((0, 0), (5000, 4000), (4000, 2)).T
    surface = density(x, y, ground_for(CITY, 400.0), 400.0)
    node = surface.ground.step**2 / 1e6
    assert (surface.values * surface.ground.weight).sum() * node == pytest.approx(4000, rel=0.01)
    rows, columns = surface.values.shape
    deep_x = surface.ground.west + np.arange(columns // 4, 3 * columns // 4, 9) * surface.ground.step
    deep_y = surface.ground.south + np.arange(rows // 3, 2 * rows // 3, 9) * surface.ground.step
    at = np.array([(a, b) for a in deep_x for b in deep_y])
    near = ((at[:, :1] - x) ** 2 + (at[:, 1:] - y) ** 2) / 400.0**2
    plain = (3 / np.pi / 400.0**2 * np.where(near < 1, (1 - near) ** 2, 0)).sum(axis=1) * 1e6
    assert np.abs(surface.at(at[:, 0], at[:, 1]) / plain - 1).max() < 0.015
    assert np.isnan(surface.at([-1e6], [0.0]))[0]


def test_density_does_not_sink_at_the_border() -> None:
    """Evenly spread points are as dense at the edge as in the middle; without the correction the edge has half."""
    x, y = (part.ravel() for part in np.meshgrid(np.arange(10, 5000, 20.0), np.arange(10, 4000, 20.0)))
    surface = density(x, y, ground_for(CITY, 400.0), 400.0)
    edge, middle = surface.at([20.0, 2500.0], [2000.0, 2000.0])
    assert middle == pytest.approx(surface.mean, rel=0.01) and edge == pytest.approx(middle, rel=0.03)


def test_density_bands_cover_the_ground_and_the_peak() -> None:
    rng = np.random.default_rng(4)
    x = np.r_[rng.uniform(0, 5000, 500), rng.normal(1500, 90, 300)]
    y = np.r_[rng.uniform(0, 4000, 500), rng.normal(900, 90, 300)]
    surface = density(x, y, ground_for(CITY, 300.0), 300.0)
    bands = surface.bands([0.0, 2 * surface.mean, 8 * surface.mean], CITY)
    assert sum(band.area for band in bands) == pytest.approx(CITY.area, rel=1e-3)
    assert bands[2].contains(shapely.Point(1500, 900))
    high_x, high_y, value = surface.highest
    assert np.hypot(high_x - 1500, high_y - 900) < 100 and value > 8 * surface.mean


@pytest.mark.parametrize(("radius", "fewest"), [(100.0, 8), (150.0, 20), (60.0, 3)])
def test_clusters_are_those_of_scikit_learn(radius: float, fewest: int) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 4000, (2, 2500))
    x[:700], y[:700] = rng.normal(2500, 120, 700), rng.normal(1000, 120, 700)
    ours = clusters(x, y, radius, fewest)
    theirs = DBSCAN(eps=radius, min_samples=fewest).fit(np.column_stack([x, y]))
    core = theirs.core_sample_indices_
    assert ((ours == NOISE) == (theirs.labels_ == NOISE)).all()
    assert len(set(zip(ours[core], theirs.labels_[core], strict=True))) == ours.max() + 1 == theirs.labels_.max() + 1
    sizes = np.bincount(ours[ours >= 0])
    assert (np.diff(sizes) <= 0).all()
    order = rng.permutation(len(x))
    assert clusters(x[order], y[order], radius, fewest)[np.argsort(order)].tolist() == ours.tolist()


def test_chance_makes_no_cluster() -> None:
    rng, found = np.random.default_rng(6), 0
    fewest = fewest_beyond_chance(2000, CITY.area, 100.0, 0.05)
    for _ in range(100):
        x, y = rng.uniform((0, 0), (5000, 4000), (2000, 2)).T
        found += clusters(x, y, 100.0, fewest).max() >= 0
    assert found <= 5
    assert clusters([], [], 100.0, 3).shape == (0,)
    one = clusters(np.full(40, 7.0), np.full(40, 9.0), 50.0, 10)
    assert (one == 0).all() and hull(np.full(40, 7.0), np.full(40, 9.0), 30.0).area == pytest.approx(np.pi * 900, rel=0.05)


def test_numbers_are_spread_over_the_cells_that_share_them() -> None:
    cells = Grid("hexagon", 250.0).cells(CITY)
    west, east = shapely.box(0, 0, 2500, 4000), shapely.box(2500, 0, 5000, 4000)
    people = spread(cells, [(west, 3000.0), (east, 9000.0)])
    assert people.sum() == pytest.approx(12_000)
    whole = (cells.share == 1) & (np.abs(cells.x - 2500) > 200)
    density = people[whole] / cells.area_m2[whole] * 1e6
    assert density[cells.x[whole] < 2500] == pytest.approx(300)
    assert density[cells.x[whole] > 2500] == pytest.approx(900)
    assert (spread(cells, [(west, 3000.0)])[cells.x > 2700] == 0).all()


def test_the_busiest_hours_may_pass_midnight() -> None:
    assert busiest_hours([23, 23, 0, 1, 12, -1, -1], 4) == (22, 4, 5)
    assert busiest_hours([], 4) == (0, 0, 0)
