"""The Knox test with permutations on a seeded city, beside pointpats' in the same run.

    python benchmarks/near_repeats.py [--events 10000 100000] [--permutations 999] [--rival 1000] [--json]

The city: 20 x 25 km, one year, 30 hot spots (three events in ten, 150 m around them), one event in twenty a near repeat
(within 100 m and a week of another). Ours: bands 0-100-200-300-400 m by 0-7-14-21-28 days, all at once. pointpats (when it
is installed; the product does not need it) tests one band, 100 m and 7 days, on ``--rival`` events, and so do we beside it.
Each in a process of its own, after one small call that compiles or imports what is needed.
Targets: 10,000 events x 999 under 2 s; 100,000 x 999 under 90 s and 1,000 MB.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import numpy.typing as npt

from benchmarks import measuring
from lib.places.near_repeats import knox

SPACE, TIME = (0, 100, 200, 300, 400), (0, 7, 14, 21, 28)
TARGETS = {10_000: (2.0, 1000.0), 100_000: (90.0, 1000.0)}
Floats = npt.NDArray[np.float64]


def city(events: int, seed: int = 1) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Points in metres and days 0 to 364."""
    rng = np.random.default_rng(seed)
    repeats, hot = events // 20, 3 * events // 10
    middles = rng.uniform((0, 0), (20_000, 25_000), (30, 2))
    points = np.concatenate([
        middles[rng.integers(0, 30, hot)] + rng.normal(0, 150, (hot, 2)),
        rng.uniform((0, 0), (20_000, 25_000), (events - hot - repeats, 2)),
    ])
    days = rng.integers(0, 365, len(points))
    first = rng.choice(len(points), repeats, replace=False)
    near = points[first] + rng.uniform(-70, 70, (repeats, 2))
    points = np.concatenate([points, near])
    days = np.concatenate([days, np.minimum(days[first] + rng.integers(0, 7, repeats), 364)])
    return points[:, 0], points[:, 1], days


def ours(events: int, permutations: int, one_band: bool) -> dict[str, Any]:
    space, span = ((0, 100), (0, 7)) if one_band else (SPACE, TIME)

    def test(n: int, shufflings: int) -> Any:
        return knox(*city(n), space=space, time=span, distance="euclidean", permutations=shufflings, seed=1, level=0.95,
                    most_pairs=100_000_000)

    test(200, 9)
    start, processor = time.perf_counter(), time.process_time()
    table = test(events, permutations).table
    return {
        "seconds": time.perf_counter() - start, "processor": time.process_time() - processor,
        "peak_mb": measuring.peak_mb(), "pairs": int(table["pairs"].sum()), "ratio": float(table["ratio"].iloc[0]),
        "p": float(table["p"].iloc[0]), "bands": len(table),
    }


def rival(events: int, permutations: int) -> dict[str, Any]:
    from pointpats import Knox

    def test(n: int, shufflings: int) -> Any:
        x, y, day = city(n)
        return Knox(np.column_stack([x, y]), day[:, None].astype(float), 100, 6, permutations=shufflings)

    test(200, 9)
    start, processor = time.perf_counter(), time.process_time()
    found = test(events, permutations)
    return {
        "seconds": time.perf_counter() - start, "processor": time.process_time() - processor,
        "peak_mb": measuring.peak_mb(), "pairs": int(found.nst), "p": float(found.p_sim), "bands": 1,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--permutations", type=int, default=999)
    parser.add_argument("--rival", type=int, nargs="*", default=[1_000])
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    found: list[dict[str, Any]] = []
    for events in words.events:
        found.append({"who": "ours", "events": events} | _apart("ours", events, words.permutations))
    for events in words.rival:
        found.append({"who": "ours, one band", "events": events} | _apart("one", events, words.permutations))
        if importlib.util.find_spec("pointpats"):
            found.append({"who": "pointpats, one band", "events": events} | _apart("rival", events, words.permutations))
    if words.json:
        print(json.dumps({"machine": measuring.machine(), "load": load, "permutations": words.permutations, "found": found}))
        return 0
    print(f"{measuring.machine()}, load {load:.1f}; {words.permutations} permutations")
    print("| | events | bands | pairs | clock | processor | peak memory | target |\n" + "| --- " * 8 + "|")
    for row in found:
        print(f"| {row['who']} | {row['events']:,} | {row['bands']} | {row['pairs']:,} | {row['seconds']:.2f} s |"
              f" {row['processor']:.2f} s | {row['peak_mb']:.0f} MB | {_target(row)} |")
    return 0


def _apart(who: str, events: int, permutations: int) -> dict[str, Any]:
    return measuring.apart("near_repeats.py", "part", who, str(events), str(permutations))


def _target(row: dict[str, Any]) -> str:
    if row["who"] != "ours" or row["events"] not in TARGETS:
        return ""
    seconds, memory = TARGETS[row["events"]]
    met = row["seconds"] < seconds and row["peak_mb"] < memory
    return f"{seconds:g} s, {memory:,.0f} MB: {'met' if met else '**missed**'}"


def _part(who: str, events: int, permutations: int) -> int:
    print(json.dumps(rival(events, permutations) if who == "rival" else ours(events, permutations, who == "one")))
    return 0


if __name__ == "__main__":
    sys.exit(_part(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) if sys.argv[1:2] == ["part"] else main())
