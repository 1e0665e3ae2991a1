"""The ground of a map as a fine raster: how much of it, or how many of its inhabitants, any cell of any grid holds.

One raster serves hundreds of grids: clipping each grid's cells to the jurisdiction would take longer than all the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Raster:
    """Nodes in rows over the box of the ground.

    west, south   metres, the first node
    step          metres between nodes
    weight        (rows, columns) float64: what one node stands for (1 of area, or its inhabitants); 0 outside the ground
    """

    west: float
    south: float
    step: float
    weight: Floats

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the nodes, in metres."""
        rows, columns = self.weight.shape
        return (self.west, self.south, self.west + (columns - 1) * self.step, self.south + (rows - 1) * self.step)


def raster(area: Any, nodes: int, widest_m: float, parts: Sequence[tuple[Any, float]] = ()) -> Raster:
    """The ground ``area`` (shapely, metres) as about ``nodes`` nodes over its box.

    widest_m  the largest cell that will be asked for: the box is wider by as much, so that every node of a cell is there,
              inside the ground or not
    parts     (shapely polygon in metres, inhabitants) of places of the ground: each place's people are spread evenly over
              it, and ground that no place with inhabitants covers holds nobody. None: every node inside counts the same
    """
    west, south, east, north = shapely.box(*area.bounds).buffer(1.2 * widest_m, join_style="mitre").bounds
    step = max(math.sqrt(max(east - west, 1.0) * max(north - south, 1.0) / nodes), 1e-6)
    columns, rows = math.floor((east - west) / step) + 1, math.floor((north - south) / step) + 1
    x, y = np.meshgrid(west + np.arange(columns) * step, south + np.arange(rows) * step)
    inside = _holds(area, x, y)
    if not parts:
        return Raster(west, south, step, inside.astype(np.float64))
    weight = np.zeros(inside.shape)
    for shape, inhabitants in parts:
        held = inside & _holds(shape, x, y)
        if held.any():
            weight[held] += inhabitants / held.sum()
    return Raster(west, south, step, weight)


def _holds(area: Any, x: Floats, y: Floats) -> npt.NDArray[np.bool_]:
    shapely.prepare(area)
    return np.asarray(shapely.intersects_xy(area, x, y), dtype=bool)
