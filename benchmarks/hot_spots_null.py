"""How many maps of pure chance show a hot cell? The table of ``docs/methods/hot_spots.md``.

    python -m benchmarks.hot_spots_null            1,000 maps each; prints the table
    python -m benchmarks.hot_spots_null --write    and puts it between the marks of the page

Points fall uniformly over 40 x 50 cells (squares whole, hexagons clipped to the same rectangle's slanted half); the number
of points is fixed. Seeded: the same table every time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from scipy import stats

from lib.places import tails
from lib.places.grid import Cells, Grid, count, neighbours
from lib.places.hot_spots import getis_ord, neighbourhoods

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "hot_spots.md"
BEGIN, END = "<!-- chance: begin -->", "<!-- chance: end -->"
MEANS = (0.2, 0.5, 1.0, 2.0, 5.0)
LEVEL = 0.05
SEED = 20261123
RECTANGLE = shapely.box(0, 0, 40, 50)
SLANTED = shapely.Polygon([(0, 0), (60, 0), (60, 10), (25, 75), (0, 70)])


def shares(area: Any, grid: Grid, mean: float, maps: int, seed: int = SEED) -> tuple[float, float]:
    """Of so many maps of chance, the share with any hot cell: by the exact p, and by the normal p of Gi*."""
    cells = grid.cells(area)
    near = neighbours(cells)
    exact = normal = 0
    for values in _maps(area, cells, mean, maps, seed):
        around, total, share = neighbourhoods(values, cells.area_m2, *near)
        exact += bool(tails.judged(around, total, share, LEVEL).hot.any())
        z = getis_ord(values, *near)
        q = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z)))
        normal += bool(((q <= LEVEL) & (z > 0)).any())
    return exact / maps, normal / maps


def _maps(area: Any, cells: Cells, mean: float, maps: int, seed: int) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    west, south, east, north = area.bounds
    number = round(mean * cells.share.sum())
    shapely.prepare(area)
    for _ in range(maps):
        x, y = np.empty(0), np.empty(0)
        while len(x) < number:
            more = rng.uniform((west, south), (east, north), (2 * number, 2))
            more = more[shapely.contains_xy(area, more[:, 0], more[:, 1])]
            x, y = np.r_[x, more[:, 0]], np.r_[y, more[:, 1]]
        yield count(cells, x[:number], y[:number])


def table(maps: int) -> list[str]:
    """The lines of the table."""
    lines = [
        "| mean a cell | squares, exact p | hexagons cut by a border, exact p | squares, normal p of Gi* |",
        "| --- | --- | --- | --- |",
    ]
    for mean in MEANS:
        square, normal = shares(RECTANGLE, Grid("square", 1.0), mean, maps)
        hexagon, _ = shares(SLANTED, Grid("hexagon", 1.4), mean, maps)
        lines.append(f"| {mean:g} | {_said(square, maps)} | {_said(hexagon, maps)} | {_said(normal, maps)} |")
    return lines


def _said(share: float, maps: int) -> str:
    return f"{100 * share:.{1 if maps >= 1000 else 0}f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--maps", type=int, default=1000)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    began, cpu = time.perf_counter(), time.process_time()
    lines = table(asked.maps)
    print("\n".join(lines))
    print(f"{asked.maps} maps each; {time.perf_counter() - began:.0f} s, processor {time.process_time() - cpu:.0f} s")
    if asked.write:
        text = PAGE.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGIN)
        _, _, tail = rest.partition(END)
        PAGE.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
