"""What chance alone makes of classes and of change. The table of ``docs/methods/persistence.md``.

    python -m benchmarks.persistence [--maps 400] [--write]

A square of 6 km, cells of 300 m, complaints that fall evenly over two years: twelve months of classes, and the second year
against the first. Seeded.
"""

from __future__ import annotations

import argparse

import numpy as np
import shapely

from benchmarks.measuring import ROOT, put_between_marks
from lib import settings
from lib.places.grid import Grid, count
from lib.places.moved import moved
from lib.places.persistence import persistence, rules

PAGE = ROOT / "docs" / "methods" / "persistence.md"
SIDE, CELL, MONTHS = 6_000.0, 300.0, 12
NUMBERS = (500, 2_000, 8_000)
SEED = 20261123


def table(maps: int) -> list[str]:
    """For each number of complaints a year: the shares of maps with a cell hot once, hot twice or more, changed."""
    own, level = settings.value("persistence"), float(settings.value("hot_spots.false_discovery"))
    by = rules(MONTHS, **{name: own[name] for name in ("persistent", "recent", "emerging", "before", "former")})
    cells = Grid("hexagon", CELL).cells(shapely.box(0, 0, SIDE, SIDE))
    spans = [(30 * k, 30 * k + 29) for k in range(MONTHS)]
    lines = ["| complaints a year | maps | some cell hot once | some cell in a class | some cell changed |",
             "| --- | --- | --- | --- | --- |"]
    for number in NUMBERS:
        once = classed = changed = 0
        for seed in range(maps):
            rng = np.random.default_rng([SEED, number, seed])
            x, y = rng.uniform(0, SIDE, (2, 2 * number))
            day = rng.integers(0, 60 * MONTHS, 2 * number).astype(np.int32)
            kinds = set(persistence(
                x, y, day, spans, cells, cells.area_m2, by, level=level, rings=own["rings"], fewest=own["fewest_points"]
            ).table["kind"])
            once += "once" in kinds
            classed += bool(kinds - {"once", "never"})
            held = np.stack([count(cells, x[day // 30 == k], y[day // 30 == k]) for k in range(2 * MONTHS)])
            found = moved(cells, held[MONTHS:], held[:MONTHS], exposure=(1.0, 1.0), level=level, rings=own["rings"])
            changed += bool(found.table["verdict"].isin(["up", "down"]).any())
        shares = " | ".join(f"{part / maps:.1%}" for part in (once, classed, changed))
        lines.append(f"| {number:,} | {maps} | {shares} |")
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Run it; ``--write`` puts the table between the marks of the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maps", type=int, default=400)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    lines = table(args.maps)
    if args.write:
        put_between_marks(PAGE, "chance", lines)


if __name__ == "__main__":
    main()
