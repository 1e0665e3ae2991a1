"""What chance deals complaints out by: ground, inhabitants, or what each sector has of them anyway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lib.places.grid import Cells, count
from lib.places.raster import raster

NODES_PER_CELL = 60
"""Of the raster that spreads a place's number over its cells: a cell's share is then right to a hundredth or two."""

MOST_NODES = 2_000_000


def spread(cells: Cells, area: Any, parts: Sequence[tuple[Any, float]]) -> npt.NDArray[np.float64]:
    """How much of the parts' numbers does each cell hold, if each part's number is spread evenly over its ground?

    area   the ground of the cells (shapely, metres)
    parts  (shapely polygon in metres, its inhabitants or its complaints)
    Returns a number for each cell; 0 where no part with a number lies. Their sum is the parts' sum but for
    a node or two on the very border. Ground is looked at on a raster of some sixty nodes a cell.
    """
    west, south, east, north = area.bounds
    wanted = (east - west) * (north - south) / cells.grid.cell_area * NODES_PER_CELL
    nodes = raster(area, int(min(max(wanted, 10_000), MOST_NODES)), 0.0, parts)
    rows, columns = nodes.weight.shape
    x, y = np.meshgrid(nodes.west + np.arange(columns) * nodes.step, nodes.south + np.arange(rows) * nodes.step)
    held = nodes.weight > 0
    return count(cells, x[held], y[held], nodes.weight[held])
