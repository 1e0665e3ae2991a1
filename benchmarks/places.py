"""Hot spots and density beside the libraries, side by side in one run.

    python benchmarks/places.py [--cells 12500] [--repeat 15] [--json]

Gi* on so many square cells with counts of mean 2: ours (z, exact p, Benjamini-Hochberg and verdict together) against
esda's analytic ``G_Local(star=True, permutations=0)``, which gives z and a normal p; both with the neighbours ready.
``neighbours`` is how long they take: ours from the grid, libpysal's ``Queen`` weights from a lattice. Both give the same z.
Density of 1,000,000 points on a city of 20 x 25 km at 400 m (target .3 s) and of 10,000, which ``scipy.stats.gaussian_kde``
evaluates at the same nodes. Best and median of the repeats, clock and processor (both cores): other work on the machine
lengthens the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandas as pd
import shapely
from scipy import stats

from benchmarks import measuring
from lib.places.density import density, ground_for
from lib.places.grid import Grid, neighbours
from lib.places.hot_spots import hot_spots

SEED, BANDWIDTH = 20261123, 400.0
CITY = shapely.box(0, 0, 20_000, 25_000)


def timed(work: Callable[[], Any], repeat: int) -> dict[str, float]:
    """Best and median of the clock, best of the processor, in milliseconds; once unmeasured before."""
    work()
    clock, processor = [], []
    for _ in range(repeat):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
    return {"best": min(clock), "median": float(np.median(clock)), "processor": min(processor)}


def gi_star(cells: int, repeat: int) -> dict[str, Any]:
    """Ours and esda's on one map; raises when their z differ."""
    import esda
    import libpysal

    columns, rows = 125, cells // 125
    laid = Grid("square", 1.0).cells(shapely.box(0, 0, columns, rows))
    counts = np.random.default_rng(SEED).poisson(2.0, len(laid))
    table = pd.DataFrame({"cell": laid.codes, "count": counts, "exposure": laid.area_m2})
    near = neighbours(laid)
    weights = libpysal.weights.lat2W(rows, columns, rook=False)
    weights = libpysal.weights.fill_diagonal(weights, 1.0)

    def theirs() -> Any:
        return esda.G_Local(counts.astype(float), weights, transform="B", star=True, permutations=0)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        same = np.allclose(theirs().Zs, hot_spots(table, *near, false_discovery=0.05).table["z"])
        if not same:
            raise ValueError("the two Gi* differ")
        return {
            "cells": len(laid), "ours": timed(lambda: hot_spots(table, *near, false_discovery=0.05), repeat),
            "esda": timed(theirs, repeat), "neighbours ours": timed(lambda: neighbours(laid), repeat),
            "neighbours libpysal": timed(lambda: libpysal.weights.lat2W(rows, columns, rook=False), min(repeat, 3)),
        }


def kernel(points: int, repeat: int, beside: bool) -> dict[str, Any]:
    """Ours; ``beside`` also the library's, at the nodes of our ground."""
    rng = np.random.default_rng(SEED)
    spread = rng.uniform((0, 0), (20_000, 25_000), (points // 2, 2))
    crowded = rng.normal((8000, 9000), 1500, (points - points // 2, 2)).clip((0, 0), (20_000, 25_000))
    x, y = np.vstack([spread, crowded]).T
    ground = ground_for(CITY, BANDWIDTH)
    found: dict[str, Any] = {
        "points": points, "nodes": ground.weight.size, "ours": timed(lambda: density(x, y, ground, BANDWIDTH), repeat),
        "ground": timed(lambda: ground_for(CITY, BANDWIDTH), min(repeat, 5)),
    }
    if beside:
        rows, columns = ground.weight.shape
        nodes = np.vstack([part.ravel() for part in np.meshgrid(
            ground.west + np.arange(columns) * ground.step, ground.south + np.arange(rows) * ground.step)])
        fewer = nodes[:, :: max(nodes.shape[1] // 20_000, 1)]

        def theirs() -> Any:
            return stats.gaussian_kde(np.vstack([x, y]))(fewer)

        found["gaussian_kde"] = {**timed(theirs, 1), "nodes": fewer.shape[1]}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=12_500)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    answer = {
        "load": os.getloadavg()[0], "gi_star": gi_star(asked.cells, asked.repeat),
        "density": [kernel(asked.points, asked.repeat, False), kernel(10_000, asked.repeat, True)],
    }
    if asked.json:
        print(json.dumps(answer))
        return
    print(measuring.machine(), f"load {answer['load']:.1f}")
    for name, found in (("Gi*", answer["gi_star"]), *((f"density {part['points']:,}", part) for part in answer["density"])):
        for what, took in found.items():
            if isinstance(took, dict):
                print(f"{name:20}{what:22}" + "".join(f"{key} {value:10.1f}  " for key, value in took.items()))


if __name__ == "__main__":
    main()
