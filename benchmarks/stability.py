"""How strong must a cluster be for its cells to stay hot whatever is chosen? The tables of ``docs/methods/stability.md``.

    python -m benchmarks.stability              prints the tables
    python -m benchmarks.stability --write      and puts them between the marks of the page

A city of 10 x 12 km; complaints fall evenly, and so many times as densely inside 8 circles of 300 m. Cells of 250 m are
judged under the choices of ``data/settings.toml``. Seeded: the same tables every time, but for the seconds.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from benchmarks.measuring import ROOT, machine, peak_mb, put_between_marks
from lib import settings
from lib.places.grid import Cells, Grid
from lib.places.raster import Raster, raster
from lib.places.stability import Choice, choices, multiverse

PAGE = ROOT / "docs" / "methods" / "stability.md"
WIDE, HIGH, CLUSTERS, RADIUS, CELL = 10_000.0, 12_000.0, 8, 300.0, 250.0
STRENGTHS = (1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 50.0)
NUMBERS = (2_000, 10_000, 40_000)
DAYS = 365
SEED = 20261123


@dataclass(frozen=True)
class City:
    """Points, days, and the ground of the planted clusters."""

    x: np.ndarray
    y: np.ndarray
    day: np.ndarray
    planted: Any


def city(seed: int, number: int, strength: float, clusters: int = CLUSTERS) -> City:
    """``number`` complaints, ``strength`` times as dense inside ``clusters`` circles that do not touch."""
    rng = np.random.default_rng(seed)
    middles = np.empty((0, 2))
    while len(middles) < clusters:
        one = rng.uniform((RADIUS, RADIUS), (WIDE - RADIUS, HIGH - RADIUS))
        if (np.hypot(*(middles - one).T) > 4 * RADIUS).all():
            middles = np.vstack([middles, one])
    inside = clusters * np.pi * RADIUS**2
    dense = rng.binomial(number, strength * inside / (strength * inside + WIDE * HIGH - inside))
    angle, away = rng.random(dense) * 2 * np.pi, RADIUS * np.sqrt(rng.random(dense))
    points = middles[rng.integers(0, clusters, dense)] if clusters else np.empty((0, 2))
    points = points + np.column_stack([away * np.cos(angle), away * np.sin(angle)])
    while len(points) < number:
        more = rng.uniform((0, 0), (WIDE, HIGH), (number, 2))
        for middle in middles:
            more = more[np.hypot(*(more - middle).T) > RADIUS]
        points = np.vstack([points, more])
    day = rng.integers(0, DAYS, number).astype(np.int32)
    circles = [shapely.Point(middle).buffer(RADIUS, quad_segs=32) for middle in middles]
    return City(points[:number, 0].copy(), points[:number, 1].copy(), day, shapely.union_all(circles))


def ground_of(area: Any) -> Raster:
    """The ground as the product takes it."""
    return raster(area, settings.value("stability.nodes"), CELL * max(settings.value("stability.factors")))


def made(number: int | None = None) -> tuple[Choice, ...]:
    """The choices of the product."""
    own = settings.value("stability")
    return choices(number or own["choices"], own["seed"], base_m=CELL, factors=own["factors"], rings=own["rings"],
                   windows=own["windows"])


def shares(one: City, cells: Cells, ground: Any, every: tuple[Choice, ...]) -> np.ndarray:
    """The share of the choices in which each cell is hot."""
    level = float(settings.value("hot_spots.false_discovery"))
    told = multiverse(one.x, one.y, one.day, (0, DAYS - 1), ground, cells, every, level=level)
    return told.table["share"].to_numpy()


def curve(repeats: int) -> list[str]:
    """Precision and recall of the cells hot in at least 90 % (and 50 %) of the choices, by strength."""
    area = shapely.box(0, 0, WIDE, HIGH)
    cells, ground, every = Grid("hexagon", CELL).cells(area), ground_of(area), made()
    least = float(settings.value("stability.critical"))
    lines = [
        "| complaints | times as dense | expected in a cell outside | hot in ≥ 90 %: cells | precision | recall "
        "| recall of cells wholly inside | hot in ≥ 50 %: precision | recall |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for number in NUMBERS:
        for strength in STRENGTHS:
            tally = np.zeros(7)
            outside = 0.0
            for seed in range(repeats):
                one = city(SEED + seed, number, strength)
                share = shares(one, cells, ground, every)
                touched = shapely.intersects(one.planted, cells.shapes)
                whole = shapely.contains(one.planted, cells.shapes)
                hot, half = share >= least - 1e-12, share >= 0.5 - 1e-12
                tally += (hot.sum(), (hot & touched).sum(), (hot & whole).sum(), touched.sum(), whole.sum(), half.sum(),
                          (half & touched).sum())
                planted = CLUSTERS * np.pi * RADIUS**2
                outside = number * cells.grid.cell_area / (strength * planted + WIDE * HIGH - planted)
            hot_n, hot_in, hot_whole, touched_n, whole_n, half_n, half_in = tally
            lines.append(
                f"| {number:,} | {strength:g} | {outside:.1f} | {hot_n / repeats:.1f} | {_of(hot_in, hot_n)} "
                f"| {_of(hot_in, touched_n)} | {_of(hot_whole, whole_n)} | {_of(half_in, half_n)} "
                f"| {_of(half_in, touched_n)} |"
            )
            print(lines[-1], flush=True)
    return lines


def chance(maps: int) -> list[str]:
    """On points without any cluster: the share of maps with a cell hot in so many choices."""
    area = shapely.box(0, 0, WIDE, HIGH)
    cells, ground, every = Grid("hexagon", CELL).cells(area), ground_of(area), made()
    lines = ["| complaints | maps | a cell hot in ≥ 90 % | in ≥ 50 % | in ≥ 10 % | hot cells in one choice, mean |",
             "| --- | --- | --- | --- | --- | --- |"]
    for number in NUMBERS:
        most = [shares(city(SEED + seed, number, 1.0, clusters=0), cells, ground, every) for seed in range(maps)]
        top = np.array([share.max() for share in most])
        mean = np.mean([share.sum() for share in most])
        parts = " | ".join(f"{(top >= least - 1e-12).mean():.1%}" for least in (0.9, 0.5, 0.1))
        lines.append(f"| {number:,} | {maps} | {parts} | {mean:.3f} |")
        print(lines[-1], flush=True)
    return lines


def speed() -> list[str]:
    """200 choices at 100,000 points in 20 x 25 km, after one to load the compiled loops."""
    rng = np.random.default_rng(SEED)
    area = shapely.box(0, 0, 20_000, 25_000)
    x, y = rng.uniform(0, 20_000, 100_000), rng.uniform(0, 25_000, 100_000)
    day = rng.integers(0, DAYS, len(x)).astype(np.int32)
    cells, ground = Grid("hexagon", CELL).cells(area), ground_of(area)
    multiverse(x[:100], y[:100], day[:100], (0, DAYS - 1), ground, cells, made(2), level=0.05)
    wall, busy = time.perf_counter(), time.process_time()
    multiverse(x, y, day, (0, DAYS - 1), ground, cells, made(200), level=0.05)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    load = Path("/proc/loadavg").read_text().split()[0] if Path("/proc/loadavg").exists() else "?"
    return [f"200 choices, 100,000 points, {len(cells):,} cells of 250 m shown: {wall:.1f} s ({busy:.1f} s of "
            f"processor time on two threads), peak {peak_mb():.0f} MB; load of the machine {load}. {machine()}"]


def _of(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def main() -> None:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--maps", type=int, default=100)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    told = {"speed": speed(), "curve": curve(args.repeats), "chance": chance(args.maps)}
    print(told["speed"][0])
    if args.write:
        for name, lines in told.items():
            put_between_marks(PAGE, name, lines)


if __name__ == "__main__":
    main()
