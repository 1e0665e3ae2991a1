"""Stability: tables agree with grids, one choice with the map of hot spots; planted places stay hot, chance does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from scipy import stats

from lib import settings
from lib.places import binning, lineup
from lib.places.grid import SHAPES, Cells, Grid, Shape, count, neighbours
from lib.places.hot_spots import hot_spots, sums
from lib.places.raster import Raster, raster
from lib.places.stability import Choice, choices, multiverse, verdicts
from lib.places.tails import judged, two_sided

AREA = shapely.Polygon([(0, 0), (6000, 300), (7000, 5200), (3500, 4000), (-400, 6100)], [
    [(1500, 1000), (2000, 1000), (2000, 1500)],
])
SPOTS = np.array([(3000.0, 2000.0), (900.0, 3600.0), (5500.0, 3300.0)])
RADIUS, CELL, DAYS, LEVEL = 350.0, 250.0, (18_000, 18_364), 0.05


def points(number: int, seed: int, spots: int = 0, times: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Evenly over AREA, and so many times as dense round the first spots."""
    rng = np.random.default_rng(seed)
    xy = np.empty((0, 2))
    while len(xy) < number:
        more = rng.uniform((-500, 0), (7000, 6100), (4 * number, 2))
        xy = np.vstack([xy, more[shapely.contains_xy(AREA, more[:, 0], more[:, 1])]])
    near = np.zeros(len(xy), dtype=bool)
    for spot in SPOTS[:spots]:
        near |= np.hypot(*(xy - spot).T) < RADIUS
    xy = xy[near | (rng.random(len(xy)) < 1 / times)][:number]
    day = rng.integers(DAYS[0], DAYS[1] + 1, len(xy)).astype(np.int32)
    return xy[:, 0].copy(), xy[:, 1].copy(), day


def product(number: int) -> tuple[Choice, ...]:
    own = settings.value("stability")
    return choices(
        number, own["seed"], base_m=CELL, factors=own["factors"], rings=own["rings"], windows=own["windows"]
    )


def ground(parts: tuple[tuple[object, float], ...] = ()) -> Raster:
    return raster(AREA, 100_000, 1.6 * CELL, parts)


@pytest.fixture(scope="module")
def cells() -> Cells:
    return Grid("hexagon", CELL).cells(AREA)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_table_counts_as_the_grid_does(shape: Shape) -> None:
    x, y, _ = points(2000, 1)
    grid = Grid(shape, 310.0, (37.0, -12.0))
    whole, table = grid.cells(AREA), binning.table(grid, ground().box, 2)
    places = table.at(whole.x, whole.y)
    counts = table.count(x, y)
    assert (counts.ravel()[places] == count(whole, x, y)).all() and counts.sum() == len(x)
    for rings in (0, 1, 2):
        near = neighbours(whole, rings)
        assert (table.around(counts, rings).ravel()[places] == sums(count(whole, x, y), *near)).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_ground_of_a_cell_is_its_area_inside(shape: Shape) -> None:
    grid, fine = Grid(shape, 310.0, (37.0, -12.0)), ground()
    whole, table = grid.cells(AREA), binning.table(grid, fine.box, 2)
    held = table.ground(fine) * fine.step**2
    mine = held.ravel()[table.at(whole.x, whole.y)]
    assert mine[whole.share == 1] == pytest.approx(grid.cell_area)  # exact where nothing is cut
    assert np.abs(mine - whole.area_m2).max() < 0.1 * grid.cell_area
    assert held.sum() == pytest.approx(AREA.area, rel=0.005)


def test_inhabitants_are_spread_over_their_place_and_nowhere_else() -> None:
    west, east = shapely.box(-500, 0, 3000, 6100), shapely.box(3000, 0, 7000, 6100)
    peopled = ground(((west, 3000.0), (shapely.box(9000, 0, 9500, 10), 50.0)))
    assert peopled.weight.sum() == pytest.approx(3000)
    both = ground(((west, 3000.0), (east, 1000.0)))
    assert both.weight.sum() == pytest.approx(4000)


@given(st.integers(1, 3000), st.floats(1e-5, 0.9), st.data())
@trials(max_examples=60)
def test_tails_are_those_of_scipy(total: int, share: float, data: st.DataObject) -> None:
    few = data.draw(st.integers(0, total))
    expected = min(1.0, 2 * min(stats.binom.cdf(few, total, share), stats.binom.sf(few - 1, total, share)))
    if expected > 1e-250:
        assert two_sided([few], total, [share])[0] == pytest.approx(expected, rel=1e-8)


def test_tails_at_the_ends() -> None:
    assert two_sided([0, 1, 5, 4, np.nan], 5, [0, 0, 1, 1, 0.5])[:4].tolist() == [1, 0, 1, 0]
    assert np.isnan(two_sided([np.nan], 5, [0.5])[0])
    assert judged([], 0, [], LEVEL).hot.tolist() == []


def test_choices_are_balanced_and_seeded() -> None:
    own = settings.value("stability")
    made = product(own["choices"])
    assert len(made) >= 200 and made == product(own["choices"])
    every = {"size_m": {CELL * f for f in own["factors"]}, "rings": set(own["rings"]), "shape": set(SHAPES)}
    for name, values in every.items():
        found = pd.Series([getattr(choice, name) for choice in made]).value_counts()
        assert set(found.index) == values and found.min() >= len(made) // 8
    assert all(0 <= choice.window[0] < choice.window[1] <= 1 + 1e-9 for choice in made)
    assert {round(choice.window[1] - choice.window[0], 6) for choice in made} == set(own["windows"])


def test_one_choice_is_the_map_of_hot_spots(cells: Cells) -> None:
    """On ground that the raster holds exactly (whole squares) both decide alike, cell by cell."""
    area = shapely.box(0, 0, 5000, 5000)
    squares = Grid("square", 250.0).cells(area)
    x, y, day = points(3000, 3, spots=1, times=6)
    inside = (x > 0) & (y > 0) & (x < 5000) & (y < 5000)
    x, y, day = x[inside], y[inside], day[inside]
    known = pd.DataFrame({"cell": squares.codes, "count": count(squares, x, y), "exposure": squares.area_m2})
    wanted = hot_spots(known, *neighbours(squares), false_discovery=LEVEL).table["verdict"] == "hot"
    one = Choice("square", 250.0, (0.0, 0.0), 1, (0.0, 1.0))
    found = multiverse(x, y, day, DAYS, raster(area, 160_000, 400.0), squares, [one], level=LEVEL)
    assert wanted.sum() > 5 and (found.table["share"] == wanted).all()
    assert found.table["count"].sum() == found.n == len(x)


def test_each_limit_belongs_to_the_word_above_it() -> None:
    told = verdicts([1.0, 0.9, 0.899, 0.5, 0.499, 0.1, 0.099, 0.0], critical=0.9, doubtful=0.5, faint=0.1)
    assert told.tolist() == ["critical"] * 2 + ["doubtful"] * 2 + ["by_choice"] * 2 + ["quiet"] * 2


def test_order_does_not_matter_and_progress_is_told(cells: Cells) -> None:
    x, y, day = points(1500, 4, spots=2, times=8)
    told: list[float] = []
    first = multiverse(x, y, day, DAYS, ground(), cells, product(16), level=LEVEL, progress=told.append)
    turned = np.random.default_rng(1).permutation(len(x))
    again = multiverse(x[turned], y[turned], day[turned], DAYS, ground(), cells, product(16), level=LEVEL)
    pd.testing.assert_frame_equal(first.table, again.table)
    assert told == pytest.approx([k / 16 for k in range(1, 17)])


def test_shares_add_up_from_their_parts(cells: Cells) -> None:
    x, y, day = points(2000, 5, spots=3, times=8)
    made = product(60)
    found = multiverse(x, y, day, DAYS, ground(), cells, made, level=LEVEL)
    number = {f"rings={r}": sum(choice.rings == r for choice in made) for r in (0, 1, 2)}
    summed = sum(found.table[name] * n for name, n in number.items()) / len(made)
    assert summed.to_numpy() == pytest.approx(found.table["share"].to_numpy())
    assert found.settings["single"] == pytest.approx(found.table["share"].sum())


def test_a_window_looks_at_its_days_only(cells: Cells) -> None:
    x, y, day = points(3000, 6, spots=1, times=10)
    hot_at_first = np.hypot(x - SPOTS[0][0], y - SPOTS[0][1]) < RADIUS
    day = np.where(hot_at_first, DAYS[0] + day % 100, day).astype(np.int32)  # the spot ends after a hundred days
    early, late = (Choice("hexagon", CELL, (0.0, 0.0), 1, window) for window in ((0.0, 0.5), (0.5, 1.0)))
    shares = [
        multiverse(x, y, day, DAYS, ground(), cells, [choice], level=LEVEL).table["share"].sum() for choice in (early, late)
    ]
    assert shares[0] > 5 and shares[1] == 0


def test_planted_places_stay_hot_and_nothing_else(cells: Cells) -> None:
    x, y, day = points(4000, 7, spots=3, times=15)
    found = multiverse(x, y, day, DAYS, ground(), cells, product(70), level=LEVEL)
    planted = shapely.union_all([shapely.Point(spot).buffer(RADIUS) for spot in SPOTS])
    touched = shapely.intersects(planted, cells.shapes)
    own = settings.value("stability")
    limits = {name: own[name] for name in ("critical", "doubtful", "faint")}
    stable = verdicts(found.table["share"], **limits) == "critical"
    assert (stable & touched).sum() / stable.sum() >= 0.95
    assert (stable & touched).sum() / touched.sum() >= 0.6


def test_nothing_is_stable_on_points_of_chance(cells: Cells) -> None:
    for seed in range(5):
        x, y, day = points(1500, 100 + seed)
        found = multiverse(x, y, day, DAYS, ground(), cells, product(30), level=LEVEL)
        assert found.table["share"].max() < settings.value("stability.doubtful")


def test_all_points_in_one_place_and_none(cells: Cells) -> None:
    x, y, day = np.full(200, 3000.0), np.full(200, 2000.0), np.full(200, DAYS[0], dtype=np.int32)
    whole = [replace(choice, window=(0.0, 1.0)) for choice in product(20)]
    found = multiverse(x, y, day, DAYS, ground(), cells, whole, level=LEVEL).table
    assert found.loc[found["count"] > 0, "share"].item() >= 0.9  # its middle may lie in a neighbour of the hot cell
    nobody = multiverse(x[:0], y[:0], day[:0], DAYS, ground(), cells, whole, level=LEVEL)
    assert nobody.n == 0 and nobody.table["share"].max() == 0
    with pytest.raises(ValueError, match="no choices"):
        multiverse(x, y, day, DAYS, ground(), cells, [], level=LEVEL)


def test_the_line_up_hides_the_true_map_among_equals(cells: Cells) -> None:
    x, y, _ = points(800, 8, spots=1, times=6)
    held = count(cells, x, y)
    game = lineup.lineup(held, cells.area_m2, 10, (3,))
    assert (game.maps.sum(axis=1) == len(x)).all() and (game.maps[game.true] == held).all()
    assert (game.maps == lineup.lineup(held, cells.area_m2, 10, (3,)).maps).all()
    told = lineup.table(game, cells, (3,), "area")
    assert told.table.groupby("map")["count"].sum().tolist() == [len(x)] * 10 and told.n == len(x)


def test_the_line_up_hides_it_anywhere_and_deals_by_the_ground(cells: Cells) -> None:
    held = np.ones(len(cells))
    hidden = [lineup.lineup(held, cells.area_m2, 10, (seed,)).true for seed in range(400)]
    assert stats.chisquare(np.bincount(hidden, minlength=10)).pvalue > 0.001
    half = np.where(cells.x < 3000, 1.0, 0.0)
    game = lineup.lineup(held, half, 10, (1,))
    assert game.maps[:, half == 0].sum() == 0 and (game.maps.sum(axis=1) == half.sum()).all()
    with pytest.raises(ValueError, match="no ground"):
        lineup.lineup(held, np.zeros(len(cells)), 10, (1,))
