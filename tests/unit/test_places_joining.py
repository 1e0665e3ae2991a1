"""Points into polygons: the same as an independent spatial join, whatever the number of polygons."""

from __future__ import annotations

import time
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.places import joining


def squares(side: int) -> list[shapely.Polygon]:
    """side x side unit squares, row by row."""
    return [shapely.box(x, y, x + 1, y + 1) for y in range(side) for x in range(side)]


@pytest.mark.parametrize("side", [2, 6])
def test_each_point_lies_in_its_square(side: int) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(-1, side + 1, (2, 5000))
    found = joining.assign(squares(side), x, y)
    inside = (x >= 0) & (x <= side) & (y >= 0) & (y <= side)
    expected = np.where(inside, np.floor(y).astype(int) * side + np.floor(x).astype(int), joining.OUTSIDE)
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("side", [2, 6])
def test_edges_count_once_and_nothing_lies_nowhere(side: int) -> None:
    found = joining.assign(squares(side), [1.0, 0.0, np.nan, 1.0, np.inf], [0.5, 0.0, 0.5, np.nan, 0.5])
    assert list(found) == [0, 0, joining.OUTSIDE, joining.OUTSIDE, joining.OUTSIDE]


def test_the_first_of_two_that_overlap_wins() -> None:
    shapes = [shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)]
    assert list(joining.assign(shapes, [1.5, 2.5], [1, 1])) == [0, 1]
    assert list(joining.assign(shapes[::-1], [1.5, 0.5], [1, 1])) == [0, 1]


def test_holes_and_missing_shapes_hold_nothing() -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    assert list(joining.assign([None, shapely.Polygon(), ring], [1.5, 0.5], [1.5, 0.5])) == [-1, 2]
    assert len(joining.assign([ring], [], [])) == 0
    assert list(joining.assign([], [1.0], [1.0])) == [-1]


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="equal length"):
        joining.assign(squares(2), [1.0], [1.0, 2.0])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-1, 7), st.floats(-1, 7)), min_size=1, max_size=40), st.randoms())
def test_order_does_not_matter(points: list[tuple[float, float]], random: object) -> None:
    """Shuffling the points shuffles the answers, by either way of looking."""
    x, y = np.array(points).T
    order = np.arange(len(x))
    random.shuffle(order)  # type: ignore[attr-defined]
    for side in (2, 6):
        shapes = squares(side)
        assert np.array_equal(joining.assign(shapes, x, y)[order], joining.assign(shapes, x[order], y[order]))


def test_medellin_as_an_independent_join(shared: Path) -> None:
    """Homicides per comuna equal geopandas' own spatial join; rows outside every comuna stay outside."""
    comunas = geopandas.read_file(shared / "data" / "points" / "medellin_comunas.gpkg")
    comunas["geometry"] = comunas.make_valid()
    rows = pd.read_csv(shared / "data" / "points" / "medellin_homicides.csv", sep=";", decimal=",", dtype=str)
    x, y = (pd.to_numeric(rows[c].str.replace(",", "."), errors="coerce") for c in ("longitud", "latitud"))
    found = joining.assign(list(comunas.geometry), x, y)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=4326)
    expected = points.sjoin(comunas, predicate="intersects").groupby("COMUNA").size()
    ours = pd.Series(comunas["COMUNA"].to_numpy()[found[found >= 0]]).value_counts()
    assert ours.sort_index().to_dict() == expected.sort_index().to_dict()


def test_a_million_points_are_quick() -> None:
    """Not a benchmark: it only keeps the loop over points from coming back (that took minutes)."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 6, (2, 1_000_000))
    start = time.perf_counter()
    assert (joining.assign(squares(6), x, y) >= 0).all()
    assert time.perf_counter() - start < 20
