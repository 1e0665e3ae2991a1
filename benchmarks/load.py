"""Loading a million incident rows with coordinates into five sectors, against pandas just reading the same file.

    python benchmarks/load.py [--rows 1000000] [--repeat 3] [--json]

Both run in processes of their own, by turns, in the same run: ``pandas.read_csv`` with its default C engine, and the
ordinary road (understand, check, stage, filler points, duplicates, one Delta commit) into a fresh store. The best of
``repeat`` counts for both: other work on the machine only ever makes a run slower. Target: at most 4 times, and under
1.5 GB.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring

TARGET_TIMES = 4.0
TARGET_MB = 1500.0


def pandas_alone(path: Path) -> dict[str, Any]:
    """Seconds and memory of reading the file with pandas' defaults."""
    import pandas as pd

    start, busy = time.perf_counter(), time.process_time()
    table = pd.read_csv(path)
    return {
        "total": time.perf_counter() - start, "cpu": time.process_time() - busy, "rows_read": len(table),
        "peak_mb": measuring.peak_mb(),
    }


def our_road(path: Path) -> dict[str, Any]:
    """Seconds and memory of the whole load into a fresh store."""
    from benchmarks.stores import load, with_sectors

    store = with_sectors(measuring.FOLDER / "store_load")
    busy = time.process_time()
    answer = load(store, path)
    return {**answer, "cpu": time.process_time() - busy, "peak_mb": measuring.peak_mb()}


def main() -> None:
    """Run both, print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", choices=["pandas", "road"])
    options = parser.parse_args()
    path = measuring.layer_csv(options.rows)
    if options.part:
        print(json.dumps(pandas_alone(path) if options.part == "pandas" else our_road(path)))
        return
    runs: dict[str, list[dict[str, Any]]] = {"pandas": [], "road": []}
    for _ in range(options.repeat):
        for part, answers in runs.items():
            answers.append(measuring.apart("load.py", "--part", part, "--rows", str(options.rows)))
    best = {part: min(answers, key=lambda a: a["total"]) for part, answers in runs.items()}
    times = best["road"]["total"] / best["pandas"]["total"]
    work = min(a["cpu"] for a in runs["road"]) / min(a["cpu"] for a in runs["pandas"])
    if options.json:
        print(json.dumps({"machine": measuring.machine(), "times": times, "cpu_times": work, "best": best, "runs": runs}))
        return
    road = best["road"]
    print(measuring.machine())
    print(f"file           {options.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB")
    print(f"pandas         {best['pandas']['total']:.2f} s ({best['pandas']['cpu']:.2f} s of processor),"
          f" {best['pandas']['peak_mb']:,.0f} MB")
    print(f"the road       {road['total']:.2f} s (check {road['check']:.2f}, add {road['add']:.2f};"
          f" {road['cpu']:.2f} s of processor),"
          f" {road['peak_mb']:,.0f} MB, {road['rows_added']:,} rows stored")
    verdict = "met" if times <= TARGET_TIMES else "missed"
    print(f"times          {times:.2f} (target {TARGET_TIMES:g}: {verdict}), {work:.2f} in processor time; memory target"
          f" {TARGET_MB:,.0f} MB: {'met' if road['peak_mb'] <= TARGET_MB else 'missed'}")


if __name__ == "__main__":
    main()
