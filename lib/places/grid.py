"""A grid of equal cells in metres: hexagons or squares, clipped to the jurisdiction, with their neighbours and counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

Shape = Literal["hexagon", "square"]
SHAPES: tuple[Shape, ...] = ("hexagon", "square")
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

_SLOPE = math.sqrt(3) / 2
"""Height of a row of hexagons for a width of one."""

STEPS = {
    "square": ((0, 0), (-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)),
    "hexagon": ((0, 0), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1)),
}
"""From a cell to itself and to each cell that touches it."""


@dataclass(frozen=True)
class Grid:
    """Equal cells that fill the plane.

    shape    "hexagon" (pointed north and south) or "square"
    size_m   metres between the middles of neighbours that share an edge: a square's side, a hexagon's width
    origin   metres: the middle of hexagon (0, 0), the south-west corner of square (0, 0)
    epsg     the plane that the metres are of (``lib.places.metres``); 0 when it does not matter
    """

    shape: Shape
    size_m: float
    origin: tuple[float, float] = (0.0, 0.0)
    epsg: int = 0

    def __post_init__(self) -> None:
        if self.shape not in SHAPES or not self.size_m > 0:
            raise ValueError(f"a grid of {self.shape!r} cells of {self.size_m} m")

    @property
    def cell_area(self) -> float:
        """Square metres of a whole cell."""
        return self.size_m**2 * (_SLOPE if self.shape == "hexagon" else 1.0)

    def cell_of(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Ints, Ints]:
        """The cell of each point (metres, finite): column and row of a square, the axial numbers q and r of a hexagon."""
        u = (np.asarray(x, dtype=np.float64) - self.origin[0]) / self.size_m
        v = (np.asarray(y, dtype=np.float64) - self.origin[1]) / self.size_m
        if self.shape == "square":
            return np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
        row = v / _SLOPE
        column = u - row / 2
        third = -column - row
        q, r, s = np.rint(column), np.rint(row), np.rint(third)
        off_q, off_r, off_s = np.abs(q - column), np.abs(r - row), np.abs(s - third)
        mend_q = (off_q > off_r) & (off_q > off_s)
        mend_r = ~mend_q & (off_r > off_s)
        return np.where(mend_q, -r - s, q).astype(np.int32), np.where(mend_r, -q - s, r).astype(np.int32)

    def centres(self, i: npt.ArrayLike, j: npt.ArrayLike) -> tuple[Floats, Floats]:
        """The middles of cells, in metres."""
        column, row = np.asarray(i, dtype=np.float64), np.asarray(j, dtype=np.float64)
        if self.shape == "square":
            return self.origin[0] + (column + 0.5) * self.size_m, self.origin[1] + (row + 0.5) * self.size_m
        return self.origin[0] + (column + row / 2) * self.size_m, self.origin[1] + row * _SLOPE * self.size_m

    def outlines(self, i: npt.ArrayLike, j: npt.ArrayLike) -> npt.NDArray[np.object_]:
        """Whole cells as shapely polygons, in metres."""
        x, y = self.centres(i, j)
        half = self.size_m / 2
        if self.shape == "square":
            return np.asarray(shapely.box(x - half, y - half, x + half, y + half), dtype=object).reshape(np.shape(x))
        angles = np.radians(np.arange(30, 390, 60))
        corners = np.column_stack([np.cos(angles), np.sin(angles)]) * self.size_m / math.sqrt(3)
        return np.asarray(shapely.polygons(np.column_stack([x, y])[:, None, :] + corners[None]), dtype=object)

    def cells(self, area: Any) -> Cells:
        """The cells that hold any ground of ``area`` (a shapely polygon or multipolygon in metres), clipped to it.

        In order of row and column. Ground of less than a millionth of a cell is no cell.
        """
        west, south, east, north = area.bounds
        i, j = self._box(west, south, east, north)
        whole = self.outlines(i, j)
        shapely.prepare(area)
        touched = shapely.intersects(area, whole)
        i, j, shapes = i[touched], j[touched], whole[touched]
        cut = ~shapely.contains_properly(area, shapes)
        shapes[cut] = shapely.intersection(shapes[cut], area)
        share = np.ones(len(shapes))
        share[cut] = shapely.area(shapes[cut]) / self.cell_area
        kept = share > 1e-6
        order = np.lexsort((i[kept], j[kept]))
        return Cells(self, i[kept][order], j[kept][order], shapes[kept][order], np.minimum(share[kept][order], 1.0))

    def _box(self, west: float, south: float, east: float, north: float) -> tuple[Ints, Ints]:
        """Every cell that may touch a box."""
        corners_x, corners_y = np.array([west, east, west, east]), np.array([south, south, north, north])
        i, j = self.cell_of(corners_x, corners_y)
        low, high = int(j.min()) - 1, int(j.max()) + 1
        columns, rows = np.meshgrid(
            np.arange(int(i.min()) - 1, int(i.max()) + 2, dtype=np.int32), np.arange(low, high + 1, dtype=np.int32)
        )
        if self.shape == "square":
            return columns.ravel(), rows.ravel()
        x, _ = self.centres(columns.ravel(), rows.ravel())  # the rows of axial numbers lean: only those over the box
        over = (x >= west - self.size_m) & (x <= east + self.size_m)
        return columns.ravel()[over], rows.ravel()[over]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a jurisdiction.

    i, j     their numbers in the grid (int32)
    shapes   shapely polygons in metres, clipped to the jurisdiction
    share    how much of the cell lies inside, 0-1
    """

    grid: Grid
    i: Ints
    j: Ints
    shapes: npt.NDArray[np.object_]
    share: Floats

    def __len__(self) -> int:
        return len(self.i)

    @cached_property
    def x(self) -> Floats:
        """Middles of the whole cells, metres east."""
        return self.grid.centres(self.i, self.j)[0]

    @cached_property
    def y(self) -> Floats:
        """Middles of the whole cells, metres north."""
        return self.grid.centres(self.i, self.j)[1]

    @cached_property
    def area_m2(self) -> Floats:
        """Square metres inside the jurisdiction."""
        return self.share * self.grid.cell_area

    @cached_property
    def codes(self) -> npt.NDArray[np.object_]:
        """A name for each cell that fits into an address: "12_-3"; the same cell of the same grid keeps it."""
        return np.array([f"{i}_{j}" for i, j in zip(self.i, self.j, strict=True)], dtype=object)

    @cached_property
    def _table(self) -> tuple[int, int, npt.NDArray[np.int32]]:
        """Least i, least j, and the position of each cell by (i, j); one empty cell all round for the neighbours."""
        low_i, low_j = int(self.i.min()) - 1, int(self.j.min()) - 1
        table = np.full((int(self.i.max()) - low_i + 2, int(self.j.max()) - low_j + 2), -1, dtype=np.int32)
        table[self.i - low_i, self.j - low_j] = np.arange(len(self), dtype=np.int32)
        return low_i, low_j, table

    def find(self, i: npt.ArrayLike, j: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Position of the cells with these numbers; -1 for those that are not here."""
        column, row = np.asarray(i, dtype=np.int64), np.asarray(j, dtype=np.int64)
        if not len(self):
            return np.full(column.shape, -1, dtype=np.int32)
        low_i, low_j, table = self._table
        column, row = column - low_i, row - low_j
        inside = (column >= 0) & (row >= 0) & (column < table.shape[0]) & (row < table.shape[1])
        out = np.full(column.shape, -1, dtype=np.int32)
        out[inside] = table[column[inside], row[inside]]
        return out

    def at(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Position of the cell that holds each point (metres); -1 outside all."""
        return self.find(*self.grid.cell_of(x, y))


def neighbours(cells: Cells, rings: int = 1) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Which cells touch which, itself included, as sparse rows: ``indices[indptr[k]:indptr[k + 1]]`` are those of cell k.

    rings  1: the cells that share an edge or a corner (8 round a square, 6 round a hexagon); 2: those and theirs
    """
    steps = {(0, 0)}
    for _ in range(rings):
        steps = {(a + c, b + d) for a, b in steps for c, d in STEPS[cells.grid.shape]}
    near = np.column_stack([cells.find(cells.i + a, cells.j + b) for a, b in sorted(steps)])
    indptr = np.zeros(len(cells) + 1, dtype=np.int32)
    np.cumsum((near >= 0).sum(axis=1), out=indptr[1:])
    return indptr, near[near >= 0]


def count(cells: Cells, x: npt.ArrayLike, y: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """How many points (or how much weight) lie in each cell? Points in no cell count nowhere."""
    where = cells.at(x, y)
    inside = where >= 0
    told = None if weights is None else np.asarray(weights, dtype=np.float64)[inside]
    return np.bincount(where[inside], weights=told, minlength=len(cells)).astype(np.float64)
