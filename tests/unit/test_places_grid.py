"""Metres, grids and the ground of a map: areas add up, every point has one cell, a wrong system is refused."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from lib.errors import UsageError
from lib.places.book import PlaceBook
from lib.places.grid import SHAPES, Grid, Shape, count, neighbours
from lib.places.jurisdiction import jurisdiction
from lib.places.metres import projection
from lib.places.polygon_set import PolygonSet

AREA = shapely.Polygon([(0, 0), (4000, 300), (5000, 4200), (2500, 3000), (-400, 4100)], [
    [(1500, 1000), (2000, 1000), (2000, 1500)],
])
ICA = (-75.73, -14.07)


def test_the_zone_is_the_one_of_the_middle_point() -> None:
    plane = projection([ICA[0], ICA[0], 179.0], [ICA[1], ICA[1], 60.0])
    assert (plane.epsg, plane.name) == (32718, "WGS 84 / UTM zone 18S")
    assert projection([-75.57], [6.25]).epsg == 32618
    assert projection([], []).epsg == 32631


def test_degrees_come_back_and_metres_are_metres() -> None:
    plane = projection([ICA[0]], [ICA[1]])
    x, y = plane.to_metres([ICA[0], ICA[0], np.nan], [ICA[1], ICA[1] + 0.01, 0.0])
    assert y[1] - y[0] == pytest.approx(1106.4, rel=1e-3)  # a hundredth of a degree of the meridian at 14 degrees south
    assert np.isnan(x[2]) and np.isnan(y[2])
    back = plane.to_degrees(x[:2], y[:2])
    assert back[0] == pytest.approx([ICA[0]] * 2) and back[1] == pytest.approx([ICA[1], ICA[1] + 0.01])


@pytest.mark.parametrize(("epsg", "key"), [
    (4326, "places_epsg_unknown"), (999_999, "places_epsg_unknown"), (2227, "places_epsg_unknown"),  # degrees, none, feet
    (3857, "places_epsg_far"), (32610, "places_epsg_far"),
])
def test_a_system_that_would_mislead_is_refused(epsg: int, key: str) -> None:
    with pytest.raises(UsageError) as told:
        projection([ICA[0]], [ICA[1]], epsg)
    assert told.value.key == key


def test_the_persons_own_system_is_used() -> None:
    assert projection([ICA[0]], [ICA[1]], 24892).name == "PSAD56 / Peru central zone"


@given(
    shape=st.sampled_from(SHAPES), size=st.floats(20, 900), east=st.floats(-1e4, 1e4), north=st.floats(-1e4, 1e4),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_point_lies_in_the_cell_whose_middle_is_nearest(
    shape: Shape, size: float, east: float, north: float, seed: int
) -> None:
    grid = Grid(shape, size, (east, north))
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-3000, 3000, (2, 200))
    own = np.column_stack(grid.centres(*grid.cell_of(x, y)))
    i, j = np.meshgrid(np.arange(-2, 3), np.arange(-2, 3))
    for a, b in zip(i.ravel(), j.ravel(), strict=True):
        column, row = grid.cell_of(x, y)
        other = np.column_stack(grid.centres(column + a, row + b))
        points = np.column_stack([x, y])
        assert (np.linalg.norm(points - own, axis=1) <= np.linalg.norm(points - other, axis=1) + 1e-6).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_clipped_cells_make_up_the_jurisdiction(shape: Shape) -> None:
    cells = Grid(shape, 170.0, (33.0, -20.0)).cells(AREA)
    assert cells.area_m2.sum() == pytest.approx(AREA.area)
    assert shapely.area(cells.shapes).sum() == pytest.approx(AREA.area)
    assert shapely.union_all(cells.shapes).symmetric_difference(AREA).area < 1e-3
    assert len(set(cells.codes)) == len(cells)


@pytest.mark.parametrize(("shape", "most"), [("square", 9), ("hexagon", 7)])
def test_neighbours_are_mutual_and_near(shape: Shape, most: int) -> None:
    cells = Grid(shape, 200.0).cells(AREA)
    indptr, indices = neighbours(cells)
    size = np.diff(indptr)
    assert size.max() == most and size.min() >= 1
    pairs = set(zip(np.repeat(np.arange(len(cells)), size).tolist(), indices.tolist(), strict=True))
    assert all((b, a) in pairs for a, b in pairs) and all((k, k) in pairs for k in range(len(cells)))
    reach = 200 * (1.01 if shape == "hexagon" else 1.42)
    assert pairs == {(a, b) for a, near in enumerate(cKDTree(np.column_stack([cells.x, cells.y])).query_ball_point(
        np.column_stack([cells.x, cells.y]), reach)) for b in near}
    assert np.diff(neighbours(cells, 2)[0]).max() == {9: 25, 7: 19}[most]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_point_of_the_ground_is_counted_once(shape: Shape) -> None:
    rng = np.random.default_rng(5)
    x, y = rng.uniform(-500, 5000, (2, 20_000))
    inside = shapely.intersects_xy(AREA, x, y)
    cells = Grid(shape, 130.0).cells(AREA)
    assert count(cells, x[inside], y[inside]).sum() == inside.sum()
    assert count(cells, x[inside], y[inside], np.full(inside.sum(), 0.5)).sum() == inside.sum() / 2
    assert (cells.find([10**6, -10**6], [0, 0]) == -1).all()


def test_the_ground_is_the_finest_polygons_of_the_chosen_places() -> None:
    plane = projection([ICA[0]], [ICA[1]])
    one, other = (shapely.box(ICA[0] + i * 0.01, ICA[1], ICA[0] + (i + 1) * 0.01, ICA[1] + 0.01) for i in (0, 1))
    book = PlaceBook([
        PolygonSet("sector", ("A", "B"), ("A", "B"), (one, other), district="110101"),
        PolygonSet("district", ("110101",), ("Ica",), (shapely.union(one, other).buffer(0.01),)),
    ])
    x, y = plane.to_metres([ICA[0] + 0.005], [ICA[1] + 0.005])
    whole = jurisdiction(book, (), plane, x, y, 100)
    assert (whole.kind, whole.level, tuple(whole.parts)) == ("polygons", "sector", ("A", "B"))
    assert sum(part.area for part in whole.parts.values()) == pytest.approx(whole.area.area)
    assert jurisdiction(book, (("sector", "A"),), plane, x, y, 100).km2 == pytest.approx(whole.km2 / 2, rel=1e-3)
    assert jurisdiction(book, (("department", "11"),), plane, x, y, 100).parts.keys() == {"A", "B"}
    assert jurisdiction(book, (("district", "150101"),), plane, x, y, 100).kind == "hull"
    hull = jurisdiction(PlaceBook(), (), plane, x, y, 100)
    assert hull.km2 == pytest.approx(np.pi * 0.01, rel=0.02) and hull.holds(x, y).all()
    assert jurisdiction(PlaceBook(), (), plane, x[:0], y[:0], 100).km2 == 0
