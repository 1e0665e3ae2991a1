"""How dense are complaints on the ground? A kernel density in complaints per square kilometre, whole up to the border."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt
import shapely
from scipy import signal

from lib.places.compiled import compiled
from lib.places.raster import Raster, raster

Floats = npt.NDArray[np.float64]

STEPS_PER_BANDWIDTH = 8
"""Nodes in a bandwidth: with linear binning the density is right to a hundredth (a test compares with the plain sum)."""

MOST_NODES = 1_000_000
LEAST_INSIDE = 0.05
"""Of a kernel; nodes beyond the border with less on the ground are no use even for drawing up to it."""


@dataclass(frozen=True, eq=False)
class Density:
    """A surface over the box of the ground.

    ground     the nodes; their weight is 1 inside the ground, 0 outside
    values     (rows, columns) complaints per km²; beyond the border they only serve to draw lines up to it
    bandwidth  metres
    number     complaints
    """

    ground: Raster
    values: Floats
    bandwidth: float
    number: int

    @property
    def mean(self) -> float:
        """Complaints per km² over the whole ground."""
        km2 = float((self.ground.weight > 0).sum()) * self.ground.step**2 / 1e6
        return self.number / km2 if km2 else float("nan")

    @property
    def highest(self) -> tuple[float, float, float]:
        """(x, y, complaints per km²) of the densest node on the ground."""
        held = np.where(self.ground.weight > 0, self.values, -np.inf)
        row, column = np.unravel_index(int(held.argmax()), held.shape)
        at = self.ground.west + column * self.ground.step, self.ground.south + row * self.ground.step
        return float(at[0]), float(at[1]), float(held[row, column])

    def at(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """The density at the nodes nearest to these points (metres); NaN off the box."""
        column, row = _node(self.ground, x, y)
        rows, columns = self.values.shape
        inside = (column >= 0) & (row >= 0) & (column < columns) & (row < rows)
        out = np.full(column.shape, np.nan)
        out[inside] = self.values[row[inside], column[inside]]
        return out

    def bands(self, lower: Sequence[float], area: Any) -> list[Any]:
        """Where the density lies in [lower, next lower): shapely polygons clipped to ``area``; the last band is open."""
        rows, columns = self.values.shape
        lines = contourpy.contour_generator(
            self.ground.west + np.arange(columns) * self.ground.step,
            self.ground.south + np.arange(rows) * self.ground.step, self.values, fill_type=contourpy.FillType.OuterOffset,
        )
        edges = [*(edge if edge > 0 else -1.0 for edge in lower), math.inf]  # nothing at all is in the band from 0
        return [_band(lines.filled(low, high), area) for low, high in zip(edges[:-1], edges[1:], strict=True)]


def ground_for(area: Any, bandwidth: float) -> Raster:
    """The nodes on which a density of this bandwidth is worked out over ``area`` (shapely, metres)."""
    west, south, east, north = area.bounds
    wide, tall = (side + 2.4 * bandwidth for side in (east - west, north - south))  # with the room that a raster adds
    wanted = wide * tall * (STEPS_PER_BANDWIDTH / bandwidth) ** 2
    return raster(area, int(min(wanted, MOST_NODES)), bandwidth)


def density(x: npt.ArrayLike, y: npt.ArrayLike, ground: Raster, bandwidth: float) -> Density:
    """How many complaints per km² lie around each node of the ground?

    x, y       complaints inside the ground, metres
    ground     ``ground_for`` the area; the same one and the same bandwidth serve every period that is compared
    bandwidth  metres: complaints farther away than this count nothing

    Kernel: quartic, 3 / (pi h²) (1 - r²/h²)² for r < h (Silverman 1986, Density Estimation, 4.2). Border: the sum at a node
    is divided by the part of its kernel that lies on the ground (Diggle 1985, Appl. Statist. 34, 138-147), so that evenly
    spread complaints are as dense at the border as in the middle; the surface then sums to the number of complaints only
    nearly. Each complaint is shared among the four nodes round it, by nearness (linear binning, Wand 1994, J. Comput.
    Graph. Stat. 3, 433-445), and the kernel is laid over the nodes by a Fourier transform.
    """
    held = _shared_out(ground, x, y)
    kernel = _kernel(ground.step, bandwidth)
    inside = signal.fftconvolve((ground.weight > 0).astype(np.float64), kernel, mode="same")
    found = np.maximum(signal.fftconvolve(held, kernel, mode="same"), 0.0) / ground.step**2 * 1e6
    values = np.divide(found, inside, out=np.zeros_like(found), where=inside > LEAST_INSIDE)
    return Density(ground, values, bandwidth, int(np.size(x)))


def _node(ground: Raster, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    across = (np.asarray(x, dtype=np.float64) - ground.west) / ground.step
    up = (np.asarray(y, dtype=np.float64) - ground.south) / ground.step
    return np.floor(across + 0.5).astype(np.int64), np.floor(up + 0.5).astype(np.int64)


def _shared_out(ground: Raster, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
    """Each point's weight of one on the four nodes round it."""
    across = np.ascontiguousarray((np.asarray(x, dtype=np.float64) - ground.west) / ground.step)
    up = np.ascontiguousarray((np.asarray(y, dtype=np.float64) - ground.south) / ground.step)
    held = np.zeros(ground.weight.shape)
    _share_out(across, up, held)
    return held


@compiled
def _share_out(across: Floats, up: Floats, held: Floats) -> None:
    rows, columns = held.shape
    for k in range(len(across)):
        column = min(max(int(across[k]), 0), columns - 2)
        row = min(max(int(up[k]), 0), rows - 2)
        right = min(max(across[k] - column, 0.0), 1.0)
        above = min(max(up[k] - row, 0.0), 1.0)
        held[row, column] += (1 - right) * (1 - above)
        held[row, column + 1] += right * (1 - above)
        held[row + 1, column] += (1 - right) * above
        held[row + 1, column + 1] += right * above


def _kernel(step: float, bandwidth: float) -> Floats:
    """The quartic kernel on the nodes, summing to one."""
    reach = max(math.ceil(bandwidth / step), 1)
    steps = np.arange(-reach, reach + 1) * step
    squared = (steps[:, None] ** 2 + steps[None, :] ** 2) / bandwidth**2
    kernel = np.where(squared < 1, (1 - squared) ** 2, 0.0)
    return kernel / kernel.sum()


def _band(found: Any, area: Any) -> Any:
    polygons = []
    for points, offsets in zip(*found, strict=True):
        rings = [points[a:b] for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.intersection(shapely.union_all(shapely.make_valid(np.array(polygons, dtype=object))), area)
