"""Points and ground into the cells of one grid after another, as compiled loops: what a search over many grids repeats.

The cells are those of ``lib.places.grid``, by the same numbers (i, j); a test says so. Here they lie in a table with room
all round, so that sums over neighbours need no list of neighbours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib.places.compiled import compiled
from lib.places.grid import STEPS, Grid
from lib.places.raster import Raster

Floats = npt.NDArray[np.float64]
_SLOPE = math.sqrt(3) / 2


@dataclass(frozen=True, eq=False)
class Table:
    """Room for the cells of a grid over a box: cell (i, j) is row ``j - low_j`` and column ``i - low_i``."""

    grid: Grid
    low_i: int
    low_j: int
    rows: int
    columns: int

    def count(self, x: Floats, y: Floats) -> Floats:
        """Points in each cell; points off the table count nowhere."""
        out = np.zeros((self.rows, self.columns))
        _count(x, y, *self._numbers(), out)
        return out

    def ground(self, ground: Raster) -> Floats:
        """What each cell holds of the ground's weight, in weight of whole nodes.

        A cell's area times the mean weight of the nodes in it: a cell wholly inside holds exactly its area.
        """
        held, nodes = np.zeros((self.rows, self.columns)), np.zeros((self.rows, self.columns))
        _ground(ground.west, ground.south, ground.step, ground.weight, *self._numbers(), held, nodes)
        whole = self.grid.cell_area / ground.step**2
        return np.divide(held * whole, nodes, out=held, where=nodes > 0)

    def around(self, values: Floats, rings: int) -> Floats:
        """The sum over each cell and its neighbours, as ``lib.places.grid.neighbours`` names them."""
        out = np.zeros_like(values)
        steps = {(0, 0)}
        for _ in range(rings):
            steps = {(a + c, b + d) for a, b in steps for c, d in STEPS[self.grid.shape]}
        _around(values, np.array(sorted(steps), dtype=np.int64), out)
        return out

    def at(self, x: Floats, y: Floats) -> npt.NDArray[np.int64]:
        """Position in the flat table of the cell that holds each point; -1 off the table."""
        out = np.empty(len(x), dtype=np.int64)
        _at(x, y, *self._numbers(), self.rows, self.columns, out)
        return out

    def _numbers(self) -> tuple[bool, float, float, float, int, int]:
        grid = self.grid
        return (grid.shape == "hexagon", float(grid.size_m), float(grid.origin[0]), float(grid.origin[1]),
                self.low_i, self.low_j)


def table(grid: Grid, box: tuple[float, float, float, float], rings: int) -> Table:
    """Room for every cell over a box (west, south, east, north in metres) and ``rings`` cells round it."""
    west, south, east, north = box
    i, j = grid.cell_of(np.array([west, east, west, east]), np.array([south, south, north, north]))
    room = rings + 2
    low_i, low_j = int(i.min()) - room, int(j.min()) - room
    return Table(grid, low_i, low_j, int(j.max()) + room + 1 - low_j, int(i.max()) + room + 1 - low_i)


@compiled
def _cell(x: float, y: float, hexagon: bool, size: float, east: float, north: float) -> tuple[int, int]:
    """Column and row of a square; axial q and r of a hexagon, rounded in three directions that add up to zero."""
    u, v = (x - east) / size, (y - north) / size
    if not hexagon:
        return math.floor(u), math.floor(v)
    row = v / _SLOPE
    column = u - row / 2
    third = -column - row
    q, r, s = np.rint(column), np.rint(row), np.rint(third)
    off_q, off_r, off_s = abs(q - column), abs(r - row), abs(s - third)
    if off_q > off_r and off_q > off_s:
        q = -r - s
    elif off_r > off_s:
        r = -q - s
    return int(q), int(r)


@compiled
def _count(
    x: Floats, y: Floats, hexagon: bool, size: float, east: float, north: float, low_i: int, low_j: int, out: Floats
) -> None:
    for k in range(len(x)):
        i, j = _cell(x[k], y[k], hexagon, size, east, north)
        row, column = j - low_j, i - low_i
        if 0 <= row < out.shape[0] and 0 <= column < out.shape[1]:
            out[row, column] += 1.0


@compiled
def _ground(
    west: float, south: float, step: float, weight: Floats, hexagon: bool, size: float, east: float, north: float,
    low_i: int, low_j: int, held: Floats, nodes: Floats,
) -> None:
    for line in range(weight.shape[0]):
        for place in range(weight.shape[1]):
            i, j = _cell(west + place * step, south + line * step, hexagon, size, east, north)
            held[j - low_j, i - low_i] += weight[line, place]
            nodes[j - low_j, i - low_i] += 1.0


@compiled
def _around(values: Floats, steps: npt.NDArray[np.int64], out: Floats) -> None:
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            for k in range(len(steps)):
                near, beside = row + steps[k, 1], column + steps[k, 0]
                if 0 <= near < values.shape[0] and 0 <= beside < values.shape[1]:
                    out[row, column] += values[near, beside]


@compiled
def _at(
    x: Floats, y: Floats, hexagon: bool, size: float, east: float, north: float, low_i: int, low_j: int, rows: int,
    columns: int, out: npt.NDArray[np.int64],
) -> None:
    for k in range(len(x)):
        i, j = _cell(x[k], y[k], hexagon, size, east, north)
        row, column = j - low_j, i - low_i
        out[k] = row * columns + column if 0 <= row < rows and 0 <= column < columns else -1
