"""What chance deals complaints out by: ground, inhabitants, or what each sector has of them anyway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from lib.places.grid import Cells


def spread(cells: Cells, parts: Sequence[tuple[Any, float]]) -> npt.NDArray[np.float64]:
    """How much of the parts' numbers does each cell hold, if each part's number is spread evenly over its ground?

    parts  (shapely polygon in metres, its inhabitants or its complaints)
    Returns a number for each cell; 0 where no part with a number lies. Where the cells cover the parts their sum is the sum
    of the parts' numbers. Areal weighting (Goodchild & Lam 1980, Geo-Processing 1, 297-312), by the exact overlay.
    """
    out = np.zeros(len(cells))
    tree = shapely.STRtree(cells.shapes)
    for shape, number in parts:
        if not number > 0 or not shape.area > 0:
            continue
        shapely.prepare(shape)
        near = tree.query(shape, predicate="intersects")
        whole = shapely.contains_properly(shape, cells.shapes[near])
        area = np.where(whole, cells.area_m2[near], 0.0)
        area[~whole] = shapely.area(shapely.intersection(cells.shapes[near[~whole]], shape))
        out[near] += number / shape.area * area
    return out
